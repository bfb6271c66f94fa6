"""Money: every line of the accounts, and by term and by site as formulas over the lines.

The present values of the lines sum to the net present value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.book import END, Book, Place, place, sum_where
from planner.reporting.workbook.charts import bars
from planner.reporting.workbook.long_table import write_long
from planner.reporting.workbook.wide_table import (
    CellFormula,
    Key,
    RowTotal,
    Wide,
    set_widths,
    wide,
    write_wide,
)

LINES, BY_TERM, BY_SITE = "Cost lines", "Costs by term", "Costs by site"
PRESENT, AMOUNT = "present_value [M money]", "amount [M money]"
NO_SITE = "(no site)"
_PER_YEAR = "a year if due yearly"
_KEYS = ["term", "due", "period", "site", "plant", "product"]


@dataclass(frozen=True)
class Costs:
    """Where the money stands."""

    lines: Place
    terms: Place
    """By term, in present value."""
    totals: list[float]
    """Present value of each term."""
    total: float
    """Sum of all lines, in present value."""


def cost_lines(costs: pd.DataFrame) -> pd.DataFrame:
    """One row for each term, period, site, plant and product; the largest income first."""
    named = costs.assign(site=costs["site"].replace("", NO_SITE))
    lines = named.groupby(_KEYS, sort=False, as_index=False)[[AMOUNT, PRESENT]].sum()
    worth = lines.groupby("term")[PRESENT].sum()
    order = lines["term"].map(-worth).sort_values(kind="stable").index
    return lines.loc[order].reset_index(drop=True)


def write_costs(book: Book, lines: pd.DataFrame) -> Costs:
    """The three sheets."""
    source = place(LINES, lines)
    columns = (*book.periods, END) if (lines["period"] == END).any() else tuple(book.periods)
    terms, totals = _write_by_term(book, lines, source, columns)
    _write_by_site(book, lines, source, columns)
    shown = lines.rename(columns={AMOUNT: "amount [M money, a year if due yearly]"})
    write_long(book, LINES, shown, totals=[PRESENT])
    return Costs(source, terms, totals, float(lines[PRESENT].sum()))


def _write_by_term(
    book: Book, lines: pd.DataFrame, source: Place, columns: tuple[str, ...]
) -> tuple[Place, list[float]]:
    keys = ["term", "due"]
    present = wide(lines, keys, PRESENT, columns, "total", "present value")
    live = _live(source, PRESENT, ("term", "due"))
    where = write_wide(book, BY_TERM, 0, present, formula=live)
    top = where.last + 2
    amounts = wide(lines, keys, AMOUNT, columns, "not discounted [M money]", _PER_YEAR)
    live = _live(source, AMOUNT, ("term", "due"))
    write_wide(book, BY_TERM, top, amounts, _undiscounted(book), live, column_totals=False)
    last = top + len(amounts.rows)
    right = amounts.right
    sheet, styles = book.sheet(BY_TERM), book.styles
    sheet.write_string(last + 1, 0, "total", styles("total", "inset"))
    for column in range(1, right):
        sheet.write_blank(last + 1, column, None, styles("total"))
    total = sum(_undiscounted(book)("", "", key, _row(amounts, key))[1] for key in amounts.rows)
    formula = f"=SUM({cell(top + 1, right)}:{cell(last, right)})"
    sheet.write_formula(last + 1, right, formula, styles("total", number="#,##0.00"), total)
    sheet.fit_to_pages(1, 1)
    set_widths(book, BY_TERM, (34, 10), len(columns) + 1)
    totals = [sum(_row(present, key)) for key in present.rows]
    bars(book, BY_TERM, where, totals, last + 4)
    return where, totals


def _row(table: Wide, key: Key) -> list[float]:
    return [table.values.get((key, column), 0.0) for column in table.columns]


def _undiscounted(book: Book) -> RowTotal:
    """Yearly amounts count in every year, the others once."""

    def total(first: str, last: str, key: Key, amounts: Sequence[float]) -> tuple[str, float]:
        if key[1] != "yearly":
            return f"=SUM({first}:{last})", sum(amounts)
        years = list(book.years.values())
        years += [0] * (len(amounts) - len(years))
        weights = ",".join(map(str, years))
        value = sum(amount * n for amount, n in zip(amounts, years, strict=True))
        return f"=SUMPRODUCT({first}:{last},{{{weights}}})", value

    return total


def _write_by_site(
    book: Book, lines: pd.DataFrame, source: Place, columns: tuple[str, ...]
) -> None:
    largest = lines.groupby("site", sort=False)[PRESENT].sum().abs().sort_values(ascending=False)
    by_size = lines.set_index("site").loc[list(largest.index)].reset_index()
    present = wide(by_size, ["site"], PRESENT, columns, "total", "present value")
    write_wide(book, BY_SITE, 0, present, formula=_live(source, PRESENT, ("site",)))
    set_widths(book, BY_SITE, (46,), len(columns) + 1)
    book.sheet(BY_SITE).autofilter(0, 0, len(present.rows), present.right)


def _live(source: Place, value: str, keys: tuple[str, ...]) -> CellFormula:
    def formula(key: Key, label: str, row: str, title: str) -> str:
        cells = [
            (name, f"${letter}{row}", text)
            for name, letter, text in zip(keys, "ABC", key, strict=False)
        ]
        return sum_where(source, value, [*cells, ("period", title, label)])

    return formula
