"""Why there is no plan, in the names of the user's rows.

Every rule that the user set gets a slack, and the slacks are made as small as they can be:

    minimise sum of slacks  subject to  rule + slack >= its lower side, rule - slack <= its upper

What is left of the slacks is what cannot be met, by how much, where and when.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from planner.matrix import Matrix, Name
from planner.solving.highs import Options, solve

NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Clash:
    """A rule of the user that cannot be met together with the others."""

    rule: Name
    amount: float
    """In the unit of the rule."""


def explain(matrix: Matrix, options: Options) -> list[Clash] | None:
    """The rules that clash, worst first. None: even without them there is no plan."""
    eased = [row for row, name in enumerate(matrix.rows) if name.of in matrix.eased]
    outcome = solve(_with_slacks(matrix, eased), replace(options, gap=0.01))
    if outcome.x is None:
        return None
    slacks = outcome.x[len(matrix.columns) :]
    clashes = [
        Clash(matrix.rows[row], float(slack))
        for row, slack in zip(eased, slacks, strict=True)
        if slack > NEGLIGIBLE
    ]
    return sorted(clashes, key=lambda clash: -clash.amount)


def _with_slacks(matrix: Matrix, eased: list[int]) -> Matrix:
    """The matrix with a slack for each eased row and nothing else in the objective."""
    count = len(eased)
    # A rule has one side: what is short is added to it, what is over is taken from it.
    signs = np.where(np.isfinite(matrix.row_lower[eased]), 1.0, -1.0)
    slacks = sp.csc_matrix((signs, (eased, range(count))), shape=(len(matrix.rows), count))
    names = tuple(Name("slack", (str(matrix.rows[row]),)) for row in eased)
    return replace(
        matrix,
        columns=matrix.columns + names,
        cost=np.concatenate([np.zeros(len(matrix.columns)), -np.ones(count)]),
        offset=0.0,
        lower=np.concatenate([matrix.lower, np.zeros(count)]),
        upper=np.concatenate([matrix.upper, np.full(count, np.inf)]),
        integer=np.concatenate([matrix.integer, np.zeros(count, dtype=bool)]),
        A=sp.hstack([matrix.A, slacks], format="csc"),
    )
