"""Money of plants: building, grants, fixed costs, closing, and what they are worth at the end.

    building   = capital cost of the size + price of expansion x capacity added
    value left = share not written off x (building - grants)
    share not written off = 1 - years from coming on stream to the end / economic life, at least 0

A committed plant pays what is left to pay when it comes on stream; a plant that was closed, or that
stops before the end, is worth nothing. Expansion has one price a plant: that of its dearest size.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.network.network import PeriodName, PlantName
from planner.solution.verify.grants import grants
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import money, too_much


def plant_accounts(plan: Plan, searched: bool) -> dict[str, Account]:
    """searched: the search went to its end, so that no plant is left at less than its worth."""
    return {
        "building_cost": _at_the_sites(plan, building_costs(plan)),
        "grant_income": _at_the_sites(plan, grants(plan)),
        "fixed_cost": _fixed_cost(plan),
        "closing_cost": _closing_cost(plan),
        "value_left_income": _value_left_income(plan, searched),
    }


def building_costs(plan: Plan) -> dict[tuple[PlantName, PeriodName], float]:
    """M by plant and period."""
    found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
    for way, period in plan.comes_on_stream:
        found[way.plant, period] += plan.network.sizes[way].capital_cost
    for (plant, period), added in plan.of("added").items():
        found[plant, period] += _expansion_cost(plan, plant) * added
    return found


def _at_the_sites(plan: Plan, amounts: Mapping[tuple[PlantName, PeriodName], float]) -> Account:
    account = Account()
    for (plant, period), amount in amounts.items():
        account.add(period, plan.network.plants[plant].site, amount)
    return account


def _fixed_cost(plan: Plan) -> Account:
    network, account = plan.network, Account()
    for (plant, period), ways in plan.standing.items():
        price = max(network.sizes[way].expansion_fixed_cost for way in network.ways[plant])
        of_sizes = sum(network.sizes[way].fixed_cost for way in ways)
        cost = of_sizes + price * plan.added(plant, period)
        account.add(period, network.plants[plant].site, cost)
    return account


def _closing_cost(plan: Plan) -> Account:
    network, account = plan.network, Account()
    for way, ends in plan.ends.items():
        plant = network.plants[way.plant]
        for end in ends:
            account.add(end, plant.site, plant.closing_cost)
    return account


def _value_left_income(plan: Plan, searched: bool) -> Account:
    network, account = plan.network, Account()
    for plant, value in values_left(plan).items():
        if network.plants[plant].may_close and not searched:
            value = min(value, plan.amount("worth", plant))
        if value:
            account.add(None, network.plants[plant].site, value)
    return account


def values_left(plan: Plan) -> dict[PlantName, float]:
    """What each plant is worth at the end of the horizon, M."""
    network, granted = plan.network, grants(plan)
    last = list(network.periods)[-1]
    found = dict.fromkeys(network.ways, 0.0)
    for (plant, period), paid in building_costs(plan).items():
        if (plant, last) in plan.standing:
            net = paid - granted.get((plant, period), 0.0)
            found[plant] += _share_left(plan, period, network.plants[plant].life) * net
    return found


def _share_left(plan: Plan, period: PeriodName, life: int) -> float:
    age = plan.network.horizon_end - plan.network.periods[period].first_year
    return max(0.0, 1 - age / life)


def _expansion_cost(plan: Plan, plant: PlantName) -> float:
    sizes = plan.network.sizes
    return max(sizes[way].expansion_cost for way in plan.network.ways[plant])


def worth_faults(plan: Plan) -> Iterator[str]:
    values = values_left(plan)
    for (plant,), worth in plan.of("worth").items():
        if too_much(worth, values[plant]):
            yield (
                f"{plant} is said to be worth {money(worth)} at the end of the horizon, "
                f"but it is worth {money(values[plant])}."
            )
