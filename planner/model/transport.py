"""Transport: what is shipped over each lane, and what that costs and emits."""

import pyomo.environ as pyo

from planner.model.sums import weighted_sum
from planner.network.network import Network


def add_transport(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the flows, their costs and emissions."""
    lanes = network.lanes
    flows = {period: [] for period in m.PERIODS}
    for lane, period in m.FLOWS:
        flows[period].append(lanes[lane])

    # Decisions
    m.shipped = pyo.Var(m.FLOWS, domain=pyo.NonNegativeReals, doc="Shipped over a lane [kt/year]")

    # Costs, in money of the period
    @m.Expression(m.PERIODS, doc="Freight, handling and borders [M/year]")
    def transport_cost(m, period):
        return weighted_sum(
            (lane.cost[period], m.shipped[lane.name, period]) for lane in flows[period]
        )

    # Emissions, where the lane starts
    countries = list(dict.fromkeys(site.country for site in network.sites.values()))

    @m.Expression(countries, m.PERIODS, doc="Emissions of transport [kt CO2e/year]")
    def transport_emissions(m, country, period):
        return weighted_sum(
            (lane.emissions, m.shipped[lane.name, period])
            for lane in flows[period]
            if network.sites[lane.origin].country == country
        )
