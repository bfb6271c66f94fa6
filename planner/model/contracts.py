"""Contracts: what is shipped by agreement, and what that brings.

For every contract and period it holds in

    minimum x signed <= shipped on its lanes + below the minimum <= maximum x signed
    metal that comes back to the owner >= share x metal shipped    (tolling)

signed is 1 where the contract is firm, a decision where it is optional. What is below the minimum
has a price (take-or-pay), or is zero. A captive product has no other lanes; see network/lanes.py.
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_contracts(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the contracts that may be signed, their rules, income and costs."""
    contracts = network.contracts

    def share(lane, element):
        product = network.products[network.lanes[lane].product]
        return product.composition.get(element, 0.0)

    # Sets
    m.CONTRACTED = pyo.Set(
        initialize=[(name, period) for name, c in contracts.items() for period in c.periods],
        dimen=2,
        doc="contract, period: the contract holds",
    )
    optional = [name for name, contract in contracts.items() if contract.optional]
    payable = [
        (name, period)
        for name, period in m.CONTRACTED
        if contracts[name].shortfall_price is not None and contracts[name].minimum > 0
    ]

    # Decisions
    m.signed = pyo.Var(optional, domain=pyo.Binary, doc="An optional contract is signed")
    m.below_contract = pyo.Var(
        payable, domain=pyo.NonNegativeReals, doc="Below the minimum of a contract [kt/year]"
    )

    # What follows from them
    @m.Expression(m.CONTRACTED, doc="Shipped under a contract [kt/year]")
    def contracted(m, contract, period):
        return sum(
            m.shipped[lane, period]
            for lane in contracts[contract].lanes
            if (lane, period) in m.FLOWS
        )

    def signed(m, contract):
        return m.signed[contract] if contracts[contract].optional else 1

    # Rules
    @m.Constraint(m.CONTRACTED, doc="A contract has its minimum, or what is below is paid")
    def contract_minimum(m, contract, period):
        minimum = contracts[contract].minimum
        if minimum == 0:
            return pyo.Constraint.Skip
        below = m.below_contract[contract, period] if (contract, period) in payable else 0
        shipped = m.contracted[contract, period] + below + m.nothing
        return shipped >= minimum * signed(m, contract)

    @m.Constraint(m.CONTRACTED, doc="No more than its maximum is shipped under a contract")
    def contract_maximum(m, contract, period):
        maximum = contracts[contract].maximum
        shipped = m.contracted[contract, period]
        if maximum is None or not _lanes_then(m, contracts[contract], period):
            return pyo.Constraint.Skip
        return shipped <= maximum * signed(m, contract)

    @m.Constraint(
        [
            (name, back.element, back.product, period)
            for name, period in m.CONTRACTED
            for back in contracts[name].returns
        ],
        doc="Tolled metal comes back to its owner",
    )
    def metal_comes_back(m, contract, element, product, period):
        terms = contracts[contract]
        if not _lanes_then(m, terms, period):
            return pyo.Constraint.Skip
        back = next(b for b in terms.returns if (b.element, b.product) == (element, product))
        sent = sum(
            share(lane, element) * m.shipped[lane, period] for lane in _lanes_then(m, terms, period)
        )
        returned = sum(
            share(lane, element) * m.shipped[lane, period]
            for lane in back.lanes
            if (lane, period) in m.FLOWS
        )
        return returned >= back.share * sent

    # Income and costs, in money of the period
    @m.Expression(m.CONTRACTED, doc="Received under contracts besides the usual prices [M/year]")
    def contract_income(m, contract, period):
        return contracts[contract].price * m.contracted[contract, period]

    @m.Expression(payable, doc="Paid for what is below the minimum of a contract [M/year]")
    def take_or_pay_cost(m, contract, period):
        return contracts[contract].shortfall_price * m.below_contract[contract, period]


def _lanes_then(m, contract, period: str) -> list[str]:
    return [lane for lane in contract.lanes if (lane, period) in m.FLOWS]
