"""The decisions of a model: choices of at most one column, and whole columns that stand alone.

Beside the whole columns stand sums of them, which say more about a plan than any one column; see
partial_sums.py and counts.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.matrix import Kind, Name
from planner.solving.counts import counts
from planner.solving.partial_sums import Choice, choices_of, partial_sums
from planner.solving.program import Program, program_of
from planner.solving.reduction import Reduced


@dataclass(frozen=True)
class Decisions:
    """Places are among the whole numbers of the model: first its whole columns, then the sums."""

    program: Program
    place: np.ndarray
    """Of every column, its place among the whole columns; -1 for the others."""
    own: int
    """How many whole numbers are columns."""
    lower: np.ndarray
    upper: np.ndarray
    weight: np.ndarray
    """What each moves in the objective, itself or the largest of its members."""
    units: tuple[Choice, ...]
    """Every whole column is in one of them at least; the dearest first."""

    def free_sums(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds that set the columns to these values and leave the sums to follow."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[: self.own] = upper[: self.own] = values[: self.own]
        return lower, upper

    def middle(self) -> np.ndarray:
        """(own,) every choice made, all ways of it alike."""
        middle = np.full(self.own, 0.5)
        for unit in self.units:
            middle[self.place[list(unit.columns)]] = 1.0 / max(2, len(unit.columns))
        return middle


def decisions_of(
    model: Reduced,
    names: tuple[Name, ...],
    kinds: Mapping[Name, Kind],
) -> Decisions:
    """The decisions of a reduced model. names, kinds: those of the matrix it comes from."""
    choices = choices_of(model, names)
    whole = np.flatnonzero(model.integer)
    own = len(whole)
    place = np.full(len(model.cost), -1)
    place[whole] = np.arange(own)
    sums = partial_sums(choices)
    at_most_one = len(sums)
    named = {column: names[model.origin[column]] for column in whole.tolist()}
    built = {column: kinds[name] for column, name in named.items() if name in kinds}
    known = set(sums)
    sums += [members for members in counts(built) if members not in known]
    sum_upper = np.array(
        [1.0] * at_most_one
        + [float(model.upper[list(members)].sum()) for members in sums[at_most_one:]]
    )
    size = np.abs(model.cost)
    in_choices = {column for choice in choices for column in choice.columns}
    alone = [Choice((column,), ()) for column in whole.tolist() if column not in in_choices]
    units = sorted([*choices, *alone], key=lambda unit: -float(size[list(unit.columns)].max()))
    return Decisions(
        program=program_of(model, sums, sum_upper),
        place=place,
        own=own,
        lower=np.concatenate([model.lower[whole], np.zeros(len(sums))]),
        upper=np.concatenate([model.upper[whole], sum_upper]),
        weight=np.concatenate([size[whole], [size[list(members)].max() for members in sums]]),
        units=tuple(units),
    )
