"""What one search leaves to the next of the same shape: questions that told, and prices.

After a change of prices or arisings, or with one site forced, the questions that proved the last
plan prove the next one as well, without trying others; and prices of rows give a cut whatever the
costs and sides are now, as any prices do. Nothing of this is trusted: every question is answered
anew, and every cut is worked out from the new data.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.matrix import Matrix, Name

Path = tuple[tuple[int, int, int], ...]
"""Whole number, side and where it was split, from the root on."""


@dataclass(frozen=True)
class Knowledge:
    """Of a search, for another with the same columns and rows."""

    columns: tuple[Name, ...]
    rows: tuple[Name, ...]
    questions: Mapping[Path, tuple[int, int]]
    """Part of the search -> whole number that was asked about, and where it was split."""
    prices: tuple[tuple[tuple[np.ndarray, np.ndarray], ...], ...]
    """Of every block, prices of its rows and the sums of its groups at which they were found."""

    def fits(self, matrix: Matrix) -> bool:
        return self.columns == matrix.columns and self.rows == matrix.rows
