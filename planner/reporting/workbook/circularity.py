"""Circularity: the indicators of a circular network, by period and over the horizon.

Small charts stand above the table that they are drawn from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook.book import Book
from planner.reporting.workbook.charts import columns
from planner.reporting.workbook.styles import number_format
from planner.solution.circularity.cathode_cost import HORIZON

CIRCULARITY = "Circularity"
_LEADS = ("indicator", "of", "unit")
_CHART_ROWS, _ACROSS, _WIDTH, _HEIGHT = 15, 3, 550, 280


@dataclass(frozen=True)
class Picture:
    """A small chart: the indicators it shows, by what they are called in its legend."""

    title: str
    unit: str
    shows: tuple[tuple[str, str], ...]
    """Indicator, and its name in the legend; "" for what it is of."""
    stacked: bool = False
    number: str = "0%"


PICTURES = (
    Picture("Recycled content of cathode material", "delivered",
            (("recycled content of cathode material delivered", ""),)),
    Picture("Primary material avoided", "t a year", (("primary material avoided", ""),),
            stacked=True, number="#,##0"),
    Picture("Where cathode material comes from", "shares",
            (("domestic share", "domestic"), ("share of the largest country", "largest country"))),
    Picture("CO2e of cathode material", "kg for each kg",
            (("CO2e of cathode material made", "made"),
             ("CO2e of cathode material delivered", "delivered"),
             ("CO2e of primary cathode material", "primary")), number="0"),
    Picture("Cost of cathode material", "a tonne",
            (("cost of cathode material by its chain", "by its chain"),
             ("cost of cathode material at the gate", "at the gate"),
             ("price of primary cathode material", "price of primary")), number="#,##0"),
    Picture("Recovered of what is taken in", "by element",
            (("recovered of what is taken in", ""),)),
)  # fmt: skip


def write_circularity(book: Book, figures: pd.DataFrame) -> None:
    """The sheet: charts, and below them a row for each indicator."""
    sheet, styles = book.sheet(CIRCULARITY), book.styles
    rows = _in_rows(figures)
    pictures = [each for each in PICTURES if any(_of(rows, each))]
    top = 3 + _CHART_ROWS * -(-len(pictures) // _ACROSS)
    sheet.write_string(0, 0, "How circular the network is", styles("title"))
    sheet.set_row(0, 28)
    words = (
        "Amounts are per year of the period, over the horizon the mean of its years. The sheet"
        " Definitions says what each indicator counts."
    )
    sheet.write_string(1, 0, words, styles("quiet"))
    columns_of_values = [*book.periods, HORIZON]
    claims = figures["claim"].notna().any()
    _write_header(book, top, [*columns_of_values, *(["claim", "claimed by"] if claims else [])])
    places: dict[tuple[str, str], int] = {}
    row, theme = top + 1, ""
    for key, values in rows.items():
        if key[0] != theme:
            theme = key[0]
            for column in range(len(_LEADS) + len(columns_of_values) + (2 if claims else 0)):
                sheet.write_blank(row, column, None, styles("subtotal"))
            sheet.write_string(row, 0, theme, styles("subtotal", "inset"))
            row += 1
        places[key[1], key[2]] = row
        _write_row(book, row, key, values, columns_of_values)
        row += 1
    _set_widths(book, len(columns_of_values))
    _write_pictures(book, pictures, rows, places, top)
    sheet.print_area(0, 0, row - 1, len(_LEADS) + len(columns_of_values) + (1 if claims else -1))


Rows = dict[tuple[str, str, str, str], pd.DataFrame]
"""Theme, indicator, of, unit -> its rows."""


def _in_rows(figures: pd.DataFrame) -> Rows:
    keys = ["theme", "indicator", "of", "unit"]
    return {tuple(map(str, key)): rows for key, rows in figures.groupby(keys, sort=False)}  # type: ignore[misc]


def _of(rows: Rows, picture: Picture) -> list[tuple[str, str]]:
    """Indicator and what it is of, of what a picture shows."""
    wanted = [indicator for indicator, _ in picture.shows]
    found = [(indicator, of) for _, indicator, of, _ in rows if indicator in wanted]
    if picture.shows[0][1]:
        # Of several groups or products, the first: one legend entry for each indicator.
        found = [next(key for key in found if key[0] == name) for name in dict(found)]
    cathodes = {of for _, name, of, _ in rows if name == PICTURES[0].shows[0][0]}
    if picture is PICTURES[-1] and cathodes:
        found = [key for key in found if key[1] in cathodes]
    return sorted(found, key=lambda key: wanted.index(key[0]))


def _write_header(book: Book, row: int, titles: Sequence[str]) -> None:
    sheet, styles = book.sheet(CIRCULARITY), book.styles
    sheet.set_row(row, 18)
    for column, title in enumerate(_LEADS):
        sheet.write_string(row, column, title, styles("header", "inset"))
    for column, title in enumerate(titles, start=len(_LEADS)):
        sheet.write_string(row, column, title, styles("header", "right"))


def _write_row(
    book: Book, row: int, key: tuple[str, str, str, str], values: pd.DataFrame, periods: list[str]
) -> None:
    sheet, styles = book.sheet(CIRCULARITY), book.styles
    _, indicator, of, unit = key
    for column, text in enumerate((indicator, of, "%" if unit == "share" else unit)):
        quiet = ("quiet",) if column == 2 else ()
        sheet.write_string(row, column, text, styles("ruled", "inset", *quiet))
    number = number_format(unit.replace(book.currency, "money"), values["value"], dash=True)
    by_period = dict(zip(values["period"], values["value"], strict=True))
    for column, period in enumerate(periods, start=len(_LEADS)):
        strong = ("strong",) if period == periods[-1] else ()
        style = styles("ruled", *strong, number=number)
        if period in by_period:
            sheet.write_number(row, column, by_period[period], style)
        else:
            sheet.write_blank(row, column, None, style)
    claim, who = values["claim"].iloc[0], values["claim_by"].iloc[0]
    if claim == claim:
        last = len(_LEADS) + len(periods)
        sheet.write_number(row, last, claim, styles("ruled", number=number))
        sheet.write_string(row, last + 1, who, styles("ruled", "right", "quiet"))


def _set_widths(book: Book, periods: int) -> None:
    sheet = book.sheet(CIRCULARITY)
    for column, width in enumerate((52, 26, 14)):
        sheet.set_column(column, column, width)
    sheet.set_column(len(_LEADS), len(_LEADS) + periods + 1, 12.5)
    sheet.fit_to_pages(1, 0)


def _write_pictures(
    book: Book, pictures: list[Picture], rows: Rows, places: dict[tuple[str, str], int], top: int
) -> None:
    first, last = len(_LEADS), len(_LEADS) + len(book.periods) - 1
    sheet = f"='{CIRCULARITY}'!"

    def across(row: int) -> str:
        ends = (cell(row, first, True, True), cell(row, last, True, True))
        return sheet + ":".join(ends)

    for number, picture in enumerate(pictures):
        legend = dict(picture.shows)
        series = [
            (legend[indicator] or sheet + cell(places[indicator, of], 1, True, True),
             across(top), across(places[indicator, of]))
            for indicator, of in _of(rows, picture)
        ]  # fmt: skip
        row = 2 + _CHART_ROWS * (number // _ACROSS)
        unit = f"{book.currency} {picture.unit}" if picture.unit == "a tonne" else picture.unit
        columns(
            book, CIRCULARITY, picture.title, unit, series, row, 0, _WIDTH, _HEIGHT,
            _WIDTH * (number % _ACROSS), stacked=picture.stacked, number=picture.number,
        )  # fmt: skip
