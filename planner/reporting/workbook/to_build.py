"""What to build: one row for each new plant, with what is added to it later."""

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.facilities import DECISIONS
from planner.reporting.workbook.long_table import header
from planner.reporting.workbook.styles import DASH
from planner.reporting.workbook.summary_page import SUMMARY, Page

_MOST = 14
_CAPACITY, _COST, _GRANT = "capacity [t/year]", "capital_cost [M money]", "grant [M money]"
_NUMBERS = {
    "year": "0",
    _CAPACITY: "#,##0",
    _COST: "#,##0.0",
    _GRANT: f'#,##0.0;-#,##0.0;"{DASH}"',
}
_TEXTS = {5: "added", 7: "site", 10: "owner"}
"""Texts to the right of the numbers, by the column in which they start."""
_LAST = 10


def new_plants(decisions: pd.DataFrame) -> pd.DataFrame:
    """One row per plant that is built or grows: first year, capacity and money in all."""
    new = decisions[decisions["action"].isin(["build", "expand"])]
    rows = []
    for plant, steps in new.groupby("plant", sort=False):
        first = int(steps["year"].min())
        later = (steps["action"] == "expand") & (steps["year"] > first)
        grown = steps.loc[later, "year"].sort_values()
        rows.append(
            {
                "plant": plant,
                "year": first,
                _CAPACITY: steps[_CAPACITY].sum(),
                _COST: steps[_COST].sum(),
                _GRANT: steps[_GRANT].sum(),
                "added": ", ".join(str(year) for year in grown),
                "site": steps["site"].iloc[0],
                "owner": steps["owner"].iloc[0],
            }
        )
    columns = ["plant", *_NUMBERS, *_TEXTS.values()]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["year", _COST], ascending=[True, False], kind="stable"
    )


def write_to_build(page: Page, decisions: pd.DataFrame) -> None:
    """The largest in capital cost, by year; the rest in one row."""
    plants = new_plants(decisions)
    page.keep_together(5 + min(len(plants), _MOST + 1))
    page.heading("What to build")
    if not len(plants):
        page.text("Nothing new is built.")
        return
    largest = set(plants[_COST].nlargest(_MOST).index)
    shown = plants[plants.index.isin(largest)]
    rest = plants[~plants.index.isin(largest)]
    records = shown.to_dict("records")
    if len(rest):
        sums = rest[[_CAPACITY, _COST, _GRANT]].sum().to_dict()
        label = f"{len(rest)} smaller plants, on the sheet {DECISIONS}"
        records.append({"plant": label, **sums})
    _write_header(page)
    first = page.row
    for record in records:
        _write_plant(page, record)
    _write_total(page, first, plants)


def _write_header(page: Page) -> None:
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    sheet.set_row(page.row, 30)
    sheet.write_string(page.row, 0, "plant", styles("header", "left"))
    for column, label in enumerate(_NUMBERS, start=1):
        shown = header(label, page.book.currency).replace(" [", "\n[")
        sheet.write_string(page.row, column, shown, styles("header", "right"))
    for column in range(5, _LAST + 1):
        text = {5: "expanded in"}.get(column, _TEXTS.get(column, ""))
        sheet.write_string(page.row, column, text, styles("header", "inset"))
    page.row += 1


def _write_plant(page: Page, record: dict) -> None:  # type: ignore[type-arg]
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    sheet.write_string(page.row, 0, record["plant"], styles("ruled"))
    for column, (label, number) in enumerate(_NUMBERS.items(), start=1):
        if label in record:
            style = styles("ruled", number=number)
            sheet.write_number(page.row, column, record[label], style)
        else:
            sheet.write_blank(page.row, column, None, styles("ruled"))
    for column in range(5, _LAST + 1):
        text = record.get(_TEXTS.get(column, ""), "")
        if text:
            sheet.write_string(page.row, column, text, styles("ruled", "inset"))
        else:
            sheet.write_blank(page.row, column, None, styles("ruled"))
    page.row += 1


def _write_total(page: Page, first: int, plants: pd.DataFrame) -> None:
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    sheet.write_string(page.row, 0, "total", styles("total"))
    for column in range(1, _LAST + 1):
        sheet.write_blank(page.row, column, None, styles("total"))
    for column, label in ((3, _COST), (4, _GRANT)):
        live = f"=SUM({cell(first, column)}:{cell(page.row - 1, column)})"
        style = styles("total", number=_NUMBERS[label])
        sheet.write_formula(page.row, column, live, style, float(plants[label].sum()))
    page.row += 1
