"""Demand and outlets: what is delivered, sold or disposed of, and what is short.

For every demand

    delivered <= what is wanted
    delivered + short >= what must be served    (short has a price, or is zero)

A demand at a negative price is a treatment that is paid for, as when packs are exported.
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_demand(m: pyo.ConcreteModel, network: Network) -> None:
    """Add deliveries, their limits, income, costs and emissions."""
    demand = {(*spot, period): row for (spot, period), row in network.demand.items()}

    # Sets
    m.DEMAND = pyo.Set(initialize=list(demand), dimen=3, doc="site, product, period")
    m.UNSERVABLE = pyo.Set(
        initialize=[
            i for i, row in demand.items() if row.must_serve > 0 and row.shortfall_price is not None
        ],
        dimen=3,
        doc="site, product, period: may be short, at a price",
    )

    # Decisions
    m.delivered = pyo.Var(
        m.DEMAND,
        domain=pyo.NonNegativeReals,
        bounds=lambda m, *place: (0, demand[place].amount),
        doc="Delivered to a buyer [kt/year]",
    )
    m.short = pyo.Var(
        m.UNSERVABLE, domain=pyo.NonNegativeReals, doc="Not served though it must be [kt/year]"
    )

    # Rules
    @m.Constraint(m.DEMAND, doc="What must be served is served")
    def enough_is_served(m, *place):
        if demand[place].must_serve == 0:
            return pyo.Constraint.Skip
        short = m.short[place] if place in m.UNSERVABLE else 0
        return m.delivered[place] + short >= demand[place].must_serve

    # Income and costs, in money of the period
    places = {period: [] for period in m.PERIODS}
    for *spot, period in m.DEMAND:
        places[period].append((*spot, period))

    @m.Expression(m.PERIODS, doc="Received from buyers [M/year]")
    def sales_income(m, period):
        return sum(
            demand[place].price * m.delivered[place]
            for place in places[period]
            if demand[place].price > 0
        )

    @m.Expression(m.PERIODS, doc="Paid to those who take products over [M/year]")
    def treatment_cost(m, period):
        return sum(
            -demand[place].price * m.delivered[place]
            for place in places[period]
            if demand[place].price < 0
        )

    @m.Expression(m.PERIODS, doc="Price of what is not served though it must be [M/year]")
    def unserved_cost(m, period):
        return sum(
            demand[place].shortfall_price * m.short[place]
            for place in places[period]
            if place in m.UNSERVABLE
        )

    # Emissions
    @m.Expression(m.PERIODS, doc="Emissions of treatment by those who take over [kt CO2e/year]")
    def treatment_emissions(m, period):
        return sum(
            demand[place].emissions * m.delivered[place]
            for place in places[period]
            if demand[place].emissions > 0
        )


def add_outlets(m: pyo.ConcreteModel, network: Network) -> None:
    """Add what leaves at the gate: by-products sold, waste disposed of."""
    outlets = {
        (*spot, outlet.name, period): outlet
        for (spot, period), found in network.outlets.items()
        for outlet in found
    }

    # Decisions
    m.OUTLETS = pyo.Set(initialize=list(outlets), dimen=4, doc="site, product, outlet, period")
    m.let_out = pyo.Var(
        m.OUTLETS,
        domain=pyo.NonNegativeReals,
        bounds=lambda m, *place: (0, outlets[place].most),
        doc="Sold or disposed of at the gate [kt/year]",
    )

    places = {period: [] for period in m.PERIODS}
    for *way_out, period in m.OUTLETS:
        places[period].append((*way_out, period))

    # Income and costs, in money of the period
    @m.Expression(m.PERIODS, doc="By-products sold at the gate [M/year]")
    def by_product_income(m, period):
        return sum(
            outlets[place].price * m.let_out[place]
            for place in places[period]
            if outlets[place].price > 0
        )

    @m.Expression(m.PERIODS, doc="Disposal at the gate [M/year]")
    def disposal_cost(m, period):
        return sum(
            -outlets[place].price * m.let_out[place]
            for place in places[period]
            if outlets[place].price < 0
        )

    # Emissions
    @m.Expression(m.PERIODS, doc="Emissions of what leaves at the gate [kt CO2e/year]")
    def outlet_emissions(m, period):
        return sum(
            outlets[place].emissions * m.let_out[place]
            for place in places[period]
            if outlets[place].emissions > 0
        )
