"""One of those who solve relaxed models for the search, each with a model of its own."""

import highspy
import numpy as np

from planner.solving.decisions import Decisions
from planner.solving.questions import Node
from planner.solving.relaxation import Relaxation, Relaxed
from planner.solving.rounding import rounded

SURELY = 1e-6
"""What a price must exceed the room by before a column is held where it is."""


class Worker:
    """Solves one relaxed model after the other."""

    def __init__(self, decisions: Decisions, seed: int, ends: float) -> None:
        self.decisions = decisions
        self.relaxation = Relaxation(decisions.summed.model, seed, ends)

    def root(self) -> Node | None:
        """All there is."""
        found = self.relaxation.solve_first()
        if found is None:
            return None
        return self._node(found, self.decisions.lower, self.decisions.upper, float("inf"))

    def answer(self, node: Node, column: int, side: int, cutoff: float) -> Node | None:
        """What is left of a node on one side of a column."""
        lower, upper = node.answer(column, side)
        found = self.relaxation.solve(lower, upper, node.basis, cutoff)
        return None if found is None else self._node(found, lower, upper, cutoff)

    def evaluate(self, values: np.ndarray, near: highspy.HighsBasis) -> Relaxed | None:
        """The best plan with these values of the own columns."""
        return self.relaxation.solve(*self.decisions.free_sums(np.round(values)), near)

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

        A column at its bound whose price is more than the room left can only stay there.
        """
        x = found.x[self.relaxation.whole]
        room = cutoff - found.loss + SURELY
        held = (x <= lower + SURELY) & (found.prices > room)
        upper = np.where(held, lower, upper)
        held = (x >= upper - SURELY) & (-found.prices > room)
        lower = np.where(held, upper, lower)
        return Node(found.loss, lower, upper, x, found.basis)
