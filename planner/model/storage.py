"""Storage: what waits from one period to a later one, and what that costs.

    in store at the end = in store before + years x (what comes in - what goes out, a year)
    in store at the end <= capacity;  at the end of the plan >= what must be left

The first line is part of the balance; see balance.py. What is in store at the end of a period is
paid for in each of its years.
"""

import pyomo.environ as pyo

from planner.network.network import Network, Spot


def add_storage(m: pyo.ConcreteModel, network: Network) -> None:
    """Add what is in store, its limits and its cost."""
    m.STORED = pyo.Set(
        initialize=[(*spot, period) for spot in network.stores for period in network.periods],
        dimen=3,
        doc="site, product, period",
    )
    m.stored = pyo.Var(
        m.STORED,
        domain=pyo.NonNegativeReals,
        bounds=lambda m, site, product, period: (
            0,
            network.stores[Spot(site, product)].capacity[period],
        ),
        doc="In store at the end of a period [kt]",
    )
    last = list(network.periods)[-1]

    @m.Constraint(list(network.stores), doc="What must be left in store is left")
    def enough_is_left(m, site, product):
        closing = network.stores[Spot(site, product)].closing
        return m.stored[site, product, last] >= closing if closing else pyo.Constraint.Skip

    @m.Expression(m.STORED, doc="Storage [M/year]")
    def storage_cost(m, site, product, period):
        return network.stores[Spot(site, product)].cost[period] * m.stored[site, product, period]
