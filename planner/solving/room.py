"""Which columns a model that has few of them lacks so that each row by itself can be met.

HiGHS calls a model infeasible at the first row that its columns cannot fill, and proofs of that
would bring in the columns of one such row at a time.
"""

import numpy as np
import scipy.sparse as sp

AMPLE = 2.0
"""What columns are added for, of what a row is short of: others need them as well."""

MISSED = 1e-9
"""Relative."""


def columns_for_room(
    A: sp.csr_matrix,
    bounds: tuple[np.ndarray, np.ndarray],
    sides: tuple[np.ndarray, np.ndarray],
    cost: np.ndarray,
    here: np.ndarray,
) -> np.ndarray:
    """The cheapest columns that are not here, for the rows that those here cannot meet.

    here: (columns,) bool. Returns their numbers, none where every row by itself can be met or
    nothing is left that would help.
    """
    entries = A.tocoo()
    lower, upper = bounds
    wanted = []
    for sign, side in ((1.0, sides[0]), (-1.0, -sides[1])):
        a = sign * entries.data
        reach = a * np.where(a > 0, upper[entries.col], lower[entries.col])
        there = here[entries.col]
        short = side - np.bincount(entries.row[there], reach[there], minlength=A.shape[0])
        short[short <= MISSED * np.maximum(1.0, np.abs(side))] = 0.0
        helps = np.flatnonzero(~there & (short[entries.row] > 0) & (reach > 0))
        helps = helps[np.lexsort((cost[entries.col[helps]], entries.row[helps]))]
        row, gained = entries.row[helps], np.minimum(reach[helps], short[entries.row[helps]])
        before = np.cumsum(gained) - gained
        first = np.append(True, row[1:] != row[:-1])[: len(row)]
        before -= before[first][np.cumsum(first) - 1] if len(row) else 0.0
        wanted.append(entries.col[helps[before < AMPLE * short[row]]])
    return np.unique(np.concatenate(wanted))
