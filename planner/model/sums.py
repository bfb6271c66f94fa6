"""Long sums, written at once: term by term Pyomo takes several times as long."""

from collections.abc import Iterable

import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression
from pyomo.repn import generate_standard_repn

Term = tuple[float, pyo.Var]
"""Coefficient, variable."""


def weighted_sum(terms: Iterable[Term], constant: float = 0.0) -> LinearExpression:
    """The sum of coefficient x variable over terms, and a constant."""
    pairs = list(terms)
    return LinearExpression(
        constant=constant,
        linear_coefs=[coefficient for coefficient, _ in pairs],
        linear_vars=[variable for _, variable in pairs],
    )


def terms_of(expression) -> list[Term]:
    """The terms of a linear expression that has no constant."""
    body = generate_standard_repn(expression, quadratic=False)
    assert body.is_linear(), "a sum"
    assert not body.constant, "of variables alone"
    return list(zip(body.linear_coefs, body.linear_vars, strict=True))
