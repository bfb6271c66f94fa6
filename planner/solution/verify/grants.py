"""Grants: what plants receive towards their capital cost when they come on stream, once.

granted by a programme <= grant of the size that comes on stream, in the years of the programme
sum over its plants and periods <= cap of the programme

A grant that comes from no programme is paid in full.
"""

from collections import defaultdict
from collections.abc import Iterator

from planner.network.network import PeriodName, PlantName
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import money, too_much


def grants(plan: Plan) -> dict[tuple[PlantName, PeriodName], float]:
    """M by plant and period."""
    found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
    for way, period in plan.comes_on_stream:
        if plan.network.plants[way.plant].programme is None:
            found[way.plant, period] += plan.network.sizes[way].grant
    for (plant, period), amount in plan.of("granted").items():
        found[plant, period] += amount
    return found


def grant_faults(plan: Plan) -> Iterator[str]:
    network = plan.network
    offered: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
    for way, period in plan.comes_on_stream:
        offered[way.plant, period] += network.sizes[way].grant
    paid: dict[str, float] = defaultdict(float)
    for (plant, period), amount in plan.of("granted").items():
        programme = network.plants[plant].programme or ""
        paid[programme] += amount
        open_then = period in network.programmes[programme].periods
        most = offered[plant, period] if open_then else 0.0
        if too_much(amount, most):
            yield (
                f"{plant} is granted {money(amount)} by {programme!r} in {period}, "
                f"{money(amount - most)} more than it may be."
            )
    for programme, amount in paid.items():
        cap = network.programmes[programme].cap
        if too_much(amount, cap):
            yield (
                f"{programme!r} grants {money(amount)} in all, "
                f"{money(amount - cap)} more than its cap."
            )
