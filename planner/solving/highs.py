"""One HiGHS run: progress, time limit, Ctrl-C, a start from an earlier plan, a checked status."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import highspy
import numpy as np

from planner.matrix import Matrix
from planner.solving.knowledge import Knowledge

_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kTimeLimit: "time limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "unbounded or infeasible",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
}


HOLDS_A_PLAN = ("optimal", "time limit", "interrupted")


class SolverError(RuntimeError):
    """HiGHS reported something that makes its answer unusable."""


@dataclass(frozen=True)
class Options:
    """How to solve."""

    gap: float = 0.01
    """Stop when (bound - objective) / |objective| is this small."""
    time_limit: float = float("inf")
    """Seconds."""
    seed: int = 0
    threads: int = 2
    """For branching, where it changes no result. HiGHS itself runs in one thread."""
    log_file: Path | None = None
    method: Literal["highs", "branching", "decomposition"] | None = None
    """None: the one that fits; see method.py."""


@dataclass(frozen=True)
class Progress:
    """What is known so far. incumbent is None until a first plan is found."""

    seconds: float
    incumbent: float | None
    bound: float
    nodes: int

    @property
    def gap(self) -> float:
        return relative_gap(self.incumbent, self.bound)


@dataclass(frozen=True)
class Outcome:
    """How a run ended. x is None where no plan was found."""

    status: str
    """optimal (to the gap asked for), time limit, interrupted, infeasible or unbounded."""
    x: np.ndarray | None
    objective: float
    bound: float
    seconds: float
    nodes: int
    start_used: bool | None
    """Whether the start was taken up; None without one."""
    knowledge: Knowledge | None = None
    """What it leaves to another search of the same shape."""

    @property
    def gap(self) -> float:
        return relative_gap(self.objective if self.x is not None else None, self.bound)


def relative_gap(objective: float | None, bound: float) -> float:
    """(bound - objective) / |objective|: how much better a plan can still be, at most."""
    if objective is None or not np.isfinite(bound):
        return float("inf")
    return max(0.0, bound - objective) / max(abs(objective), 1e-9)


def solve(
    matrix: Matrix,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: np.ndarray | None = None,
) -> Outcome:
    """Solve to the gap or until the time limit or Ctrl-C, and keep the best plan found.

    start: values for the integer columns in the order of the matrix (the others are ignored).
    Errors: SolverError where HiGHS fails or returns a status that is not understood.
    """
    began = time.perf_counter()
    highs = highspy.Highs()
    configure(highs, options)
    _check(highs.passModel(_to_highs(matrix)), "take the model")
    if start is not None:
        _pass_start(highs, matrix, start)
    heard = _Listener(began, on_progress)
    highs.cbMipLogging += heard.progress
    highs.cbMipImprovingSolution += heard.progress
    highs.cbLogging += heard.message
    interrupted = _run(highs)
    status = highs.getModelStatus()
    if status not in _STATUS:
        raise SolverError(f"HiGHS stopped with the status {highs.modelStatusToString(status)}")
    info = highs.getInfo()
    is_mip = bool(matrix.integer.any())
    # Of an unbounded model HiGHS reports a feasible point as well: no plan, all the same.
    feasible = (
        _STATUS[status] in HOLDS_A_PLAN
        and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    )
    objective = info.objective_function_value if feasible else -np.inf
    if is_mip:
        bound = info.mip_dual_bound
    else:
        bound = objective if _STATUS[status] == "optimal" else np.inf
    return Outcome(
        status="interrupted" if interrupted else _STATUS[status],
        x=np.array(highs.getSolution().col_value) if feasible else None,
        objective=objective,
        bound=bound,
        seconds=time.perf_counter() - began,
        nodes=max(0, info.mip_node_count) if is_mip else 0,
        start_used=None if start is None else heard.start_used,
    )


def with_whole_values(matrix: Matrix, x: np.ndarray) -> Matrix:
    """The linear programme that is left with the integer columns held at the values of x."""
    whole = matrix.integer
    return replace(
        matrix,
        lower=np.where(whole, np.round(x), matrix.lower),
        upper=np.where(whole, np.round(x), matrix.upper),
        integer=np.zeros_like(whole),
    )


def configure(highs: highspy.Highs, options: Options) -> None:
    """Set the options. Errors: SolverError for one that makes no sense."""
    settings: dict[str, bool | int | float | str] = {
        "output_flag": True,  # progress is only reported with it on
        "log_to_console": False,
        "mip_rel_gap": options.gap,
        "mip_abs_gap": 0.0,
        "time_limit": options.time_limit,
        "random_seed": options.seed,
        "threads": 1,  # with more, one seed need not give one plan
    }
    if options.log_file is not None:
        settings["log_file"] = str(options.log_file)
    # A first solve in this process may have fixed the number of threads.
    highspy.Highs.resetGlobalScheduler(True)
    for name, value in settings.items():
        _check(highs.setOptionValue(name, value), f"set {name} to {value}")


def _to_highs(matrix: Matrix) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.columns), len(matrix.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.offset_ = matrix.cost, matrix.offset
    lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.A.indptr
    lp.a_matrix_.index_ = matrix.A.indices
    lp.a_matrix_.value_ = matrix.A.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in matrix.integer.tolist()]
    return lp


def _pass_start(highs: highspy.Highs, matrix: Matrix, start: np.ndarray) -> None:
    """HiGHS completes the continuous columns itself."""
    whole = np.flatnonzero(matrix.integer)
    _check(
        highs.setSolution(len(whole), whole.astype(np.int32), np.round(start[whole])),
        "take the start",
    )


class _Listener:
    """Hears HiGHS from its own thread."""

    def __init__(self, began: float, on_progress: Callable[[Progress], None]) -> None:
        self.began = began
        self.on_progress = on_progress
        self.start_used = False

    def progress(self, event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        incumbent = out.mip_primal_bound
        self.on_progress(
            Progress(
                seconds=time.perf_counter() - self.began,
                incumbent=incumbent if abs(incumbent) < 1e300 else None,
                bound=out.mip_dual_bound,
                nodes=max(0, out.mip_node_count),
            )
        )

    def message(self, event: highspy.HighsCallbackEvent) -> None:
        # A start that does not fit is dropped without an error: only the log tells.
        if "MIP start solution is feasible" in event.message:
            self.start_used = True


def _run(highs: highspy.Highs) -> bool:
    """Run in a thread, so that Ctrl-C ends the search and not the programme. True if it did."""
    interrupted = False
    highs.HandleUserInterrupt = True
    highs.startSolve()
    finished, status = False, None
    while not finished:
        try:
            # Not Thread.join: interrupted, it takes a thread that runs for one that has ended.
            finished, status = highs.wait(0.1)
        except KeyboardInterrupt:
            interrupted = True
            highs.cancelSolve()
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS failed; its log says why")
    return interrupted and highs.getModelStatus() == highspy.HighsModelStatus.kInterrupt


def _check(status: highspy.HighsStatus, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS could not {what}")
