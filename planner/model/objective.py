"""Objective: the net present value of the network.

    sum over periods of annual factor x (yearly income - yearly cost)
                      + start factor x (income - cost paid once)
    + end factor x value of the plants at the end of the horizon

Every term is an expression written where its decision lives. The reports read the same terms.
"""

from collections.abc import Iterator

import pyomo.environ as pyo

from planner.network.network import Network
from planner.solution.accounts import MONEY, factor, period_of


def add_objective(m: pyo.ConcreteModel, network: Network) -> None:
    """Maximise the net present value."""
    m.net_present_value = pyo.Objective(
        expr=sum(
            term.sign * factor(network, term, period_of(term, index)) * expression
            for term in MONEY
            for index, expression in entries(m, term.name)
        ),
        sense=pyo.maximize,
        doc="Net present value [M]",
    )


def entries(m: pyo.ConcreteModel, name: str) -> Iterator[tuple[tuple[str, ...], pyo.Expression]]:
    """Index and expression of every entry of a term."""
    for index, expression in m.component(name).items():
        yield (index if isinstance(index, tuple) else (index,)), expression
