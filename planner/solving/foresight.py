"""What the cuts of all blocks say of plans that were not tried."""

import numpy as np

from planner.solving.improvement import Moves
from planner.solving.master import Cuts, Frame
from planner.solving.relaxation import Relaxed

MOST_FORESEEN = 60
"""Cuts of a block looked at for what changes promise, the strongest first."""


class BlockForesight:
    """The cuts of all blocks, each at its strongest for every move."""

    def __init__(self, frame: Frame, cuts: Cuts) -> None:
        self.frame, self.cuts = frame, cuts
        self.prices = [np.zeros((0, frame.own)) for _ in frame.groups]
        """Of every block, (cuts, whole columns)."""

    def add(self, found: Relaxed, values: np.ndarray) -> None:
        """Nothing: the cuts come in where plans are worked out."""

    def at_least(self, moves: Moves, values: np.ndarray) -> np.ndarray:
        own = self.frame.cost[None, : self.frame.own]
        least: np.ndarray = moves.changed(values, own)[0]
        least = least + self.frame.offset + float(own[0] @ values)
        for block, groups in enumerate(self.frame.groups):
            numbers = np.array(self.cuts.of_block[block])
            known = len(self.prices[block])
            if known < len(numbers):
                new = self.cuts.stacked[block][known:] @ groups
                self.prices[block] = np.vstack([self.prices[block], new])
            losses = self.cuts.weight[numbers] > 0
            prices = self.prices[block][losses]
            now = self.cuts.constant[numbers[losses]] + prices @ values
            near = np.argsort(-now)[:MOST_FORESEEN]
            least += (now[near, None] + moves.changed(values, prices[near])).max(axis=0)
        return least
