"""A basis by the numbers of columns and rows, so that it fits any selection of them."""

from dataclasses import dataclass

import highspy
import numpy as np

_AT = highspy.HighsBasisStatus
_LOWER, _BASIC, _UPPER = int(_AT.kLower), int(_AT.kBasic), int(_AT.kUpper)


@dataclass(frozen=True)
class Basis:
    """What is not named is at its lower bound, if a column, or basic, if a row."""

    basic: np.ndarray
    """Columns."""
    at_upper: np.ndarray
    """Columns."""
    rows_at_lower: np.ndarray
    rows_at_upper: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        return np.concatenate([self.rows_at_lower, self.rows_at_upper])


def portable(basis: highspy.HighsBasis, columns: np.ndarray, rows: np.ndarray) -> Basis:
    """The basis of a model that holds these columns and rows."""
    of_columns = np.array([int(status) for status in basis.col_status])
    of_rows = np.array([int(status) for status in basis.row_status])
    return Basis(
        basic=columns[of_columns == _BASIC],
        at_upper=columns[of_columns == _UPPER],
        rows_at_lower=rows[(of_rows != _BASIC) & (of_rows != _UPPER)],
        rows_at_upper=rows[of_rows == _UPPER],
    )


def fitted(basis: Basis, place_of_column: np.ndarray, place_of_row: np.ndarray,
           columns: int, rows: int) -> highspy.HighsBasis:  # fmt: skip
    """The basis for a model with so many columns and rows, at those places; -1 is not there."""
    of_columns = [_AT.kLower] * columns
    of_rows = [_AT.kBasic] * rows
    for status, which, place, statuses in (
        (_AT.kBasic, basis.basic, place_of_column, of_columns),
        (_AT.kUpper, basis.at_upper, place_of_column, of_columns),
        (_AT.kLower, basis.rows_at_lower, place_of_row, of_rows),
        (_AT.kUpper, basis.rows_at_upper, place_of_row, of_rows),
    ):
        for number in place[which].tolist():
            if number >= 0:
                statuses[number] = status
    found = highspy.HighsBasis()
    found.col_status, found.row_status = of_columns, of_rows
    found.valid = True
    return found
