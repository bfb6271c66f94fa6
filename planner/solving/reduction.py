"""Presolve once, solve many times: the matrix as HiGHS reduces it, and the way back.

Inside the search everything is a loss to be made small: loss = -(cost x + offset).
"""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from planner.matrix import Matrix
from planner.solving.highs import Options, SolverError, configure

FEASIBLE = 1e-6
"""How far a row or a bound may be missed."""


@dataclass(frozen=True)
class Reduced:
    """minimise cost x + offset subject to row_lower <= A x <= row_upper, lower <= x <= upper."""

    cost: np.ndarray
    offset: float
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    A: sp.csc_matrix
    row_lower: np.ndarray
    row_upper: np.ndarray
    origin: np.ndarray
    """Column of the matrix that each column was; -1 for a column that was added."""


def as_it_stands(matrix: Matrix) -> Reduced:
    """The matrix with nothing taken out."""
    return Reduced(
        cost=-matrix.cost,
        offset=-matrix.offset,
        lower=matrix.lower,
        upper=matrix.upper,
        integer=matrix.integer,
        A=matrix.A,
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
        origin=np.arange(len(matrix.columns)),
    )


class Reduction:
    """Takes a matrix apart and puts plans of what is left together again."""

    def __init__(self, matrix: Matrix, options: Options) -> None:
        self.matrix = matrix
        self.highs = highspy.Highs()
        configure(self.highs, options)
        if self.highs.passModel(_to_minimise(matrix)) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS could not take the model")
        self.highs.presolve()
        status = self.highs.getModelPresolveStatus()
        self.shorter = status == highspy.HighsPresolveStatus.kReduced
        self.reduced: Reduced | None = None
        """None where presolve has the answer already."""
        if self.shorter or status == highspy.HighsPresolveStatus.kNotReduced:
            self.reduced = _from_highs(self.highs.getPresolvedLp())

    def restore(self, x: np.ndarray) -> np.ndarray:
        """A plan of the matrix from one of what is left of it."""
        full = x.copy()
        if self.shorter:
            solution = highspy.HighsSolution()
            solution.col_value = x.tolist()
            solution.value_valid = True
            if self.highs.postsolve(solution) == highspy.HighsStatus.kError:
                raise SolverError("HiGHS could not restore a plan of the reduced model")
            full = np.array(self.highs.getSolution().col_value)
        full[self.matrix.integer] = np.round(full[self.matrix.integer])
        return full


def worst_miss(matrix: Matrix, x: np.ndarray) -> float:
    """By how much a plan misses the worst of its rows and bounds, relative to what they say."""
    worst = 0.0
    for value, lower, upper in (
        (matrix.A @ x, matrix.row_lower, matrix.row_upper),
        (x, matrix.lower, matrix.upper),
    ):
        for side, miss in ((lower, lower - value), (upper, value - upper)):
            finite = np.isfinite(side)
            if finite.any():
                miss = miss[finite] / np.maximum(1.0, np.abs(side[finite]))
                worst = max(worst, float(miss.max()))
    return worst


def _to_minimise(matrix: Matrix) -> highspy.HighsLp:
    lp = to_highs(
        -matrix.cost,
        -matrix.offset,
        (matrix.lower, matrix.upper),
        matrix.A,
        (matrix.row_lower, matrix.row_upper),
    )
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in matrix.integer.tolist()]
    # The reduced model keeps the names, and with them where its columns come from.
    lp.col_names_ = [str(column) for column in range(len(matrix.columns))]
    return lp


def to_highs(
    cost: np.ndarray,
    offset: float,
    bounds: tuple[np.ndarray, np.ndarray],
    A: sp.csc_matrix,
    sides: tuple[np.ndarray, np.ndarray],
) -> highspy.HighsLp:
    """A linear programme to be minimised."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = A.shape
    lp.col_cost_, lp.offset_ = cost, offset
    lp.col_lower_, lp.col_upper_ = bounds
    lp.row_lower_, lp.row_upper_ = sides
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = A.indptr
    lp.a_matrix_.index_ = A.indices
    lp.a_matrix_.value_ = A.data
    return lp


def _from_highs(lp: highspy.HighsLp) -> Reduced:
    matrix = lp.a_matrix_
    integer = [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_]
    return Reduced(
        cost=np.array(lp.col_cost_),
        offset=lp.offset_,
        lower=np.array(lp.col_lower_),
        upper=np.array(lp.col_upper_),
        integer=np.array(integer, dtype=bool),
        A=sp.csc_matrix(
            (np.array(matrix.value_), np.array(matrix.index_), np.array(matrix.start_)),
            shape=(lp.num_row_, lp.num_col_),
        ),
        row_lower=np.array(lp.row_lower_),
        row_upper=np.array(lp.row_upper_),
        origin=np.array([int(name) for name in lp.col_names_]),
    )
