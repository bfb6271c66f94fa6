"""The search: what is known so far, what is left to look at, and what to do next.

A part of the search is dropped once no plan in it can be better than the best plan by more than
the gap asked for. The bound is that of the best part that is left or was dropped.
"""

import heapq
import time
from collections.abc import Callable

import numpy as np

from planner.solving.branching import Experience
from planner.solving.decisions import Decisions
from planner.solving.engine import Engine
from planner.solving.highs import Options, Progress
from planner.solving.improvement import improved
from planner.solving.knowledge import Path, Questions
from planner.solving.questions import Node, children
from planner.solving.relaxation import OutOfTime, Relaxed

LEAST_GAIN = 0.1
"""Share of the gap that changing one decision must promise to be tried."""

SHARE = 3
"""Solves of the search for each spent on better plans."""

MOST_SOLVES = 40
"""Solves spent on better plans before the search has its turn."""

MOST_PROPOSALS = 4
MOST_ROUGH = 0.2
PROPOSAL = 6
"""Solves that a proposal counts for."""

LEAST_GAP = 1e-6
"""Relative; closer is noise."""


class Search:
    """Best-first, but depth-first until there is a plan."""

    def __init__(
        self,
        decisions: Decisions,
        engine: Engine,
        options: Options,
        began: float,
        on_progress: Callable[[Progress], None],
        known: Questions,
    ) -> None:
        """known: questions of an earlier search."""
        self.known = known
        self.questions: dict[Path, tuple[int, int]] = {}
        self.decisions = decisions
        self.engine = engine
        self.options = options
        self.began = began
        self.on_progress = on_progress
        self.experience = Experience(decisions.weight)
        self.plan: Relaxed | None = None
        self.unfinished: Relaxed | None = None
        """A plan whose improvement goes on at the next turn."""
        self.start_used = False
        self.open: list[tuple[float, int, Node]] = []
        self.asked: Node | None = None
        """The part that is being worked on."""
        self.dropped = float("inf")
        """The least loss that a dropped part can have."""
        self.root_solved = False
        self.nodes = self.pushed = self.search_solves = self.plan_solves = 0

    def run(self, start: np.ndarray | None = None) -> str:
        """Search to the end; the status of the outcome. start: of the own whole columns."""
        try:
            root = self.engine.root()
            if root is None:
                return "nothing found"
            self.root_solved = True
            self.asked = root
            self._report()
            if start is not None:
                self._begin_with(start, root)
            for part in self._parts_of(root, self.known):
                self._push(part)
            self.asked = None
            if self.engine.closes:
                self._by_proposals(root)
            while self.open and self.least_loss() < self.cutoff():
                if self._plans_are_due():
                    self._look_for_plans(self.open[0][2])
                else:
                    self._step()
        except KeyboardInterrupt:
            return "interrupted"
        except OutOfTime:
            return "time limit"
        return "nothing found" if self.plan is None else "optimal"

    def _plans_are_due(self) -> bool:
        """By turns."""
        return self.plan_solves * SHARE <= self.search_solves

    def _by_proposals(self, root: Node) -> None:
        """Plans and their bound from the engine alone, as long as it has news."""
        gap = max(LEAST_GAP, self.options.gap) / 4
        while self.least_loss() < self.cutoff():
            floor = self.engine.floor
            plans = self.engine.closed_in(root, self.plan, self.cutoff(), gap)
            for plan in plans:
                self._take(plan)
            self._report()
            if not plans and self.engine.floor <= floor:
                return

    def least_loss(self) -> float:
        """No plan has a loss below this."""
        if not self.root_solved:
            return -float("inf")
        known = [self.dropped]
        if self.open:
            known.append(self.open[0][0])
        if self.asked is not None:
            known.append(self.asked.loss)
        if self.plan is not None:
            known.append(self.plan.loss)
        least = max(self.engine.floor, min(known))
        # What a master proves is off by a trace: no bound is better than a plan.
        return least if self.plan is None else min(least, self.plan.loss)

    def cutoff(self) -> float:
        """The loss from which on a part of the search is dropped."""
        if self.plan is None:
            return float("inf")
        return self.plan.loss - max(LEAST_GAP, self.options.gap) * abs(self.plan.loss)

    def _step(self) -> None:
        """Replace a part of the search by its children."""
        cutoff = self.cutoff()
        node = self._take_up()
        self.nodes += 1
        left: list[Node] = []
        tight: Node | None = node
        if not node.tight:
            self.search_solves += 1
            tight = self.engine.tightened(node, cutoff)
        if tight is None:
            pass  # nothing in it is good enough
        elif self.plan and self.open and tight.loss > self.open[0][0] + LEAST_GAP * abs(tight.loss):
            left = [tight]  # another part is more promising by now
        elif tight.is_whole:
            self.search_solves += 1
            self._take(self.engine.evaluate([tight.x[: self.decisions.own]], tight)[0])
            # Made exactly whole, it may be a trace worse, or not feasible at all.
            self.dropped = min(self.dropped, tight.loss)
        else:
            left = self._asked_about(tight, cutoff)
        self.dropped = min(self.dropped, cutoff)
        for child in sorted(left, key=lambda child: -child.loss):
            self._push(child)
        self.asked = None
        self._report()

    def _asked_about(self, node: Node, cutoff: float) -> list[Node]:
        """What is left of a node after the best question."""

        def ask(node: Node, column: int) -> tuple[Node | None, Node | None]:
            self.search_solves += 2
            return self.engine.answers(node, column, node.split(column), cutoff)

        left = children(node, self.experience, cutoff, ask)
        if left:
            column, _, split = left[0].path[-1]
            self.questions[node.path] = column, split
        return left

    def _parts_of(self, root: Node, known: Questions) -> list[Node]:
        """What to begin with: all there is, or the parts that an earlier search ended with."""
        if self.start_used and known:
            # The plan was improved where it comes from; but other data may ask for another.
            self._look_for_plans(root)
            self.plan_solves = MOST_SOLVES
        cutoff, parts, left = self.cutoff(), [], [root]
        while left:
            node = left.pop()
            column, split = known.get(node.path, (len(node.x), 0))
            if column >= len(node.x):  # no question, or one of another model
                parts.append(node)
                continue
            self.questions[node.path] = column, split
            answers = self.engine.answers(node, column, split, cutoff)
            self.dropped = min(self.dropped, cutoff)
            left += [answer for answer in answers if answer is not None]
        return parts

    def _begin_with(self, start: np.ndarray, root: Node) -> None:
        """The plan given; or one near it, where something forbids it now."""
        [plan] = self.engine.evaluate([start], root)
        self.start_used = plan is not None
        if plan is None:
            plan = self.engine.near(start, root, max(LEAST_GAP, self.options.gap) / 2)
        self._take(plan)

    def _look_for_plans(self, node: Node) -> None:
        """Round a node to a plan and improve that one, or else the best so far; by turns."""
        plan = self.unfinished
        if plan is None:
            rounded = self.engine.round(node)
            self.plan_solves += 1
            self._take(rounded)
            plan = rounded or self.plan
            if self.engine.proposes:
                self._ask_for_plans(node)
                plan = self.plan
        if plan is None:
            return
        near = plan

        def solve_all(settings: list[np.ndarray]) -> list[Relaxed | None]:
            found = self.engine.evaluate(settings, near)
            self.plan_solves += len(found)
            for one in found:
                self._take(one)
            return found

        gain = LEAST_GAIN * max(LEAST_GAP, self.options.gap) * abs(plan.loss)
        better, done = improved(
            plan,
            self.decisions,
            self.engine.foresight,
            solve_all,
            self.engine.at_once,
            gain,
            MOST_SOLVES,
        )
        self.unfinished = None if done else better

    def _ask_for_plans(self, node: Node) -> None:
        """Proposals of the engine, as long as they get better."""
        for _ in range(MOST_PROPOSALS):
            gap = max(LEAST_GAP, self.options.gap) / 2
            if self.plan is not None:
                # Where little is proven yet, a rough search is enough.
                now = (self.plan.loss - self.least_loss()) / max(abs(self.plan.loss), 1e-9)
                gap = max(gap, min(now, MOST_ROUGH) / 4)
            proposed = self.engine.proposed(node, self.plan, gap)
            self.plan_solves += PROPOSAL
            best = self.plan
            self._take(proposed)
            if self.plan is best:
                return

    def _push(self, node: Node) -> None:
        heapq.heappush(self.open, (node.loss, self.pushed, node))
        self.pushed += 1

    def _take_up(self) -> Node:
        """Take the next part from those that are left; at no moment is it among neither."""
        place = 0
        if self.plan is None:
            place = max(range(len(self.open)), key=lambda place: self.open[place][1])
        node = self.asked = self.open[place][2]
        if place == 0:
            heapq.heappop(self.open)
        else:
            del self.open[place]
            heapq.heapify(self.open)
        return node

    def _take(self, plan: Relaxed | None) -> None:
        if plan is not None and (self.plan is None or plan.loss < self.plan.loss):
            self.plan = plan
            self._report()

    def _report(self) -> None:
        self.on_progress(
            Progress(
                seconds=time.perf_counter() - self.began,
                incumbent=None if self.plan is None else -self.plan.loss,
                bound=-self.least_loss(),
                nodes=self.nodes,
            )
        )
