"""The workbook being written: its sheets, styles, periods, and what could not be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from planner.reporting.workbook.styles import ACCENT, QUIET, SERIES, Styles

END = "end"
"""The column of what falls due at the end of the horizon."""


@dataclass
class Book:
    """What every sheet is written with."""

    workbook: Workbook
    styles: Styles
    currency: str
    years: Mapping[str, int]
    """Period -> years in it."""
    problems: list[str] = field(default_factory=list)
    """What the reader must know; sheets that were cut add to it."""

    @property
    def periods(self) -> list[str]:
        return list(self.years)

    def sheet(self, name: str) -> Worksheet:
        found = self.workbook.get_worksheet_by_name(name)
        assert found is not None, name
        return found

    def add_sheets(self, names: Sequence[str]) -> None:
        """Make the tabs, in the order in which they are to stand."""
        for name in names:
            sheet = self.workbook.add_worksheet(name)
            sheet.hide_gridlines(2)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
            sheet.set_footer(f"&L&8&A&R&8&P / &N&C&8&K{QUIET[1:]}planner")
            sheet.set_tab_color(ACCENT if name in ("Summary", "Issues") else SERIES[1])
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def over_horizon(self, first: str, last: str) -> str:
        """Formula: yearly amounts of the periods, in one row, times the years of each."""
        years = ",".join(str(years) for years in self.years.values())
        return f"=SUMPRODUCT({first}:{last},{{{years}}})"


@dataclass(frozen=True)
class Place:
    """Where a table stands. Rows count from 1, as in the sheet."""

    sheet: str
    columns: tuple[str, ...]
    first: int
    last: int

    def letter(self, column: str) -> str:
        return str(xl_col_to_name(self.columns.index(column)))

    def range(self, column: str) -> str:
        """All values of a column, as a formula of another sheet names them."""
        letter = self.letter(column)
        return f"'{self.sheet}'!${letter}${self.first}:${letter}${max(self.first, self.last)}"


def place(sheet: str, table: pd.DataFrame) -> Place:
    """Where a long table will stand: headers in the first row, values below."""
    return Place(sheet, tuple(table.columns), 2, len(table) + 1)


def sum_where(source: Place, value: str, wanted: Sequence[tuple[str, str, str]]) -> str:
    """Formula: sum of a column over the rows in which each column has the text of a cell.

    ``wanted`` holds column, cell and the text in the cell. SUMIFS reads some texts as a search
    (``*``) or a comparison (``<5``); names like these are compared letter by letter.
    """
    if any(_is_criterion(text) for _, _, text in wanted):
        tests = [f"EXACT({source.range(column)},{cell})" for column, cell, _ in wanted]
        return f"=SUMPRODUCT({'*'.join(tests)}*{source.range(value)})"
    criteria = [f"{source.range(column)},{cell}" for column, cell, _ in wanted]
    return f"=SUMIFS({source.range(value)},{','.join(criteria)})"


def _is_criterion(text: str) -> bool:
    return text[:1] in "<>=" or any(sign in text for sign in "*?~") or len(text) > 250
