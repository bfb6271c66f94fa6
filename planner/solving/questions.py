"""The parts of the search, and the best question about one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.solving.basis import Basis
from planner.solving.branching import DOWN, UP, Experience, merit, undecided, worth_asking
from planner.solving.knowledge import Path

MOST_TRIED = 6
"""Questions tried before the best is taken."""

TRIED_IN_VAIN = 3
"""Questions tried after the best one so far."""

RELIABLE = 1
"""Answers seen on both sides of a column before its estimate is believed."""


@dataclass(frozen=True)
class Node:
    """A part of the search: bounds on the whole numbers, and the best relaxed plan within."""

    loss: float
    lower: np.ndarray
    upper: np.ndarray
    x: np.ndarray
    """The whole numbers."""
    basis: Basis | None
    tight: bool = True
    """Whether the bound is known to be that of the relaxed model."""
    x_all: np.ndarray | None = None
    """What an engine solved for it, where it needs that again."""
    path: Path = ()
    """The questions that lead to it."""

    def as_tight(self) -> "Node":
        return replace(self, tight=True, x_all=None)

    @property
    def is_whole(self) -> bool:
        return len(undecided(self.x)) == 0

    def split(self, column: int) -> int:
        """The whole number below its value."""
        return int(np.floor(self.x[column]))

    def answer(self, column: int, side: int, split: int) -> tuple[np.ndarray, np.ndarray]:
        """The bounds where a whole number is at most the split, or more."""
        lower, upper = self.lower.copy(), self.upper.copy()
        if side == DOWN:
            upper[column] = min(upper[column], split)
        else:
            lower[column] = max(lower[column], split + 1)
        return lower, upper

    def after(self, column: int, side: int, split: int) -> "Node":
        """The same node, as an answer to a question about this one's parent."""
        return replace(self, path=(*self.path, (column, side, split)))


Ask = Callable[[Node, int], tuple[Node | None, Node | None]]
"""A node, a column -> what is left on both sides; None where nothing is."""


def children(node: Node, experience: Experience, cutoff: float, ask: Ask) -> list[Node]:
    """The two parts of a node under the best question, or the one part that is left.

    cutoff: the loss from which on parts are dropped.
    """
    room = cutoff - node.loss
    columns, scores = worth_asking(node.x, experience.expected(), room)
    seen = experience.times[:, columns].min(axis=0)
    best: list[Node] = []
    best_score, in_vain = -1.0, 0
    for column, score, times in zip(
        columns[:MOST_TRIED].tolist(), scores.tolist(), seen.tolist(), strict=False
    ):
        if score <= best_score or in_vain == TRIED_IN_VAIN:
            break
        answers = ask(node, column)
        _learn(experience, node, column, answers, room)
        found = [answer for answer in answers if answer is not None]
        if len(found) < 2:
            return found
        down, up = (np.array(answer.loss - node.loss) for answer in found)
        actual = float(merit(down, up, room))
        in_vain += 1
        if actual > best_score:
            best, best_score, in_vain = found, actual, 0
        if times >= RELIABLE:
            break
    return best


def _learn(
    experience: Experience,
    node: Node,
    column: int,
    answers: tuple[Node | None, Node | None],
    room: float,
) -> None:
    part = node.x[column] - np.floor(node.x[column])
    for side, moved in ((DOWN, part), (UP, 1 - part)):
        answer = answers[side]
        lost = room if answer is None else max(0.0, answer.loss - node.loss)
        if np.isfinite(lost):
            experience.learn(column, side, lost / moved)
