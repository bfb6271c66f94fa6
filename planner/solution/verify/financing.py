"""Financing: capital is cheaper only while enough of a plant's output is under contract.

    least shipped by contract from its site >= share x capacity, where the terms are reached
    relieved <= relief a year x capital cost after grants of the size that stands
    a plant has the terms of one lender

The least shipped: the minimum of every contract that binds and whose lanes all leave the site with
what the plant makes.
"""

from collections.abc import Iterator

from planner.network.network import PeriodName, PlantName
from planner.network.rules import Contract, Terms
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import money, over, tonnes, too_much


def financing_faults(plan: Plan) -> Iterator[str]:
    yield from _terms_reached(plan)
    yield from _relief(plan)
    lenders: dict[tuple[str, str], list[str]] = {}
    for (plant, share, period), yes in plan.of("financed").items():
        if yes:
            lenders.setdefault((plant, period), []).append(share)
    for (plant, period), shares in lenders.items():
        if len(shares) > 1:
            yield f"{plant} has the terms of {len(shares)} lenders in {period}: {_listed(shares)}."


def _listed(shares: list[str]) -> str:
    return ", ".join(f"at {share} of its capacity" for share in shares)


def _terms_reached(plan: Plan) -> Iterator[str]:
    for (plant, share, period), yes in plan.of("financed").items():
        if not yes:
            continue
        capacity = plan.capacity.get((plant, period), 0.0)
        asked = _terms(plan, plant, share).contracted * capacity
        contracted = least_contracted(plan, plant, period)
        if over(asked, contracted, capacity):
            yield (
                f"{plant} is financed in {period} for {tonnes(asked)} a year under contract, "
                f"but contracts make sure of {tonnes(contracted)}."
            )


def least_contracted(plan: Plan, plant: PlantName, period: PeriodName) -> float:
    """kt a year that contracts make sure leave the site, of what the plant makes."""
    network = plan.network
    recipes = [network.recipes[name] for name in network.can_run[plant]]
    made = {product for recipe in recipes for out in recipe.outputs.values() for product in out}
    site = network.plants[plant].site

    def from_here(contract: Contract) -> bool:
        lanes = [network.lanes[lane] for lane in contract.lanes]
        elsewhere = [lane for lane in lanes if lane.origin != site or lane.product not in made]
        return bool(lanes) and not elsewhere

    return sum(
        contract.minimum
        for contract in network.contracts.values()
        if period in contract.periods and plan.signed(contract) and from_here(contract)
    )


def _relief(plan: Plan) -> Iterator[str]:
    network = plan.network
    for (plant, share, period), relieved in plan.of("relieved").items():
        sizes = [network.sizes[way] for way in plan.standing.get((plant, period), ())]
        capital = sum(size.capital_cost - size.grant for size in sizes)
        largest = max(network.sizes[way].capital_cost for way in network.ways[plant])
        reached = plan.amount("financed", plant, share, period) > 0
        most = _terms(plan, plant, share).relief * capital if reached else 0.0
        if too_much(relieved, most, largest):
            yield (
                f"{plant} is relieved of {money(relieved)} a year of its capital in {period}, "
                f"{money(relieved - most)} more than its terms allow."
            )


def _terms(plan: Plan, plant: PlantName, share: str) -> Terms:
    return next(each for each in plan.network.terms[plant] if f"{each.contracted:g}" == share)


def financing_accounts(plan: Plan) -> dict[str, Account]:
    account = Account()
    for (plant, _, period), relieved in plan.of("relieved").items():
        account.add(period, plan.network.plants[plant].site, relieved)
    return {"financing_income": account}
