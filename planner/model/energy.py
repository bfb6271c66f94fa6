"""Energy: the electricity that plants use, from the grid or from another source they choose.

from the grid = electricity used - what is drawn from other sources >= 0
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_energy(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the choice of electricity, its costs and emissions."""
    recipes = network.recipes
    sources = {
        (plant, source.name, period): source
        for (plant, period), found in network.energy_sources.items()
        if plant in network.usable
        for source in found
    }

    # Sets
    m.SOURCES = pyo.Set(initialize=list(sources), dimen=3, doc="plant, source, period")
    names = {(plant, period): [] for plant, _, period in m.SOURCES}
    for plant, source, period in m.SOURCES:
        names[plant, period].append(source)

    # Decisions
    m.drawn = pyo.Var(
        m.SOURCES,
        domain=pyo.NonNegativeReals,
        bounds=lambda m, *index: (0, sources[index].most),
        doc="Electricity from a source beside the grid [GWh/year]",
    )

    # What follows from them
    @m.Expression(m.RUNS, doc="Electricity used [GWh/year]")
    def electricity(m, plant, period):
        return sum(
            recipes[recipe].electricity * m.throughput[plant, recipe, period]
            for recipe in m.recipes_of[plant, period]
        )

    @m.Expression(m.RUNS, doc="Electricity from the grid [GWh/year]")
    def from_the_grid(m, plant, period):
        return m.electricity[plant, period] - sum(
            m.drawn[plant, source, period] for source in names.get((plant, period), [])
        )

    # Rules
    @m.Constraint(list(names), doc="No more is drawn than is used")
    def drawn_for_use(m, plant, period):
        if not any(recipes[recipe].electricity for recipe in m.recipes_of[plant, period]):
            return sum(m.drawn[plant, source, period] for source in names[plant, period]) <= 0
        return m.from_the_grid[plant, period] >= 0

    # Costs, in money of the period
    @m.Expression(m.RUNS, doc="Electricity bought [M/year]")
    def energy_cost(m, plant, period):
        country = network.sites[network.plants[plant].site].country
        price = network.electricity_price.get((country, period), 0.0)
        return price * m.from_the_grid[plant, period] + sum(
            sources[plant, source, period].price * m.drawn[plant, source, period]
            for source in names.get((plant, period), [])
        )

    # Emissions
    @m.Expression(m.RUNS, doc="Emissions of the electricity used [kt CO2e/year]")
    def energy_emissions(m, plant, period):
        country = network.sites[network.plants[plant].site].country
        intensity = network.grid_emissions.get((country, period), 0.0)
        return intensity * m.from_the_grid[plant, period] + sum(
            sources[plant, source, period].emissions * m.drawn[plant, source, period]
            for source in names.get((plant, period), [])
        )
