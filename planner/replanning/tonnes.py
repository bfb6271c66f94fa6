"""Known tonnes: what was shipped and processed, held in the year in which it was.

Of a period that is over they are what is known: months that nobody told count as none. Of the
period that runs they are the least. Both are a year of the period: the sum of its months over its
years.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from planner.matrix import Name
from planner.network.network import Lane, Network
from planner.replanning.actuals import Actual, Known
from planner.replanning.held import Held, period_of
from planner.wishes import Range

KT = 1e-3
MONTHS = 12
MOST_NAMED = 3
"""Rows of files that are named for one decision."""

TONNES = ("shipped", "throughput")
"""Decisions that are tonnes a year."""


def known_tonnes(
    network: Network,
    known: Mapping[str, Known],
    as_of: date,
    tolerance: float,
    problems: list[str],
) -> dict[Name, Held]:
    """Tonnes shipped and processed, summed over the months of a period.

    A plant that closed makes nothing in the rest of the year, and nothing by other recipes.
    """
    kt: dict[Name, float] = defaultdict(float)
    rows: dict[Name, list[Known]] = defaultdict(list)
    lanes = {(x.origin, x.destination, x.product, x.mode): x for x in network.lanes.values()}
    for one in known.values():
        actual = one.actual
        if actual.kind not in ("shipped", "processed"):
            continue
        period = period_of(network, actual.when)
        name = _flow(network, lanes, one, period)
        if name is None:
            problems.append(f"{one}: {_why_not(network, actual, period)}")
            continue
        kt[name] += (actual.tonnes or 0.0) * KT / network.periods[period].years
        rows[name].append(one)
    ended = {
        (str(one.actual.plant), period_of(network, one.actual.when))
        for one in known.values()
        if one.actual.kind == "closed"
    }
    for plant, last in ended:
        if any(name.index[::2] == (plant, last) for name in kt if name.of == "throughput"):
            for recipe in network.can_run.get(plant, ()):
                kt[Name("throughput", (plant, recipe, last))] += 0.0
    held = {}
    for name, amount in kt.items():
        during = network.periods[name.index[-1]]
        over = during.calendar[-1] < as_of.year or (name.index[0], during.name) in ended
        most = amount * (1 + tolerance) if over else float("inf")
        span = Range(amount * (1 - tolerance), most)
        held[name] = Held(span, _in_files(rows[name], during.years), tuple(rows[name]))
    return held


def _why_not(network: Network, actual: Actual, period: str) -> str:
    if actual.origin is None or actual.origin in network.sites:
        return f"the network has no way for it in {period}"
    return (
        f"{actual.origin} is joined with its neighbours, as there are so many points, and what it "
        "shipped by itself cannot be held: withdraw the row; tonnes processed can be held"
    )


def _in_files(rows: Sequence[Known], years: int) -> str:
    if not rows:
        return "nothing is known, and the plant has closed"
    more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    named = "; ".join(str(one) for one in rows[:MOST_NAMED])
    return f"{len(rows)} of {years * MONTHS} months known: {named}{more}"


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
