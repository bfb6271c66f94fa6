"""The page of the summary, written from the top down."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.book import Book

SUMMARY = "Summary"
_WIDTH = 170
"""Characters in a line of text across the sheet."""
_ROWS_OF_A_PAGE = 41


@dataclass
class Page:
    """The sheet, written from the top down."""

    book: Book
    row: int = 0
    breaks: list[int] = field(default_factory=list)
    """Rows at which a printed page starts."""

    def keep_together(self, rows: int) -> None:
        """Start a new printed page if the next rows do not fit on this one."""
        if self.row + rows > (self.breaks or [0])[-1] + _ROWS_OF_A_PAGE:
            self.breaks.append(self.row)

    def text(self, words: str, *traits: str) -> None:
        for line in textwrap.wrap(words, _WIDTH) or [""]:
            self.book.sheet(SUMMARY).write_string(self.row, 0, line, self.book.styles(*traits))
            self.row += 1

    def heading(self, words: str) -> None:
        self.row += 1
        self.book.sheet(SUMMARY).set_row(self.row, 22)
        self.text(words, "heading")

    def header(self, labels: Sequence[str], texts: int, height: float = 16) -> None:
        """A header row of which the first columns stand above texts."""
        sheet, styles = self.book.sheet(SUMMARY), self.book.styles
        sheet.set_row(self.row, height)
        for column, label in enumerate(labels):
            side = "left" if column < texts else "right"
            shown = label.replace(" [", "\n[")
            sheet.write_string(self.row, column, shown, styles("header", side))
        self.row += 1

    def figure(self, label: str, value: float | str, unit: str, number: str, formula: str = "",
               *traits: str) -> str:  # fmt: skip
        """A row: name, value, unit. Returns the cell of the value."""
        sheet, styles = self.book.sheet(SUMMARY), self.book.styles
        sheet.write_string(self.row, 0, label, styles(*traits))
        style = styles("right", *traits, number=number)
        if formula:
            sheet.write_formula(self.row, 1, formula, style, value)
        elif isinstance(value, str):
            sheet.write_string(self.row, 1, value, style)
        else:
            sheet.write_number(self.row, 1, value, style)
        sheet.write_string(self.row, 2, unit, styles("quiet", "inset"))
        self.row += 1
        return str(cell(self.row - 1, 1))
