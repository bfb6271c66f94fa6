"""A relaxed model kept warm: solve it again and again with other bounds on the whole columns."""

import time
from dataclasses import dataclass

import highspy
import numpy as np

from planner.solving.highs import SolverError
from planner.solving.reduction import Reduced, to_highs

_STATUS = highspy.HighsModelStatus
_DONE = (_STATUS.kOptimal, _STATUS.kInfeasible, _STATUS.kObjectiveBound)
_NO_BEST = (_STATUS.kInfeasible, _STATUS.kUnbounded, _STATUS.kUnboundedOrInfeasible)


DEVEX = 1
"""Edge weights that start at one: the exact ones cost more than they save where steps are few."""


class OutOfTime(Exception):
    """The time is up in the middle of a solve."""


@dataclass(frozen=True)
class Relaxed:
    """The best of a relaxed model."""

    loss: float
    x: np.ndarray
    """All columns."""
    prices: np.ndarray
    """Of the whole columns: what moving one by a unit adds to the loss, at least."""
    basis: highspy.HighsBasis


class Relaxation:
    """One HiGHS model whose simplex starts from an earlier basis."""

    def __init__(self, model: Reduced, seed: int, ends: float) -> None:
        """ends: on the clock of time.perf_counter."""
        self.model = model
        self.ends = ends
        self.whole = np.flatnonzero(model.integer).astype(np.int32)
        self.highs = highspy.Highs()
        settings: dict[str, bool | int | str] = {
            "output_flag": False,
            "threads": 1,
            "random_seed": seed,
            "presolve": "off",
            "simplex_dual_edge_weight_strategy": DEVEX,
        }
        for name, value in settings.items():
            self.highs.setOptionValue(name, value)
        lp = to_highs(
            model.cost,
            model.offset,
            (model.lower, model.upper),
            model.A,
            (model.row_lower, model.row_upper),
        )
        if self.highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS could not take the relaxed model")

    def solve_first(self) -> Relaxed | None:
        """Solve from nothing, by interior points, which is faster where there is no basis yet.

        None where there is no best plan, for whatever reason.
        """
        self.highs.setOptionValue("presolve", "on")
        self.highs.setOptionValue("solver", "ipm")
        status = self._run()
        self.highs.setOptionValue("solver", "simplex")
        if status not in (*_DONE, *_NO_BEST):
            status = self._run()
        self.highs.setOptionValue("presolve", "off")
        if status in _NO_BEST:
            return None
        return self._found(status)

    def solve(
        self,
        lower: np.ndarray,
        upper: np.ndarray,
        basis: highspy.HighsBasis,
        cutoff: float = float("inf"),
    ) -> Relaxed | None:
        """Solve with these bounds on the whole columns; None where the loss is cutoff or more."""
        highs = self.highs
        highs.setOptionValue("objective_bound", cutoff)
        highs.changeColsBounds(len(self.whole), self.whole, lower, upper)
        highs.setBasis(basis)
        status = self._run()
        if status not in _DONE:
            # Numbers went wrong on the way from the old basis: start afresh.
            highs.clearSolver()
            status = self._run()
        found = self._found(status)
        return found if found is not None and found.loss < cutoff else None

    def _run(self) -> highspy.HighsModelStatus:
        highs = self.highs
        # HiGHS counts the time of all runs of a model together.
        left = max(0.0, self.ends - time.perf_counter())
        highs.setOptionValue("time_limit", highs.getRunTime() + left)
        highs.run()
        status = highs.getModelStatus()
        if status == _STATUS.kTimeLimit:
            raise OutOfTime
        return status

    def _found(self, status: highspy.HighsModelStatus) -> Relaxed | None:
        highs = self.highs
        if status in (_STATUS.kInfeasible, _STATUS.kObjectiveBound):
            return None
        if status != _STATUS.kOptimal:
            raise SolverError(f"HiGHS stopped with the status {highs.modelStatusToString(status)}")
        solution = highs.getSolution()
        return Relaxed(
            loss=highs.getInfo().objective_function_value,
            x=np.array(solution.col_value),
            prices=np.array(solution.col_dual)[self.whole],
            basis=highs.getBasis(),
        )
