"""Financing: capital that is cheaper where enough of a plant's output is under contract.

For every plant, terms of a lender and period

    least shipped by contract from its site >= share x capacity, where the terms are reached
    relief <= relief a year x capital cost after grants of the size that stands
    at most one of the terms is reached

The least shipped is the sum of the minimum of firm contracts and of signed optional ones, of
those that ship from no other site and nothing that the plant does not make.
"""

import pyomo.environ as pyo

from planner.model.value_left import net_capital_cost
from planner.network.network import Network


def add_financing(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the terms that plants may reach, and what they save."""
    terms = {
        (plant, f"{each.contracted:g}", period): each
        for plant, found in network.terms.items()
        if plant in network.usable
        for each in found
        for period in network.usable[plant]
    }

    def largest(plant, what):
        return max(what(network.sizes[way]) for way in network.ways[plant])

    # Decisions
    m.financed = pyo.Var(list(terms), domain=pyo.Binary, doc="The terms of a lender are reached")
    m.relieved = pyo.Var(
        list(terms), domain=pyo.NonNegativeReals, doc="Saved by cheaper capital [M/year]"
    )

    # Rules
    @m.Constraint(list(terms), doc="Enough is under contract for the terms of a lender")
    def enough_is_contracted(m, plant, share, period):
        least = terms[plant, share, period].contracted
        most = least * largest(plant, lambda size: size.largest_capacity)
        not_reached = most * (1 - m.financed[plant, share, period])
        contracted = _least_contracted(m, network, plant, period)
        return contracted + not_reached >= least * m.capacity[plant, period]

    @m.Constraint(list(terms), doc="Relief on the capital of the plant that stands")
    def relief_on_capital(m, plant, share, period):
        capital = sum(
            net_capital_cost(network.sizes[way]) * m.stands[way, period]
            for way in network.ways[plant]
        )
        return m.relieved[plant, share, period] <= terms[plant, share, period].relief * capital

    @m.Constraint(list(terms), doc="Relief only on terms that are reached")
    def relief_on_terms(m, plant, share, period):
        most = terms[plant, share, period].relief * largest(plant, net_capital_cost)
        return m.relieved[plant, share, period] <= most * m.financed[plant, share, period]

    places = dict.fromkeys((plant, period) for plant, _, period in terms)

    @m.Constraint(list(places), doc="A plant has the terms of one lender")
    def one_lender(m, plant, period):
        return (
            sum(
                m.financed[plant, share, period]
                for name, share, when in terms
                if (name, when) == (plant, period)
            )
            <= 1
        )

    @m.Expression(list(terms), doc="Saved by cheaper capital [M/year]")
    def financing_income(m, plant, share, period):
        return m.relieved[plant, share, period]


def _least_contracted(m, network: Network, plant: str, period: str):
    """What contracts make sure is shipped of what the plant makes [kt/year]."""
    site = network.plants[plant].site
    made = {
        product
        for recipe in network.can_run[plant]
        for amounts in network.recipes[recipe].outputs.values()
        for product in amounts
    }
    return sum(
        contract.minimum * (m.signed[contract.name] if contract.optional else 1)
        for contract in network.contracts.values()
        if period in contract.periods
        and contract.lanes
        and all(
            network.lanes[lane].origin == site and network.lanes[lane].product in made
            for lane in contract.lanes
        )
    )
