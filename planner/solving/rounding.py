"""A whole plan from a relaxed one: what is half built is built, the dearest decisions first.

Of every choice the middle member is taken, the one at which the sum along each place in its index
passes one half of the whole: a plant that a relaxed plan builds over three periods is built in the
middle one. After each stage the relaxed model is solved again with what was decided so far.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from planner.solving.decisions import Decisions
from planner.solving.partial_sums import Choice

STAGE = 0.4
"""A stage decides what weighs at least this share of the dearest that is not yet decided."""

MOST_STAGES = 5


class Whole(Protocol):
    """What was solved, with its whole numbers."""

    @property
    def whole(self) -> np.ndarray: ...


Found = TypeVar("Found", bound=Whole)


def rounded(
    decisions: Decisions,
    x: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    solve: Callable[[np.ndarray, np.ndarray], Found | None],
) -> Found | None:
    """The plan that a relaxed plan rounds to. x, lower, upper: of the whole columns.

    None where it is not feasible, or solve finds it too bad on the way.
    """
    lower, upper = lower.copy(), upper.copy()
    lower[decisions.own :] = decisions.lower[decisions.own :]
    upper[decisions.own :] = decisions.upper[decisions.own :]
    found = None
    for stage in _stages(decisions):
        for unit in stage:
            _decide(decisions, unit, x, lower, upper)
        found = solve(lower, upper)
        if found is None:
            return None
        x = found.whole
    return found


def _stages(decisions: Decisions) -> list[list[Choice]]:
    stages: list[list[Choice]] = []
    dearest = float("inf")
    for unit in decisions.units:
        weight = float(decisions.weight[decisions.place[list(unit.columns)]].max())
        if weight < STAGE * dearest and len(stages) < MOST_STAGES:
            stages.append([])
            dearest = weight
        stages[-1].append(unit)
    return stages


def _decide(
    decisions: Decisions, unit: Choice, x: np.ndarray, lower: np.ndarray, upper: np.ndarray
) -> None:
    places = decisions.place[list(unit.columns)]
    if not unit.heads:
        value = np.clip(np.round(x[places]), lower[places], upper[places])
    else:
        value = np.zeros(len(places))
        if x[places].sum() >= 0.5 or lower[places].any():
            value[unit.columns.index(_middle(decisions, unit, x))] = 1.0
    lower[places] = upper[places] = value


def _middle(decisions: Decisions, unit: Choice, x: np.ndarray) -> int:
    """The member in the middle of the choice; the largest where the middles do not meet."""

    def total(columns: tuple[int, ...]) -> float:
        return float(x[decisions.place[list(columns)]].sum())

    members = set(unit.columns)
    half = total(unit.columns) / 2
    for along in unit.heads:
        before: set[int] = set()
        for head in along:
            if total(head) >= half:
                members &= set(head) - before
                break
            before = set(head)
    return max(sorted(members or unit.columns), key=lambda column: total((column,)))
