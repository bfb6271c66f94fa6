"""Co-location: what plants of two technologies at one site save while both stand.

saved <= the first stands,  saved <= the second stands
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_co_location(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the savings of plants side by side."""
    savings = {
        (saving.site, saving.technology, saving.beside, period): saving
        for saving in network.savings
        for period in network.periods
        if _there(m, network, saving.plants, period) and _there(m, network, saving.others, period)
    }

    m.saved = pyo.Var(
        list(savings), domain=pyo.NonNegativeReals, doc="Pairs of plants that both stand"
    )

    @m.Constraint(list(savings), doc="Saved while a plant of the technology stands")
    def saved_by_the_plants(m, *index):
        there = _there(m, network, savings[index].plants, index[-1])
        return m.saved[index] <= sum(m.stands[way] for way in there)

    @m.Constraint(list(savings), doc="Saved while a plant of the technology beside it stands")
    def saved_by_the_others(m, *index):
        there = _there(m, network, savings[index].others, index[-1])
        return m.saved[index] <= sum(m.stands[way] for way in there)

    @m.Expression(list(savings), doc="Saved by plants side by side [M/year]")
    def co_location_income(m, *index):
        return savings[index].amount * m.saved[index]


def _there(m, network: Network, plants, period: str) -> list[tuple[str, str, str]]:
    """The ways in which some of these plants may stand in a period."""
    return [
        (*way, period)
        for plant in plants
        for way in network.ways.get(plant, ())
        if (*way, period) in m.STANDS
    ]
