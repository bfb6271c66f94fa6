"""Value left: what plants are worth at the end of the horizon.

The capital cost less the grant, written off in a straight line over the economic life; a plant
that was closed, or that does not run to the end, is worth nothing.
"""

import pyomo.environ as pyo

from planner.model.capacity import comes_on_stream_as_decided, expansion_cost
from planner.network.network import AS_IS, Network, Size, Way


def add_value_left(m: pyo.ConcreteModel, network: Network) -> None:
    """Add what the plants built are worth at the end."""
    paid_for = [way.plant for way, size in network.sizes.items() if size.capital_cost > 0]
    paid_for += [plant for plant, _ in m.EXPANDABLE]
    plants = [plant for plant in dict.fromkeys(paid_for) if network.usable[plant]]
    at_risk = [plant for plant in plants if network.plants[plant].may_close]

    def paid(m, plant, period):
        """Capital cost less grants of what comes on stream in a period [M]."""
        by_programme = (plant, period) in m.GRANTED
        value = -m.granted[plant, period] if by_programme else 0

        def own(size):
            return size.capital_cost if by_programme else net_capital_cost(size)

        for way in network.ways[plant]:
            if (*way, period) in m.BUILDABLE:
                value += own(network.sizes[way]) * m.built[way, period]
        if (plant, period) in m.EXPANDABLE:
            value += expansion_cost(network, plant) * m.added[plant, period]
        if comes_on_stream_as_decided(network, plant, period):
            value += own(network.sizes[Way(plant, AS_IS)])
        return value

    def written_down(m, plant):
        return sum(
            value_share_left(network, plant, period) * paid(m, plant, period)
            for period in network.usable[plant]
        )

    m.worth = pyo.Var(
        at_risk, domain=pyo.NonNegativeReals, doc="Worth at the end, if not closed by then [M]"
    )

    @m.Constraint(at_risk, doc="Worth no more than what is not written off")
    def worth_written_down(m, plant):
        return m.worth[plant] <= written_down(m, plant)

    @m.Constraint(at_risk, doc="A closed plant is worth nothing")
    def worth_if_standing(m, plant):
        last = network.usable[plant][-1]
        return m.worth[plant] <= sum(
            network.sizes[way].capital_cost * m.stands[way, last] for way in network.ways[plant]
        )

    @m.Expression(plants, doc="Value of plants at the end of the horizon, once [M]")
    def value_left_income(m, plant):
        return m.worth[plant] if plant in at_risk else written_down(m, plant)


def net_capital_cost(size: Size) -> float:
    return size.capital_cost - size.grant


def value_share_left(network: Network, plant: str, period: str) -> float:
    """Share of the capital cost not written off at the end, for what starts in the period."""
    age = network.horizon_end - network.periods[period].first_year
    runs_on = network.usable[plant][-1] == list(network.periods)[-1]
    return max(0.0, 1 - age / network.plants[plant].life) if runs_on else 0.0
