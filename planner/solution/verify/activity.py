"""Activity: plants run where they stand, within their capacity, at their minimum load or more.

minimum load x capacity <= sum over recipes of capacity use x throughput <= capacity
taken into a blend <= the most that one of its needs can ask of the product
"""

from collections.abc import Iterator

from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def activity_faults(plan: Plan) -> Iterator[str]:
    yield from _runs_where_it_stands(plan)
    yield from _blends_where_it_runs(plan)
    yield from _blends_for_a_need(plan)
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


def _blends_for_a_need(plan: Plan) -> Iterator[str]:
    """A blend is no way out: of each product it takes as much as one of its needs can ask for."""
    for (plant, name, product, period), amount in plan.of("blended").items():
        needs = plan.network.recipes[name].needs
        shares = plan.network.products[product].composition
        most = max((need / shares[e] for e, need in needs.items() if e in shares), default=0.0)
        useful = most * plan.amount("throughput", plant, name, period)
        if over(amount, useful, amount):
            yield (
                f"{plant} takes in {tonnes(amount)} of {product} for {name!r} in {period}, "
                f"{tonnes(amount - useful)} more than has a use."
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
