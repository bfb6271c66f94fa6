"""Emissions: every line of the accounts, and by source as formulas over the lines."""

import pandas as pd

from planner.reporting.workbook.book import Book, Place, place, sum_where
from planner.reporting.workbook.charts import columns
from planner.reporting.workbook.long_table import write_long
from planner.reporting.workbook.wide_table import Key, over_horizon, set_widths, wide, write_wide

BY_SOURCE, LINES = "Emissions", "Emission lines"
AMOUNT = "emissions [t CO2e/year]"
_KEYS = ["source", "period", "site", "plant", "product"]


def write_emissions(book: Book, emissions: pd.DataFrame) -> None:
    """Both sheets: by source and period, and line by line."""
    lines = emissions.groupby(_KEYS, sort=False, as_index=False)[[AMOUNT]].sum()
    source = place(LINES, lines)

    def live(key: Key, label: str, row: str, title: str) -> str:
        return sum_where(source, AMOUNT, [("source", f"$A{row}", key[0]), ("period", title, label)])

    table = wide(lines, ["source"], AMOUNT, book.periods, "horizon [t CO2e]")
    where = write_wide(book, BY_SOURCE, 0, table, over_horizon(book), live)
    set_widths(book, BY_SOURCE, (30,), len(book.periods) + 1)
    write_long(book, LINES, lines, [AMOUNT])
    if table.rows:
        _chart(book, where)


def _chart(book: Book, where: Place) -> None:
    first, last = where.letter(book.periods[0]), where.letter(book.periods[-1])
    sheet = f"='{where.sheet}'!"
    periods = f"{sheet}${first}$1:${last}$1"
    series = [
        (f"{sheet}$A${line}", periods, f"{sheet}${first}${line}:${last}${line}")
        for line in range(where.first, where.last + 1)
    ]
    columns(book, BY_SOURCE, "Emissions", "t CO2e a year", series, where.last + 3, 0, 760)
