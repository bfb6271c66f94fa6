"""Contracts: what was agreed is shipped or paid for, and tolled metal comes back.

    minimum <= shipped on the lanes of the contract + below the minimum <= maximum, where it is
    signed; nothing is shipped on them in its periods where it is not
    metal back to the owner >= share x metal shipped

A captive product has no lanes to others, so that a flow there is a decision the network lacks.
"""

from collections.abc import Iterator

from planner.network.rules import Contract
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def contract_faults(plan: Plan) -> Iterator[str]:
    for contract in plan.network.contracts.values():
        for period in contract.periods:
            yield from _shipped_as_agreed(plan, contract, period)
            yield from _metal_back(plan, contract, period)


def _shipped_as_agreed(plan: Plan, contract: Contract, period: str) -> Iterator[str]:
    shipped = plan.shipped_under(contract, period)
    name = f"Contract {contract.name} in {period}"
    if not plan.signed(contract):
        # A no of the solver is good to a millionth of what could be shipped.
        if over(shipped, 0.0, contract.maximum or 0.0):
            yield f"{name} is not signed, but {tonnes(shipped)} a year are shipped under it."
        return
    below = plan.amount("below_contract", contract.name, period)
    if over(contract.minimum, shipped + below):
        missing = contract.minimum - shipped - below
        yield f"{name}: {tonnes(missing)} a year are missing for its minimum."
    if contract.maximum is not None and over(shipped, contract.maximum):
        yield f"{name}: {tonnes(shipped - contract.maximum)} a year more than its maximum."


def _metal_back(plan: Plan, contract: Contract, period: str) -> Iterator[str]:
    for back in contract.returns:
        sent = _metal(plan, contract.lanes, back.element, period)
        returned = _metal(plan, back.lanes, back.element, period)
        if over(back.share * sent, returned, sent):
            yield (
                f"Contract {contract.name} in {period}: {tonnes(returned)} of {back.element} come "
                f"back to the owner in {back.product}, "
                f"{tonnes(back.share * sent - returned)} less than must."
            )


def _metal(plan: Plan, lanes: tuple[str, ...], element: str, period: str) -> float:
    return sum(
        plan.share(plan.network.lanes[lane].product, element) * plan.amount("shipped", lane, period)
        for lane in lanes
    )


def contract_accounts(plan: Plan) -> dict[str, Account]:
    network = plan.network
    income, paid = Account(), Account()
    for contract in network.contracts.values():
        for period in contract.periods:
            for lane in contract.lanes:
                shipped = plan.amount("shipped", lane, period)
                if shipped:
                    income.add(period, network.lanes[lane].origin, contract.price * shipped)
    for (name, period), below in plan.of("below_contract").items():
        paid.add(period, "", (network.contracts[name].shortfall_price or 0.0) * below)
    return {"contract_income": income, "take_or_pay_cost": paid}
