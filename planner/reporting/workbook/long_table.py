"""Long tables: a header row that stays in view, a filter, units, widths and totals by period."""

import textwrap
from collections.abc import Sequence

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planner.reporting.workbook.book import Book, Place, place, sum_where
from planner.reporting.workbook.styles import line_format, unit_of

MOST_ROWS = 1_048_576
"""Rows of a sheet of Excel."""


def write_long(
    book: Book,
    name: str,
    table: pd.DataFrame,
    totals: Sequence[str] = (),
    by: Sequence[str] = ("period",),
) -> Place:
    """Write a table to its sheet, with the totals of some columns for each group of rows below."""
    sheet = book.sheet(name)
    keys = list(by)
    groups = _groups(table, keys, list(totals))
    table = _fitted(book, name, table, MOST_ROWS - 2 - len(groups))
    where = place(name, table)
    for column, label in enumerate(table.columns):
        sheet.set_column(column, column, width(label, table[label]))
    write_header(book, sheet, 0, table)
    write_rows(book, sheet, 1, table)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)
    if not len(table):
        sheet.write_string(1, 0, "none", book.styles("quiet", "inset"))
    for row, group in enumerate(groups, start=where.last + 1):
        trait = "total" if row == where.last + 1 else "subtotal"
        named = dict(zip(keys, group, strict=True))
        _write_total(book, where, table, row, named, totals, trait)
    return where


def _groups(table: pd.DataFrame, keys: list[str], totals: list[str]) -> list[tuple[str, ...]]:
    """Groups of rows that have a total other than zero."""
    if not totals:
        return []
    some = table[(table[totals].fillna(0) != 0).any(axis=1)]
    return list(some[keys].drop_duplicates().itertuples(index=False, name=None))


def _fitted(book: Book, name: str, table: pd.DataFrame, most: int) -> pd.DataFrame:
    if len(table) <= most:
        return table
    book.problems.append(
        f"The sheet {name} shows the first {most:,} of {len(table):,} rows, as many as a sheet"
        " holds; the whole table is in the CSV and Parquet files of the run."
    )
    return table.head(most)


def write_header(book: Book, sheet: Worksheet, row: int, table: pd.DataFrame) -> None:
    """The header row. Headers of numbers stand to the right, as the numbers do."""
    labels = [header(label, book.currency) for label in table.columns]
    lines = max(
        len(textwrap.wrap(shown, int(width(label, table[label]))))
        for label, shown in zip(table.columns, labels, strict=True)
    )
    sheet.set_row(row, 6 + 12 * lines)
    for column, (label, shown) in enumerate(zip(table.columns, labels, strict=True)):
        side = "right" if is_number(table[label]) else "inset"
        sheet.write_string(row, column, shown, book.styles("header", side))


def header(column: str, currency: str) -> str:
    """A column's name as people read it: "not_collected [t/year]" -> "not collected [t/year]"."""
    name, bracket, unit = column.partition(" [")
    unit = unit.replace("money", currency).replace("share]", "%]")
    return name.replace("_", " ") + bracket + unit


def write_rows(book: Book, sheet: Worksheet, first: int, table: pd.DataFrame) -> None:
    """The values, from a row on. Numbers that are missing and texts that are empty stay blank."""
    numeric = [is_number(table[label]) for label in table.columns]
    formats = [
        book.styles(number=line_format(unit_of(label), table[label].dropna()))
        if number
        else book.styles("inset")
        for label, number in zip(table.columns, numeric, strict=True)
    ]
    for row, values in enumerate(table.itertuples(index=False, name=None), start=first):
        for column, value in enumerate(values):
            if value is None or value != value or value == "":
                continue
            if numeric[column]:
                sheet.write_number(row, column, value, formats[column])
            else:
                sheet.write_string(row, column, str(value), formats[column])


def _write_total(
    book: Book, where: Place, table: pd.DataFrame, row: int, group: dict[str, str],
    totals: Sequence[str], trait: str,
) -> None:  # fmt: skip
    """One row: the sums of the rows of a group, as formulas that follow the table."""
    sheet = book.sheet(where.sheet)
    mine = table[(table[list(group)] == list(group.values())).all(axis=1)]
    cells = [
        (key, "$" + xl_rowcol_to_cell(row, where.columns.index(key)), text)
        for key, text in group.items()
    ]
    texts = group | {next(label for label in where.columns if label not in group): "total"}
    for column, label in enumerate(where.columns):
        if label in totals:
            style = book.styles(trait, number=line_format(unit_of(label), table[label].dropna()))
            formula = sum_where(where, label, cells)
            sheet.write_formula(row, column, formula, style, float(mine[label].sum()))
        elif label in texts:
            sheet.write_string(row, column, texts[label], book.styles(trait, "inset"))
        else:
            sheet.write_blank(row, column, None, book.styles(trait))


def is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and column.dtype != bool


def width(label: str, column: pd.Series) -> float:
    """Wide enough for the values; the header may take several lines."""
    words = max(len(word) for word in header(label, "EUR").split())
    if is_number(column):
        largest = column.abs().max() if len(column) else 0.0
        digits = len(f"{0.0 if largest != largest else largest:,.0f}") + 7
        return float(max(10, digits, words + 3))
    longest = max((len(str(value)) for value in column.unique()[:20_000]), default=4)
    return float(min(46, max(9, longest + 3, words + 4)))
