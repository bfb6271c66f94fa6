"""A better plan from a good one: change one decision at a time, the most promising first.

Every solved plan tells what other plans cost at least: by the duality of linear programmes

    loss of any plan >= loss of this plan + prices x (its whole columns - those of this plan)

With all such cuts seen so far, most changes are known to be in vain without being tried.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from planner.solving.decisions import Decisions
from planner.solving.relaxation import Relaxed

MOST_CUTS = 1000
"""Cuts kept; the oldest go first."""

NONE = -1

SolveAll = Callable[[list[np.ndarray]], list[Relaxed | None]]
"""Plans for several settings of the own columns, in that order."""


@dataclass
class Cuts:
    """loss >= constant + prices x own columns, for each cut."""

    constants: list[float] = field(default_factory=list)
    prices: list[np.ndarray] = field(default_factory=list)

    def add(self, found: Relaxed, values: np.ndarray, decisions: Decisions) -> None:
        prices = decisions.own_prices(found.prices)
        self.constants.append(found.loss - float(prices @ values))
        self.prices.append(prices)
        if len(self.constants) > MOST_CUTS:
            del self.constants[0], self.prices[0]


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

    def at_least(self, cuts: Cuts, values: np.ndarray) -> np.ndarray:
        """The loss that each move leads to, at least; infinite where it changes nothing."""
        prices = np.array(cuts.prices)
        parts = np.stack([prices[:, p] @ values[p] for p in self.places], axis=1)
        now = np.array(cuts.constants) + prices @ values
        then = now[:, None] - parts[:, self.unit]
        set_to = self.member != NONE
        then[:, set_to] += prices[:, self.member[set_to]]
        least: np.ndarray = then.max(axis=0)
        chosen = np.array([values[p].sum() > 0.5 for p in self.places])
        same = np.where(set_to, values[self.member] > 0.5, ~chosen[self.unit])
        least[same] = np.inf
        return least


def improved(
    plan: Relaxed,
    decisions: Decisions,
    cuts: Cuts,
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
    cuts.add(plan, values, decisions)
    again = True
    while again:
        again = False
        tried = np.zeros(len(moves.unit), dtype=bool)
        while True:
            least = moves.at_least(cuts, values)
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
                cuts.add(found, setting, decisions)
                if found.loss < plan.loss:
                    plan, values, again = found, setting, True
    return plan, True


def _own(plan: Relaxed, decisions: Decisions) -> np.ndarray:
    return np.round(plan.x[decisions.place >= 0][: decisions.own])
