"""Supply: what is collected or bought, and what is left where it arose.

For every supply

    collected <= what arises
    collected + not collected >= what must be collected    (not collected has a price, or is zero)
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_supply(m: pyo.ConcreteModel, network: Network) -> None:
    """Add collection and purchases, their limits, costs and emissions."""
    supply = {(*spot, period): row for (spot, period), row in network.supply.items()}

    # Sets
    m.SUPPLY = pyo.Set(initialize=list(supply), dimen=3, doc="site, product, period")
    m.UNCOLLECTABLE = pyo.Set(
        initialize=[
            i
            for i, row in supply.items()
            if row.must_collect > 0 and row.shortfall_price is not None
        ],
        dimen=3,
        doc="site, product, period: may be left, at a price",
    )

    # Decisions
    m.collected = pyo.Var(
        m.SUPPLY,
        domain=pyo.NonNegativeReals,
        bounds=lambda m, *place: (0, supply[place].amount),
        doc="Collected or bought [kt/year]",
    )
    m.not_collected = pyo.Var(
        m.UNCOLLECTABLE,
        domain=pyo.NonNegativeReals,
        doc="Left though it must be collected [kt/year]",
    )

    # Rules
    @m.Constraint(m.SUPPLY, doc="What must be collected is collected")
    def enough_is_collected(m, *place):
        if supply[place].must_collect == 0:
            return pyo.Constraint.Skip
        left = m.not_collected[place] if place in m.UNCOLLECTABLE else 0
        return m.collected[place] + left >= supply[place].must_collect

    # Costs, in money of the period
    places = {period: [] for period in m.PERIODS}
    for *spot, period in m.SUPPLY:
        places[period].append((*spot, period))

    @m.Expression(m.PERIODS, doc="Paid for what is collected or bought, or comes back [M/year]")
    def purchase_cost(m, period):
        bought = sum(
            supply[place].price * m.collected[place]
            for place in places[period]
            if supply[place].price > 0
        )
        return bought + sum(
            cost * m.delivered[(*spot, start)]
            for (spot, start, _, out), cost in network.returns_cost.items()
            if out == period and cost > 0
        )

    @m.Expression(m.PERIODS, doc="Gate fees received [M/year]")
    def gate_fee_income(m, period):
        collected = sum(
            -supply[place].price * m.collected[place]
            for place in places[period]
            if supply[place].price < 0
        )
        return collected + sum(
            -cost * m.delivered[(*spot, start)]
            for (spot, start, _, out), cost in network.returns_cost.items()
            if out == period and cost < 0
        )

    @m.Expression(m.PERIODS, doc="Price of what is left though it must be collected [M/year]")
    def uncollected_cost(m, period):
        return sum(
            supply[place].shortfall_price * m.not_collected[place]
            for place in places[period]
            if place in m.UNCOLLECTABLE
        )

    # Emissions
    @m.Expression(m.PERIODS, doc="Emissions embodied in purchases [kt CO2e/year]")
    def embodied_emissions(m, period):
        return sum(
            supply[place].embodied_emissions * m.collected[place]
            for place in places[period]
            if supply[place].embodied_emissions > 0
        )
