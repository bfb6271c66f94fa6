"""Stacked tables: for each thing a row a run, then a row a difference, with a column a period.

    source     run    2026  2027-28   horizon
    transport  A       1.2      1.5       4.2
               B       1.2      1.7       4.6
               B - A     -     +0.2      +0.4

Every row carries its texts, so that the sheet can be filtered; those of the rows below the first
are quiet. Differences and totals are formulas.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.comparison.beside_table import (
    TOP,
    difference_names,
    signed,
    write_header,
)
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.styles import number_format

Key = tuple[str, ...]
_WIDEST = 64


@dataclass(frozen=True)
class Stacked:
    """A table to write."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]
    """Periods, and the end of the horizon where there is such a column."""
    labels: tuple[str, ...]
    values: Mapping[tuple[Key, str, str], float]
    """By texts, run and column."""
    rows: tuple[Key, ...]
    absent: float
    """Value of what has no entry: 0, or not a number where it is not known."""

    def of(self, key: Key, label: str) -> list[float]:
        return [self.values.get((key, label, column), self.absent) for column in self.columns]


def stacked(
    table: pd.DataFrame, keys: Sequence[str], columns: Sequence[str], labels: Sequence[str],
    absent: float = 0.0,
) -> Stacked:  # fmt: skip
    """Stack a table of ``beside`` that has a row for each period."""
    values = {}
    for record in table.to_dict("records"):
        key = tuple(str(record[name]) for name in keys)
        for label in labels:
            values[key, label, str(record["period"])] = float(record[label])
    rows = tuple(dict.fromkeys(key for key, _, _ in values))
    return Stacked(tuple(keys), tuple(columns), tuple(labels), values, rows, absent)


Unit = Callable[[Key], str]
Weights = Callable[[Key], Sequence[float] | None]
"""What a value of each column counts for in the total of a row; None: it has no total."""


def write_stacked(
    book: Book, name: str, table: Stacked, unit: Unit, weights: Weights, total: str | None,
    texts: Sequence[str] | None = None,
) -> int:  # fmt: skip
    """Write the table below the names of the runs. Returns the last row.

    unit: of the values of a row. total: header of the total to the right, None where there is
    none. texts: what the leading columns are called.
    """
    sheet, styles, lead = book.sheet(name), book.styles, len(table.keys) + 1
    numbers = [*table.columns, *([] if total is None else [total])]
    write_header(book, name, TOP, [*(texts or table.keys), "run"], numbers)
    row = TOP + 1
    for key in table.rows:
        counts = None if total is None else weights(key)
        row = _write_group(book, name, table, key, row, unit(key), counts, total is not None)
    for column, text in enumerate(table.keys):
        longest = max((len(key[column]) for key in table.rows), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(longest, len(text)) + 5))
    sheet.set_column(lead - 1, lead - 1, 8)
    last = lead + len(numbers) - 1
    sheet.set_column(lead, last, 13)
    sheet.freeze_panes(TOP + 1, lead)
    sheet.repeat_rows(TOP)
    if table.rows:
        sheet.autofilter(TOP, 0, row - 1, last)
    else:
        sheet.write_string(row, 0, "none", styles("quiet", "inset"))
    return row - 1


def _write_group(
    book: Book, name: str, table: Stacked, key: Key, first: int, unit: str,
    weights: Sequence[float] | None, has_total: bool,
) -> int:  # fmt: skip
    """The rows of one thing. Returns the row after them."""
    by_run = [table.of(key, label) for label in table.labels]
    known = [value for values in by_run for value in values if not isnan(value)]
    number = number_format(unit, known, dash=True)
    names = [*table.labels, *difference_names(table.labels)]
    for place, label in enumerate(names):
        row, change = first + place, place - len(by_run) + 1
        traits = ("subtotal",) if place >= len(by_run) else ()
        if row == first + len(names) - 1:
            traits = (*traits, "ruled")
        _write_texts(book, name, row, (*key, label), place == 0, traits)
        if change > 0:
            style = book.styles(*traits, number=signed(number.split(";")[0]))
            _write_changes(book, name, first, row, change, by_run, len(key) + 1, style)
        else:
            style = book.styles(*traits, number=number)
            _write_values(book, name, row, by_run[place], len(key) + 1, style)
        if has_total:
            _write_total(book, name, row, first, change, by_run, len(key) + 1, weights, style)
    return first + len(names)


def _write_texts(
    book: Book, name: str, row: int, texts: Sequence[str], is_first: bool, traits: tuple[str, ...]
) -> None:
    sheet, styles = book.sheet(name), book.styles
    for column, text in enumerate(texts):
        quiet = () if is_first or column == len(texts) - 1 else ("quiet",)
        sheet.write_string(row, column, text, styles("inset", *traits, *quiet))


def _write_values(
    book: Book, name: str, row: int, values: Sequence[float], lead: int, style: object
) -> None:
    for column, value in enumerate(values, start=lead):
        if isnan(value):
            book.sheet(name).write_blank(row, column, None, style)
        else:
            book.sheet(name).write_number(row, column, value, style)


def _write_changes(
    book: Book, name: str, first: int, row: int, change: int, by_run: Sequence[Sequence[float]],
    lead: int, style: object,
) -> None:  # fmt: skip
    for place, (before, here) in enumerate(zip(by_run[0], by_run[change], strict=True)):
        column = lead + place
        if isnan(before) or isnan(here):
            book.sheet(name).write_blank(row, column, None, style)
        else:
            live = f"={cell(first + change, column)}-{cell(first, column)}"
            book.sheet(name).write_formula(row, column, live, style, here - before)


def _write_total(
    book: Book, name: str, row: int, first: int, change: int, by_run: Sequence[Sequence[float]],
    lead: int, weights: Sequence[float] | None, style: object,
) -> None:  # fmt: skip
    column = lead + len(by_run[0])
    mine = by_run[change] if change > 0 else by_run[row - first]
    sums = [
        sum(value * weight for value, weight in zip(values, weights or (), strict=False))
        for values in (by_run[0], mine)
    ]
    if weights is None or any(map(isnan, sums)):
        book.sheet(name).write_blank(row, column, None, style)
    elif change > 0:
        live = f"={cell(first + change, column)}-{cell(first, column)}"
        book.sheet(name).write_formula(row, column, live, style, sums[1] - sums[0])
    else:
        counts = ",".join(f"{weight:g}" for weight in weights)
        ends = f"{cell(row, lead)}:{cell(row, column - 1)}"
        live = f"=SUMPRODUCT({ends},{{{counts}}})"
        book.sheet(name).write_formula(row, column, live, style, sums[1])
