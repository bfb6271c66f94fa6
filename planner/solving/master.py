"""The master: what is built, and what each block then loses at least, by cuts.

    minimise cost of the whole columns + sum of loss_b
    loss_b >= least + prices x (sums of its groups - those at which the cut was found)

Its columns are the whole columns, a sum for every group of a block, and the losses. Sums that grow
by a few members from block to block are written as such, so that the rows stay short.
"""

from collections.abc import Sequence

import highspy
import numpy as np
import scipy.sparse as sp

from planner.solving.basis import Basis, fitted, portable
from planner.solving.blocks import Block
from planner.solving.decisions import Decisions
from planner.solving.highs import SolverError
from planner.solving.part import Cut
from planner.solving.reduction import Reduced, to_highs
from planner.solving.relaxation import Relaxed, new_highs, run_highs, set_sides

_STATUS = highspy.HighsModelStatus

VIOLATED = 1e-7
"""By how much a cut must be missed to be added, relative."""

MOST_ADDED = 60
MOST_OF_BLOCK = 2
"""Cuts of a block added at a time."""

MOST_CUTS = 150
"""In HiGHS at a time; those that are not needed go first."""

MOST_ROUNDS = 50


class Cuts:
    """Every cut found, by block.

    weight x loss >= constant + prices x sums of the groups; the weight is 0 where the cut says what
    cannot be.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.block = np.zeros(0, dtype=int)
        self.constant = np.zeros(0)
        self.weight = np.zeros(0)
        self.prices: list[np.ndarray] = []
        self.of_block: list[list[int]] = [[] for _ in blocks]
        self.stacked = [np.zeros((0, len(block.groups))) for block in blocks]

    def add(self, block: int, cut: Cut) -> None:
        self.of_block[block].append(len(self.prices))
        self.block = np.append(self.block, block)
        self.constant = np.append(self.constant, cut.constant)
        self.weight = np.append(self.weight, cut.weight)
        self.prices.append(cut.prices)
        self.stacked[block] = np.vstack([self.stacked[block], cut.prices])

    def missed(self, block: int, sums: np.ndarray, loss: float) -> np.ndarray:
        """(cuts of the block,) by how much each is missed."""
        numbers = self.of_block[block]
        said: np.ndarray = self.constant[numbers] + self.stacked[block] @ sums
        return said - self.weight[numbers] * loss


class Frame:
    """The columns and rows of the master apart from its cuts; the same for all who solve it."""

    def __init__(self, model: Reduced, decisions: Decisions, blocks: Sequence[Block]) -> None:
        whole = decisions.program.whole
        place = decisions.place
        self.own = len(whole)
        self.members: list[tuple[int, ...]] = []
        """Of every sum column, the places of the whole columns it adds up."""
        self.group_columns: list[np.ndarray] = []
        """Of every block, the column of each of its groups."""
        column_of: dict[tuple[int, ...], int] = {}
        for block in blocks:
            columns = []
            for group in block.groups:
                places = tuple(sorted(place[list(group)].tolist()))
                if len(places) == 1:
                    columns.append(places[0])
                    continue
                if places not in column_of:
                    column_of[places] = self.own + len(self.members)
                    self.members.append(places)
                columns.append(column_of[places])
            self.group_columns.append(np.array(columns, dtype=np.int32))
        sums = len(self.members)
        self.losses = self.own + sums + np.arange(len(blocks))
        count = self.own + sums + len(blocks)
        A = model.A.tocsr()
        touched = np.diff(A[:, ~model.integer].tocsr().indptr) > 0
        design = A[~touched][:, whole]
        pad = sp.csr_matrix((design.shape[0], count - self.own))
        branching = decisions.program.by_row[decisions.program.first_sum :][:, whole]
        pad_sums = sp.csr_matrix((branching.shape[0], count - self.own))
        self.rows = sp.vstack(
            [sp.hstack([design, pad]), self._definitions(count), sp.hstack([branching, pad_sums])],
            format="csr",
        )
        self.first_sum = design.shape[0] + sums
        """The first row that is a sum asked about."""
        nothing, endless = np.zeros(sums), np.full(branching.shape[0], np.inf)
        self.row_lower = np.concatenate([model.row_lower[~touched], nothing, -endless])
        self.row_upper = np.concatenate([model.row_upper[~touched], nothing, endless])
        self.cost = np.concatenate([model.cost[whole], nothing, np.ones(len(blocks))])
        self.offset = model.offset
        self.lower = np.concatenate([model.lower[whole], nothing, np.full(len(blocks), -np.inf)])
        self.upper = np.concatenate([model.upper[whole], np.full(sums + len(blocks), np.inf)])
        self.groups = [
            sp.csr_matrix(
                (
                    np.ones(sum(map(len, block.groups))),
                    (
                        np.repeat(np.arange(len(block.groups)), [len(g) for g in block.groups]),
                        place[[c for group in block.groups for c in group]],
                    ),
                ),
                shape=(len(block.groups), self.own),
            )
            for block in blocks
        ]
        """Of every block, what adds up the whole columns to the sums of its groups."""

    def _definitions(self, count: int) -> sp.csr_matrix:
        """sum of the members - sum column = 0, with the largest sum within it in their place."""
        rows, columns, values = [], [], []
        by_last: dict[int, list[int]] = {}
        order = sorted(range(len(self.members)), key=lambda n: len(self.members[n]))
        for number in order:
            members = set(self.members[number])
            within = [
                other
                for member in members
                for other in by_last.get(member, ())
                if members.issuperset(self.members[other])
            ]
            entries = {self.own + number: -1.0}
            if within:
                largest = max(within, key=lambda other: len(self.members[other]))
                entries[self.own + largest] = 1.0
                members -= set(self.members[largest])
            entries |= dict.fromkeys(members, 1.0)
            rows += [number] * len(entries)
            columns += list(entries)
            values += list(entries.values())
            by_last.setdefault(self.members[number][0], []).append(number)
        return sp.csr_matrix((values, (rows, columns)), shape=(len(self.members), count))


class Master:
    """One HiGHS model of the master, with the cuts that were ever needed in it."""

    def __init__(
        self, frame: Frame, cuts: Cuts, decisions: Decisions, seed: int, ends: float
    ) -> None:
        self.frame = frame
        self.cuts = cuts
        self.decisions = decisions
        self.ends = ends
        self.highs = new_highs(seed)
        first = frame.first_sum
        lp = to_highs(
            frame.cost, frame.offset, (frame.lower, frame.upper), frame.rows[:first].tocsc(),
            (frame.row_lower[:first], frame.row_upper[:first]),
        )  # fmt: skip
        if self.highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS could not take the master")
        self.columns = np.arange(len(frame.cost), dtype=np.int32)
        self.rows = np.arange(first, dtype=np.int32)
        """Row of the frame, or the number of a cut after the last of those."""
        self.place_of_row = np.full(frame.rows.shape[0], -1, dtype=np.int32)
        self.place_of_row[:first] = self.rows

    def solve(
        self, lower: np.ndarray, upper: np.ndarray, basis: Basis | None, cutoff: float
    ) -> Relaxed | None:
        """Solve with these bounds on the whole numbers; None where the loss is cutoff or more."""
        self._set(lower, upper, basis, cutoff)
        afresh = False
        for _ in range(MOST_ROUNDS):
            status = run_highs(self.highs, self.ends)
            if status in (_STATUS.kInfeasible, _STATUS.kObjectiveBound):
                return None
            if status != _STATUS.kOptimal:
                if afresh:
                    name = self.highs.modelStatusToString(status)
                    raise SolverError(f"HiGHS stopped with the status {name}")
                self.highs.clearSolver()
                afresh = True
                continue
            solution = self.highs.getSolution()
            x = np.array(solution.col_value)
            if not self._add_cuts(x):
                break
        loss = self.highs.getInfo().objective_function_value
        if loss >= cutoff:
            return None
        own, sums = self.frame.own, self.frame.rows[self.frame.first_sum :]
        first_sum, first_cut = self.frame.first_sum, self.frame.rows.shape[0]
        y = np.zeros(len(self.place_of_row))
        y[self.rows] = solution.row_dual
        return Relaxed(
            loss=loss,
            least=loss,
            x=x,
            whole=np.concatenate([x[:own], sums @ x]),
            prices=np.concatenate(
                [
                    np.array(solution.col_dual)[:own],
                    y[first_sum:first_cut],
                ]
            ),
            y=y,
            basis=portable(self.highs.getBasis(), self.columns, self.rows),
        )

    def _set(
        self, lower: np.ndarray, upper: np.ndarray, basis: Basis | None, cutoff: float
    ) -> None:
        frame, highs, own = self.frame, self.highs, self.frame.own
        known = frame.rows.shape[0] + len(self.cuts.prices)
        more = known - len(self.place_of_row)
        self.place_of_row = np.append(self.place_of_row, np.full(more, -1, dtype=np.int32))
        free = self.decisions.program.sum_upper
        asked = np.flatnonzero((lower[own:] > 0) | (upper[own:] < free)) + frame.first_sum
        self._shrink(np.zeros(0, dtype=int) if basis is None else basis.rows)
        # Without its first cut, the loss of a block would have no end.
        asked = np.append(asked, [frame.rows.shape[0] + cuts[0] for cuts in self.cuts.of_block])
        self._grow(asked if basis is None else np.concatenate([basis.rows, asked]))
        highs.setOptionValue("objective_bound", cutoff)
        highs.changeColsBounds(own, self.columns[:own], lower[:own], upper[:own])
        sums = self.rows[(self.rows >= frame.first_sum) & (self.rows < frame.rows.shape[0])]
        if len(sums):
            number = sums - frame.first_sum + own
            least = np.where(lower[number] > 0, lower[number], -np.inf)
            most = np.where(upper[number] < free[number - own], upper[number], np.inf)
            set_sides(highs, self.place_of_row[sums], least, most)
        if basis is not None:
            highs.setBasis(
                fitted(basis, self.columns, self.place_of_row, len(self.columns), len(self.rows))
            )

    def _add_cuts(self, x: np.ndarray) -> bool:
        """Add the cuts that x misses most."""
        missed = np.zeros(len(self.cuts.prices))
        for block, numbers in enumerate(self.cuts.of_block):
            if numbers:
                loss = float(x[self.frame.losses[block]])
                sums = x[self.frame.group_columns[block]]
                by = self.cuts.missed(block, sums, loss) / max(1.0, abs(loss))
                strongest = np.argsort(-by, kind="stable")[:MOST_OF_BLOCK]
                missed[np.array(numbers)[strongest]] = by[strongest]
        first = self.frame.rows.shape[0]
        missed[self.place_of_row[first:] >= 0] = 0.0
        wanted = np.flatnonzero(missed > VIOLATED)
        wanted = wanted[np.argsort(-missed[wanted], kind="stable")[:MOST_ADDED]]
        self._grow(first + wanted)
        return len(wanted) > 0

    def _shrink(self, needed: np.ndarray) -> None:
        """Take out the cuts that are not needed, should there be many."""
        first = self.frame.rows.shape[0]
        if (self.rows >= first).sum() <= MOST_CUTS:
            return
        gone = (self.rows >= first) & ~np.isin(self.rows, needed)
        places = np.flatnonzero(gone).astype(np.int32)
        self.highs.deleteRows(len(places), places)
        self.place_of_row[self.rows] = -1
        self.rows = self.rows[~gone]
        self.place_of_row[self.rows] = np.arange(len(self.rows))

    def _grow(self, rows: np.ndarray) -> None:
        frame = self.frame
        new = np.unique(rows[self.place_of_row[rows] < 0]).astype(np.int32)
        if len(new) == 0:
            return
        self.place_of_row[new] = len(self.rows) + np.arange(len(new))
        self.rows = np.concatenate([self.rows, new])
        starts, indices, values, least, most = [0], [], [], [], []
        for row in new.tolist():
            if row < frame.rows.shape[0]:
                entries = slice(frame.rows.indptr[row], frame.rows.indptr[row + 1])
                indices.append(frame.rows.indices[entries])
                values.append(frame.rows.data[entries])
                least.append(frame.row_lower[row])
                most.append(frame.row_upper[row])
            else:
                cut = row - frame.rows.shape[0]
                block = self.cuts.block[cut]
                prices = self.cuts.prices[cut]
                there = prices != 0
                indices.append(np.append(frame.group_columns[block][there], frame.losses[block]))
                values.append(np.append(-prices[there], self.cuts.weight[cut]))
                least.append(self.cuts.constant[cut])
                most.append(np.inf)
            starts.append(starts[-1] + len(indices[-1]))
        self.highs.addRows(
            len(new), np.array(least), np.array(most), starts[-1],
            np.array(starts[:-1], dtype=np.int32),
            np.concatenate(indices).astype(np.int32), np.concatenate(values),
        )  # fmt: skip
