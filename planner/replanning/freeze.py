"""Freeze: what is not decided again on a day, because it was, or because it has happened.

    frozen     what the last plan decides for periods that begin before the end of the freeze
    under way  plants of the last plan whose building must have begun, by their lead time
    too late   plants that were not begun in time are not built in those periods
    known      plants financed, started, opened or closed, contracts signed, tonnes shipped and
               processed

What the last plan decides because of something that has been withdrawn since is decided again.

In the matrix a decision is held within a range; see wishes.py. Known tonnes are in tonnes.py.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from planner.instance.instance import Instance
from planner.instance.schema.plants import Plant, Technology
from planner.matrix import Name
from planner.model.capacity import room_for_expansion
from planner.network.network import Network
from planner.plan import Decisions
from planner.replanning.actuals import COMMITTED, Known
from planner.replanning.held import EXACT, NO, YES, FreezeError, Held, begins_on, period_of
from planner.replanning.tonnes import known_tonnes
from planner.wishes import Range


def held_decisions(
    instance: Instance,
    network: Network,
    last: Decisions,
    known: Mapping[str, Known],
    as_of: date,
    months: int,
    held_before: Mapping[Name, Range] = MappingProxyType({}),
    tolerance: float = EXACT,
    withdrawn: Collection[str] = (),
) -> dict[Name, Held]:
    """What is held when planned again on a day.

    last: decisions of the last plan, and held_before what was held in it. known: actuals by key.
    months: length of the freeze. tolerance: share by which known tonnes may be wrong. withdrawn:
    plants and contracts of which the last plan knew that they are built or signed, and we do not.
    Errors: FreezeError, with everything known that does not fit the network.
    """
    end = _after(as_of, months)
    lead = _lead_times(instance)
    held: dict[Name, Held] = {}
    told = _told_of_plants(known)
    committed = _committed(network, last, held_before, lead, as_of, end)
    committed = {plant: size for plant, size in committed.items() if plant not in withdrawn}
    delayed = _delayed(network, committed, known, told)
    late = {name.index[0] for name in delayed}
    for way, periods in network.buildable.items():
        for period in periods:
            name = Name("built", (way.plant, way.size, period))
            begins = date(network.periods[period].first_year, 1, 1)
            was = last.get("built", {}).get(name.index, 0.0) > 0.5
            start = date(begins.year - lead[way.plant], 1, 1)
            if way.plant in told or way.plant in late or (was and way.plant in withdrawn):
                continue
            if begins < end:
                held[name] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
            elif was and start < as_of:
                held[name] = Held(YES, f"under way since {start.year}")
            elif start < as_of:
                held[name] = Held(NO, f"it takes {lead[way.plant]} years to build")
    otherwise = {*told, *late}
    problems: list[str] = []
    held |= _closings(network, last, end, otherwise)
    held |= _expansions(network, last, end, otherwise)
    held |= _of_plants(network, last, told, lead, known, problems)
    held |= delayed
    held |= _signed(network, last, known, end, withdrawn)
    held |= known_tonnes(network, known, as_of, tolerance, problems)
    if problems:
        raise FreezeError(problems)
    return held


def _after(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _lead_times(instance: Instance) -> dict[str, int]:
    lead = {row.technology: row.lead_time for row in instance.rows(Technology)}
    return {row.plant: lead[row.technology] for row in instance.rows(Plant)}


def _told_of_plants(known: Mapping[str, Known]) -> dict[str, Known]:
    """The last word on plants that are committed; opened says the most."""
    found: dict[str, Known] = {}
    for kind in COMMITTED:
        for one in known.values():
            if one.actual.kind == kind and one.actual.plant:
                found[one.actual.plant] = one
    return found


def _of_plants(
    network: Network,
    last: Decisions,
    told: Mapping[str, Known],
    lead: Mapping[str, int],
    known: Mapping[str, Known],
    problems: list[str],
) -> dict[Name, Held]:
    """A plant that is committed stands in its size: when it opened, or is to open."""
    held: dict[Name, Held] = {}
    closed = {one.actual.plant for one in known.values() if one.actual.kind == "closed"}
    late = {one.actual.plant for one in known.values() if one.actual.kind == "delayed"}
    for plant, one in told.items():
        size, stood = one.actual.size, False
        for way, periods in network.buildable.items():
            if way.plant != plant:
                continue
            opens = _opens(network, last, one, periods, lead[plant])
            for period in periods:
                stands = way.size == size and period == opens
                stood = stood or stands
                name = Name("built", (plant, way.size, period))
                held[name] = Held(YES if stands else NO, f"{one.actual.kind}: {one}", (one,))
        may_be_missing = plant in closed or (plant in late and one.actual.kind != "opened")
        if not stood and size is not None and not may_be_missing:
            problems.append(
                f"{one}: {plant} cannot have been {one.actual.kind} in {one.actual.month}, "
                f"{size}: {_possible(network, plant)}"
            )
    return held


def _possible(network: Network, plant: str) -> str:
    """Where the tables let a plant be built, in words."""
    ways = [
        f"{way.size} from {periods[0]} to {periods[-1]}"
        for way, periods in network.buildable.items()
        if way.plant == plant and periods
    ]
    return f"the tables allow {', '.join(ways)}" if ways else "the tables do not let it be built"


def _opens(
    network: Network, last: Decisions, one: Known, periods: Sequence[str], lead: int
) -> str | None:
    """The period in which a plant that was started or opened comes on stream."""
    actual = one.actual
    if actual.kind == "opened":
        return period_of(network, actual.when)
    planned = [
        period
        for (plant, size, period), value in last.get("built", {}).items()
        if value > 0.5 and (plant, size) == (actual.plant, actual.size) and period in periods
    ]
    done = [p for p in periods if network.periods[p].first_year >= actual.when.year + lead]
    return next(iter((*planned, *done)), None)


def _committed(
    network: Network,
    last: Decisions,
    held_before: Mapping[Name, Range],
    lead: Mapping[str, int],
    as_of: date,
    end: date,
) -> dict[str, str]:
    """Plants of the last plan that are frozen or under way, and their sizes.

    A plant that is late opens later than its lead time asks for: that it was held says that it
    is under way all the same.
    """
    return {
        plant: size
        for (plant, size, period), value in last.get("built", {}).items()
        if value > 0.5 and plant in lead and period in network.periods
        for begins in [begins_on(network, period)]
        if begins < end
        or date(begins.year - lead[plant], 1, 1) < as_of
        or held_before.get(Name("built", (plant, size, period)), NO) == YES
    }


def _delayed(
    network: Network,
    committed: Mapping[str, str],
    known: Mapping[str, Known],
    told: Mapping[str, Known],
) -> dict[Name, Held]:
    """A plant that is committed and late opens as soon as it may."""
    held: dict[Name, Held] = {}
    sizes = dict(committed)
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
                held[name] = Held(YES if on_time else NO, f"delayed: {one}", (one,))
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
            if begins_on(network, period) < end:
                name = Name("closed", (*way, period))
                was = last.get("closed", {}).get(name.index, 0.0) > 0.5
                held[name] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
    return held


def _expansions(
    network: Network, last: Decisions, end: date, otherwise: Collection[str]
) -> dict[Name, Held]:
    """Capacity that is added within the freeze. otherwise: plants that are not as was planned."""
    held: dict[Name, Held] = {}
    for plant, periods in network.usable.items():
        if plant in otherwise or room_for_expansion(network, plant) <= 0:
            continue
        for period in periods:
            if begins_on(network, period) < end:
                amount = last.get("added", {}).get((plant, period), 0.0)
                span = Range(amount * (1 - EXACT), amount * (1 + EXACT))
                held[Name("added", (plant, period))] = Held(span, f"frozen to {end:%Y-%m}")
    return held


def _signed(
    network: Network,
    last: Decisions,
    known: Mapping[str, Known],
    end: date,
    withdrawn: Collection[str],
) -> dict[Name, Held]:
    held: dict[Name, Held] = {}
    signed = {o.actual.contract: o for o in known.values() if o.actual.kind == "signed"}
    for name, contract in network.contracts.items():
        if not contract.optional:
            continue
        column = Name("signed", (name,))
        if name in signed:
            held[column] = Held(YES, f"signed: {signed[name]}", (signed[name],))
        elif contract.periods and begins_on(network, contract.periods[0]) < end:
            was = last.get("signed", {}).get((name,), 0.0) > 0.5
            if not (was and name in withdrawn):
                held[column] = Held(YES if was else NO, f"frozen to {end:%Y-%m}")
    return held
