"""Money of plants: building, grants, fixed costs, closing, and what they are worth at the end.

    building   = capital cost of the size + price of expansion x capacity added
    value left = share not written off x (capital cost - grant, expansions at cost)
    share not written off = 1 - years from coming on stream to the end / economic life, at least 0

A committed plant pays what is left to pay when it comes on stream; a plant that was closed, or that
stops before the end, is worth nothing. Expansion has one price a plant: that of its dearest size.
"""

from collections.abc import Iterator

from planner.network.network import AS_IS, PeriodName, PlantName, Way
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import MONEY_TOLERANCE, RELATIVE_TOLERANCE, money


def plant_accounts(plan: Plan, searched: bool) -> dict[str, Account]:
    """searched: the search went to its end, so that no plant is left at less than its worth."""
    return {
        "building_cost": _building_cost(plan),
        "grant_income": _grant_income(plan),
        "fixed_cost": _fixed_cost(plan),
        "closing_cost": _closing_cost(plan),
        "value_left_income": _value_left_income(plan, searched),
    }


def _comes_on_stream(plan: Plan) -> Iterator[tuple[Way, PeriodName]]:
    """Every size that is built or was decided before the plan, with its first period."""
    for way, starts in plan.starts.items():
        for start in starts:
            yield way, start
    for plant, periods in plan.network.standing.items():
        if plan.network.plants[plant].status == "committed" and periods:
            yield Way(plant, AS_IS), periods[0]


def _building_cost(plan: Plan) -> Account:
    network, account = plan.network, Account()
    for way, period in _comes_on_stream(plan):
        account.add(period, network.plants[way.plant].site, network.sizes[way].capital_cost)
    for (plant, period), added in plan.of("added").items():
        account.add(period, network.plants[plant].site, _expansion_cost(plan, plant) * added)
    return account


def _grant_income(plan: Plan) -> Account:
    network, account = plan.network, Account()
    for way, period in _comes_on_stream(plan):
        account.add(period, network.plants[way.plant].site, network.sizes[way].grant)
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
    for plant in network.ways:
        value = value_left(plan, plant)
        if network.plants[plant].may_close and not searched:
            value = min(value, plan.amount("worth", plant))
        if value:
            account.add(None, network.plants[plant].site, value)
    return account


def value_left(plan: Plan, plant: PlantName) -> float:
    """What a plant is worth at the end of the horizon, M."""
    network = plan.network
    last = list(network.periods)[-1]
    if (plant, last) not in plan.standing:
        return 0.0
    value = 0.0
    for way, period in _comes_on_stream(plan):
        if way.plant == plant:
            size = network.sizes[way]
            left = _share_left(plan, period, network.plants[plant].life)
            value += left * (size.capital_cost - size.grant)
    life = network.plants[plant].life
    for period in network.usable[plant]:
        added = plan.amount("added", plant, period)
        value += _share_left(plan, period, life) * _expansion_cost(plan, plant) * added
    return value


def _share_left(plan: Plan, period: PeriodName, life: int) -> float:
    age = plan.network.horizon_end - plan.network.periods[period].first_year
    return max(0.0, 1 - age / life)


def _expansion_cost(plan: Plan, plant: PlantName) -> float:
    sizes = plan.network.sizes
    return max(sizes[way].expansion_cost for way in plan.network.ways[plant])


def worth_faults(plan: Plan) -> Iterator[str]:
    for (plant,), worth in plan.of("worth").items():
        value = value_left(plan, plant)
        if worth - value > MONEY_TOLERANCE + RELATIVE_TOLERANCE * abs(value):
            yield (
                f"{plant} is said to be worth {money(worth)} at the end of the horizon, "
                f"but it is worth {money(value)}."
            )
