"""Benders decomposition: the master asks, the blocks answer with cuts.

    first cuts are found between the solution of the master and a point in the middle that follows
    it, until the bound of the master no longer moves
    a part of the search is solved in the master, and made tight by cuts at its solution
    a plan is worked out block by block, exactly

Blocks are few thousand rows each where the whole has a hundred thousand, and questions are tried
in the master alone, which has no flows at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.solving.blocks import Block
from planner.solving.branching import DOWN, UP
from planner.solving.decisions import Decisions
from planner.solving.detail import Bundle, of_block
from planner.solving.foresight import BlockForesight
from planner.solving.knowledge import Knowledge
from planner.solving.master import Cuts, Frame, Master
from planner.solving.mixed_master import best_of_master
from planner.solving.part import Endless, Part, Solved
from planner.solving.questions import Node
from planner.solving.reduction import Reduced
from planner.solving.relaxation import MISSED, Relaxed
from planner.solving.rounding import rounded
from planner.solving.team import WORKERS, Team
from planner.solving.worker import SURELY

MOST_ROUNDS = 8
"""Rounds of cuts for one part of the search."""

LEAST_STEP = 0.03
"""Share of the room left that a round must gain for another."""

TRACE = 1e-6
MOST_ALLOWED = 50
"""Whole columns of a node that a proposal may use."""

NEAR = 0.9
MOST_NODES = 2000
FEW_NODES = 50
"""Parts of the search of HiGHS for a proof, and for a proposal."""

MOST_HANDED_ON = 30
"""Cuts of a block, twice, that the next search begins with."""

MOST_APPROACHES = 300
STALLED = 2e-5

TIGHT = 1e-6
"""Relative; a cut that gains less is not worth its row."""


@dataclass(frozen=True)
class _Rounding:
    whole: np.ndarray


class Decomposed:
    """Solves relaxed models by a master for each worker, and blocks shared among them."""

    at_once = 1
    proposes = True

    def __init__(
        self,
        model: Reduced,
        blocks: list[Block],
        decisions: Decisions,
        team: Team,
        seed: int,
        ends: float,
        slack: float,
        bundles: Sequence[Bundle] = (),
        known: Knowledge | None = None,
    ) -> None:
        """ends: on the clock of time.perf_counter. slack: share of the bound that may be lost.

        known: what an earlier search of the same shape left.
        """
        self.known = known
        self.sources: list[tuple[np.ndarray, np.ndarray] | None] = []
        """Of every cut, the prices of the rows of its block and the sums they were found at."""
        self.model, self.blocks, self.decisions, self.team = model, blocks, decisions, team
        self.seed, self.ends, self.slack = seed, ends, slack
        self.frame = Frame(model, decisions, blocks)
        self.cuts = Cuts(blocks)
        self.closes = len(blocks) == 1
        self.floor = -float("inf")
        self.core: np.ndarray | None = None
        """Where the master first came to rest, of the whole columns."""
        self.foresight = BlockForesight(self.frame, self.cuts)
        self.masters = [
            Master(self.frame, self.cuts, decisions, seed, ends) for _ in range(WORKERS)
        ]
        self.parts = [
            Part(block, seed, ends, slack,
                 of_block(bundles, block.columns, block.rows, model.A.shape))
            for block in blocks
        ]  # fmt: skip
        sizes = [len(block.columns) for block in self.blocks]
        order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        self.shares = [order[worker::WORKERS] for worker in range(WORKERS)]
        """The blocks of each worker."""

    def root(self) -> Node | None:
        if not self._begin():
            return None
        self._recall()
        lower, upper = self.decisions.lower, self.decisions.upper
        node = self._solved(0, lower, upper, None, float("inf"))
        if node is None:
            return None
        node = self._approached(node)
        self.core = node.x[: self.decisions.own]
        return self.tightened(node, float("inf"))

    def _approached(self, node: Node) -> Node:
        """Cuts between the solution of the master and a point in the middle that follows it."""
        own, core, near = self.decisions.own, self._middle(), 0.35
        stalled = 0
        for _ in range(MOST_APPROACHES):
            before, x = node.loss, node.x[:own]
            missed = self._cut_at(node, near * x + (1 - near) * core)
            core = 0.6 * core + 0.4 * x
            if missed < 0.6 * len(self.blocks):
                missed += self._cut_at(node)
                near = min(1.0, 1.3 * near)
            solved = self._solved(0, node.lower, node.upper, node, float("inf"))
            if solved is None:
                return node  # nothing can be planned: the search finds that out
            node = solved
            stalled = stalled + 1 if node.loss - before < STALLED * abs(node.loss) else 0
            if missed == 0 or stalled > 3:
                break
        return node

    def _middle(self) -> np.ndarray:
        """Every choice made, all ways of it alike."""
        middle = np.full(self.decisions.own, 0.5)
        for unit in self.decisions.units:
            middle[self.decisions.place[list(unit.columns)]] = 1.0 / max(2, len(unit.columns))
        return middle

    def _begin(self) -> bool:
        """A first cut of every block, in the middle; False where its loss may have no end."""
        try:
            parts = self._parts_at(self._middle())
        except Endless:
            return False
        for number, (found, sums) in parts.items():
            if found.x is None:
                floor = self.parts[number].floor()
                if not np.isfinite(floor.constant):
                    return False
                self._keep(number, Solved(-np.inf, None, floor), sums)
            self._keep(number, found, sums)
        return True

    def _recall(self) -> None:
        """Cuts of the prices that an earlier search found, from the data of this one, if any fit.

        Other data may make other blocks, of which the prices say nothing.
        """
        if self.known is None or len(self.known.prices) != len(self.parts):
            return
        known = [
            [(y, sums) for y, sums in handed_on if part.takes(y, sums)]
            for part, handed_on in zip(self.parts, self.known.prices, strict=True)
        ]

        def work_out(_: int, share: list[int]) -> list[tuple[int, Solved, np.ndarray]]:
            return [
                (number, Solved(0.0, None, self.parts[number].cut_of(y, sums), y), sums)
                for number in share
                for y, sums in known[number]
            ]

        for share in self.team.together(work_out, self.shares):
            for number, found, sums in share:
                self._keep(number, found, sums)

    def _keep(self, number: int, found: Solved, sums: np.ndarray) -> None:
        cut = found.cut
        self.cuts.add(number, cut.weight, cut.constant, cut.prices)
        self.sources.append(None if found.y is None else (found.y, sums))

    def prices(self, best: np.ndarray) -> tuple[tuple[tuple[np.ndarray, np.ndarray], ...], ...]:
        """Of every block, the prices behind the cuts that say most at a plan, and the latest."""
        kept = []
        for block, numbers in enumerate(self.cuts.of_block):
            said = self.cuts.missed(block, self.frame.groups[block] @ best, 0.0)
            strong = np.array(numbers)[np.argsort(-said, kind="stable")[:MOST_HANDED_ON]].tolist()
            chosen = sorted({*strong, *numbers[-MOST_HANDED_ON:]})
            kept.append(tuple(s for s in (self.sources[n] for n in chosen) if s is not None))
        return tuple(kept)

    def answers(
        self, node: Node, column: int, split: int, cutoff: float
    ) -> tuple[Node | None, Node | None]:
        def answer(worker: int, side: int) -> Node | None:
            lower, upper = node.answer(column, side, split)
            left = self._solved(worker, lower, upper, node, cutoff)
            return None if left is None else left.after(column, side, split)

        down, up = self.team.together(answer, [DOWN, UP])
        return down, up

    def _solved(
        self, worker: int, lower: np.ndarray, upper: np.ndarray, near: Node | None, cutoff: float
    ) -> Node | None:
        """A part of the search as the master sees it, with what its prices forbid ruled out."""
        basis = None if near is None else near.basis
        found = self.masters[worker].solve(lower, upper, basis, cutoff)
        if found is None:
            return None
        room = cutoff - found.least + SURELY
        upper = np.where(found.prices > room, lower, upper)
        lower = np.where(-found.prices > room, upper, lower)
        path = () if near is None else near.path
        return Node(found.least, lower, upper, found.whole, found.basis, False, found.x, path)

    def tightened(self, node: Node, cutoff: float, rounds: int = MOST_ROUNDS) -> Node | None:
        for _ in range(rounds):
            before = node.loss
            if not self._cut_at(node):
                break
            solved = self._solved(0, node.lower, node.upper, node, cutoff)
            if solved is None:
                return None
            node = solved
            room = cutoff - node.loss if np.isfinite(cutoff) else 0.01 * abs(node.loss)
            if node.loss - before < LEAST_STEP * room:
                break
        return node.as_tight()

    def _cut_at(self, node: Node, at: np.ndarray | None = None) -> int:
        """Add the cuts found at the solution of a node, or beside it, that the solution misses.

        Returns how many.
        """
        assert node.x_all is not None
        own = node.x[: self.decisions.own]
        missed = 0
        for number, (found, at_sums) in self._parts_at(own if at is None else at).items():
            loss = float(node.x_all[self.frame.losses[number]])
            sums = self.frame.groups[number] @ own
            said = found.cut.value(sums) - found.cut.weight * loss
            if said > TIGHT * max(1.0, abs(loss)):
                self._keep(number, found, at_sums)
                missed += 1
        return missed

    def _parts_at(self, own: np.ndarray) -> dict[int, tuple[Solved, np.ndarray]]:
        """Every block solved at these values of the whole columns."""

        def solve(_: int, share: list[int]) -> list[tuple[int, Solved, np.ndarray]]:
            done = []
            for number in share:
                sums = self.frame.groups[number] @ own
                done.append((number, self.parts[number].solve(sums), sums))
            return done

        shares = self.team.together(solve, self.shares)
        return {number: (found, sums) for share in shares for number, found, sums in share}

    def evaluate(self, settings: list[np.ndarray], near: object) -> list[Relaxed | None]:
        return [self._evaluated(np.round(values)) for values in settings]

    def _evaluated(self, values: np.ndarray) -> Relaxed | None:
        frame, model = self.frame, self.model
        first = frame.first_sum - len(frame.members)
        design = frame.rows[:first, : frame.own] @ values
        if (design < frame.row_lower[:first] - MISSED).any():
            return None
        if (design > frame.row_upper[:first] + MISSED).any():
            return None
        parts = self._parts_at(values)
        x = model.lower.copy()
        x[self.decisions.program.whole] = values
        prices = frame.cost[: frame.own].copy()
        loss = least = frame.offset + float(prices @ values)
        for number, (found, sums) in parts.items():
            self._keep(number, found, sums)
            if found.x is None:
                return None
            x[self.blocks[number].columns] = found.x
            loss += found.loss
            least += found.cut.value(sums)
            prices += frame.groups[number].T @ found.cut.prices
        whole = self.decisions.program.whole_values(x)
        return Relaxed(loss, least, x, whole, prices, np.zeros(0), None)

    def proposed(self, node: Node, best: Relaxed | None, gap: float) -> Relaxed | None:
        own = self.decisions.own
        values = None if best is None else np.round(best.whole[:own])
        allowed = np.ones(own, dtype=bool)
        if not self.closes:
            strongest = np.argsort(-node.x[:own], kind="stable")[:MOST_ALLOWED]
            allowed = np.zeros(own, dtype=bool)
            allowed[strongest] = node.x[strongest] > TRACE
            if values is not None:
                allowed |= values > 0.5
        found, floor = best_of_master(
            self.frame,
            self.cuts,
            values,
            allowed,
            gap,
            MOST_NODES if self.closes else FEW_NODES,
            self.seed,
            self.ends,
        )
        if self.closes:
            self.floor = max(self.floor, floor)
        if found is None or (values is not None and np.array_equal(found, values)):
            # Of a plan that is known, all cuts are known: nothing new can come of it.
            return None
        plan = self._evaluated(found)
        if self.closes and self.core is not None:
            # A plan alone says little of plants that do not stand; beside it they count.
            for number, (solved, sums) in self._parts_at(
                NEAR * found + (1 - NEAR) * self.core
            ).items():
                self._keep(number, solved, sums)
        return plan

    def round(self, node: Node) -> Relaxed | None:
        near: Node = node

        def solve(lower: np.ndarray, upper: np.ndarray) -> _Rounding | None:
            nonlocal near
            found = self._solved(0, lower, upper, near, float("inf"))
            if found is None:
                return None
            self._cut_at(found)
            found = self._solved(0, lower, upper, found, float("inf"))
            near = found or near
            return None if found is None else _Rounding(found.x)

        found = rounded(self.decisions, node.x, node.lower, node.upper, solve)
        return (
            None if found is None else self._evaluated(np.round(found.whole[: self.decisions.own]))
        )
