"""Grants: what plants receive towards their capital cost, once.

A grant that comes from a programme is a decision, as the programme may not have enough for all:

    granted <= grant of the size that comes on stream
    sum over the plants and periods of a programme <= its cap
"""

import pyomo.environ as pyo

from planner.model.capacity import comes_on_stream_as_decided
from planner.network.network import AS_IS, Network, Way


def add_grants(m: pyo.ConcreteModel, network: Network) -> None:
    """Add what programmes pay, and the income from all grants."""

    def offered(m, plant, period):
        """The grants of the size that comes on stream [M]."""
        income = sum(
            network.sizes[way].grant * m.built[way, period]
            for way in network.ways[plant]
            if (*way, period) in m.BUILDABLE
        )
        if comes_on_stream_as_decided(network, plant, period):
            income += network.sizes[Way(plant, AS_IS)].grant
        return income

    # Sets
    m.GRANTED = pyo.Set(
        initialize=[
            (plant, period)
            for plant, period in m.RUNS
            if network.plants[plant].programme is not None
        ],
        dimen=2,
        doc="plant, period: a programme may pay a grant",
    )

    # Decisions
    m.granted = pyo.Var(m.GRANTED, domain=pyo.NonNegativeReals, doc="Paid by a programme [M]")

    # Rules
    @m.Constraint(m.GRANTED, doc="A programme pays for what comes on stream in its years")
    def granted_for_a_plant(m, plant, period):
        programme = network.programmes[network.plants[plant].programme]
        most = offered(m, plant, period) if period in programme.periods else 0
        return m.granted[plant, period] <= most

    @m.Constraint(list(network.programmes), doc="A programme has no more than its cap")
    def within_the_programme(m, programme):
        paid = [
            m.granted[plant, period]
            for plant, period in m.GRANTED
            if network.plants[plant].programme == programme
        ]
        return sum(paid) <= network.programmes[programme].cap if paid else pyo.Constraint.Skip

    # Income, in money of the period
    @m.Expression(m.RUNS, doc="Grants, received once [M]")
    def grant_income(m, plant, period):
        if (plant, period) in m.GRANTED:
            return m.granted[plant, period]
        return offered(m, plant, period)
