"""Partial sums: whole numbers that say more about a plan than single yes-or-no columns.

Of the columns of a row  z1 + z2 + ... <= 1  at most one is 1: a plant is built once, in one period
and size. Setting one of them to 0 changes next to nothing, as its neighbours take its place. The
sums over its first members ask the questions that matter,

    is the plant built by 2032?     is it built in one of the two smallest sizes?

are whole numbers as well, and cut a relaxed plan in two halves that are both much worse.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planner.matrix import Name
from planner.solving.reduction import Reduced


@dataclass(frozen=True)
class Choice:
    """Columns of which at most one is 1, in the order of the matrix."""

    columns: tuple[int, ...]
    heads: tuple[tuple[tuple[int, ...], ...], ...]
    """For each place in the index that differs: its first members, by one entry more each time."""


def choices_of(model: Reduced, names: tuple[Name, ...]) -> list[Choice]:
    """Every choice of a model.

    names: those of the columns of the matrix that the model was reduced from.
    """
    return [
        Choice(columns, tuple(_heads(columns, told) for told in _places(columns, model, names)))
        for columns in _at_most_one(model)
    ]


def partial_sums(choices: Iterable[Choice]) -> list[tuple[int, ...]]:
    """The members of every partial sum of two columns or more."""
    return list(
        dict.fromkeys(
            head for choice in choices for along in choice.heads for head in along if len(head) > 1
        )
    )


def _at_most_one(model: Reduced) -> list[tuple[int, ...]]:
    """The columns of rows of whole columns, each 0 or 1, that add up to 1 at most."""
    rows = model.A.tocsr()
    binary = model.integer & (model.lower == 0) & (model.upper == 1)
    others = model.A[:, ~binary].getnnz(axis=1)
    found = []
    for row in np.flatnonzero((others == 0) & (np.diff(rows.indptr) > 1)):
        entries = slice(rows.indptr[row], rows.indptr[row + 1])
        size = rows.data[entries][0]
        side = model.row_upper[row] if size > 0 else -model.row_lower[row]
        if (rows.data[entries] == size).all() and side < 2 * abs(size) and side >= 0:
            found.append(tuple(sorted(rows.indices[entries].tolist())))
    # A row within another, as 'closed by 2030' in 'closed ever', asks nothing new.
    found.sort(key=lambda columns: (-len(columns), columns))
    kept: list[tuple[int, ...]] = []
    kept_with: dict[int, list[set[int]]] = defaultdict(list)
    for columns in found:
        if not any(larger.issuperset(columns) for larger in kept_with[columns[0]]):
            kept.append(columns)
            for column in columns:
                kept_with[column].append(set(columns))
    return sorted(kept)


def _places(
    columns: tuple[int, ...], model: Reduced, names: tuple[Name, ...]
) -> list[dict[int, str]]:
    """For each place in the index where the names differ: column -> what it says there."""
    named = [names[model.origin[column]] for column in columns]
    if len({(name.of, len(name.index)) for name in named}) > 1:
        return [dict(zip(columns, map(str, named), strict=True))]
    places = []
    for place in range(len(named[0].index)):
        told = [name.index[place] for name in named]
        if len(set(told)) > 1:
            places.append(dict(zip(columns, told, strict=True)))
    return places


def _heads(columns: tuple[int, ...], told: dict[int, str]) -> tuple[tuple[int, ...], ...]:
    """The columns of the first entry, of the first two, and so on up to all."""
    entries = list(dict.fromkeys(told[column] for column in columns))
    return tuple(
        tuple(column for column in columns if told[column] in entries[:length])
        for length in range(1, len(entries) + 1)
    )
