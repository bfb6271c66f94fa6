"""Plants: what is built, expanded and closed, and each plant's capacity and use by period."""

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.book import Book
from planner.reporting.workbook.long_table import width, write_long
from planner.reporting.workbook.styles import number_format

DECISIONS, FACILITIES = "Decisions", "Facilities"
_WHO = ["plant", "site", "stage", "owner", "status"]
_CAPACITY, _USED = "capacity [t/year]", "used [t/year]"


def write_decisions(book: Book, decisions: pd.DataFrame) -> None:
    """What happens when, the earliest first."""
    in_order = decisions.sort_values(["year", "action", "plant"], kind="stable")
    money = ["capital_cost [M money]", "grant [M money]"]
    write_long(book, DECISIONS, in_order, totals=money, by=["action"])


def write_facilities(book: Book, plants: pd.DataFrame) -> None:
    """A row per plant: capacity in place and the share of it used, period by period."""
    sheet, styles, periods = book.sheet(FACILITIES), book.styles, book.periods
    who = plants[_WHO].drop_duplicates().sort_values(["stage", "plant"], kind="stable")
    values = plants.set_index(["plant", "period"])
    sheet.set_row(0, 42)
    for column, label in enumerate(_WHO):
        sheet.write_string(0, column, label, styles("header", "inset"))
        sheet.set_column(column, column, min(38, width(label, who[label])))
    lead, count = len(_WHO), len(periods)
    for column, period in enumerate(periods, start=lead):
        title = f"capacity {period} [t/year]"
        sheet.write_string(0, column, title, styles("header", "right"))
        title = f"used {period} [%]"
        sheet.write_string(0, column + count, title, styles("header", "right"))
    sheet.set_column(lead, lead + 2 * count - 1, 11)
    number = number_format("t/year", plants[_CAPACITY])
    for row, names in enumerate(who.itertuples(index=False, name=None), start=1):
        for column, text in enumerate(names):
            sheet.write_string(row, column, text, styles("ruled", "inset"))
        for column, period in enumerate(periods, start=lead):
            capacity, used = _of(values, names[0], period)
            if capacity is None or used is None:
                sheet.write_blank(row, column, None, styles("ruled"))
            else:
                sheet.write_number(row, column, capacity, styles("ruled", number=number))
        for column, period in enumerate(periods, start=lead + count):
            capacity, used = _of(values, names[0], period)
            if not capacity or used is None:
                sheet.write_blank(row, column, None, styles("ruled"))
            else:
                style = styles("ruled", number="0%")
                sheet.write_number(row, column, used / capacity, style)
    last = len(who)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_paper(8)  # A3
    sheet.autofilter(0, 0, max(1, last), lead + 2 * count - 1)
    scale = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "max_type": "num",
             "max_value": 1, "min_color": "#FFFFFF", "max_color": "#9CC3C6"}  # fmt: skip
    if last:
        sheet.conditional_format(1, lead + count, last, lead + 2 * count - 1, scale)
    _write_stages(book, plants, who, last)


def _of(values: pd.DataFrame, plant: str, period: str) -> tuple[float | None, float | None]:
    if (plant, period) not in values.index:
        return None, None
    found = values.loc[(plant, period)]
    return float(found[_CAPACITY]), float(found[_USED])


def _write_stages(book: Book, plants: pd.DataFrame, who: pd.DataFrame, last: int) -> None:
    """Capacity and use of each stage, as formulas over the rows above."""
    sheet, styles, count = book.sheet(FACILITIES), book.styles, len(book.periods)
    lead, stage_column = len(_WHO), _WHO.index("stage")
    sums = plants.groupby(["stage", "period"])[[_CAPACITY, _USED]].sum()
    number = number_format("t/year", plants[_CAPACITY])
    for row, stage in enumerate(who["stage"].drop_duplicates(), start=last + 1):
        for column in range(lead):
            sheet.write_blank(row, column, None, styles("total"))
        sheet.write_string(row, 0, "total", styles("total", "inset"))
        sheet.write_string(row, stage_column, stage, styles("total", "inset"))
        stages = f"${_letter(stage_column)}$2:${_letter(stage_column)}${last + 1}"
        name = f"${_letter(stage_column)}{row + 1}"
        here = f"--EXACT({stages},{name})"
        for column, period in enumerate(book.periods, start=lead):
            found = (stage, period) in sums.index
            capacity, used = sums.loc[(stage, period)] if found else (0.0, 0.0)
            sizes = f"{cell(1, column)}:{cell(last, column)}"
            live = f"=SUMPRODUCT({here},{sizes})"
            sheet.write_formula(row, column, live, styles("total", number=number), capacity)
        for column, period in enumerate(book.periods, start=lead + count):
            found = (stage, period) in sums.index
            capacity, used = sums.loc[(stage, period)] if found else (0.0, 0.0)
            sizes = f"{cell(1, column - count)}:{cell(last, column - count)}"
            shares = f"{cell(1, column)}:{cell(last, column)}"
            live = f'=IFERROR(SUMPRODUCT({here},{sizes},{shares})/{cell(row, column - count)},"")'
            value = used / capacity if capacity else ""
            sheet.write_formula(row, column, live, styles("total", number="0%"), value)


def _letter(column: int) -> str:
    return str(cell(0, column))[:-1]
