"""The decisions of a model: choices of at most one column, and whole columns that stand alone."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from planner.solving.partial_sums import Choice, Summed


@dataclass(frozen=True)
class Decisions:
    """Places are among the whole columns of the model: first its own, then the partial sums."""

    summed: Summed
    place: np.ndarray
    """Of every column, its place among the whole columns; -1 for the others."""
    own: int
    """How many whole columns are no partial sums."""
    lower: np.ndarray
    upper: np.ndarray
    weight: np.ndarray
    """What each moves in the objective, itself or the largest of its members."""
    units: tuple[Choice, ...]
    """Every whole column is in one of them at least; the dearest first."""
    membership: sp.csr_matrix
    """1 where an own column is a member of a partial sum, one row for each sum."""

    def own_prices(self, prices: np.ndarray) -> np.ndarray:
        """Prices of the own columns, with those of the sums that move with them."""
        with_sums: np.ndarray = prices[: self.own] + self.membership.T @ prices[self.own :]
        return with_sums

    def free_sums(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds that set the own columns to these values and leave the partial sums to follow."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[: self.own] = upper[: self.own] = values[: self.own]
        return lower, upper


def decisions_of(summed: Summed) -> Decisions:
    model = summed.model
    count = int(model.integer.sum())
    place = np.full(len(model.cost), -1)
    place[model.integer] = np.arange(count)
    first = len(model.cost) - len(summed.members)
    size = np.abs(model.cost)
    for column, chosen in enumerate(summed.members, start=first):
        size[column] = size[list(chosen)].max()
    in_choices = {column for choice in summed.choices for column in choice.columns}
    alone = [
        Choice((column,), ())
        for column in np.flatnonzero(model.integer[:first]).tolist()
        if column not in in_choices
    ]
    units = sorted(
        [*summed.choices, *alone], key=lambda unit: -float(size[list(unit.columns)].max())
    )
    members = [place[list(chosen)] for chosen in summed.members]
    sizes = [len(chosen) for chosen in members]
    own = count - len(members)
    membership = sp.csr_matrix(
        (
            np.ones(sum(sizes)),
            (np.repeat(np.arange(len(members)), sizes), np.concatenate([*members, []])),
        ),
        shape=(len(members), own),
    )
    return Decisions(
        summed=summed,
        place=place,
        own=own,
        lower=model.lower[model.integer],
        upper=model.upper[model.integer],
        weight=size[model.integer],
        units=tuple(units),
        membership=membership,
    )
