"""A mixed-integer programme as a sparse matrix with named columns and rows.

The model room makes it, the solving room solves it; neither knows the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp


class Name(NamedTuple):
    """Name of a column or row: a decision or rule, and what it is indexed by."""

    of: str
    index: tuple[str, ...]  # type: ignore[assignment]  # hides tuple.index, which nobody needs

    def __str__(self) -> str:
        return f"{self.of}[{', '.join(self.index)}]"


class LinearForm(NamedTuple):
    """coefficients x columns + constant."""

    columns: np.ndarray
    coefficients: np.ndarray
    constant: float

    def value(self, x: np.ndarray) -> float:
        return float(self.coefficients @ x[self.columns]) + self.constant


class Kind(NamedTuple):
    """What a whole column builds, its place left out."""

    family: str
    """What it is counted with."""
    size: float
    since: int
    """Number of the period from which on it stands."""


@dataclass(frozen=True)
class Matrix:
    """maximise cost x + offset subject to row_lower <= A x <= row_upper, lower <= x <= upper."""

    columns: tuple[Name, ...]
    cost: np.ndarray
    offset: float
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    """True where a column takes whole values."""
    rows: tuple[Name, ...]
    A: sp.csc_matrix
    row_lower: np.ndarray
    row_upper: np.ndarray
    accounts: Mapping[Name, LinearForm]
    """Named amounts that reports read: costs, incomes and emissions, entry by entry."""
    eased: Mapping[str, str]
    """Rules that the user set and could ease -> how to say that one is broken, when no plan exists.

    The sentence names parts of the index as {0}, {1}, ... and the tonnes a year as {tonnes}.
    """

    kinds: Mapping[Name, Kind] = field(default_factory=dict)
    """Whole columns that build something -> what."""

    @cached_property
    def position(self) -> Mapping[Name, int]:
        """Column of each name."""
        return {name: position for position, name in enumerate(self.columns)}

    def values(self, x: np.ndarray) -> dict[str, dict[tuple[str, ...], float]]:
        """Decision -> index -> value."""
        found: dict[str, dict[tuple[str, ...], float]] = {}
        for name, value in zip(self.columns, x.tolist(), strict=True):
            found.setdefault(name.of, {})[name.index] = value
        return found
