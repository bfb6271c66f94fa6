"""Targets: the rules of law and company that limit sums of decisions.

    minimum:  counted + beside >= limit x base
    maximum:  counted - beside <= limit x base

What is counted, and of what it is a share, is worked out in network/counting.py. Beside the limit
has a price, or is zero. Recycled content has a file of its own.
"""

import pyomo.environ as pyo

from planner.network.network import Network
from planner.network.rules import Tally


def add_targets(m: pyo.ConcreteModel, network: Network) -> None:
    """Add every rule, hard or at a price."""
    rules = {rule.index: rule for rule in network.rules}
    priced = [index for index, rule in rules.items() if rule.price is not None]
    weighed = [index for index, rule in rules.items() if rule.unit in ("share", "kt")]
    others = [index for index in rules if index not in set(weighed)]

    # Decisions
    m.beside = pyo.Var(
        priced, domain=pyo.NonNegativeReals, doc="Beside the limit of a rule [unit of the rule]"
    )

    # Rules
    def held(m, *index):
        rule = rules[index]
        counted, base = _sum(m, rule.counted), _sum(m, rule.base) + rule.fixed_base
        beside = m.beside[index] if index in m.beside else 0
        if rule.sense == "minimum":
            gap = counted + beside - rule.limit * base
        else:
            gap = rule.limit * base - counted + beside
        return gap + m.nothing >= 0

    m.rule_on_tonnes = pyo.Constraint(weighed, rule=held, doc="A rule counted in tonnes holds")
    m.rule_on_others = pyo.Constraint(others, rule=held, doc="Any other rule holds")

    # Costs, in money of the period
    @m.Expression(priced, doc="Price of what is beside the limit of a rule [M/year]")
    def rule_short_cost(m, *index):
        return rules[index].price * m.beside[index]


def _sum(m: pyo.ConcreteModel, tally: Tally):
    """The sum of what a tally counts; what a model does not have counts nothing."""
    total = 0
    for entry, weight in tally.items():
        component = m.component(entry.of)
        index = entry.at if len(entry.at) > 1 else entry.at[0]
        if index in component:
            total += weight * component[index]
    return total
