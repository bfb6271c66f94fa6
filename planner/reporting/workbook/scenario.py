"""The scenario: what it is, the changes it makes, and every cell that is not as it was."""

import textwrap
from collections.abc import Sequence

from planner.instance.columns import Row, to_cell
from planner.instance.scenarios.apply import Applied
from planner.instance.scenarios.changes import Change
from planner.instance.sheets import Cell
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.long_table import MOST_ROWS

SCENARIO = "Scenario"

_ITEMS = ("scenario", "order", "of_table", "filter", "of_column", "action", "value")
_CELLS = ("scenario", "order", "table", "row", "column", "before", "after")
_WIDTHS = (26, 8, 18, 56, 32, 16, 16, 15, 15)
_LINE = 150
"""Characters in a line of text across the sheet."""


def write_scenario(book: Book, applied: Applied) -> None:
    """The sheet of the scenario. Numbers stay numbers, names and formulas stay text."""
    sheet = book.sheet(SCENARIO)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _text(book, 0, applied.scenario.scenario, "title")
    row = _text(book, row, applied.scenario.description)
    chain = " -> ".join(["The tables as they stood", *applied.chain])
    row = _text(book, row, f"{chain}. What came of it is in the folder inputs.", "quiet")
    items = [(*_cells(step.item, _ITEMS), step.found, len(step.changes)) for step in applied.steps]
    headers = (*_ITEMS, "rows found", "rows changed")
    row = _table(book, row + 1, "Changes", headers, items)
    _table(book, row + 1, "Cells", _CELLS, [_line(change) for change in applied.changes])


def _cells(item: Row, names: Sequence[str]) -> list[Cell]:
    return [to_cell(getattr(item, name)) for name in names]


def _line(change: Change) -> list[Cell]:
    return [getattr(change, name) for name in _CELLS]


def _text(book: Book, row: int, words: str, *traits: str) -> int:
    """Write a text over as many rows as it takes. Returns the row below."""
    for line in textwrap.wrap(words, _LINE) or [""]:
        book.sheet(SCENARIO).write_string(row, 0, line, book.styles(*traits))
        row += 1
    return row


def _table(
    book: Book,
    row: int,
    title: str,
    headers: Sequence[str],
    lines: Sequence[Sequence[Cell]],
) -> int:
    """Write a table under its title. Returns the row below."""
    sheet, styles = book.sheet(SCENARIO), book.styles
    row = _text(book, row, title, "heading")
    for column, label in enumerate(headers):
        shown = label.removeprefix("of_").replace("_", " ")
        sheet.write_string(row, column, shown, styles("header", "inset"))
    row += 1
    most = MOST_ROWS - row - 1
    if len(lines) > most:
        book.problems.append(
            f"The sheet {SCENARIO} shows the first {most:,} of {len(lines):,} cells changed; all"
            " of them are in the table scenario_changes of the run."
        )
    for line in lines[:most]:
        for column, value in enumerate(line):
            if isinstance(value, str) and value:
                sheet.write_string(row, column, value, styles("inset"))
            elif value is not None and not isinstance(value, str):
                sheet.write_number(row, column, value, styles("inset"))
        row += 1
    if not lines:
        row = _text(book, row, "none", "quiet", "inset")
    return row
