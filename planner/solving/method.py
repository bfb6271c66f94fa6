"""Which method solves a matrix, and why.

HiGHS alone where the model is small: it proves such plans in a second. Benders decomposition where
it is large and falls into blocks once it is decided what is built, or where few things are to be
decided about very many flows. Branching on partial sums and counts for the other large models.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from planner.matrix import Matrix
from planner.solving.blocks import sizes_of_blocks
from planner.solving.detail import Bundle
from planner.solving.highs import Options, Outcome, Progress, solve, with_whole_values
from planner.solving.knowledge import Knowledge
from planner.solving.tree import solve_by_branching, solve_by_decomposition

LARGE = 5_000
"""Columns from which on HiGHS alone is too slow."""

VERY_LARGE = 20_000
"""Columns from which on one relaxed model is slower than its blocks."""

MANY = 60_000
"""Flows that are too many for one relaxed model, if few things are to be decided about them."""

MANY_EACH = 200
"""Flows for each thing to be decided."""

LARGEST_BLOCK = 0.4
"""Share of all flows."""

MethodName = Literal["highs", "branching", "decomposition"]
METHODS: tuple[MethodName, ...] = ("highs", "branching", "decomposition")


class Method(NamedTuple):
    """A method and why it was chosen, in one line."""

    name: MethodName
    reason: str


def method_for(matrix: Matrix, wanted: MethodName | None = None) -> Method:
    """The method that fits, or the one that is wanted."""
    columns, whole = len(matrix.columns), int(matrix.integer.sum())
    if not whole:
        return Method("highs", "nothing is to be decided but flows")
    if wanted is not None:
        return Method(wanted, "as asked for")
    if columns < LARGE:
        return Method("highs", f"{columns:,} columns are few")
    sizes = sizes_of_blocks(matrix.A, matrix.integer)
    largest = max(sizes, default=0)
    in_blocks = len(sizes) > 1 and largest <= LARGEST_BLOCK * sum(sizes)
    if in_blocks and columns < VERY_LARGE:
        return Method("branching", f"{columns:,} columns are few enough for one relaxed model")
    if in_blocks:
        return Method(
            "decomposition",
            f"once built, the flows fall into {len(sizes)} blocks, of {largest:,} at most",
        )
    flows = columns - whole
    if columns >= MANY and flows >= MANY_EACH * whole:
        return Method("decomposition", f"{whole:,} decisions about {flows:,} flows are few")
    share = largest / max(1, sum(sizes))
    return Method(
        "branching",
        f"{share:.0%} of the flows hang together over all periods, "
        "by stock, returns, added capacity or rules over years",
    )


def solve_matrix(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: np.ndarray | None = None,
    bundles: Sequence[Bundle] = (),
    known: Knowledge | None = None,
) -> Outcome:
    """Solve by the method that fits, or by that of the options.

    start: values for the integer columns, or None; what their bounds forbid is moved to the bound.
    bundles: what zones stand for; the bound then
    holds in full detail, and decomposition is the only method. known: what an earlier search of
    nearly the same left.
    """
    if start is not None:
        start = np.clip(start, matrix.lower, matrix.upper)
    if bundles:
        return solve_by_decomposition(matrix, options, on_progress, start, bundles, known)
    method = method_for(matrix, options.method).name
    if not matrix.integer.any():
        return solve(matrix, options, on_progress)
    if method == "branching":
        return solve_by_branching(matrix, options, on_progress, start, known)
    if method == "decomposition":
        return solve_by_decomposition(matrix, options, on_progress, start, (), known)
    if start is None:
        return solve(matrix, options, on_progress)
    # HiGHS drops a start without a word where it does not fit: find out beforehand.
    fits = solve(with_whole_values(matrix, start), replace(options, log_file=None)).x
    return replace(solve(matrix, options, on_progress, fits), start_used=fits is not None)
