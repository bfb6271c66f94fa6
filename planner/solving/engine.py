"""What the search needs of whoever solves relaxed models for it."""

from typing import Protocol

import numpy as np

from planner.solving.improvement import Foresight
from planner.solving.questions import Node
from planner.solving.relaxation import Relaxed


class Engine(Protocol):
    """Solves relaxed models, one by one or decomposed."""

    at_once: int
    """How many plans are worked out at the same time."""

    @property
    def foresight(self) -> Foresight: ...

    proposes: bool
    """Whether it can propose plans."""

    closes: bool
    """Whether its proposals alone may prove a plan."""

    @property
    def floor(self) -> float:
        """No plan has a loss below this, as far as its proposals tell."""
        ...

    def root(self) -> Node | None:
        """All there is; None where there is no best."""
        ...

    def answers(
        self, node: Node, column: int, split: int, cutoff: float
    ) -> tuple[Node | None, Node | None]:
        """What is left of a node where a whole number is at most the split, and where more."""
        ...

    def tightened(self, node: Node, cutoff: float) -> Node | None:
        """The node with its true bound, or one close to it; None where it is cutoff or more."""
        ...

    def proposed(self, node: Node, best: Relaxed | None, gap: float) -> Relaxed | None:
        """A plan from the neighbourhood of a node and of the best plan so far.

        None where there is no news. gap: relative, to which the neighbourhood is searched.
        """
        ...

    def closed_in(
        self, node: Node, best: Relaxed | None, cutoff: float, gap: float
    ) -> list[Relaxed]:
        """Plans that may be better than the cutoff, with their floor raised; for a proof.

        node: the first. gap: relative, to which is searched at a time.
        """
        ...

    def near(self, start: np.ndarray, node: Node, gap: float) -> Relaxed | None:
        """A plan near these whole columns, which may be none; None where none is found."""
        ...

    def evaluate(self, settings: list[np.ndarray], near: Relaxed | Node) -> list[Relaxed | None]:
        """The best plans with these values of the whole columns; at most at_once of them."""
        ...

    def round(self, node: Node) -> Relaxed | None:
        """The plan that a node rounds to."""
        ...
