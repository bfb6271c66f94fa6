"""Which method solves a matrix, and why.

HiGHS alone where the model is small: it proves such plans in a second. Branching on partial sums
where it is large, as HiGHS then stays at the root; see tree.py.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.matrix import Matrix
from planner.solving.highs import Options, Outcome, Progress, solve, with_whole_values
from planner.solving.tree import solve_by_branching

LARGE = 5_000
"""Columns from which on branching is used."""


def method_for(matrix: Matrix) -> str:
    """The method that fits: HiGHS or branching."""
    large = matrix.integer.any() and len(matrix.columns) >= LARGE
    return "branching" if large else "HiGHS"


def solve_matrix(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: np.ndarray | None = None,
) -> Outcome:
    """Solve by the method that fits. start: values for the integer columns, or None."""
    if not matrix.integer.any():
        return solve(matrix, options, on_progress)
    if method_for(matrix) == "branching":
        return solve_by_branching(matrix, options, on_progress, start)
    if start is None:
        return solve(matrix, options, on_progress)
    # HiGHS drops a start without a word where it does not fit: find out beforehand.
    known = solve(with_whole_values(matrix, start), replace(options, log_file=None)).x
    return replace(solve(matrix, options, on_progress, known), start_used=known is not None)
