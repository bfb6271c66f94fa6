"""Changes: what a plan decides otherwise than the last one, in planners' words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.network.network import Network
from planner.plan import Decisions

T = 1000.0
"""t in a kt."""

TRACE = 0.01
"""Share of the capacity added that is no change."""


@dataclass(frozen=True)
class PlantChange:
    """What one plant or contract does otherwise."""

    subject: str
    kind: str
    """added, dropped, moved (to another site), later, earlier, larger, smaller, expands (by more,
    or earlier), expands less (or later), closes, stays, signed, not signed"""
    words: str


@dataclass(frozen=True)
class _Standing:
    size: str
    capacity: float
    """kt a year when built."""
    period: str
    closed: str | None


def changes(
    last: Decisions, before: Network, now: Decisions, network: Network
) -> tuple[PlantChange, ...]:
    """Every change of what is built, closed, signed and added, in the order of the plants.

    before: the network of the last plan, with the periods that it had.
    """
    was, here = _standings(last, before), _standings(now, network)
    found: list[PlantChange] = []
    for plant in dict.fromkeys([*was, *here]):
        found += _of_plant(plant, was.get(plant), here.get(plant), network, before)
    found = _moved(found, was, here, network, before)
    for contract in dict.fromkeys([*last.get("signed", {}), *now.get("signed", {})]):
        then = last.get("signed", {}).get(contract, 0.0) > 0.5
        if then != (now.get("signed", {}).get(contract, 0.0) > 0.5):
            kind = "not signed" if then else "signed"
            found.append(PlantChange(contract[0], kind, f"contract is {kind}"))
    found += _closings(last, before, now, network)
    found += _expansions(last, before, now, network)
    return tuple(found)


def _standings(decisions: Decisions, network: Network) -> dict[str, _Standing]:
    closed = _closed(decisions)
    sizes = {(way.plant, way.size): size.capacity for way, size in network.sizes.items()}
    return {
        plant: _Standing(size, sizes.get((plant, size), 0.0), period, closed.get(plant))
        for (plant, size, period), value in decisions.get("built", {}).items()
        if value > 0.5
    }


def _of_plant(
    plant: str, was: _Standing | None, here: _Standing | None, network: Network, before: Network
) -> Iterator[PlantChange]:
    if was is None and here is not None:
        told = f"built in {here.period}, {here.capacity * T:,.0f} t/year"
        yield PlantChange(plant, "added", told)
    if was is not None and here is None:
        told = f"dropped; it was to open in {was.period}, {was.capacity * T:,.0f} t/year"
        yield PlantChange(plant, "dropped", told)
    if was is None or here is None:
        return
    then, now = _first_year(before, was.period), _first_year(network, here.period)
    if then != now:
        kind = "later" if now > then else "earlier"
        yield PlantChange(plant, kind, f"opens {kind}: {here.period} instead of {was.period}")
    if was.size != here.size:
        kind = "larger" if here.capacity > was.capacity else "smaller"
        told = f"{kind}: {here.capacity * T:,.0f} instead of {was.capacity * T:,.0f} t/year"
        yield PlantChange(plant, kind, told)


def _moved(
    found: Sequence[PlantChange],
    was: Mapping[str, _Standing],
    here: Mapping[str, _Standing],
    network: Network,
    before: Network,
) -> list[PlantChange]:
    """The changes, where a plant that is dropped while one of its technology is added has moved.

    That is one change. Of several plants that are added it is the one nearest in time and size.
    """
    added = [change.subject for change in found if change.kind == "added"]
    moved: dict[str, str] = {}
    for change in found:
        if change.kind != "dropped" or change.subject not in before.plants:
            continue
        old = was[change.subject]
        technology = before.plants[change.subject].technology

        def distance(plant: str, old: _Standing = old) -> tuple[int, float]:
            new = here[plant]
            years = _first_year(network, new.period) - _first_year(before, old.period)
            return abs(years), abs(new.capacity - old.capacity)

        alike = [p for p in added if network.plants[p].technology == technology]
        if alike:
            moved[change.subject] = min(alike, key=distance)
            added.remove(moved[change.subject])
    told = []
    for change in found:
        if change.kind == "dropped" and change.subject in moved:
            to = moved[change.subject]
            words = f"moved to {network.plants[to].site}: {to} in its place"
            told.append(PlantChange(change.subject, "moved", words + _terms(was, here, change, to)))
        elif change.kind != "added" or change.subject not in moved.values():
            told.append(change)
    return told


def _terms(
    was: Mapping[str, _Standing], here: Mapping[str, _Standing], change: PlantChange, to: str
) -> str:
    """When and how large, and what that was before where it differs."""
    old, new = was[change.subject], here[to]
    when = "" if old.period == new.period else f" instead of {old.period}"
    size = "" if old.capacity == new.capacity else f" instead of {old.capacity * T:,.0f}"
    return f", in {new.period}{when}, {new.capacity * T:,.0f}{size} t/year"


def _closings(
    last: Decisions, before: Network, now: Decisions, network: Network
) -> Iterator[PlantChange]:
    then, here = _closed(last), _closed(now)
    for plant in dict.fromkeys([*then, *here]):
        if plant not in here:
            yield PlantChange(plant, "stays", f"stays; it was to close in {then[plant]}")
        elif plant not in then:
            yield PlantChange(plant, "closes", f"closes in {here[plant]}")
        elif _first_year(before, then[plant]) != _first_year(network, here[plant]):
            told = f"closes in {here[plant]} instead of {then[plant]}"
            yield PlantChange(plant, "closes", told)


def _closed(decisions: Decisions) -> dict[str, str]:
    """When plants close."""
    return {index[0]: index[-1] for index, v in decisions.get("closed", {}).items() if v > 0.5}


def _first_year(network: Network, period: str) -> int:
    return network.periods[period].first_year


def _expansions(
    last: Decisions, before: Network, now: Decisions, network: Network
) -> Iterator[PlantChange]:
    """Capacity added to plants, and when, where it differs by more than a trace.

    Only of the years that both plans know: of a new period the last plan decided nothing.
    """
    names = {p.first_year: p.name for net in (before, network) for p in net.periods.values()}
    known = max(p.first_year for p in before.periods.values())
    then, here = _added(last, before), _added(now, network)
    for plant in dict.fromkeys([*then, *here]):
        years = sorted(year for year in names if year <= known)
        was, amounts = then.get(plant, {}), here.get(plant, {})
        by = {
            year: tuple(sum(v for y, v in one.items() if y <= year) for one in (was, amounts))
            for year in years
        }
        old, new = by[known]
        trace = TRACE * max(old, new)
        if abs(new - old) > trace:
            told = f"adds {new * T:,.0f} instead of {old * T:,.0f} t/year"
            yield PlantChange(plant, "expands" if new > old else "expands less", told)
            continue
        year = max(years, key=lambda year: abs(by[year][1] - by[year][0]))
        old, new = by[year]
        if abs(new - old) > trace:
            told = f"adds {new * T:,.0f} instead of {old * T:,.0f} t/year by {names[year]}"
            kind = "expands" if new > old else "expands less"
            yield PlantChange(plant, kind, f"{told}, and as much in all")


def _added(decisions: Decisions, network: Network) -> dict[str, dict[int, float]]:
    """Capacity added by plant and first year of the period, kt a year."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for (plant, period), amount in decisions.get("added", {}).items():
        found[plant][_first_year(network, period)] = amount
    return found
