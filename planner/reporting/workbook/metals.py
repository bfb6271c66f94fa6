"""Metals: what recycling covers, what is missing, where each element goes, recycled content."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from planner.reporting.workbook.book import Book, Place, place, sum_where
from planner.reporting.workbook.charts import columns
from planner.reporting.workbook.long_table import write_long
from planner.reporting.workbook.styles import BAD, BAD_FILL, COVERED, GOOD, MISSING
from planner.reporting.workbook.wide_table import Key, over_horizon, set_widths, wide, write_wide

GAP, BY_PLANT, ELEMENTS, CONTENT = "Metal gap", "Metal by plant", "Elements", "Recycled content"
FIRST = ("Ni", "Co", "Li")
"""The metals a board asks about first."""
_AMOUNT = "amount [t/year]"
_SUM = "sum: 0 where nothing appears or vanishes"


def by_element(cover: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """The cover of each element in turn, nickel, cobalt and lithium first."""
    names = [*FIRST, *sorted(set(cover["element"]) - set(FIRST))]
    return cover.sort_values(
        ["element", "period"],
        key=lambda column: column.map((names if column.name == "element" else periods).index),
        kind="stable",
    )[["element", *[label for label in cover.columns if label != "element"]]]


def write_gap(book: Book, cover: pd.DataFrame, names: Mapping[str, str]) -> Place:
    """Metal wanted, recovered and missing, a chart for each element beside the table."""
    where = write_long(book, GAP, cover)
    for number, element in enumerate(dict.fromkeys(cover["element"])):
        row, column = 1 + 14 * (number // 2), len(cover.columns) + 1 + 6 * (number % 2)
        gap_chart(book, GAP, where, cover, element, names, row, column, 370, 260)
    book.sheet(GAP).fit_to_pages(1, 1 if len(cover) < 60 else 0)
    return where


def gap_chart(
    book: Book, onto: str, where: Place, cover: pd.DataFrame, element: str,
    names: Mapping[str, str], row: int, column: int, width: int, height: int,
    across: int = 0,
) -> None:  # fmt: skip
    """Of one element: recovered and missing, which together are what is wanted."""
    rows = [position for position, name in enumerate(cover["element"]) if name == element]
    part = Place(where.sheet, where.columns, where.first + rows[0], where.first + rows[-1])
    periods = "=" + part.range("period")
    series = [
        ("recovered in the plan", periods, "=" + part.range("recovered [t/year]")),
        ("missing", periods, "=" + part.range("gap [t/year]")),
    ]
    title = names.get(element, element).capitalize()
    colours = (COVERED, MISSING)
    columns(book, onto, title, "t a year", series, row, column, width, height, across, colours)


def gap_sentence(book: Book, cover: pd.DataFrame, names: Mapping[str, str]) -> str:
    """What recycling cannot give, over the horizon."""
    parts = []
    for element in dict.fromkeys(cover["element"]):
        mine = cover[cover["element"] == element]
        years = mine["period"].map(book.years)
        wanted = float((mine["wanted [t/year]"] * years).sum())
        missing = float((mine["gap [t/year]"] * years).sum())
        if wanted > 0:
            name = names.get(element, element)
            parts.append(
                f"{1 - missing / wanted:.1%} of the {name} ({missing:,.0f} t of {wanted:,.0f} t"
                " are missing)"
            )
    if not parts:
        return "No product made from several sources of metal is wanted: there is no metal gap."
    listed = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
    return f"Over the horizon, recycling in this plan gives {listed} that buyers want."


def write_by_plant(book: Book, gap: pd.DataFrame) -> None:
    """What each blending plant takes in, recovered and primary."""
    write_long(book, BY_PLANT, gap, ["needed [t/year]", "recovered [t/year]", "primary [t/year]"],
               by=["period", "element"])  # fmt: skip


def write_elements(book: Book, balance: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Where each element comes from (positive) and goes to (negative), and that it sums to zero."""
    table = balance.assign(element=balance["element"].map(lambda key: names.get(key, key)))
    table[_AMOUNT] = table[_AMOUNT].where(table[_AMOUNT].abs() > 5e-4, 0.0)
    size = -table.groupby(["element", "where"])[_AMOUNT].transform("sum")
    known = [*(names.get(element, element) for element in FIRST), *names.values()]
    rank = table["element"].map({name: known.index(name) for name in known})
    table = table.assign(rank=rank, size=size).sort_values(["rank", "size"], kind="stable")
    layout = wide(table, ["element", "where"], _AMOUNT, book.periods, "horizon [t]")
    where = write_wide(book, ELEMENTS, 0, layout, over_horizon(book), column_totals=False)
    set_widths(book, ELEMENTS, (18, 42), len(book.periods) + 1)
    book.sheet(ELEMENTS).autofilter(0, 0, max(1, len(layout.rows)), layout.right)

    def live(key: Key, label: str, row: str, title: str) -> str:
        return f"=ROUND({sum_where(where, label, [('element', f'$A{row}', key[0])])[1:]},2)"

    sums = wide(table.assign(where=_SUM), ["element", "where"], _AMOUNT, book.periods,
                "horizon [t]")  # fmt: skip
    exact = {key: round(value, 2) + 0.0 for key, value in sums.values.items()}
    sums = replace(sums, values=exact, rows=tuple(dict.fromkeys(key for key, _ in exact)))
    write_wide(book, ELEMENTS, where.last + 1, sums, over_horizon(book), live, column_totals=False)


def write_content(book: Book, targets: pd.DataFrame) -> None:
    """Targets of recycled content: red where the share falls short of the minimum."""
    table = targets[targets["content [t/year]"] > 0]
    where = place(CONTENT, table)
    write_long(book, CONTENT, table, ["short [t/year]"], by=["period", "element"])
    if not len(table):
        return
    sheet, column = book.sheet(CONTENT), where.columns.index("slack [share]")
    area = (where.first - 1, column, where.last - 1, column)
    red = book.workbook.add_format({"font_color": BAD, "bg_color": BAD_FILL})
    green = book.workbook.add_format({"font_color": GOOD})
    for sign, style in (("<", red), (">=", green)):
        rule = {"type": "cell", "criteria": sign, "value": -1e-6, "format": style}
        sheet.conditional_format(*area, rule)
