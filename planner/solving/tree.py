"""Branch and bound with an engine that solves the relaxed models: as one, or decomposed.

    solve the relaxed model once
    round it to a plan, and change decisions of that plan as long as it gets better
    take the most promising part of the search, ask the best question about it, keep both answers
    from time to time, look for plans again

Why not HiGHS alone: on large networks it spends its time on cuts at the root, and single
yes-or-no columns tell next to nothing; see partial_sums.py and counts.py.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import highspy
import numpy as np

from planner.matrix import Matrix, Name
from planner.solving.blocks import blocks_of
from planner.solving.decisions import Decisions, decisions_of
from planner.solving.decomposed import Decomposed
from planner.solving.detail import Bundle
from planner.solving.direct import Direct
from planner.solving.engine import Engine
from planner.solving.highs import Options, Outcome, Progress, configure, solve, with_whole_values
from planner.solving.knowledge import Knowledge
from planner.solving.reduction import FEASIBLE, Reduced, Reduction, as_it_stands, worst_miss
from planner.solving.search import LEAST_GAP, Search
from planner.solving.team import Team

SLACK = 0.05
"""Share of the gap asked for that may be lost by columns left out."""

MOST_SLACK = 1e-4

Report = Callable[[Progress], None]


def solve_by_branching(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Report = lambda progress: None,
    start: np.ndarray | None = None,
    known: Knowledge | None = None,
) -> Outcome:
    """Solve to the gap or until the time limit or Ctrl-C, and keep the best plan found.

    The same options give the same plan every time, whatever the number of threads; two are of use.
    start: values for the integer columns in the order of the matrix (the others are ignored).
    known: what an earlier search of nearly the same left.
    Errors: SolverError where HiGHS fails or returns a status that is not understood.
    """
    began = time.perf_counter()
    reduction = Reduction(matrix, options)
    reduced = reduction.reduced
    if reduced is None or not reduced.integer.any():
        return _by_highs(matrix, options, on_progress, start, began)

    def engine(decisions: Decisions, team: Team) -> Engine:
        return Direct(decisions, team, options.seed, *_limits(options, began))

    return _searched(
        matrix, reduced, engine, reduction.restore, options, on_progress, start, began, known
    )


def solve_by_decomposition(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Report = lambda progress: None,
    start: np.ndarray | None = None,
    bundles: Sequence[Bundle] = (),
    known: Knowledge | None = None,
) -> Outcome:
    """The same by Benders decomposition.

    known: what an earlier search of nearly the same left. bundles: what zones stand for. The bound
    then holds for the network in full detail; the plan is that of the zones. Errors: also
    ValueError where a bundle lies in several blocks.
    """
    began = time.perf_counter()
    if matrix.integer.all():
        return solve_by_branching(matrix, options, on_progress, start)  # there is no block
    configure(highspy.Highs(), options)  # refuses what makes no sense
    model = as_it_stands(matrix)

    def engine(decisions: Decisions, team: Team) -> Engine:
        return Decomposed(
            model,
            blocks_of(model),
            decisions,
            team,
            options.seed,
            *_limits(options, began),
            bundles,
        )

    def restore(x: np.ndarray) -> np.ndarray:
        return np.where(matrix.integer, np.round(x), x)

    return _searched(matrix, model, engine, restore, options, on_progress, start, began, known)


def _limits(options: Options, began: float) -> tuple[float, float]:
    """When the time is up, and the share of the bound that may be lost."""
    slack = min(MOST_SLACK, SLACK * max(LEAST_GAP, options.gap))
    return began + options.time_limit, slack


def _by_highs(
    matrix: Matrix, options: Options, on_progress: Report, start: np.ndarray | None, began: float
) -> Outcome:
    left = max(0.0, options.time_limit - (time.perf_counter() - began))
    return solve(matrix, replace(options, time_limit=left), on_progress, start)


def _searched(
    matrix: Matrix,
    model: Reduced,
    engine: Callable[[Decisions, Team], Engine],
    restore: Callable[[np.ndarray], np.ndarray],
    options: Options,
    on_progress: Report,
    start: np.ndarray | None,
    began: float,
    known: Knowledge | None,
) -> Outcome:
    whole = _whole(matrix, model)
    questions = {} if known is None else known.questions_for(whole)
    decisions = decisions_of(model, matrix.columns, matrix.kinds)
    with Team(options.threads) as team:
        solver = engine(decisions, team)
        search = Search(decisions, solver, options, began, on_progress, questions)
        status = search.run(None if start is None else start[model.origin[model.integer]])
    if status == "nothing found":
        # It tells what cannot be from what has no end.
        return _by_highs(matrix, options, on_progress, start, began)
    x = None if search.plan is None else _completed(matrix, restore(search.plan.x), options)
    objective = -np.inf if x is None else float(matrix.cost @ x) + matrix.offset
    return Outcome(
        status=status,
        x=x,
        objective=objective,
        bound=max(-search.least_loss(), objective),
        seconds=time.perf_counter() - began,
        nodes=search.nodes,
        start_used=None if start is None else search.start_used,
        knowledge=Knowledge(whole, search.questions),
    )


def _whole(matrix: Matrix, model: Reduced) -> tuple[Name, ...]:
    return tuple(matrix.columns[column] for column in model.origin[model.integer])


def _completed(matrix: Matrix, x: np.ndarray, options: Options) -> np.ndarray:
    """The plan, worked out anew should it miss a rule."""
    if worst_miss(matrix, x) <= FEASIBLE:
        return x
    unlimited = replace(options, time_limit=float("inf"))
    completed = solve(with_whole_values(matrix, x), unlimited).x
    assert completed is not None, "a plan of the reduced model is a plan"
    return completed
