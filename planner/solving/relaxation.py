"""A relaxed model kept warm, of which only the columns and rows that matter are in HiGHS.

Most lanes carry nothing in any good plan, and most rows never bind. Each solve

    solves what is there, works out the bound that its prices give for the whole model, and adds
    columns that take much off that bound and rows that the solution breaks

until little is missing. What the bound says holds for all columns and rows, whatever is there.
"""

import time
from dataclasses import dataclass

import highspy
import numpy as np

from planner.solving.basis import Basis, fitted, portable
from planner.solving.highs import SolverError
from planner.solving.program import Bounded, Program
from planner.solving.reduction import to_highs

_STATUS = highspy.HighsModelStatus
_NO_BEST = (_STATUS.kInfeasible, _STATUS.kUnbounded, _STATUS.kUnboundedOrInfeasible)

DEVEX = 1
"""Edge weights that start at one: the exact ones cost more than they save where steps are few."""

MOST_ROUNDS = 100
"""Solves before all that is missing comes in."""

MOST_ADDED = 2000

LARGE = 60_000
"""Columns from which on the first solution is not sought with all of them."""

CHEAPEST = 5
"""Columns of a row to begin with."""

SHORT = 2
"""Flows in a row that is left out at first."""

MISSED = 1e-6
"""By how much a row may be missed, relative."""


class OutOfTime(Exception):
    """The time is up in the middle of a solve."""


@dataclass(frozen=True)
class Relaxed:
    """The best of a relaxed model."""

    loss: float
    """Of this solution."""
    least: float
    """No solution within the same bounds has a loss below this."""
    x: np.ndarray
    """All columns."""
    whole: np.ndarray
    """The whole numbers: columns, then sums."""
    prices: np.ndarray
    """Of the whole numbers: what moving one by a unit adds to ``least``."""
    y: np.ndarray
    """Prices of the rows."""
    basis: Basis | None


@dataclass(frozen=True)
class Root:
    """The first solution, and what matters in it."""

    columns: np.ndarray
    rows: np.ndarray
    basis: Basis | None
    y: np.ndarray
    """Prices of all rows but the sums."""


def solve_root(program: Program, seed: int, ends: float, slack: float) -> Root | None:
    """Solve all of it once; None where there is no best solution, for whatever reason."""
    if len(program.cost) > LARGE:
        return _grown(program, seed, ends, slack)
    return _by_interior_points(program, seed, ends)


def _grown(program: Program, seed: int, ends: float, slack: float) -> Root | None:
    """Begin with the cheapest columns of every row, and let the others come in by their prices."""
    begin = Root(_cheapest_columns(program), _long_rows(program), None, np.zeros(0))
    relaxation = Relaxation(program, begin, seed, ends, slack)
    lower = np.append(program.lower[program.whole], np.zeros(len(program.sum_upper)))
    upper = np.append(program.upper[program.whole], program.sum_upper)
    found = relaxation.solve(lower, upper)
    if found is None:
        return None
    return Root(relaxation.columns, relaxation.rows, found.basis, found.y[: program.first_sum])


def _cheapest_columns(program: Program) -> np.ndarray:
    """Whole ones, those that cannot be left out, and the cheapest of every row on both sides."""
    needed = np.isinf(program.most) | (program.lower != 0)
    needed[program.whole] = True
    entries = program.by_row[_long_rows(program)].tocoo()
    side = 2 * entries.row + (entries.data > 0)
    order = np.lexsort((program.cost[entries.col], side))
    side = side[order]
    first = np.append(True, side[1:] != side[:-1])
    rank = np.arange(len(side)) - np.flatnonzero(first)[np.cumsum(first) - 1]
    needed[entries.col[order][rank < CHEAPEST]] = True
    return np.flatnonzero(needed).astype(np.int32)


