"""Freeze: what is not decided again on a day, because it was, or because it has happened.

    frozen     what the last plan decides for periods that begin before the end of the freeze
    under way  plants of the last plan whose building must have begun, by their lead time
    too late   plants that were not begun in time are not built in those periods
    known      plants started, opened or closed, contracts signed, tonnes shipped and processed

Tonnes of a period that is over are held as they are known; of the period that runs, they are the
least of the year. In the matrix a decision is held within a range; see wishes.py.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.instance.instance import Instance
from planner.instance.schema.plants import Plant, Technology
from planner.matrix import Name
from planner.network.network import Lane, Network
from planner.plan import Decisions
from planner.replanning.actuals import Known
from planner.wishes import Range

KT = 1e-3
EXACT = 1e-6
"""Relative; what is known is held this closely, as decimals of a file are."""

YES, NO = Range(1.0, 1.0), Range(0.0, 0.0)


@dataclass(frozen=True)
class Held:
    """A decision that is not made again, and why."""

    range: Range
    why: str


class FreezeError(Exception):
    """What is known does not fit the network: a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def held_decisions(
    instance: Instance,
    network: Network,
    last: Decisions,
    known: Mapping[str, Known],
    as_of: date,
    months: int,
) -> dict[Name, Held]:
    """What is held when planned again on a day.

    last: decisions of the last plan. known: actuals by key. months: length of the freeze.
    Errors: FreezeError.
    """
    end = _after(as_of, months)
    lead = _lead_times(instance)
    held: dict[Name, Held] = {}
    told = _told_of_plants(known)
    delayed = _delayed(network, last, known, told)
    late = {name.index[0] for name in delayed}
    for way, periods in network.buildable.items():
        for period in periods:
            name = Name("built", (way.plant, way.size, period))
            begins = date(network.periods[period].first_year, 1, 1)
            was = last.get("built", {}).get(name.index, 0.0) > 0.5
            start = date(begins.year - lead[way.plant], 1, 1)
            if way.plant in told or way.plant in late:
                continue
            if begins < end:
                held[name] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
            elif was and start < as_of:
                held[name] = Held(YES, f"under way since {start.year}")
            elif start < as_of:
                held[name] = Held(NO, f"it takes {lead[way.plant]} years to build")
    otherwise = {*told, *late}
    held |= _closings(network, last, end, otherwise)
    held |= _expansions(network, last, end, otherwise)
    held |= _of_plants(network, last, told, lead)
    held |= delayed
    held |= _signed(network, last, known, end)
    held |= _tonnes(network, known, as_of)
    return held


