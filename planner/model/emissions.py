"""Emissions: what is emitted is written where it is decided; here it gets its price.

    carbon cost = price in the country x (energy + process + transport that starts there)

Emissions embodied in purchases and of treatment by others are reported, not priced.
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_carbon_price(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the cost of emissions in the countries that price them."""
    plants_in = {}
    for name, plant in network.plants.items():
        plants_in.setdefault(network.sites[plant.site].country, []).append(name)
    priced = [place for place, price in network.carbon_price.items() if price > 0]

    @m.Expression(priced, doc="Price of emissions [M/year]")
    def carbon_cost(m, country, period):
        emitted = m.transport_emissions[country, period] + sum(
            m.energy_emissions[plant, period] + m.process_emissions[plant, period]
            for plant in plants_in.get(country, [])
            if (plant, period) in m.RUNS
        )
        return network.carbon_price[country, period] * emitted
