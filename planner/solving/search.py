"""The search: what is known so far, what is left to look at, and what to do next.

A part of the search is dropped once no plan in it can be better than the best plan by more than
the gap asked for. The bound is that of the best part that is left or was dropped.
"""

import heapq
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np

from planner.solving.branching import DOWN, UP, Experience
from planner.solving.decisions import Decisions
from planner.solving.highs import Options, Progress
from planner.solving.improvement import Cuts, improved
from planner.solving.questions import Node, children
from planner.solving.relaxation import OutOfTime, Relaxed
from planner.solving.worker import Worker

WORKERS = 2
"""Whatever the number of threads, so that it changes no result."""

LEAST_GAIN = 0.1
"""Share of the gap that changing one decision must promise to be tried."""

SHARE = 3
"""Solves of the search for each spent on better plans."""

MOST_SOLVES = 40
"""Solves spent on better plans before the search has its turn."""

LEAST_GAP = 1e-6
"""Relative; closer is noise."""

Task = TypeVar("Task")
Done = TypeVar("Done")


class Search:
    """Best-first, but depth-first until there is a plan."""

    def __init__(
        self,
        decisions: Decisions,
        options: Options,
        began: float,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.decisions = decisions
        self.options = options
        self.began = began
        self.on_progress = on_progress
        self.experience = Experience(decisions.weight)
        self.cuts = Cuts()
        ends = began + options.time_limit
        self.workers = [Worker(decisions, options.seed, ends) for _ in range(WORKERS)]
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
        with ThreadPoolExecutor(min(WORKERS, self.options.threads or WORKERS)) as self.pool:
            try:
                [root] = self._together(lambda worker, _: worker.root(), [None])
                if root is None:
                    return "nothing found"
                self.root_solved = True
                self._push(root)
                self._report()
                if start is not None:
                    self._begin_with(start, root)
                while self.open and self.open[0][0] < self.cutoff():
                    if self.plan_solves * SHARE <= self.search_solves:
                        self._look_for_plans(self.open[0][2])
                    else:
                        self._step()
            except KeyboardInterrupt:
                return "interrupted"
            except OutOfTime:
                return "time limit"
        return "nothing found" if self.plan is None else "optimal"

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
        return min(known)

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
        if node.is_whole:
            self.search_solves += 1
            self._take(self.workers[0].evaluate(node.x, node.basis))
            # Made exactly whole, it may be a trace worse, or not feasible at all.
            self.dropped = min(self.dropped, node.loss)
        else:

            def ask(node: Node, column: int) -> tuple[Node | None, Node | None]:
                self.search_solves += 2
                down, up = self._together(
                    lambda worker, side: worker.answer(node, column, side, cutoff), [DOWN, UP]
                )
                return down, up

            left = children(node, self.experience, cutoff, ask)
        self.dropped = min(self.dropped, cutoff)
        for child in sorted(left, key=lambda child: -child.loss):
            self._push(child)
        self.asked = None
        self._report()

    def _begin_with(self, start: np.ndarray, root: Node) -> None:
        plan = self.workers[0].evaluate(start, root.basis)
        self.start_used = plan is not None
        self._take(plan)

    def _look_for_plans(self, node: Node) -> None:
        """Round a node to a plan and improve that one, or else the best so far; by turns."""
        plan = self.unfinished
        if plan is None:
            rounded = self.workers[0].round(node)
            self.plan_solves += 1
            self._take(rounded)
            plan = rounded or self.plan
        if plan is None:
            return
        near = plan.basis

        def solve_all(settings: list[np.ndarray]) -> list[Relaxed | None]:
            found = self._together(lambda worker, values: worker.evaluate(values, near), settings)
            self.plan_solves += len(found)
            for one in found:
                self._take(one)
            return found

        gain = LEAST_GAIN * max(LEAST_GAP, self.options.gap) * abs(plan.loss)
        better, done = improved(
            plan, self.decisions, self.cuts, solve_all, WORKERS, gain, MOST_SOLVES
        )
        self.unfinished = None if done else better

    def _together(self, work: Callable[[Worker, Task], Done], tasks: list[Task]) -> list[Done]:
        """Each worker its task, the same every time. Waits for all of them, also on Ctrl-C."""
        futures: list[Future[Done]] = [
            self.pool.submit(work, worker, task)
            for worker, task in zip(self.workers, tasks, strict=False)
        ]
        try:
            wait(futures)
        except KeyboardInterrupt:
            wait(futures)
            raise
        return [future.result() for future in futures]

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
