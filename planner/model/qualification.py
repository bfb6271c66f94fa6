"""Qualification: recipes that a plant may run only after a plant has stood for some years.

    capacity use x throughput <= largest capacity x (stood that long, and still stands)

For a product that buyers must first approve the plant is the one that makes it; for a process
that a pilot has to prove it is any plant of the pilot's technology, which still stands.
"""

import pyomo.environ as pyo

from planner.network.network import Network, Way


def add_qualification(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the wait before a recipe can be used."""
    waiting = [
        (plant, recipe, period)
        for plant, recipe, period in m.ACTIVITIES
        if network.recipes[recipe].after > 0 or network.recipes[recipe].after_technology
    ]

    def most(plant):
        return {way: network.sizes[way].largest_capacity for way in network.ways[plant]}

    def used(m, plant, recipe, period):
        return network.recipes[recipe].capacity_use * m.throughput[plant, recipe, period]

    @m.Constraint(waiting, doc="A recipe is used once a plant has stood for its years")
    def used_after_its_years(m, plant, recipe, period):
        after, pilot = network.recipes[recipe].after, network.recipes[recipe].after_technology
        if pilot is None:
            limit = sum(
                capacity * _stood(m, network, way, period, after)
                for way, capacity in most(plant).items()
            )
        else:
            limit = max(most(plant).values()) * sum(
                _stood(m, network, way, period, after) for way in _pilots(network, pilot)
            )
        return used(m, plant, recipe, period) <= limit

    @m.Constraint(waiting, doc="A recipe is used while a pilot still stands")
    def used_beside_a_pilot(m, plant, recipe, period):
        pilot = network.recipes[recipe].after_technology
        if pilot is None:
            return pyo.Constraint.Skip
        there = [(*way, period) for way in _pilots(network, pilot) if (*way, period) in m.STANDS]
        limit = max(most(plant).values()) * sum(m.stands[index] for index in there)
        return used(m, plant, recipe, period) <= limit


def _pilots(network: Network, technology: str) -> list[Way]:
    return [way for way in network.sizes if network.plants[way.plant].technology == technology]


def _stood(m, network: Network, way, period: str, years: int):
    """Whether a plant had stood for so many years at the start of a period, 0 or 1."""
    by_then = network.stood_since(way.plant, period, years)
    return m.stands[way, by_then] if (*way, by_then) in m.STANDS else 0