def _long_rows(program: Program) -> np.ndarray:
    """Equations and rows of more than a few columns; links of one lane come in when broken."""
    rows = program.by_row[: program.first_sum]
    equations = (program.row_lower == program.row_upper)[: program.first_sum]
    free = np.ones(len(program.cost))
    free[program.whole] = 0.0
    flows = (rows != 0) @ free
    return np.flatnonzero(equations | (flows > SHORT) | (flows == 0)).astype(np.int32)


def _by_interior_points(program: Program, seed: int, ends: float) -> Root | None:
    """Faster than simplex where there is no basis yet."""
    highs = new_highs(seed)
    rows = np.arange(program.first_sum, dtype=np.int32)
    columns = np.arange(len(program.cost), dtype=np.int32)
    A = program.by_row[: program.first_sum].tocsc()
    sides = program.row_lower[rows], program.row_upper[rows]
    _pass(highs, to_highs(program.cost, program.offset, (program.lower, program.upper), A, sides))
    highs.setOptionValue("presolve", "on")
    highs.setOptionValue("solver", "ipm")
    status = run_highs(highs, ends)
    if status not in (_STATUS.kOptimal, *_NO_BEST):
        highs.setOptionValue("solver", "simplex")
        status = run_highs(highs, ends)
    if status in _NO_BEST:
        return None
    if status != _STATUS.kOptimal:
        raise SolverError(f"HiGHS stopped with the status {highs.modelStatusToString(status)}")
    solution = highs.getSolution()
    x, y = np.array(solution.col_value), np.array(solution.row_dual)
    basis = portable(highs.getBasis(), columns, rows)
    d = np.array(solution.col_dual)
    columns = _columns_that_matter(program, x, d, basis)
    return Root(columns, _rows_that_matter(program, y, basis), basis, y)


def _columns_that_matter(
    program: Program, x: np.ndarray, d: np.ndarray, basis: Basis
) -> np.ndarray:
    """Whole ones, those that cannot be left out, those in use and as many of the next best."""
    needed = np.isinf(program.most) | (program.lower != 0) | (x != 0)
    needed[program.whole] = True
    needed[basis.basic] = True
    others = np.flatnonzero(~needed)
    loss = d[others] * program.most[others]
    best = others[np.argsort(loss, kind="stable")[: int(needed.sum())]]
    return np.sort(np.concatenate([np.flatnonzero(needed), best])).astype(np.int32)


def _rows_that_matter(program: Program, y: np.ndarray, basis: Basis) -> np.ndarray:
    """Equations, those with a price, and those that speak of whole columns alone."""
    rows = program.by_row[: program.first_sum]
    whole = np.zeros(len(program.cost))
    whole[program.whole] = 1.0
    of_whole = (abs(rows) @ (1.0 - whole)) == 0
    matter = (program.row_lower == program.row_upper)[: program.first_sum] | (y != 0) | of_whole
    matter[basis.rows] = True
    return np.flatnonzero(matter).astype(np.int32)


