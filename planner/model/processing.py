"""Processing: what runs through each plant, and what that costs and emits.

For every plant and period

    minimum load x capacity <= sum over recipes of capacity use x throughput <= capacity

The electricity it takes is in energy.py.
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_processing(m: pyo.ConcreteModel, network: Network) -> None:
    """Add throughput, its limits, costs and emissions."""
    recipes = network.recipes

    # Decisions
    m.throughput = pyo.Var(
        m.ACTIVITIES, domain=pyo.NonNegativeReals, doc="Throughput of a recipe [kt/year]"
    )

    # What follows from them
    m.recipes_of = {place: [] for place in m.RUNS}
    for plant, recipe, period in m.ACTIVITIES:
        m.recipes_of[plant, period].append(recipe)

    @m.Expression(m.RUNS, doc="Capacity used [kt/year]")
    def capacity_used(m, plant, period):
        return sum(
            recipes[recipe].capacity_use * m.throughput[plant, recipe, period]
            for recipe in m.recipes_of[plant, period]
        )

    # Rules
    @m.Constraint(m.RUNS, doc="Throughput fits in the capacity in place")
    def within_capacity(m, plant, period):
        if not m.recipes_of[plant, period]:
            return pyo.Constraint.Skip
        return m.capacity_used[plant, period] <= m.capacity[plant, period]

    @m.Constraint(m.RUNS, doc="A plant that stands runs at its minimum load or more")
    def minimum_load(m, plant, period):
        share = network.plants[plant].minimum_load
        if share == 0 or not m.recipes_of[plant, period]:
            return pyo.Constraint.Skip
        return m.capacity_used[plant, period] >= share * m.capacity[plant, period]

    # Costs, in money of the period
    @m.Expression(m.RUNS, doc="Processing, energy apart [M/year]")
    def processing_cost(m, plant, period):
        return sum(
            recipes[recipe].processing_cost * m.throughput[plant, recipe, period]
            for recipe in m.recipes_of[plant, period]
        )

    credits = {place: [] for place in m.RUNS}
    for plant, recipe, period in network.credits:
        if (plant, recipe, period) in m.ACTIVITIES:
            credits[plant, period].append(recipe)

    @m.Expression(m.RUNS, doc="Production credits received [M/year]")
    def credit_income(m, plant, period):
        return sum(
            network.credits[plant, recipe, period] * m.throughput[plant, recipe, period]
            for recipe in credits[plant, period]
        )

    # Emissions
    @m.Expression(m.RUNS, doc="Emissions of processes, electricity apart [kt CO2e/year]")
    def process_emissions(m, plant, period):
        return sum(
            recipes[recipe].process_emissions * m.throughput[plant, recipe, period]
            for recipe in m.recipes_of[plant, period]
        )
