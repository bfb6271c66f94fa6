"""The workbook of a site evaluation: plants ranked, what each depends on, how it was made."""

import textwrap
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.reporting.sites.report import SiteReport
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.long_table import width, write_header, write_long, write_rows
from planner.reporting.workbook.styles import ACCENT, BAD, FONT, GOOD, Styles
from planner.reporting.workbook.write import LONG_AGO

PLANTS, DEPENDS, DETAILS = "Plants", "What it depends on", "Details"
SETTINGS = "Settings"
SHOWN = (
    "rank", "plant", "site", "in_plan", "answer", "cost_low", "cost_estimate", "cost_high", "year",
    "size", "capacity", "capital_cost", "break_even_low", "break_even_high", "how_often",
    "plans_that_build_it", "plans_made",
)  # fmt: skip
"""Columns of the first sheet, without their units; all stand in the details."""
_LINE = 150
"""Characters in a line of text."""

EXPLAINED = (
    "Plants that the plan builds come first, by what keeping them out would cost; then those it is"
    " without, by what building them would cost. Each range is certain: it holds however much"
    " longer the search goes on. One that begins at 0 does not rule out a plan as good the other"
    " way: it may cost nothing.",
    "cost: present value of the whole network lost by doing the opposite of the plan; the estimate"
    " is the difference between the best plans found, and always within the range. break-even:"
    " for a plant the plan is without, the grant from which on it is built, and for one it builds,"
    " how much more it may cost: a sum paid once, when it comes on stream, in money of that moment,"
    " and as a share of the capital cost there. Year, size and capacity are those in the best plan"
    " found that builds it. how often: in the plan and under the scenarios planned.",
)


def write_site_workbook(report: SiteReport, path: Path) -> None:
    """Write the workbook of a site evaluation. Errors: OSError."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    with Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": report.title, "author": "planner", "created": LONG_AGO})
        book = Book(workbook, Styles(workbook), report.currency, {}, list(report.notes))
        book.add_sheets([PLANTS, DEPENDS, DETAILS, SETTINGS])
        _write_plants(book, report)
        write_long(book, DEPENDS, report.depends_on)
        last = len(report.depends_on.columns) - 1
        book.sheet(DEPENDS).set_column(last, last, 70)
        book.sheet(DEPENDS).print_area(0, 0, max(1, len(report.depends_on)), last)
        write_long(book, DETAILS, report.values)
        _write_settings(book, report)
        book.sheet(PLANTS).activate()


def _write_plants(book: Book, report: SiteReport) -> None:
    sheet = book.sheet(PLANTS)
    table = report.values[[c for c in report.values.columns if c.partition(" [")[0] in SHOWN]]
    sheet.set_row(0, 28)
    row = _lines(book, sheet, 0, report.title, "title")
    for words in EXPLAINED:
        row = _lines(book, sheet, row, words, "quiet")
    for note in book.problems:
        row = _lines(book, sheet, row, f"• {note}", "bad")
    row += 1
    for column, label in enumerate(table.columns):
        sheet.set_column(column, column, 6 if label == "rank" else width(label, table[label]))
    write_header(book, sheet, row, table)
    write_rows(book, sheet, row + 1, table)
    _write_zeros(book, sheet, table, row + 1)
    _colour(book, sheet, table, row + 1)
    sheet.freeze_panes(row + 1, list(table.columns).index("plant") + 1)
    sheet.repeat_rows(row)
    if len(table):
        sheet.autofilter(row, 0, row + len(table), len(table.columns) - 1)
    else:
        _lines(book, sheet, row + 1, "none", "quiet")


def _write_zeros(book: Book, sheet: Worksheet, table: pd.DataFrame, first: int) -> None:
    """A range that begins at nothing says so: a dash would say that it is not known."""
    style = book.styles(number="#,##0.00")
    for column, label in enumerate(table.columns):
        if any(end in label for end in ("_low [M", "_estimate [M", "_high [M")):
            for row, value in enumerate(table[label], start=first):
                if value == 0:
                    sheet.write_number(row, column, 0.0, style)


def _colour(book: Book, sheet: Worksheet, table: pd.DataFrame, first: int) -> None:
    """What the plan builds, and what cannot be otherwise."""
    colours = {
        "in_plan": {"yes": GOOD},
        "answer": {
            "must be built": GOOD,
            "may cost nothing": ACCENT,
            "cannot be built": BAD,
            "not known": BAD,
        },
        "how_often": {"always": GOOD, "sometimes": ACCENT},
    }
    for label, words in colours.items():
        column = list(table.columns).index(label)
        for word, colour in words.items():
            style = book.workbook.add_format({"font_color": colour, "bold": True})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
            sheet.conditional_format(first, column, first + max(1, len(table)), column, rule)


def _write_settings(book: Book, report: SiteReport) -> None:
    sheet, styles = book.sheet(SETTINGS), book.styles
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 1, 46)
    for row, (what, how) in enumerate(report.settings):
        sheet.write_string(row, 0, what, styles("ruled"))
        sheet.write_string(row, 1, how, styles("ruled"))


def _lines(book: Book, sheet: Worksheet, row: int, words: str, *traits: str) -> int:
    for line in textwrap.wrap(words, _LINE) or [""]:
        sheet.write_string(row, 0, line, book.styles(*traits))
        row += 1
    return row
