"""Money of what flows: sales, purchases, processing, energy, transport, shortfalls, carbon.

processing = cost a tonne x throughput         credit = credit a tonne x throughput
transport  = cost a tonne of the lane and period x tonnes, where the lane starts
a price above 0 is a sale or a purchase; below 0 it is a fee, and the other way round
carbon     = price in the country x (energy, process and transport emissions there)
"""

from collections.abc import Mapping

from planner.network.network import Making, Spot
from planner.solution.solution import Index
from planner.solution.verify.emissions import PRICED
from planner.solution.verify.energy import energy_costs
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan


def flow_accounts(plan: Plan, emitted: Mapping[str, Account]) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    _add_processing(plan, accounts)
    _add_markets(plan, accounts)
    _add_outlets(plan, accounts)
    _add_shortfalls(plan, accounts)
    accounts["transport_cost"] = _transport_cost(plan)
    accounts["carbon_cost"] = _carbon_cost(plan, emitted)
    return accounts


def _add_processing(plan: Plan, accounts: dict[str, Account]) -> None:
    network = plan.network
    processing = accounts["processing_cost"] = Account()
    credits = accounts["credit_income"] = Account()
    for (plant, name, period), amount in plan.of("throughput").items():
        site, recipe = network.plants[plant].site, network.recipes[name]
        processing.add(period, site, recipe.processing_cost * amount)
        credit = network.credits.get(Making(plant, name, period))
        if credit:
            credits.add(period, site, credit * amount)
    energy = accounts["energy_cost"] = Account()
    for (plant, period), cost in energy_costs(plan).items():
        energy.add(period, network.plants[plant].site, cost)


def _add_markets(plan: Plan, accounts: dict[str, Account]) -> None:
    network = plan.network
    purchases = accounts["purchase_cost"] = Account()
    gate_fees = accounts["gate_fee_income"] = Account()
    for (site, product, period), amount in plan.of("collected").items():
        price = network.supply[Spot(site, product), period].price
        (purchases if price > 0 else gate_fees).add(period, site, abs(price) * amount)
    for (spot, period, _, back), cost in network.returns_cost.items():
        delivered = plan.amount("delivered", *spot, period)
        (purchases if cost > 0 else gate_fees).add(back, spot.site, abs(cost) * delivered)
    sales = accounts["sales_income"] = Account()
    treatment = accounts["treatment_cost"] = Account()
    for (site, product, period), amount in plan.of("delivered").items():
        price = network.demand[Spot(site, product), period].price
        (sales if price > 0 else treatment).add(period, site, abs(price) * amount)


def _add_outlets(plan: Plan, accounts: dict[str, Account]) -> None:
    sold = accounts["by_product_income"] = Account()
    disposed = accounts["disposal_cost"] = Account()
    for (site, product, name, period), amount in plan.of("let_out").items():
        for outlet in plan.network.outlets[Spot(site, product), period]:
            if outlet.name == name:
                account = sold if outlet.price > 0 else disposed
                account.add(period, site, abs(outlet.price) * amount)


def _add_shortfalls(plan: Plan, accounts: dict[str, Account]) -> None:
    network = plan.network
    uncollected = accounts["uncollected_cost"] = Account()
    for (site, product, period), left in plan.of("not_collected").items():
        price = network.supply[Spot(site, product), period].shortfall_price or 0.0
        uncollected.add(period, site, price * left)
    unserved = accounts["unserved_cost"] = Account()
    for (site, product, period), short in plan.of("short").items():
        price = network.demand[Spot(site, product), period].shortfall_price or 0.0
        unserved.add(period, site, price * short)
    content = accounts["content_short_cost"] = Account()
    prices: dict[Index, float | None] = {
        (rule.name, rule.subject, rule.element, period): price
        for rule in network.recycled_content
        for period, price in rule.shortfall_price.items()
    }
    for index, short in plan.of("content_short").items():
        _, subject, _, period = index
        # What several buyers owe together is at no site.
        site = subject if subject in network.sites else ""
        content.add(period, site, (prices[index] or 0.0) * short)


def _transport_cost(plan: Plan) -> Account:
    account = Account()
    for (name, period), amount in plan.of("shipped").items():
        lane = plan.network.lanes[name]
        account.add(period, lane.origin, lane.cost[period] * amount)
    return account


def _carbon_cost(plan: Plan, emitted: Mapping[str, Account]) -> Account:
    network, account = plan.network, Account()
    for source in PRICED:
        for (period, site), amount in emitted[source].net.items():
            if period is not None:
                price = network.carbon_price.get((network.sites[site].country, period), 0.0)
                account.add(period, site, price * amount)
    return account
