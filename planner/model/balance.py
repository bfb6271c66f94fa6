"""Balance: at every site, for every product and period, nothing appears or vanishes.

    collected + shipped in + made + come back = shipped out + taken in + delivered + let out
                                                + (in store at the end - in store before) / years

What is made or delivered in one period may come out in a later one; see network/mass.py.
"""

from collections import defaultdict

import pyomo.environ as pyo

from planner.model.sums import weighted_sum
from planner.network.network import Network, Spot


def add_balance(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the balance of every product at every site it can be at."""
    terms = defaultdict(list)  # (site, product, period) -> (coefficient, variable)
    at_first = defaultdict(float)  # (site, product, period) -> what is there without a decision

    def adds(spot, period, coefficient, variable):
        terms[(*spot, period)].append((coefficient, variable))

    for place in m.SUPPLY:
        terms[place].append((1, m.collected[place]))
    for place in m.DEMAND:
        terms[place].append((-1, m.delivered[place]))
    for site, product, outlet, period in m.OUTLETS:
        adds((site, product), period, -1, m.let_out[site, product, outlet, period])
    for name, period in m.FLOWS:
        lane = network.lanes[name]
        adds((lane.origin, lane.product), period, -1, m.shipped[name, period])
        adds((lane.destination, lane.product), period, 1, m.shipped[name, period])
    for plant, name, period in m.ACTIVITIES:
        site, recipe = network.plants[plant].site, network.recipes[name]
        throughput = m.throughput[plant, name, period]
        for product, amount in recipe.inputs[period].items():
            adds((site, product), period, -amount, throughput)
        for (start, out), amounts in recipe.outputs.items():
            if start == period:
                for product, amount in amounts.items():
                    adds((site, product), out, amount, throughput)
    for plant, recipe, product, period in m.BLENDS:
        site = network.plants[plant].site
        adds((site, product), period, -1, m.blended[plant, recipe, product, period])
    for (spot, period, product, out), amount in network.returns.items():
        adds(Spot(spot.site, product), out, amount, m.delivered[(*spot, period)])

    for spot, store in network.stores.items():
        before = None
        for period, when in network.periods.items():
            adds(spot, period, -1 / when.years, m.stored[(*spot, period)])
            if before is None:
                at_first[(*spot, period)] = store.opening / when.years
            else:
                adds(spot, period, 1 / when.years, m.stored[(*spot, before)])
            before = period

    m.BALANCES = pyo.Set(initialize=list(terms), dimen=3, doc="site, product, period")

    @m.Constraint(m.BALANCES, doc="Nothing appears or vanishes [kt/year]")
    def balance(m, *place):
        return weighted_sum(terms[place], at_first[place]) == 0
