"""Plants: built once, in time, closed and expanded only where they stand.

    built so far - closed so far is 0 or 1
    capacity added so far <= largest capacity - capacity of the size that stands

That a plant is built in a size and period in which it may be is checked with the decisions.
"""

from collections.abc import Iterator

from planner.network.network import AS_IS, Way
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def plant_faults(plan: Plan) -> Iterator[str]:
    yield from _built_once(plan)
    yield from _closed_once(plan)
    yield from _added_within_room(plan)


def _built_once(plan: Plan) -> Iterator[str]:
    for plant, ways in plan.network.ways.items():
        starts = [f"{way.size} in {start}" for way in ways for start in plan.starts.get(way, ())]
        if len(starts) > 1:
            yield f"{plant} is built {len(starts)} times: {', '.join(starts)}."


def _closed_once(plan: Plan) -> Iterator[str]:
    for way, ends in plan.ends.items():
        for closed_so_far, period in enumerate(sorted(ends, key=lambda end: plan.order[end]), 1):
            if closed_so_far > 1:
                yield f"{way.plant} ({way.size}) is closed once more in {period}."
            elif not _built_by(plan, way, period):
                yield f"{way.plant} ({way.size}) is closed in {period}, but does not stand."


def _built_by(plan: Plan, way: Way, period: str) -> bool:
    now = plan.order[period]
    return way.size == AS_IS or any(plan.order[start] <= now for start in plan.starts.get(way, ()))


def _added_within_room(plan: Plan) -> Iterator[str]:
    sizes = plan.network.sizes
    for plant in dict.fromkeys(plant for plant, _ in plan.of("added")):
        for period in plan.network.usable[plant]:
            ways = plan.standing.get((plant, period), ())
            now = plan.amount("added", plant, period)
            if not ways:
                if over(now, 0.0):
                    yield f"{plant} is expanded in {period} by {tonnes(now)}, but does not stand."
                continue
            so_far = plan.added(plant, period)
            room = sum(sizes[way].largest_capacity - sizes[way].capacity for way in ways)
            if over(so_far, room):
                yield (
                    f"{plant} is expanded by {tonnes(so_far)} a year by {period}, "
                    f"{tonnes(so_far - room)} more than its size has room for."
                )
