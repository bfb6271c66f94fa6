"""A better plan from a good one: change one decision at a time, the most promising first.

Every solved plan tells what other plans cost at least: by the duality of linear programmes

    loss of any plan >= loss of this plan + prices x (its whole columns - those of this plan)

With all such cuts seen so far, most changes are known to be in vain without being tried.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from planner.solving.decisions import Decisions
from planner.solving.relaxation import Relaxed

MOST_CUTS = 1000
"""Cuts kept; the oldest go first."""

NONE = -1

SolveAll = Callable[[list[np.ndarray]], list[Relaxed | None]]
"""Plans for several settings of the own columns, in that order."""


class Foresight(Protocol):
    """What is known of plans that were not tried."""

    def add(self, found: Relaxed, values: np.ndarray) -> None:
        """Learn from a plan with these values of the whole columns."""
        ...

    def at_least(self, moves: "Moves", values: np.ndarray) -> np.ndarray:
        """(moves,) the loss that each move from these values leads to, at least."""
        ...


@dataclass
class Cuts:
    """loss >= constant + prices x whole columns, for each cut."""

    constants: list[float] = field(default_factory=list)
    prices: list[np.ndarray] = field(default_factory=list)

    def add(self, found: Relaxed, values: np.ndarray) -> None:
        prices = found.prices[: len(values)]
        self.constants.append(found.least - float(prices @ values))
        self.prices.append(prices)
        if len(self.constants) > MOST_CUTS:
            del self.constants[0], self.prices[0]

    def at_least(self, moves: "Moves", values: np.ndarray) -> np.ndarray:
        prices = np.array(self.prices)
        now = np.array(self.constants) + prices @ values
        least: np.ndarray = (now[:, None] + moves.changed(values, prices)).max(axis=0)
        return least


class Moves:
    """All ways to change one decision: nothing chosen, or one member of the unit."""

    def __init__(self, decisions: Decisions) -> None:
        self.own = decisions.own
        units, members = [], []
        for number, unit in enumerate(decisions.units):
            places = decisions.place[list(unit.columns)].tolist()
            if decisions.lower[places].any():
                continue
            for member in [NONE, *(p for p in places if decisions.upper[p] > 0)]:
                units.append(number)
                members.append(member)
        self.unit = np.array(units, dtype=int)
        self.member = np.array(members, dtype=int)
        self.places = [decisions.place[list(unit.columns)] for unit in decisions.units]

    def made(self, move: int, values: np.ndarray) -> np.ndarray:
        values = values.copy()
        values[self.places[self.unit[move]]] = 0.0
        if self.member[move] != NONE:
            values[self.member[move]] = 1.0
        return values

    def changed(self, values: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """(cuts, moves) what each move adds to prices x values, for each row of prices."""
        parts = np.stack([prices[:, p] @ values[p] for p in self.places], axis=1)
        then = -parts[:, self.unit]
        set_to = self.member != NONE
        then[:, set_to] += prices[:, self.member[set_to]]
        return then

    def idle(self, values: np.ndarray) -> np.ndarray:
        """(moves,) those that change nothing."""
        chosen = np.array([values[p].sum() > 0.5 for p in self.places])
        same: np.ndarray = np.where(
            self.member != NONE, values[self.member] > 0.5, ~chosen[self.unit]
        )
        return same


def improved(
    plan: Relaxed,
    decisions: Decisions,
    foresight: Foresight,
    solve_all: SolveAll,
    at_once: int,
    least_gain: float,
    most_solves: int,
) -> tuple[Relaxed, bool]:
    """The plan from which no single change promises more than least_gain, and True.

    After most_solves: the best so far, and False. Going on from there repeats next to nothing, as
    the cuts remember what was tried.
    """
    moves = Moves(decisions)
    if len(moves.unit) == 0:
        return plan, True
    values = _own(plan, decisions)
    foresight.add(plan, values)
    again = True
    while again:
        again = False
        tried = np.zeros(len(moves.unit), dtype=bool)
        while True:
            least = foresight.at_least(moves, values)
            least[moves.idle(values)] = np.inf
            promising = np.flatnonzero((least < plan.loss - least_gain) & ~tried)
            if len(promising) == 0:
                break
            chosen = promising[np.argsort(least[promising], kind="stable")[:at_once]]
            tried[chosen] = True
            if most_solves <= 0:
                return plan, False
            most_solves -= len(chosen)
            settings = [moves.made(move, values) for move in chosen]
            for setting, found in zip(settings, solve_all(settings), strict=True):
                if found is None:
                    continue
                foresight.add(found, setting)
                if found.loss < plan.loss:
                    plan, values, again = found, setting, True
    return plan, True


def _own(plan: Relaxed, decisions: Decisions) -> np.ndarray:
    return np.round(plan.whole[: decisions.own])
