"""Those who work out the blocks at given values of the whole columns, at the same time.

The workers share the blocks of one point after the other. Where there is one block alone, each has
a copy of it, and they share the points.
"""

from collections.abc import Sequence

import numpy as np

from planner.solving.blocks import Block
from planner.solving.detail import Bundle, of_block
from planner.solving.master import Frame
from planner.solving.part import Part, Solved
from planner.solving.team import WORKERS, Team

Parts = dict[int, tuple[Solved, np.ndarray]]
"""Blocks at some sums of their groups, and those sums."""


class Crew:
    """Each always works on the same blocks, so that results repeat."""

    def __init__(
        self,
        blocks: Sequence[Block],
        frame: Frame,
        bundles: Sequence[Bundle],
        shape: tuple[int, int],
        team: Team,
        seed: int,
        ends: float,
        slack: float,
    ) -> None:
        """shape: of the matrix of the model. ends, slack: as of a Part."""
        self.frame, self.team = frame, team
        self.alone = len(blocks) == 1
        self.parts = [
            [
                Part(block, seed, ends, slack, of_block(bundles, block.columns, block.rows, shape))
                for _ in range(WORKERS if self.alone else 1)
            ]
            for block in blocks
        ]
        sizes = [len(block.columns) for block in blocks]
        order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        self.shares = [order[worker::WORKERS] for worker in range(WORKERS)]
        """The blocks of each worker."""

    def at(self, *points: np.ndarray) -> list[Parts]:
        """Every block solved at these values of the whole columns. Errors: as ``Part.solve``."""
        if self.alone:
            pairs = [list(points[first:][:WORKERS]) for first in range(0, len(points), WORKERS)]
            return [
                parts
                for pair in pairs
                for parts in self.team.together(lambda n, own: self._solve(n, [0], own), pair)
            ]
        found = []
        for own in points:
            tasks = [(numbers, own) for numbers in self.shares]
            shares = self.team.together(lambda _, task: self._solve(0, *task), tasks)
            found.append({number: part for share in shares for number, part in share.items()})
        return found

    def _solve(self, copy: int, numbers: list[int], own: np.ndarray) -> Parts:
        sums = {number: self.frame.groups[number] @ own for number in numbers}
        return {n: (self.parts[n][copy].solve(at), at) for n, at in sums.items()}

    def loss(self, own: np.ndarray, parts: Parts) -> float:
        """What is lost with these whole columns in all."""
        costs = self.frame.offset + float(self.frame.cost[: self.frame.own] @ own)
        return costs + sum(found.loss for found, _ in parts.values())

    def floor(self, number: int) -> Solved:
        """What a block loses at least whatever is built."""
        return Solved(-np.inf, None, self.parts[number][0].floor())