class Relaxation:
    """One HiGHS model whose simplex starts from an earlier basis."""

    def __init__(self, program: Program, root: Root, seed: int, ends: float, slack: float) -> None:
        """ends: on the clock of time.perf_counter. slack: share of the bound that may be lost."""
        self.program = program
        self.ends = ends
        self.slack = slack
        self.highs = new_highs(seed)
        self.columns, self.rows = root.columns, root.rows
        self.place_of_column = _places(root.columns, len(program.cost))
        self.place_of_row = _places(root.rows, program.by_row.shape[0])
        A = program.by_row[self.rows][:, self.columns].tocsc()
        bounds = program.lower[self.columns], program.upper[self.columns]
        sides = program.row_lower[self.rows], program.row_upper[self.rows]
        _pass(self.highs, to_highs(program.cost[self.columns], program.offset, bounds, A, sides))

    def solve(
        self,
        lower: np.ndarray,
        upper: np.ndarray,
        basis: Basis | None = None,
        cutoff: float = float("inf"),
    ) -> Relaxed | None:
        """Solve with these bounds on the whole numbers; None where the loss is cutoff or more.

        basis: where to begin; None: where the last solve ended.
        """
        self._set(lower, upper, basis, cutoff)
        afresh = False
        for turn in range(MOST_ROUNDS):
            if turn == MOST_ROUNDS - 2:
                self._grow(
                    *(np.flatnonzero(p < 0) for p in (self.place_of_column, self.place_of_row))
                )
            status = run_highs(self.highs, self.ends)
            if status == _STATUS.kInfeasible:
                if self._surely_infeasible(lower, upper):
                    return None
                continue
            if status not in (_STATUS.kOptimal, _STATUS.kObjectiveBound):
                if afresh:
                    name = self.highs.modelStatusToString(status)
                    raise SolverError(f"HiGHS stopped with the status {name}")
                # Numbers went wrong on the way from the old basis.
                self.highs.clearSolver()
                afresh = True
                continue
            solution = self.highs.getSolution()
            y = np.zeros(self.program.by_row.shape[0])
            y[self.rows] = solution.row_dual
            found = self.program.bounded(y, lower, upper)
            if found.least >= cutoff:
                return None
            if status == _STATUS.kObjectiveBound:
                if not self._add_columns(found, 0.0):
                    self.highs.setOptionValue("objective_bound", float("inf"))
                continue
            x = self.program.lower.copy()
            x[self.columns] = solution.col_value
            loss = self.highs.getInfo().objective_function_value
            last = turn == MOST_ROUNDS - 1
            added = not last and self._add_rows(x, lower, upper)
            if loss - found.least > self.slack * abs(loss) and not last:
                added |= self._add_columns(found, self.slack * abs(loss))
            if not added:
                return self._relaxed(loss, found, x)
        raise SolverError("a relaxed model did not come to rest")

    def misses(self, x: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """(rows,) by how much x misses each row, relative."""
        least, most = self.program.sides(lower, upper)
        value = self.program.by_row @ x
        size = np.maximum(1.0, np.abs(value))
        missed: np.ndarray = np.maximum(least - value, value - most) / size
        return missed

    def _relaxed(self, loss: float, found: Bounded, x: np.ndarray) -> Relaxed:
        return Relaxed(
            loss=loss,
            least=found.least,
            x=x,
            whole=self.program.whole_values(x),
            prices=self.program.whole_prices(found),
            y=found.y,
            basis=portable(self.highs.getBasis(), self.columns, self.rows),
        )

    def _set(
        self, lower: np.ndarray, upper: np.ndarray, basis: Basis | None, cutoff: float
    ) -> None:
        program, highs = self.program, self.highs
        own = len(program.whole)
        asked = np.flatnonzero((lower[own:] > 0) | (upper[own:] < program.sum_upper))
        nothing = np.zeros(0, dtype=int)
        self._grow(nothing if basis is None else basis.basic, program.first_sum + asked)
        self._grow(nothing, nothing if basis is None else basis.rows)
        highs.setOptionValue("objective_bound", cutoff)
        places = self.place_of_column[program.whole]
        highs.changeColsBounds(own, places, lower[:own], upper[:own])
        least, most = program.sides(lower, upper)
        sums = self.rows[self.rows >= program.first_sum]
        if len(sums):
            set_sides(highs, self.place_of_row[sums], least[sums], most[sums])
        if basis is not None:
            highs.setBasis(
                fitted(basis, self.place_of_column, self.place_of_row,
                       len(self.columns), len(self.rows))
            )  # fmt: skip

    def _surely_infeasible(self, lower: np.ndarray, upper: np.ndarray) -> bool:
        """Whether the proof holds for all columns; if not, those that it lacks are added."""
        ray = dual_ray(self.highs)
        if ray is not None:
            y = np.zeros(self.program.by_row.shape[0])
            nothing = np.zeros(len(self.program.cost))
            proofs = []
            for sign in (1.0, -1.0):
                y[self.rows] = sign * ray
                proofs.append(self.program.bounded(y, lower, upper, nothing))
            absent = self.place_of_column < 0
            # HiGHS does not say its sign: the right one proves it for the columns that HiGHS has.
            proof = max(proofs, key=lambda found: found.least - found.short[absent].sum())
            if proof.least > 0:
                return True
            if self._add_columns(proof, 0.0):
                return False
        missing = np.flatnonzero(self.place_of_column < 0)
        if len(missing) == 0:
            return True
        self._grow(missing, np.zeros(0, dtype=int))
        return False

    def _add_columns(self, found: Bounded, allowed: float) -> bool:
        """Add the columns that take most off the bound, until the rest takes little."""
        missing = np.flatnonzero((self.place_of_column < 0) & (found.short < 0))
        order = missing[np.argsort(found.short[missing], kind="stable")]
        left = found.short[order][::-1].cumsum()[::-1]
        wanted = order[: min(MOST_ADDED, int((left < -allowed / 2).sum()))]
        self._grow(wanted, np.zeros(0, dtype=int))
        return len(wanted) > 0

    def _add_rows(self, x: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> bool:
        missed = self.misses(x, lower, upper)
        missed[self.place_of_row >= 0] = 0.0
        wanted = np.flatnonzero(missed > MISSED)
        wanted = wanted[np.argsort(-missed[wanted], kind="stable")[:MOST_ADDED]]
        self._grow(np.zeros(0, dtype=int), wanted)
        return len(wanted) > 0

    def _grow(self, columns: np.ndarray, rows: np.ndarray) -> None:
        """Take these into HiGHS as well."""
        program, highs = self.program, self.highs
        new = np.unique(columns[self.place_of_column[columns] < 0]).astype(np.int32)
        if len(new):
            self.place_of_column[new] = len(self.columns) + np.arange(len(new))
            self.columns = np.concatenate([self.columns, new])
            A = program.by_row[self.rows][:, new].tocsc()
            highs.addCols(
                len(new), program.cost[new], program.lower[new], program.upper[new],
                A.nnz, A.indptr[:-1], A.indices, A.data,
            )  # fmt: skip
        new = np.unique(rows[self.place_of_row[rows] < 0]).astype(np.int32)
        if len(new):
            self.place_of_row[new] = len(self.rows) + np.arange(len(new))
            self.rows = np.concatenate([self.rows, new])
            A = program.by_row[new][:, self.columns].tocsr()
            highs.addRows(
                len(new), program.row_lower[new], program.row_upper[new],
                A.nnz, A.indptr[:-1], A.indices, A.data,
            )  # fmt: skip


def _places(chosen: np.ndarray, count: int) -> np.ndarray:
    places = np.full(count, -1, dtype=np.int32)
    places[chosen] = np.arange(len(chosen))
    return places


def new_highs(seed: int) -> highspy.Highs:
    highs = highspy.Highs()
    settings: dict[str, bool | int | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": seed,
        "presolve": "off",
        "simplex_dual_edge_weight_strategy": DEVEX,
    }
    for name, value in settings.items():
        highs.setOptionValue(name, value)
    return highs


def set_sides(highs: highspy.Highs, rows: np.ndarray, least: np.ndarray, most: np.ndarray) -> None:
    # The types of highspy lack this method, and the next.
    highs.changeRowsBounds(len(rows), rows, least, most)  # type: ignore[attr-defined]


def dual_ray(highs: highspy.Highs) -> np.ndarray | None:
    """Prices of the rows that prove an infeasible model; None where HiGHS has none."""
    _, there, ray = highs.getDualRay()  # type: ignore[attr-defined]
    return np.array(ray) if there else None


def _pass(highs: highspy.Highs, lp: highspy.HighsLp) -> None:
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS could not take the relaxed model")


def run_highs(highs: highspy.Highs, ends: float) -> highspy.HighsModelStatus:
    # HiGHS counts the time of all runs of a model together.
    left = max(0.0, ends - time.perf_counter())
    highs.setOptionValue("time_limit", highs.getRunTime() + left)
    highs.run()
    status = highs.getModelStatus()
    if status == _STATUS.kTimeLimit:
        raise OutOfTime
    return status
