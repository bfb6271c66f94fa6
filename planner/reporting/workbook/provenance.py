"""Provenance of what is made and delivered, and what every indicator means."""

import textwrap
from collections.abc import Set

import pandas as pd

from planner.network.network import Network
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.long_table import write_long
from planner.solution.circularity.cathodes import cathode_products

PROVENANCE, DEFINITIONS = "Provenance", "Definitions"
_WIDTHS = {"indicator": 34, "table": 20, "unit": 16, "definition": 84, "worked_out_from": 40}


def of_products(network: Network, table: pd.DataFrame, unwanted: Set[str]) -> pd.DataFrame:
    """What the sheet shows: all that is made and delivered but waste, cathode material first."""
    shown = table[table["use"].isin(["made", "delivered"]) & ~table["product"].isin(unwanted)]
    cathodes = list(cathode_products(network))
    order = shown["product"].map(lambda name: (name not in cathodes, name))
    shown = shown.assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    return shown.dropna(axis="columns", how="all")


def write_provenance(book: Book, shown: pd.DataFrame) -> None:
    """A row for each product made by a plant or delivered to a buyer, in a period."""
    write_long(book, PROVENANCE, shown)
    book.sheet(PROVENANCE).freeze_panes(1, 6)
    book.sheet(PROVENANCE).set_paper(8)  # A3


def write_definitions(book: Book, table: pd.DataFrame) -> None:
    """A row for each indicator: its table, its unit, what it counts and where that stands."""
    sheet, styles = book.sheet(DEFINITIONS), book.styles
    for column, (title, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title.replace("_", " "), styles("header", "inset"))
    for row, texts in enumerate(table[list(_WIDTHS)].itertuples(index=False, name=None), start=1):
        lines = max(
            len(textwrap.wrap(text, int(width * 1.12))) or 1
            for text, width in zip(texts, _WIDTHS.values(), strict=True)
        )
        sheet.set_row(row, 5 + 13 * lines)
        for column, text in enumerate(texts):
            strong = ("strong",) if column == 0 else ()
            sheet.write_string(row, column, text, styles("wrap", "ruled", *strong))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
