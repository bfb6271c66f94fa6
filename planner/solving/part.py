"""One block solved for given sums of its groups, and the cut that its prices are.

With what is built held, a row of one flow and whole columns alone is a bound of that flow:

    flow <= (side - b x sums) / a              shipped from a sender <= what arises there x stands

The prices y of the other rows give d = cost - A'y for every flow, in HiGHS or not. A flow with
d < 0 is worth its bound, so that for any sums

    loss >= y x (sides - B sums) + sum over d < 0 of d x bound(sums) + sum over d > 0 of d x least

which is the cut. Lanes to plants that do not stand have the bound zero: they cost nothing here and
need not be looked at, but the cut says what they would be worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from planner.solving.blocks import Block
from planner.solving.detail import Bundle
from planner.solving.highs import SolverError
from planner.solving.reduction import to_highs
from planner.solving.relaxation import dual_ray, new_highs, run_highs, set_sides
from planner.solving.room import columns_for_room

_STATUS = highspy.HighsModelStatus

MOST_ROUNDS = 100
MOST_ADDED = 2000
CHEAPEST = 5
"""Columns of a row to begin with, on either side."""

NOISE = 1e-6


@dataclass(frozen=True)
class Cut:
    """weight x loss >= constant + prices x sums of the groups."""

    weight: float
    constant: float
    prices: np.ndarray

    def value(self, sums: np.ndarray) -> float:
        return self.constant + float(self.prices @ sums)


@dataclass(frozen=True)
class Solved:
    """A block at given sums. Without a plan, cut says why there is none."""

    loss: float
    x: np.ndarray | None
    """The columns of the block."""
    cut: Cut


class Endless(SolverError):
    """A block has no least loss."""


class Part:
    """One HiGHS model of a block, with the columns that were ever worth it."""

    def __init__(
        self,
        block: Block,
        seed: int,
        ends: float,
        slack: float,
        bundles: Sequence[Bundle] = (),
    ) -> None:
        """ends: on the clock of time.perf_counter. slack: share of the bound that may be lost.

        bundles: what zones stand for, in the columns and rows of the block.
        """
        program = block.program
        self.ends, self.slack = ends, slack
        self.count = len(block.columns)
        self.cost = program.cost[: self.count]
        self.lower, self.upper = program.lower[: self.count], program.upper[: self.count]
        self.most = program.most[: self.count]
        A = program.by_row[:, : self.count].tocsr()
        of_groups = program.by_row[:, self.count :].tocsr()
        bounding = self._take_bounds(A, of_groups, program.row_lower, program.row_upper)
        self.general = ~bounding
        """The rows of the block that are no bounds."""
        self.A = A[~bounding]
        self.of_groups = of_groups[~bounding]
        self.by_column = self.A.tocsc()
        # Turned once, as making a sparse matrix takes longer than multiplying by it.
        self.of_prices, self.of_side_prices = self.by_column.T, self.of_groups.T
        self.of_bounds = self.bound_groups.T
        self.row_lower, self.row_upper = program.row_lower[~bounding], program.row_upper[~bounding]
        self.rank = self._ranks()
        self.reach = CHEAPEST
        self.columns = np.flatnonzero(self.rank < self.reach).astype(np.int32)
        self.place = np.full(self.count, -1, dtype=np.int32)
        self.place[self.columns] = np.arange(len(self.columns))
        self._take_bundles(bundles)
        self.bound = self.upper.copy()
        """Of every column, what HiGHS has for its upper bound."""
        self.highs = new_highs(seed)
        lp = to_highs(
            self.cost[self.columns], 0.0, (self.lower[self.columns], self.upper[self.columns]),
            self.by_column[:, self.columns], (self.row_lower, self.row_upper),
        )  # fmt: skip
        if self.highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS could not take a block")

    def _take_bounds(
        self,
        A: sp.csr_matrix,
        of_groups: sp.csr_matrix,
        row_lower: np.ndarray,
        row_upper: np.ndarray,
    ) -> np.ndarray:
        """Which rows bound a flow by sums of groups; keeps them as such."""
        single = (np.diff(A.indptr) == 1) & (np.diff(of_groups.indptr) > 0)
        factor = np.zeros(A.shape[0])
        column = np.zeros(A.shape[0], dtype=int)
        first = A.indptr[:-1][single]
        factor[single], column[single] = A.data[first], A.indices[first]
        above = single & (factor > 0) & np.isinf(row_lower) & np.isfinite(row_upper)
        below = single & (factor < 0) & np.isinf(row_upper) & np.isfinite(row_lower)
        bounding = above | below
        rows = np.flatnonzero(bounding)
        side = np.where(above, row_upper, row_lower)[rows]
        self.bound_column = column[rows]
        self.bound_constant = side / factor[rows]
        scaled = sp.diags(1.0 / factor[rows]) @ of_groups[rows]
        self.bound_groups = (-scaled).tocsr()
        return np.asarray(bounding)

    def _take_bundles(self, bundles: Sequence[Bundle]) -> None:
        """Keep what zones stand for by the rows that are no bounds."""
        number = np.full(len(self.general), -1)
        number[self.general] = np.arange(self.A.shape[0])
        self.bundles = [bundle.moved(np.arange(self.count), number) for bundle in bundles]
        self.of_zones = np.zeros(self.count, dtype=bool)
        self.rows_of_zones = np.zeros(self.A.shape[0], dtype=bool)
        for bundle in self.bundles:
            self.of_zones[bundle.columns()] = True
            self.rows_of_zones[bundle.rows()] = True

    def _ranks(self) -> np.ndarray:
        """(columns,) how many are cheaper in the row, on the same side, where it is best placed.

        Columns that cannot be left out have 0.
        """
        entries = self.A.tocoo()
        side = 2 * entries.row + (entries.data > 0)
        order = np.lexsort((self.cost[entries.col], side))
        side = side[order]
        first = np.append(True, side[1:] != side[:-1])
        place = np.arange(len(side)) - np.flatnonzero(first)[np.cumsum(first) - 1]
        rank = np.full(self.count, self.count)
        np.minimum.at(rank, entries.col[order], place)
        rank[np.isinf(self.most) | (self.lower != 0)] = 0
        return rank

    def solve(self, sums: np.ndarray) -> Solved:
        """The least loss at these sums, and the cut there."""
        least = self.row_lower - self.of_groups @ sums
        most = self.row_upper - self.of_groups @ sums
        upper, by = self._bounds(sums)
        rows = np.arange(len(least), dtype=np.int32)
        set_sides(self.highs, rows, least, most)
        self._set_bounds(upper)
        for _ in range(MOST_ROUNDS):
            status = run_highs(self.highs, self.ends)
            if status == _STATUS.kInfeasible:
                room = columns_for_room(
                    self.A, (self.lower, upper), (least, most), self.cost, self.place >= 0
                )
                if len(room):
                    self._grow(room, upper)
                    continue
                cut = self._proof(sums, upper, by)
                if cut is not None:
                    return Solved(float("inf"), None, cut)
                continue
            if status in (_STATUS.kUnbounded, _STATUS.kUnboundedOrInfeasible):
                raise Endless("a block can earn without end")
            if status != _STATUS.kOptimal:
                raise SolverError(
                    f"HiGHS stopped with the status {self.highs.modelStatusToString(status)}"
                )
            solution = self.highs.getSolution()
            y = np.array(solution.row_dual)
            cut, short = self._cut(y, upper, by, self.cost, 1.0)
            loss = self.highs.getInfo().objective_function_value
            if loss - cut.value(sums) <= self.slack * abs(loss) or not self._add(short, upper):
                x = self.lower.copy()
                x[self.columns] = solution.col_value
                return Solved(loss, x, self._in_detail(cut, y, sums, upper, by))
        raise SolverError("a block did not come to rest")

    def floor(self) -> Cut:
        """What the block loses at least whatever is built: a cut without prices."""
        sums = np.zeros(self.of_groups.shape[1])
        _, by = self._bounds(sums)
        nothing = np.zeros(self.A.shape[0])
        return self._cut(nothing, self.most, np.full_like(by, -1), self.cost, 1.0)[0]

    def _bounds(self, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Upper bound of every flow, and the number of the row it comes from or -1."""
        said = np.maximum(0.0, self.bound_constant + self.bound_groups @ sums)
        upper = self.upper.copy()
        by = np.full(self.count, -1)
        np.minimum.at(upper, self.bound_column, said)
        tightest = said <= upper[self.bound_column]
        by[self.bound_column[tightest]] = np.flatnonzero(tightest)
        return np.maximum(upper, self.lower), by

    def _cut(
        self,
        y: np.ndarray,
        upper: np.ndarray,
        by: np.ndarray,
        cost: np.ndarray,
        weight: float,
        counted: np.ndarray | None = None,
    ) -> tuple[Cut, np.ndarray]:
        """The cut of these prices, and what each column takes off at the sums in hand.

        counted: (columns,) those that count; all, if None.
        """
        y = np.where((y > 0) & np.isinf(self.row_lower) | (y < 0) & np.isinf(self.row_upper), 0, y)
        side = np.where(y > 0, self.row_lower, self.row_upper)
        used = y != 0
        constant = float(y[used] @ side[used])
        prices = -(self.of_side_prices @ y)
        d = cost - self.of_prices @ y
        if counted is not None:
            d = np.where(counted, d, 0.0)
        least = np.where(np.isfinite(self.lower), self.lower, 0.0)
        rising = d > 0
        constant += float(d[rising] @ least[rising])
        falling = (d < 0) & (by >= 0)
        weight_of_bound = np.zeros(len(self.bound_constant))
        weight_of_bound[by[falling]] = d[falling]
        constant += float(weight_of_bound @ self.bound_constant)
        prices += self.of_bounds @ weight_of_bound
        fixed = (d < 0) & (by < 0)
        most = np.where(np.isfinite(self.most), self.most, np.where(d < -NOISE, np.inf, 0.0))
        constant += float(d[fixed] @ most[fixed])
        room = np.where(falling, upper, most) - least
        short = np.zeros(self.count)
        short[d < 0] = d[d < 0] * room[d < 0]
        return Cut(weight, constant, prices), short

    def _in_detail(
        self, cut: Cut, y: np.ndarray, sums: np.ndarray, upper: np.ndarray, by: np.ndarray
    ) -> Cut:
        """The cut with every point in place of its zone."""
        if not self.bundles:
            return cut
        y = np.where(self.rows_of_zones, 0.0, y)
        cost = self.cost if cut.weight else np.zeros(self.count)
        others, _ = self._cut(y, upper, by, cost, cut.weight, ~self.of_zones)
        d = cost - self.of_prices @ y
        constant, prices = others.constant, others.prices
        for bundle in self.bundles:
            there = bundle.lanes >= 0
            arises = np.bincount(bundle.zone_of, bundle.amount, minlength=len(bundle.must))
            ships = arises > 0
            bound = np.where(there, by[bundle.lanes], -1)
            share = np.where(there & ships[:, None], 1.0, 0.0)
            limited = (bound >= 0) & ships[:, None]
            per = np.where(ships, arises, 1.0)[:, None]
            share[limited] = (upper[bundle.lanes] / per)[limited]
            least, factors = bundle.loss(d, share)
            constant += least + float(factors[~limited & there].sum())
            weights = np.zeros(len(self.bound_constant))
            np.add.at(weights, bound[limited], (factors / per)[limited])
            constant += float(weights @ self.bound_constant)
            prices = prices + self.of_bounds @ weights
        return Cut(cut.weight, constant, prices)

    def _proof(self, sums: np.ndarray, upper: np.ndarray, by: np.ndarray) -> Cut | None:
        """The cut that rules these sums out; None after adding the columns that it lacks."""
        ray = dual_ray(self.highs)
        if ray is not None:
            nothing, there = np.zeros(self.count), self.place >= 0
            # HiGHS does not say its sign: the right one proves it for the columns that HiGHS has.
            y = max(
                (ray, -ray),
                key=lambda y: self._cut(y, upper, by, nothing, 0.0, there)[0].value(sums),
            )
            cut, short = self._cut(y, upper, by, nothing, 0.0)
            if cut.value(sums) > 0:
                # Zones may lack a plan that their points have: then nothing is ruled out.
                return self._in_detail(cut, y, sums, upper, by)
            if self._add(short, upper):
                return None
        if (self.place >= 0).all():
            raise SolverError("a block has no plan, and no proof of that")
        while not len(missing := np.flatnonzero((self.place < 0) & (self.rank < self.reach))):
            self.reach *= 2
        self._grow(missing, upper)
        return None

    def _add(self, short: np.ndarray, upper: np.ndarray) -> bool:
        """Add the columns that take most off the bound."""
        missing = np.flatnonzero((self.place < 0) & (short < -1e-12))
        order = missing[np.argsort(short[missing], kind="stable")][:MOST_ADDED]
        self._grow(order, upper)
        return len(order) > 0

    def _grow(self, new: np.ndarray, upper: np.ndarray) -> None:
        if len(new) == 0:
            return
        new = np.sort(new).astype(np.int32)
        self.place[new] = len(self.columns) + np.arange(len(new))
        self.columns = np.concatenate([self.columns, new])
        self.bound[new] = upper[new]
        A = self.by_column[:, new]
        self.highs.addCols(
            len(new), self.cost[new], self.lower[new], upper[new],
            A.nnz, A.indptr[:-1], A.indices, A.data,
        )  # fmt: skip

    def _set_bounds(self, upper: np.ndarray) -> None:
        """Tell HiGHS of the bounds that moved."""
        columns = self.columns[upper[self.columns] != self.bound[self.columns]]
        self.bound[columns] = upper[columns]
        self.highs.changeColsBounds(
            len(columns), self.place[columns], self.lower[columns], upper[columns]
        )
