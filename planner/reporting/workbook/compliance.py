"""Compliance: every rule by period, red where it is not met and amber where that is paid for."""

from collections.abc import Iterable

import pandas as pd

from planner.reporting.workbook.book import Book
from planner.reporting.workbook.styles import BAD, BAD_FILL, GOOD, number_format
from planner.solution.circularity.compliance import AT_A_PRICE, MET, NOT_MET

COMPLIANCE = "Compliance"
PAID_FOR, PAID_FOR_FILL = "#9A6A00", "#FCF1D8"

_WIDTHS = {
    "rule": 36, "kind": 22, "subject": 56, "element": 10, "period": 11, "sense": 12, "limit": 12,
    "reached": 12, "margin": 12, "unit": 12, "beside": 12, "beside_unit": 15, "met": 12,
}  # fmt: skip
"""The columns, in the order in which they are shown."""
_NUMBERS = ("limit", "reached", "margin", "beside")
_LOOKS = {
    MET: {"font_color": GOOD},
    AT_A_PRICE: {"font_color": PAID_FOR, "bg_color": PAID_FOR_FILL},
    NOT_MET: {"font_color": BAD, "bg_color": BAD_FILL},
}


def write_compliance(book: Book, table: pd.DataFrame) -> None:
    """A row for each rule, subject and period, in the unit that stands beside its numbers."""
    sheet, styles = book.sheet(COMPLIANCE), book.styles
    sheet.set_row(0, 30)
    for column, (title, width) in enumerate(_WIDTHS.items()):
        side = "right" if title in _NUMBERS else "inset"
        sheet.write_string(0, column, title.replace("_", " "), styles("header", side))
        sheet.set_column(column, column, width)
    largest = table.groupby("unit")[["limit", "reached"]].max().max(axis="columns")
    rows = table[list(_WIDTHS)].itertuples(index=False, name=None)
    for row, values in enumerate(rows, start=1):
        rule = dict(zip(_WIDTHS, values, strict=True))
        _write_rule(book, row, rule, float(largest[rule["unit"]]))
    last, column = len(table), len(_WIDTHS) - 1
    for met, look in _LOOKS.items():
        style = {"format": book.workbook.add_format(look)}
        when = {"type": "cell", "criteria": "==", "value": f'"{met}"'}
        sheet.conditional_format(1, column, last, column, when | style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, column)


def _write_rule(book: Book, row: int, rule: dict[str, object], largest: float) -> None:
    """Numbers in the format of their unit; blank where nothing is counted or beside."""
    sheet, styles = book.sheet(COMPLIANCE), book.styles
    for column, (title, value) in enumerate(rule.items()):
        if title in _NUMBERS:
            amount = float(value)  # type: ignore[arg-type]
            unit, range_of = str(rule["unit"]), [largest]
            if title == "beside":
                unit, range_of = str(rule["beside_unit"]), [amount]
            _write_number(book, row, column, amount, unit, range_of, title == "beside")
            continue
        text = "" if title == "beside_unit" and not rule["beside"] else str(value)
        shown = "%" if title == "unit" and text == "share" else text
        sheet.write_string(row, column, shown, styles("ruled", "inset"))


def _write_number(
    book: Book, row: int, column: int, amount: float, unit: str, like: Iterable[float], hide: bool
) -> None:
    """hide: a zero is left blank."""
    sheet, style = book.sheet(COMPLIANCE), book.styles("ruled", number=number_format(unit, like))
    if amount != amount or (hide and not amount):
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, amount, style)
