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
from planner.solving.closing import Closing
from planner.solving.crew import Crew, Parts
from planner.solving.decisions import Decisions
from planner.solving.detail import Bundle
from planner.solving.foresight import BlockForesight
from planner.solving.master import Cuts, Frame, Master
from planner.solving.mixed_master import best_of_master, cuts_that_count
from planner.solving.part import Endless, Solved
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
MANY = 5000
"""Whole columns from which on a proposal may take its time: a part of the search takes longer."""

MOST_ALLOWED = 50
"""Whole columns of a node that a proposal may use."""

NEAR = 0.9
MOST_NEARBY = 8
"""Designs near those proposed that are worked out before there are new proposals."""

FEW_NODES = 50
"""Parts of the search of HiGHS for a proposal."""

MOST_APPROACHES = 300
NEAR_CENTRE = 0.3
"""How far from the best point towards the solution of the master cuts are sought."""

MET = 5.0
STALLED = 0.2
"""Times the slack: how near both sides must come, and what a round must gain."""

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
    ) -> None:
        """ends: on the clock of time.perf_counter. slack: share of the bound that may be lost."""
        self.model, self.blocks, self.decisions, self.team = model, blocks, decisions, team
        self.seed, self.ends, self.slack = seed, ends, slack
        self.frame = Frame(model, decisions, blocks)
        self.cuts = Cuts(blocks)
        self.closes = len(blocks) == 1
        self.asked = 0
        """Times that there was a best plan to propose a better one for."""
        self.closing = Closing(
            self.frame, self.cuts, self._relaxed_within, self._keep_cuts_at, team, seed, ends
        )
        self.foresight = BlockForesight(self.frame, self.cuts)
        self.masters = [
            Master(self.frame, self.cuts, decisions, seed, ends) for _ in range(WORKERS)
        ]
        self.crew = Crew(blocks, self.frame, bundles, model.A.shape, team, seed, ends, slack)

    def root(self) -> Node | None:
        if not self._begin():
            return None
        lower, upper = self.decisions.lower, self.decisions.upper
        node = self._solved(0, lower, upper, None, float("inf"))
        if node is None:
            return None
        node = self._approached(node)
        if self.closes:
            assert node.x_all is not None
            loss = float(node.x_all[self.frame.losses[0]])
            self.closing.begin(node.x[: self.decisions.own], loss)
        return self.tightened(node, float("inf"))

    def _approached(self, node: Node) -> Node:
        """Cuts between the solution of the master and the best point so far, until they meet.

        What a point loses is known exactly where cuts are sought, so that the best of them bounds
        the relaxed model from the other side.
        """
        own, centre, near = self.decisions.own, self.decisions.middle(), NEAR_CENTRE
        best, stalled = float("inf"), 0
        for _ in range(MOST_APPROACHES):
            before, x = node.loss, node.x[:own]
            point = near * x + (1 - near) * centre
            [parts] = self.crew.at(point)
            missed = self._keep_missed(node, parts)
            loss = self.crew.loss(point, parts)
            if loss < best:
                best, centre = loss, point
            if missed < len(self.blocks):
                near = min(1.0, 1.5 * near)
            solved = self._solved(0, node.lower, node.upper, node, float("inf"))
            if solved is None:
                return node  # nothing can be planned: the search finds that out
            node = solved
            size = abs(node.loss)
            stalled = stalled + 1 if node.loss - before < STALLED * self.slack * size else 0
            met = best - node.loss < MET * self.slack * size
            if met or stalled > 3 or (missed == 0 and near == 1):
                break
        return node

    def _begin(self) -> bool:
        """A first cut of every block, in the middle; False where its loss may have no end."""
        try:
            [parts] = self.crew.at(self.decisions.middle())
        except Endless:
            return False
        for number, (found, _) in parts.items():
            if found.x is None:
                floor = self.crew.floor(number)
                if not np.isfinite(floor.cut.constant):
                    return False
                self._keep(number, floor)
            self._keep(number, found)
        return True

    def _keep(self, number: int, found: Solved) -> None:
        self.cuts.add(number, found.cut)

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

    def _cut_at(self, node: Node) -> int:
        """Keep the cuts found at the solution of a node that it misses; how many."""
        [parts] = self.crew.at(node.x[: self.decisions.own])
        return self._keep_missed(node, parts)

    def _keep_missed(self, node: Node, parts: Parts) -> int:
        """Keep the cuts that the solution of a node misses; how many."""
        assert node.x_all is not None
        own, missed = node.x[: self.decisions.own], 0
        for number, (found, _) in parts.items():
            loss = float(node.x_all[self.frame.losses[number]])
            said = found.cut.value(self.frame.groups[number] @ own) - found.cut.weight * loss
            if said > TIGHT * max(1.0, abs(loss)):
                self._keep(number, found)
                missed += 1
        return missed

    def evaluate(self, settings: list[np.ndarray], near: object) -> list[Relaxed | None]:
        rounded = [np.round(values) for values in settings]
        allowed = [values for values in rounded if self._allows(values)]
        worked_out = iter(self.crew.at(*allowed))
        return [
            self._put_together(values, next(worked_out)) if self._allows(values) else None
            for values in rounded
        ]

    def _allows(self, values: np.ndarray) -> bool:
        """Whether whole columns keep to the rows that speak of nothing else."""
        frame = self.frame
        first = frame.first_sum - len(frame.members)
        design = frame.rows[:first, : frame.own] @ values
        return bool(
            (design >= frame.row_lower[:first] - MISSED).all()
            and (design <= frame.row_upper[:first] + MISSED).all()
        )

    def _put_together(self, values: np.ndarray, parts: Parts) -> Relaxed | None:
        frame, model = self.frame, self.model
        x = model.lower.copy()
        x[self.decisions.program.whole] = values
        prices = frame.cost[: frame.own].copy()
        least = frame.offset + float(prices @ values)
        for number, (found, sums) in parts.items():
            self._keep(number, found)
            if found.x is None:
                return None
            x[self.blocks[number].columns] = found.x
            least += found.cut.value(sums)
            prices += frame.groups[number].T @ found.cut.prices
        whole = self.decisions.program.whole_values(x)
        return Relaxed(self.crew.loss(values, parts), least, x, whole, prices, np.zeros(0), None)

    def proposed(self, node: Node, best: Relaxed | None, gap: float) -> Relaxed | None:
        values = None if best is None else np.round(best.whole[: self.decisions.own])
        return self._proposed(self._neighbourhood(node, values), values, gap)

    def near(self, start: np.ndarray, node: Node, gap: float) -> Relaxed | None:
        return self._proposed(self._with_strongest(start > 0.5, node), np.round(start), gap)

    def _proposed(
        self, allowed: np.ndarray, values: np.ndarray | None, gap: float
    ) -> Relaxed | None:
        """allowed: (whole columns,) what may be used. values: a plan known, or near one."""
        own = self.decisions.own
        bounds = self.frame.lower[:own], np.where(allowed, self.frame.upper[:own], 0.0)
        numbers = cuts_that_count(self.frame, self.cuts, values)
        found, *_ = best_of_master(
            self.frame, self.cuts, numbers, values, bounds, float("inf"), gap, FEW_NODES,
            self.seed, self.ends,
        )  # fmt: skip
        if found is None or (values is not None and np.array_equal(found, values)):
            # Of a plan that is known, all cuts are known: nothing new can come of it.
            return None
        [plan] = self.evaluate([found], None)
        return plan

    def _neighbourhood(self, node: Node, best: np.ndarray | None) -> np.ndarray:
        """(whole columns,) what a proposal may use: beside the best plan what the node uses most.

        Where there are thousands, by turns: all other years and sizes of what the best plan builds.
        """
        own = self.decisions.own
        allowed = np.zeros(own, dtype=bool) if best is None else best > 0.5
        self.asked = 0 if best is None else self.asked + 1
        if best is not None and own >= MANY and self.asked % 2 == 0:
            for unit in self.decisions.units:
                places = self.decisions.place[list(unit.columns)]
                allowed[places] |= allowed[places].any()
            return allowed
        return self._with_strongest(allowed, node)

    def _with_strongest(self, allowed: np.ndarray, node: Node) -> np.ndarray:
        """The same, and what a node uses most."""
        strongest = np.argsort(-node.x[: len(allowed)], kind="stable")[:MOST_ALLOWED]
        more = allowed.copy()
        more[strongest] |= node.x[strongest] > TRACE
        return more

    def closed_in(
        self, node: Node, best: Relaxed | None, cutoff: float, gap: float
    ) -> list[Relaxed]:
        own = self.decisions.own
        values = None if best is None else np.round(best.whole[:own])
        found = self.closing.proposals(values, cutoff, gap)
        plans = self._plans_and_beside(found, node)
        starts = found if values is None else [values, *found]
        for _ in range(MOST_NEARBY):
            near = self.closing.nearby(starts, cutoff)
            if near is None:
                break
            plans += self._plans_and_beside([near], node)
        return plans

    def _relaxed_within(self, lower: np.ndarray, upper: np.ndarray) -> np.ndarray | None:
        own, all_of_it = self.decisions.own, self.decisions
        lower = np.append(lower, all_of_it.lower[own:])
        upper = np.append(upper, all_of_it.upper[own:])
        found = self.masters[0].solve(lower, upper, None, float("inf"))
        return None if found is None else found.x[:own]

    def _plans_and_beside(self, designs: list[np.ndarray], node: Node) -> list[Relaxed]:
        """Designs worked out, and cuts beside them, between them and a node.

        A plan alone says little of plants that do not stand; beside it they count.
        """
        x = node.x[: self.decisions.own]
        plans = self.evaluate(designs, None)
        self._keep_cuts_at([NEAR * design + (1 - NEAR) * x for design in designs])
        return [plan for plan in plans if plan is not None]

    def _keep_cuts_at(self, points: list[np.ndarray]) -> None:
        for parts in self.crew.at(*points):
            for number, (solved, _) in parts.items():
                self._keep(number, solved)

    @property
    def floor(self) -> float:
        return self.closing.floor

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
        if found is None:
            return None
        [plan] = self.evaluate([found.whole[: self.decisions.own]], None)
        return plan
