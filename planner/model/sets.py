"""Sets: what the decisions are indexed by. All sparse, all decided in the Network."""

import pyomo.environ as pyo

from planner.network.network import Network


def add_sets(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the sets that several topics share, and a decision that is always zero."""
    m.PERIODS = pyo.Set(initialize=list(network.periods), doc="Periods, in order")
    m.STANDS = pyo.Set(
        initialize=[
            (*way, period) for way in network.sizes for period in network.usable[way.plant]
        ],
        dimen=3,
        doc="plant, size, period: the plant may stand in this size",
    )
    m.RUNS = pyo.Set(
        initialize=[
            (plant, period) for plant, periods in network.usable.items() for period in periods
        ],
        dimen=2,
        doc="plant, period: the plant may run",
    )
    m.ACTIVITIES = pyo.Set(
        initialize=[
            (plant, recipe, period)
            for plant, period in m.RUNS
            for recipe in network.can_run[plant]
            if period in network.recipes[recipe].inputs
        ],
        dimen=3,
        doc="plant, recipe, period: the plant may run this recipe",
    )
    m.FLOWS = pyo.Set(
        initialize=[(lane.name, period) for lane in network.lanes.values() for period in lane.cost],
        dimen=2,
        doc="lane, period: the lane may be used",
    )
    # So that a rule of which nothing exists is a row like others, and is explained like others.
    m.nothing = pyo.Var(bounds=(0, 0), doc="Always zero")
