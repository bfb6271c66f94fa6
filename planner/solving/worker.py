"""One of those who solve relaxed models for the search, each with a model of its own."""

from dataclasses import replace

import numpy as np

from planner.solving.basis import Basis
from planner.solving.decisions import Decisions
from planner.solving.questions import Node
from planner.solving.relaxation import MISSED, Relaxation, Relaxed, Root
from planner.solving.rounding import rounded

SURELY = 1e-6
"""What a price must exceed the room by before a column is held where it is."""


class Worker:
    """Solves one relaxed model after the other."""

    def __init__(
        self, decisions: Decisions, root: Root, seed: int, ends: float, slack: float
    ) -> None:
        self.decisions = decisions
        self.relaxation = Relaxation(decisions.program, root, seed, ends, slack)

    def root(self, basis: Basis | None) -> Node | None:
        """All there is."""
        lower, upper = self.decisions.lower, self.decisions.upper
        found = self.relaxation.solve(lower, upper, basis)
        return None if found is None else self._node(found, lower, upper, float("inf"))

    def answer(self, node: Node, column: int, side: int, split: int, cutoff: float) -> Node | None:
        """What is left of a node on one side of a whole number."""
        lower, upper = node.answer(column, side, split)
        found = self.relaxation.solve(lower, upper, node.basis, cutoff)
        if found is None:
            return None
        left = self._node(found, lower, upper, cutoff)
        return replace(left, path=node.path).after(column, side, split)

    def evaluate(self, values: np.ndarray, near: Basis | None) -> Relaxed | None:
        """The best plan with these values of the whole columns."""
        bounds = self.decisions.free_sums(np.round(values))
        found = self.relaxation.solve(*bounds, near)
        if found is None or self.relaxation.misses(found.x, *bounds).max(initial=0.0) > 10 * MISSED:
            return None
        return found

    def round(self, node: Node) -> Relaxed | None:
        """The plan that a node rounds to."""
        near = node.basis

        def solve(lower: np.ndarray, upper: np.ndarray) -> Relaxed | None:
            nonlocal near
            found = self.relaxation.solve(lower, upper, near)
            near = near if found is None else found.basis
            return found

        return rounded(self.decisions, node.x, node.lower, node.upper, solve)

    def _node(self, found: Relaxed, lower: np.ndarray, upper: np.ndarray, cutoff: float) -> Node:
        """A node, with what its prices forbid ruled out.

        A number that is best at its bound, and whose price is more than the room left, stays there.
        """
        room = cutoff - found.least + SURELY
        upper = np.where(found.prices > room, lower, upper)
        lower = np.where(-found.prices > room, upper, lower)
        return Node(found.least, lower, upper, found.whole, found.basis)
