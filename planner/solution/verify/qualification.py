"""Qualification: a recipe that asks for it runs only once a plant has stood for its years.

A plant has stood for so many years at the start of a period when it came on stream so many years
before, and still stands; one that stood before the plan has stood for as long as is asked.
"""

from collections.abc import Iterator

from planner.network.network import AS_IS, PeriodName, Way
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def qualification_faults(plan: Plan) -> Iterator[str]:
    network = plan.network
    for (plant, name, period), amount in plan.of("throughput").items():
        recipe = network.recipes[name]
        largest = max(network.sizes[way].largest_capacity for way in network.ways[plant])
        if not over(amount, 0.0, largest):
            continue
        if recipe.after_technology is not None:
            pilots = [
                pilot.name
                for pilot in network.plants.values()
                if pilot.technology == recipe.after_technology
            ]
            by = f"no plant of {recipe.after_technology!r}"
        elif recipe.after > 0:
            pilots, by = [plant], "it"
        else:
            continue
        ways = (way for pilot in pilots for way in network.ways[pilot])
        if not any(_stood(plan, way, period) >= recipe.after for way in ways):
            yield (
                f"{plant} runs {name!r} in {period} ({tonnes(amount)}), "
                f"but {by} has stood for {recipe.after} years by then."
            )


def _stood(plan: Plan, way: Way, period: PeriodName) -> float:
    """Years that a size has stood by the start of a period; below 0 where it does not stand."""
    network = plan.network
    if plan.count(way, period) <= 0:
        return -1.0
    if network.plants[way.plant].status == "existing":
        return float("inf")
    start = network.usable[way.plant][0] if way.size == AS_IS else plan.starts[way][0]
    return network.periods[period].first_year - network.periods[start].first_year
