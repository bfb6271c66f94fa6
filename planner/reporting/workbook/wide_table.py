"""Wide tables: a row per thing, a column per period, totals to the right and below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.styles import number_format

Key = tuple[str, ...]


@dataclass(frozen=True)
class Wide:
    """A table to write: values by the texts that lead a row and by column."""

    keys: tuple[str, ...]
    """What leads a row: element, where."""
    columns: tuple[str, ...]
    """Periods, and the end of the horizon where there is such a column."""
    unit: str
    values: Mapping[tuple[Key, str], float]
    rows: tuple[Key, ...]
    total: str
    """Header of the total to the right."""
    label: str = ""
    """What the values are, where the unit does not say it: present value."""

    @property
    def right(self) -> int:
        """The column of the totals."""
        return len(self.keys) + len(self.columns)


def wide(
    table: pd.DataFrame,
    keys: Sequence[str],
    value: str,
    columns: Sequence[str],
    total: str,
    label: str = "",
) -> Wide:
    """Sum a long table by keys and period. Rows without a value are left out."""
    grouped = table.groupby([*keys, "period"], sort=False)[value].sum()
    values = {(tuple(map(str, index[:-1])), str(index[-1])): v for index, v in grouped.items()}
    rows = tuple(dict.fromkeys(key for (key, _), amount in values.items() if amount))
    unit = value[value.index("[") + 1 : -1]
    return Wide(tuple(keys), tuple(columns), unit, values, rows, total, label)


RowTotal = Callable[[str, str, Key, Sequence[float]], tuple[str, float]]
"""First cell, last cell, the row's texts and values -> formula and its value."""


def sum_of_row(first: str, last: str, key: Key, amounts: Sequence[float]) -> tuple[str, float]:
    return f"=SUM({first}:{last})", sum(amounts)


def over_horizon(book: Book) -> RowTotal:
    """Yearly amounts times the years of each period."""

    def total(first: str, last: str, key: Key, amounts: Sequence[float]) -> tuple[str, float]:
        years = book.years.values()
        weighted = sum(a * n for a, n in zip(amounts, years, strict=True))
        return book.over_horizon(first, last), weighted

    return total


CellFormula = Callable[[Key, str, str, str], str]
"""Texts of a row, column, row's cell reference ("3"), column's header cell -> formula."""


def write_wide(
    book: Book,
    name: str,
    top: int,
    table: Wide,
    row_total: RowTotal = sum_of_row,
    formula: CellFormula | None = None,
    column_totals: bool = True,
) -> Place:
    """Write the table from a row on (0 is the first). With a formula the cells are live."""
    sheet, styles, currency = book.sheet(name), book.styles, book.currency
    unit = table.unit.replace("money", currency)
    lead = len(table.keys)
    sheet.set_row(top, 30)
    for column, text in enumerate(table.keys):
        shown = text
        if table.label and column == 0:
            shown = f"{text}, {table.label} [{unit}]"
        elif not table.label and column == lead - 1:
            shown = f"{text} [{unit}]"
        sheet.write_string(top, column, shown, styles("header", "inset"))
    for column, text in enumerate((*table.columns, table.total), start=lead):
        sheet.write_string(top, column, text.replace("money", currency), styles("header", "right"))
    number = number_format(table.unit, table.values.values(), dash=True)
    totals = []
    for row, key in enumerate(table.rows, start=top + 1):
        for column, text in enumerate(key):
            sheet.write_string(row, column, text, styles("ruled", "inset"))
        amounts = [table.values.get((key, column), 0.0) for column in table.columns]
        for column, (label, amount) in enumerate(
            zip(table.columns, amounts, strict=True), start=lead
        ):
            style = styles("ruled", number=number)
            if formula is None:
                sheet.write_number(row, column, amount, style)
            else:
                title = cell(top, column, row_abs=True)
                live = formula(key, label, str(row + 1), title)
                sheet.write_formula(row, column, live, style, amount)
        ends = cell(row, lead), cell(row, table.right - 1)
        live, total = row_total(*ends, key, amounts)
        totals.append(total)
        right = number_format(table.unit, [*table.values.values(), *totals], dash=True)
        sheet.write_formula(row, table.right, live, styles("ruled", "strong", number=right), total)
    last = top + len(table.rows)
    if column_totals and table.rows:
        _write_column_totals(book, name, top, table, sum(totals))
    return Place(name, (*table.keys, *table.columns, "total"), top + 2, last + 1)


def _write_column_totals(book: Book, name: str, top: int, table: Wide, total: float) -> None:
    sheet, styles = book.sheet(name), book.styles
    row = top + len(table.rows) + 1
    sheet.write_string(row, 0, "total", styles("total", "inset"))
    for column in range(1, len(table.keys)):
        sheet.write_blank(row, column, None, styles("total"))
    sums = [
        sum(table.values.get((key, column), 0.0) for key in table.rows) for column in table.columns
    ]
    number = number_format(table.unit, [*sums, total], dash=True)
    for column, amount in enumerate([*sums, total], start=len(table.keys)):
        live = f"=SUM({cell(top + 1, column)}:{cell(row - 1, column)})"
        sheet.write_formula(row, column, live, styles("total", number=number), amount)


def set_widths(book: Book, name: str, leads: Sequence[float], columns: int) -> None:
    """Widths of the leading texts, and of the periods and the total."""
    sheet = book.sheet(name)
    for column, width in enumerate(leads):
        sheet.set_column(column, column, width)
    sheet.set_column(len(leads), len(leads) + columns - 1, 13)
    sheet.freeze_panes(1, len(leads))
    sheet.repeat_rows(0)