def _after(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _begins(network: Network, period: str) -> date:
    return date(network.periods[period].first_year, 1, 1)


def _lead_times(instance: Instance) -> dict[str, int]:
    lead = {row.technology: row.lead_time for row in instance.rows(Technology)}
    return {row.plant: lead[row.technology] for row in instance.rows(Plant)}


def _told_of_plants(known: Mapping[str, Known]) -> dict[str, Known]:
    """The last word on plants that were started or opened; opened says more."""
    found: dict[str, Known] = {}
    for kind in ("started", "opened"):
        for one in known.values():
            if one.actual.kind == kind and one.actual.plant:
                found[one.actual.plant] = one
    return found


def _of_plants(
    network: Network, last: Decisions, told: Mapping[str, Known], lead: Mapping[str, int]
) -> dict[Name, Held]:
    """A plant that was started or opened stands in its size: when it opened, or is to open."""
    held: dict[Name, Held] = {}
    for plant, one in told.items():
        size = one.actual.size
        for way, periods in network.buildable.items():
            if way.plant != plant:
                continue
            opens = _opens(network, last, one, periods, lead[plant])
            for period in periods:
                stands = way.size == size and period == opens
                name = Name("built", (plant, way.size, period))
                held[name] = Held(YES if stands else NO, f"{one.actual.kind}: {one}")
    return held


def _opens(
    network: Network, last: Decisions, one: Known, periods: Sequence[str], lead: int
) -> str | None:
    """The period in which a plant that was started or opened comes on stream."""
    actual = one.actual
    if actual.kind == "opened":
        return _period_of(network, actual.when)
    planned = [
        period
        for (plant, size, period), value in last.get("built", {}).items()
        if value > 0.5 and (plant, size) == (actual.plant, actual.size) and period in periods
    ]
    done = [p for p in periods if network.periods[p].first_year >= actual.when.year + lead]
    return next(iter((*planned, *done)), None)


def _delayed(
    network: Network, last: Decisions, known: Mapping[str, Known], told: Mapping[str, Known]
) -> dict[Name, Held]:
    """A plant of the last plan, or one that was started, and is late, opens as soon as it may."""
    held: dict[Name, Held] = {}
    sizes = {plant: size for (plant, size, _), v in last.get("built", {}).items() if v > 0.5}
    sizes |= {plant: one.actual.size or "" for plant, one in told.items()}
    opened = {plant for plant, one in told.items() if one.actual.kind == "opened"}
    for one in known.values():
        plant = one.actual.plant
        if one.actual.kind != "delayed" or plant not in sizes or plant in opened:
            continue
        for way, periods in network.buildable.items():
            if way.plant != plant:
                continue
            then = [p for p in periods if network.periods[p].first_year >= (one.actual.year or 0)]
            for period in periods:
                on_time = bool(then) and period == then[0] and way.size == sizes[plant]
                name = Name("built", (plant, way.size, period))
                held[name] = Held(YES if on_time else NO, f"delayed: {one}")
    return held


def _closings(
    network: Network, last: Decisions, end: date, otherwise: Collection[str]
) -> dict[Name, Held]:
    """What the last plan closes within the freeze, and what it does not."""
    held: dict[Name, Held] = {}
    for way in network.sizes:
        if not network.plants[way.plant].may_close or way.plant in otherwise:
            continue
        for period in network.usable[way.plant]:
            if _begins(network, period) < end:
                name = Name("closed", (*way, period))
                was = last.get("closed", {}).get(name.index, 0.0) > 0.5
                held[name] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
    return held


def _expansions(
    network: Network, last: Decisions, end: date, otherwise: Collection[str]
) -> dict[Name, Held]:
    """Capacity that is added within the freeze. otherwise: plants that are not as was planned."""
    room: dict[str, float] = defaultdict(float)
    for way, size in network.sizes.items():
        room[way.plant] = max(room[way.plant], size.largest_capacity - size.capacity)
    held: dict[Name, Held] = {}
    for plant, periods in network.usable.items():
        if room[plant] <= 0 or plant in otherwise:
            continue
        for period in periods:
            if _begins(network, period) < end:
                amount = last.get("added", {}).get((plant, period), 0.0)
                span = Range(amount * (1 - EXACT), amount * (1 + EXACT))
                held[Name("added", (plant, period))] = Held(span, f"frozen to {end:%Y-%m}")
    return held


def _signed(
    network: Network, last: Decisions, known: Mapping[str, Known], end: date
) -> dict[Name, Held]:
    held: dict[Name, Held] = {}
    signed = {o.actual.contract: o for o in known.values() if o.actual.kind == "signed"}
    for name, contract in network.contracts.items():
        if not contract.optional:
            continue
        column = Name("signed", (name,))
        if name in signed:
            held[column] = Held(YES, f"signed: {signed[name]}")
        elif contract.periods and _begins(network, contract.periods[0]) < end:
            was = last.get("signed", {}).get((name,), 0.0) > 0.5
            held[column] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
    return held


def _tonnes(network: Network, known: Mapping[str, Known], as_of: date) -> dict[Name, Held]:
    """Tonnes shipped and processed, summed over the months of a period."""
    kt: dict[Name, float] = defaultdict(float)
    rows: dict[Name, list[Known]] = defaultdict(list)
    problems = []
    lanes = {(x.origin, x.destination, x.product, x.mode): x for x in network.lanes.values()}
    for one in known.values():
        actual = one.actual
        if actual.kind not in ("shipped", "processed"):
            continue
        period = _period_of(network, actual.when)
        name = _flow(network, lanes, one, period)
        if name is None:
            problems.append(f"{one}: the network has no way for it in {period}")
            continue
        kt[name] += (actual.tonnes or 0.0) * KT / network.periods[period].years
        rows[name].append(one)
    if problems:
        raise FreezeError(problems)
    held = {}
    for name, amount in kt.items():
        over = network.periods[name.index[-1]].calendar[-1] < as_of.year
        most = amount * (1 + EXACT) if over else float("inf")
        told = f"{len(rows[name])} months known, the last in {rows[name][-1]}"
        held[name] = Held(Range(amount * (1 - EXACT), most), told)
    return held


def _flow(
    network: Network, lanes: Mapping[tuple[str, str, str, str], Lane], one: Known, period: str
) -> Name | None:
    actual = one.actual
    if actual.kind == "shipped":
        way = actual.origin, actual.destination, actual.product, actual.mode
        lane = lanes.get(way)  # type: ignore[arg-type]
        if lane is None or period not in lane.cost:
            return None
        return Name("shipped", (lane.name, period))
    plant, recipe = actual.plant, actual.recipe
    runs = network.usable.get(plant or "", ())
    if period not in runs or recipe not in network.can_run.get(plant or "", ()):
        return None
    return Name("throughput", (str(plant), str(recipe), period))


def _period_of(network: Network, day: date) -> str:
    return next(p.name for p in network.periods.values() if day.year in p.calendar)
