"""The whole relaxed model, solved by two workers."""

import numpy as np

from planner.solving.branching import DOWN, UP
from planner.solving.decisions import Decisions
from planner.solving.improvement import Cuts
from planner.solving.questions import Node
from planner.solving.relaxation import Relaxed, solve_root
from planner.solving.team import WORKERS, Team
from planner.solving.worker import Worker


class Direct:
    """Keeps the whole relaxed model warm, once for each worker."""

    at_once = WORKERS
    proposes = closes = False
    floor = -float("inf")

    def __init__(
        self, decisions: Decisions, team: Team, seed: int, ends: float, slack: float
    ) -> None:
        """ends: on the clock of time.perf_counter. slack: share of the bound that may be lost."""
        self.decisions = decisions
        self.team = team
        self.seed, self.ends, self.slack = seed, ends, slack
        self.workers: list[Worker] = []
        self.foresight = Cuts()

    def root(self) -> Node | None:
        [found] = self.team.together(
            lambda _, program: solve_root(program, self.seed, self.ends, self.slack),
            [self.decisions.program],
        )
        if found is None:
            return None
        self.workers = [
            Worker(self.decisions, found, self.seed, self.ends, self.slack) for _ in range(WORKERS)
        ]
        [node] = self.team.together(lambda n, basis: self.workers[n].root(basis), [found.basis])
        return node

    def answers(
        self, node: Node, column: int, split: int, cutoff: float
    ) -> tuple[Node | None, Node | None]:
        down, up = self.team.together(
            lambda n, side: self.workers[n].answer(node, column, side, split, cutoff), [DOWN, UP]
        )
        return down, up

    def tightened(self, node: Node, cutoff: float) -> Node | None:
        return node

    def proposed(self, node: Node, best: Relaxed | None, gap: float) -> Relaxed | None:
        return None

    def closed_in(
        self, node: Node, best: Relaxed | None, cutoff: float, gap: float
    ) -> list[Relaxed]:
        return []

    def near(self, start: np.ndarray, node: Node, gap: float) -> Relaxed | None:
        return None

    def evaluate(self, settings: list[np.ndarray], near: Relaxed | Node) -> list[Relaxed | None]:
        return self.team.together(
            lambda n, values: self.workers[n].evaluate(values, near.basis), settings
        )

    def round(self, node: Node) -> Relaxed | None:
        [found] = self.team.together(lambda n, node: self.workers[n].round(node), [node])
        return found
