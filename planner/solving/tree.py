"""Branch and bound on partial sums, for models whose relaxation is slow to solve.

    presolve, add the partial sums, solve the relaxed model once
    round it to a plan, and change decisions of that plan as long as it gets better
    take the most promising part of the search, ask the best question about it, keep both answers
    from time to time, round again

Why not HiGHS alone: on large networks it spends its time on cuts at the root, and single
yes-or-no columns tell next to nothing; see partial_sums.py.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.matrix import Matrix
from planner.solving.decisions import decisions_of
from planner.solving.highs import Options, Outcome, Progress, solve, with_whole_values
from planner.solving.partial_sums import with_partial_sums
from planner.solving.reduction import FEASIBLE, Reduction, worst_miss
from planner.solving.relaxation import Relaxed
from planner.solving.search import Search


def solve_by_branching(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: np.ndarray | None = None,
) -> Outcome:
    """Solve to the gap or until the time limit or Ctrl-C, and keep the best plan found.

    The same options give the same plan every time, whatever the number of threads; two are of use.
    start: values for the integer columns in the order of the matrix (the others are ignored).
    Errors: SolverError where HiGHS fails or returns a status that is not understood.
    """
    began = time.perf_counter()
    reduction = Reduction(matrix, options)
    reduced = reduction.reduced

    def leave_it_to_highs() -> Outcome:
        left = max(0.0, options.time_limit - (time.perf_counter() - began))
        return solve(matrix, replace(options, time_limit=left), on_progress, start)

    if reduced is None or not reduced.integer.any():
        return leave_it_to_highs()
    decisions = decisions_of(with_partial_sums(reduced, matrix.columns))
    search = Search(decisions, options, began, on_progress)
    status = search.run(None if start is None else start[reduced.origin[reduced.integer]])
    if status == "nothing found":
        return leave_it_to_highs()  # it tells what cannot be from what has no end
    x = None if search.plan is None else _restored(reduction, search.plan, options)
    objective = -np.inf if x is None else float(matrix.cost @ x) + matrix.offset
    return Outcome(
        status=status,
        x=x,
        objective=objective,
        bound=max(-search.least_loss(), objective),
        seconds=time.perf_counter() - began,
        nodes=search.nodes,
        start_used=None if start is None else search.start_used,
    )


def _restored(reduction: Reduction, plan: Relaxed, options: Options) -> np.ndarray:
    """The plan in the columns of the matrix, completed anew should it miss a rule."""
    matrix = reduction.matrix
    assert reduction.reduced is not None, "there is a plan of it"
    x = reduction.restore(plan.x[: len(reduction.reduced.cost)])
    if worst_miss(matrix, x) <= FEASIBLE:
        return x
    unlimited = replace(options, time_limit=float("inf"))
    completed = solve(with_whole_values(matrix, x), unlimited).x
    assert completed is not None, "a plan of the reduced model is a plan"
    return completed
