"""Tables beside each other: what a row is, the value in each run, the differences.

    term       due      A      B      C    B - A  C - A
    transport  yearly  -1.2   -1.5   -1.2  -0.3     -

Differences and totals are formulas over the values.
"""

from collections.abc import Sequence

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.comparison.numbers import MINUS
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.long_table import width
from planner.reporting.workbook.styles import BAD, DASH, GOOD, number_format, unit_of

TOP = 2
"""Rows above a table: the names of the runs, and a gap."""


def signed(number: str) -> str:
    """The number format of a difference: with its sign, a dash for one too small to show."""
    decimals = len(number.partition(".")[2].rstrip("%")) + 2 * number.endswith("%")
    least = f"{0.5 * 10**-decimals:f}".rstrip("0")
    return f'[>={least}]+{number};[<=-{least}]-{number};"{DASH}"'


def difference_names(labels: Sequence[str]) -> list[str]:
    """B - A, C - A, ..."""
    return [f"{label} {MINUS} {labels[0]}" for label in labels[1:]]


def write_names(book: Book, name: str, names: str) -> None:
    """The runs behind the letters, above the table of a sheet."""
    book.sheet(name).write_string(0, 0, names, book.styles("quiet"))


def write_header(book: Book, name: str, top: int, texts: Sequence[str],
                 numbers: Sequence[str]) -> None:  # fmt: skip
    """A header row: texts to the left, numbers to the right."""
    sheet, styles = book.sheet(name), book.styles
    sheet.set_row(top, 30)
    for column, label in enumerate(texts):
        sheet.write_string(top, column, label, styles("header", "inset"))
    for column, label in enumerate(numbers, start=len(texts)):
        sheet.write_string(top, column, label, styles("header", "right"))


def write_beside(
    book: Book,
    name: str,
    table: pd.DataFrame,
    keys: Sequence[str],
    labels: Sequence[str],
    unit: str,
    *,
    total: bool = False,
    top: int = TOP,
) -> Place:
    """Write a table with the columns of ``beside`` to a sheet, all values in one unit.

    unit: as the header of the first column says it: "present value [M EUR]".
    """
    sheet, styles, lead = book.sheet(name), book.styles, len(keys)
    write_header(
        book, name, top, [f"{keys[0]}, {unit}", *keys[1:]], [*labels, *difference_names(labels)]
    )
    unit = unit_of(unit)
    number = number_format(unit, table[list(labels)].fillna(0.0).to_numpy().ravel(), dash=True)
    plain = number.split(";")[0]
    for row, record in enumerate(table.to_dict("records"), start=top + 1):
        for column, key in enumerate(keys):
            sheet.write_string(row, column, str(record[key]), styles("ruled", "inset"))
        values = [record[label] for label in labels]
        _write_numbers(book, name, row, lead, values, ("ruled",), number, plain)
    last = top + len(table)
    if total and len(table):
        _write_totals(book, name, top, last, table, keys, labels, number, plain)
    for column, key in enumerate(keys):
        least = 20 if not column else 0  # the header of the first says what is measured
        sheet.set_column(column, column, max(least, width(key, table[key])))
    sheet.set_column(lead, lead + 2 * len(labels) - 2, 13)
    sheet.freeze_panes(top + 1, lead)
    sheet.repeat_rows(top)
    if len(table):
        sheet.autofilter(top, 0, last, lead + 2 * len(labels) - 2)
    else:
        sheet.write_string(top + 1, 0, "none", styles("quiet", "inset"))
    columns = (*keys, *labels, *difference_names(labels))
    return Place(name, columns, top + 2, last + 1)


def _write_numbers(
    book: Book, name: str, row: int, lead: int, values: Sequence[float],
    traits: tuple[str, ...], number: str, plain: str,
) -> None:  # fmt: skip
    """Values of the runs and their differences to the first; what is not known stays blank."""
    sheet, styles, count = book.sheet(name), book.styles, len(values)
    for column, value in enumerate(values, start=lead):
        if value != value:
            sheet.write_blank(row, column, None, styles(*traits))
        else:
            sheet.write_number(row, column, value, styles(*traits, number=number))
    style = styles(*traits, "strong", number=signed(plain))
    for place, value in enumerate(values[1:], start=1):
        column = lead + count + place - 1
        if value != value or values[0] != values[0]:
            sheet.write_blank(row, column, None, styles(*traits))
        else:
            live = f"={cell(row, lead + place)}-{cell(row, lead, col_abs=True)}"
            sheet.write_formula(row, column, live, style, value - values[0])


def _write_totals(
    book: Book, name: str, top: int, last: int, table: pd.DataFrame, keys: Sequence[str],
    labels: Sequence[str], number: str, plain: str,
) -> None:  # fmt: skip
    sheet, styles, lead = book.sheet(name), book.styles, len(keys)
    row = last + 1
    sheet.write_string(row, 0, "total", styles("total", "inset"))
    for column in range(1, lead):
        sheet.write_blank(row, column, None, styles("total"))
    sums = [float(table[label].sum()) for label in labels]
    changes = [value - sums[0] for value in sums[1:]]
    formats = [number] * len(sums) + [signed(plain)] * len(changes)
    for column, value in enumerate([*sums, *changes], start=lead):
        live = f"=SUM({cell(top + 1, column)}:{cell(last, column)})"
        style = styles("total", number=formats[column - lead])
        sheet.write_formula(row, column, live, style, value)


def colour_differences(
    book: Book, name: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    """Gains in green, losses in red: for money, where more is better."""
    sheet, workbook = book.sheet(name), book.workbook
    for criteria, colour in ((">", GOOD), ("<", BAD)):
        style = workbook.add_format({"font_color": colour})
        rule = {"type": "cell", "criteria": criteria, "value": 0, "format": style}
        sheet.conditional_format(*first, *last, rule)
