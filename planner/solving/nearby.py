"""Designs that the cuts of a master of one block think well of, found by descent from known ones.

One design differs from the next by what is built in one place, or by a place for another. The cuts
tell what each would lose at least without asking the block.
"""

import numpy as np

from planner.solving.master import Cuts, Frame
from planner.solving.relaxation import MISSED

MOST_STEPS = 30


def descended(
    frame: Frame, cuts: Cuts, values: np.ndarray, bounds: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, float]:
    """The design at the end of a steepest descent, and what it loses at least.

    values: whole columns to begin with, each 0 or 1. bounds: that designs keep to.
    """
    prices = cuts.stacked[0] @ frame.groups[0]
    weight = cuts.weight[cuts.of_block[0]]
    constant = cuts.constant[cuts.of_block[0]]
    costs = frame.cost[: frame.own]
    first = frame.first_sum - len(frame.members)
    rows = frame.rows[:first, : frame.own].toarray()
    sides = frame.row_lower[:first], frame.row_upper[:first]
    free = bounds[0] < bounds[1]

    def lost(added: np.ndarray) -> np.ndarray:
        """(designs,) for designs that add (whole columns, designs) to the values."""
        said = (constant + prices @ values)[:, None] + prices @ added
        losses = np.where(weight[:, None] > 0, said, -np.inf).max(axis=0)
        total = frame.offset + costs @ values + costs @ added + losses
        design = (rows @ values)[:, None] + rows @ added
        fits = (design >= sides[0][:, None] - MISSED).all(axis=0)
        fits &= (design <= sides[1][:, None] + MISSED).all(axis=0)
        fits &= (np.where(weight[:, None] > 0, -np.inf, said) <= MISSED).all(axis=0)
        return np.where(fits, total, np.inf)

    now = float(lost(np.zeros((frame.own, 1)))[0])
    for _ in range(MOST_STEPS):
        moves = _moves(values, free)
        if moves.shape[1] == 0:
            break
        found = lost(moves)
        best = int(np.argmin(found))
        if not found[best] < now:
            break
        values, now = values + moves[:, best], float(found[best])
    return values, now


def _moves(values: np.ndarray, free: np.ndarray) -> np.ndarray:
    """(whole columns, moves) what is added: one built, one not, or one for another."""
    built, empty = np.flatnonzero(free & (values > 0.5)), np.flatnonzero(free & (values < 0.5))
    flips = np.flatnonzero(free)
    moves = np.zeros((len(values), len(flips) + len(built) * len(empty)))
    moves[flips, np.arange(len(flips))] = 1 - 2 * values[flips]
    place = len(flips) + np.arange(len(built) * len(empty))
    moves[np.repeat(built, len(empty)), place] = -1
    moves[np.tile(empty, len(built)), place] = 1
    return moves
