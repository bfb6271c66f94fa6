"""Implied bounds: how large a column can get, by the rows it stands in.

    a x <= side - least that the others of the row add up to

Flows have no upper bound of their own, but what arises bounds all that comes of it. With finite
bounds everywhere, any prices of the rows give a bound on the loss; see program.py.
"""

import numpy as np
import scipy.sparse as sp

MOST_SWEEPS = 12

SLACK = 1e-6
"""Added to what is implied, relative: so that rounding cuts off no plan."""


def implied_upper(
    A: sp.csr_matrix,
    row_lower: np.ndarray,
    row_upper: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
) -> np.ndarray:
    """Upper bounds of the columns, (columns,), where the rows imply lower ones than given.

    Infinite where nothing does. Columns without a finite lower bound keep their upper bound.
    """
    entries = A.tocoo()
    row, column, value = entries.row, entries.col, entries.data
    upper = upper.copy()
    # Every row as <= : once as it stands, once with its sign changed.
    sides = [(value, row_upper), (-value, -row_lower)]
    for _ in range(MOST_SWEEPS):
        before = np.isfinite(upper).sum()
        for factor, side in sides:
            least = np.where(factor > 0, factor * lower[column], factor * upper[column])
            endless = np.isinf(least)
            known = np.bincount(row, np.where(endless, 0.0, least), minlength=A.shape[0])
            unknown = np.bincount(row, endless, minlength=A.shape[0])
            usable = (
                (factor > 0) & np.isfinite(side[row]) & (unknown[row] == 0)
                & np.isfinite(lower[column])
            )  # fmt: skip
            of_row = row[usable]
            most = (side[of_row] - known[of_row] + least[usable]) / factor[usable]
            most += SLACK * np.maximum(1.0, np.abs(most))
            np.minimum.at(upper, column[usable], most)
        if np.isfinite(upper).sum() == before:
            break
    implied: np.ndarray = np.maximum(upper, lower)
    return implied
