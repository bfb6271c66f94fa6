"""Capacity: when a plant is built and how large, when it closes, and what that costs.

For every plant and period

    stands   = built so far - closed so far          (a standing plant counts as built)
    capacity = capacity of the size that stands + capacity added so far
    at most one size is built, once; capacity is added only where a size stands that allows it

How capacity limits what a plant takes in is in processing.py; grants are in grants.py, what plants
are worth at the end of the horizon in value_left.py.
"""

import pyomo.environ as pyo

from planner.matrix import Kind
from planner.network.network import AS_IS, Network, Size, Way


def add_capacity(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the decisions to build, expand and close plants, their rules and costs."""
    sizes = network.sizes

    # Sets
    m.BUILDABLE = pyo.Set(
        initialize=[
            (*way, period) for way, periods in network.buildable.items() for period in periods
        ],
        dimen=3,
        doc="plant, size, period: may come on stream",
    )
    m.CLOSABLE = pyo.Set(
        initialize=[i for i in m.STANDS if network.plants[i[0]].may_close],
        dimen=3,
        doc="plant, size, period: may be closed",
    )
    m.EXPANDABLE = pyo.Set(
        initialize=[
            (plant, period) for plant, period in m.RUNS if room_for_expansion(network, plant) > 0
        ],
        dimen=2,
        doc="plant, period: capacity may be added",
    )

    # Decisions
    m.built = pyo.Var(m.BUILDABLE, domain=pyo.Binary, doc="Comes on stream in this period")
    m.closed = pyo.Var(m.CLOSABLE, domain=pyo.Binary, doc="Closed from this period on")
    m.added = pyo.Var(m.EXPANDABLE, domain=pyo.NonNegativeReals, doc="Capacity added [kt/year]")

    m.kinds = {
        (plant, size, period): _kind(network, Way(plant, size), number)
        for number, name in enumerate(network.periods)
        for plant, size, period in m.BUILDABLE
        if period == name
    }

    # What follows from them
    @m.Expression(m.STANDS, doc="The plant stands in this size, 0 or 1")
    def stands(m, plant, size, period):
        so_far = network.until(period)
        if size == AS_IS:
            built = 1
        else:
            built = sum(m.built[plant, size, p] for p in so_far if (plant, size, p) in m.BUILDABLE)
        return built - sum(
            m.closed[plant, size, p] for p in so_far if (plant, size, p) in m.CLOSABLE
        )

    @m.Expression(m.EXPANDABLE, doc="Capacity added so far [kt/year]")
    def added_so_far(m, plant, period):
        return sum(m.added[plant, p] for p in network.until(period) if (plant, p) in m.EXPANDABLE)

    @m.Expression(m.RUNS, doc="Capacity in place [kt/year]")
    def capacity(m, plant, period):
        of_sizes = sum(sizes[way].capacity * m.stands[way, period] for way in network.ways[plant])
        return of_sizes + (m.added_so_far[plant, period] if (plant, period) in m.EXPANDABLE else 0)

    # Rules
    candidates = list(dict.fromkeys(way.plant for way in network.buildable))

    @m.Constraint(candidates, doc="A plant is built once")
    def built_once(m, plant):
        ways = [(*way, p) for way in network.ways[plant] for p in network.buildable[way]]
        if len(ways) < 2:
            return pyo.Constraint.Skip
        return sum(m.built[way] for way in ways) <= 1

    @m.Constraint(m.CLOSABLE, doc="Only a plant that stands is closed, once")
    def closed_once(m, plant, size, period):
        return m.stands[plant, size, period] >= 0

    @m.Constraint(m.EXPANDABLE, doc="Capacity is added to a size that allows it")
    def added_within_room(m, plant, period):
        room = sum(_room_of(sizes[way]) * m.stands[way, period] for way in network.ways[plant])
        return m.added_so_far[plant, period] <= room

    # Costs, in money of the period
    @m.Expression(m.RUNS, doc="Building and expanding plants, paid once [M]")
    def building_cost(m, plant, period):
        cost = sum(
            sizes[way].capital_cost * m.built[way, period]
            for way in network.ways[plant]
            if (*way, period) in m.BUILDABLE
        )
        if (plant, period) in m.EXPANDABLE:
            cost += expansion_cost(network, plant) * m.added[plant, period]
        if comes_on_stream_as_decided(network, plant, period):
            cost += sizes[Way(plant, AS_IS)].capital_cost
        return cost

    @m.Expression(m.RUNS, doc="Running costs that do not depend on throughput [M/year]")
    def fixed_cost(m, plant, period):
        cost = sum(sizes[way].fixed_cost * m.stands[way, period] for way in network.ways[plant])
        if (plant, period) in m.EXPANDABLE:
            cost += _expansion_fixed_cost(network, plant) * m.added_so_far[plant, period]
        return cost

    @m.Expression(m.RUNS, doc="Closing plants, paid once [M]")
    def closing_cost(m, plant, period):
        return sum(
            network.plants[plant].closing_cost * m.closed[way, period]
            for way in network.ways[plant]
            if (*way, period) in m.CLOSABLE
        )


def _kind(network: Network, way: Way, number: int) -> Kind:
    """What is built, for the search: plants of a technology count together, or of a stage."""
    plant = network.plants[way.plant]
    alike = [p for p in network.plants.values() if p.technology == plant.technology]
    family = f"technology {plant.technology}" if len(alike) > 1 else f"stage {plant.stage}"
    return Kind(family, network.sizes[way].capacity, number)


def comes_on_stream_as_decided(network: Network, plant: str, period: str) -> bool:
    """The period in which a committed plant is paid for."""
    committed = network.plants[plant].status == "committed"
    return committed and network.standing[plant][0] == period


def _room_of(size: Size) -> float:
    return size.largest_capacity - size.capacity


def room_for_expansion(network: Network, plant: str) -> float:
    """kt a year that may be added to a plant at most, in the size that allows most."""
    return max(_room_of(network.sizes[way]) for way in network.ways[plant])


def expansion_cost(network: Network, plant: str) -> float:
    """One price per plant: that of its dearest size, so that no size borrows a cheaper one's."""
    return max(network.sizes[way].expansion_cost for way in network.ways[plant])


def _expansion_fixed_cost(network: Network, plant: str) -> float:
    return max(network.sizes[way].expansion_fixed_cost for way in network.ways[plant])
