"""Which question to ask next: the one whose both answers make a relaxed plan worse.

What asking about a column cost, per unit that it was moved, is remembered for each column and side
and used as an estimate later. A column that was never asked about is estimated by its weight in the
objective, times what a unit of weight turned out to matter for the others.
"""

import numpy as np

WHOLE = 1e-6
"""How far a value may be from a whole number and still count as one."""

DOWN, UP = 0, 1


class Experience:
    """What was learnt from asking."""

    def __init__(self, weight: np.ndarray) -> None:
        """weight: what each whole column moves in the objective, itself or by its members."""
        self.weight = weight
        self.lost = np.zeros((2, len(weight)))
        self.times = np.zeros((2, len(weight)), dtype=int)

    def learn(self, column: int, side: int, loss_per_unit: float) -> None:
        self.lost[side, column] += loss_per_unit
        self.times[side, column] += 1

    def expected(self) -> np.ndarray:
        """Loss per unit moved, by side and column."""
        known = self.times > 0
        mean = np.where(known, self.lost / np.maximum(self.times, 1), 0.0)
        for side in (DOWN, UP):
            asked = known[side]
            base = float(self.weight[asked].sum())
            rate = mean[side][asked].sum() / base if base > 0 else 1.0
            mean[side][~asked] = rate * self.weight[~asked]
        return mean


def undecided(x: np.ndarray) -> np.ndarray:
    """The places of the values that are not whole."""
    return np.flatnonzero(np.abs(x - np.round(x)) > WHOLE)


def worth_asking(x: np.ndarray, expected: np.ndarray, room: float) -> tuple[np.ndarray, np.ndarray]:
    """The undecided columns, best first, and how well each does.

    room: what a relaxed plan may lose before it is of no interest; more counts for nothing.
    """
    columns = undecided(x)
    part = x[columns] - np.floor(x[columns])
    score = merit(expected[DOWN, columns] * part, expected[UP, columns] * (1 - part), room)
    order = np.argsort(-score, kind="stable")
    return columns[order], score[order]


def merit(down: np.ndarray, up: np.ndarray, room: float) -> np.ndarray:
    """Product of both losses: a question with one painless answer is a poor one."""
    least = 1e-6 * room if np.isfinite(room) else 1e-6
    product: np.ndarray = np.clip(down, least, room) * np.clip(up, least, room)
    return product
