"""Activity: plants run where they stand, within their capacity, at their minimum load or more.

minimum load x capacity <= sum over recipes of capacity use x throughput <= capacity
"""

from collections.abc import Iterator

from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def activity_faults(plan: Plan) -> Iterator[str]:
    yield from _runs_where_it_stands(plan)
    yield from _blends_where_it_runs(plan)
    yield from _within_capacity(plan)
    yield from _minimum_load(plan)


def _largest(plan: Plan, plant: str) -> float:
    """What a plant could be at most: a yes of the solver is good to a millionth of it."""
    return max(plan.network.sizes[way].largest_capacity for way in plan.network.ways[plant])


def _runs_where_it_stands(plan: Plan) -> Iterator[str]:
    for (plant, recipe, period), amount in plan.of("throughput").items():
        if (plant, period) not in plan.standing and over(amount, 0.0, _largest(plan, plant)):
            yield f"{plant} runs {recipe!r} in {period} ({tonnes(amount)}), but does not stand."


def _blends_where_it_runs(plan: Plan) -> Iterator[str]:
    for (plant, recipe, product, period), amount in plan.of("blended").items():
        if plan.amount("throughput", plant, recipe, period) == 0 and over(amount, 0.0):
            yield (
                f"{plant} takes in {tonnes(amount)} of {product} in {period}, "
                f"but does not run {recipe!r}."
            )


def _within_capacity(plan: Plan) -> Iterator[str]:
    for (plant, period), used in plan.load.items():
        capacity = plan.capacity.get((plant, period))
        if capacity is not None and over(used, capacity, _largest(plan, plant)):
            yield (
                f"{plant} uses {tonnes(used)} a year of capacity in {period}, "
                f"{tonnes(used - capacity)} more than the {tonnes(capacity)} it has."
            )


def _minimum_load(plan: Plan) -> Iterator[str]:
    network = plan.network
    for (plant, period), capacity in plan.capacity.items():
        share = network.plants[plant].minimum_load
        able = any(period in network.recipes[name].inputs for name in network.can_run[plant])
        used = plan.load.get((plant, period), 0.0)
        if able and over(share * capacity, used, _largest(plan, plant)):
            yield (
                f"{plant} uses {tonnes(used)} a year of capacity in {period}, "
                f"{tonnes(share * capacity - used)} less than its minimum load."
            )
