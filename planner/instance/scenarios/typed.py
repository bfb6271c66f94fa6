"""What is typed inside a cell: the name of a column, or a number."""

from typing import ClassVar

from planner.instance.checks.cells import read_row
from planner.instance.checks.hints import did_you_mean
from planner.instance.columns import Number, Row, column


class _Figure(Row):
    """A cell with a number, to be read as a column of numbers reads it."""

    table: ClassVar[str] = "figures"
    value: Number = column("A number")


def read_number(text: str) -> tuple[float | None, str, str]:
    """The number; or None, what is wrong with it, and a hint."""
    row, faults = read_row(_Figure, {"value": text})
    if isinstance(row, _Figure):
        return row.value, "", ""
    _, _, rule, hint = faults[0]
    return None, rule, hint


def column_named(row_type: type[Row], word: str) -> tuple[str | None, str, str]:
    """The column of that name, with or without its unit; or None, what is wrong, and a hint."""
    headers = row_type.headers()
    for name, header in headers.items():
        if word in (name, header):
            return name, "", ""
    plain = word.split("[")[0].strip()
    if plain in headers:
        return None, f"must read {plain!r} or {headers[plain]!r}", ""
    return None, f"is not a column of {row_type.table}", did_you_mean(plain, headers)
