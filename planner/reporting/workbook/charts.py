"""Native charts in one style."""

from collections.abc import Sequence

from xlsxwriter.chart import Chart

from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.styles import FONT, INK, QUIET, RULE, SERIES

_LETTERS = {"name": FONT, "size": 9, "color": QUIET, "bold": False}


def bars(
    book: Book,
    onto: str,
    terms: Place,
    totals: Sequence[float],
    row: int,
    across: int = 0,
    width: int = 620,
    height: int = 0,
) -> None:
    """Horizontal bars of a column "total": incomes in one colour, costs in another."""
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": "=" + terms.range(terms.columns[0]),
            "values": "=" + terms.range("total"),
            "points": [{"fill": {"color": SERIES[1 if total > 0 else 0]}} for total in totals],
            "fill": {"color": SERIES[0]},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "#,##0", "font": _LETTERS},
        }
    )
    _dress(chart, f"Present value by term, M {book.currency}")
    chart.set_y_axis(
        {
            "reverse": True, "num_font": _LETTERS, "label_position": "low",
            "line": {"color": RULE}, "major_tick_mark": "none",
        }
    )  # fmt: skip
    least, most = min([0.0, *totals]), max([0.0, *totals])
    room = 0.15 * (most - least)
    chart.set_x_axis(
        {
            "visible": False, "major_gridlines": {"visible": False},
            "min": least - room, "max": most + room,
        }
    )  # fmt: skip
    chart.set_legend({"none": True})
    _insert(book, chart, onto, row, 0, across, width, height or 60 + 24 * max(8, len(totals)))


def columns(
    book: Book,
    onto: str,
    title: str,
    unit: str,
    series: Sequence[tuple[str, str, str]],
    row: int,
    column: int,
    width: int,
    height: int = 300,
    across: int = 0,
    colours: Sequence[str] = SERIES,
    stacked: bool = True,
    number: str = "#,##0",
) -> None:
    """Columns by period. A series is the reference of its name, its categories and its values."""
    kind = {"type": "column"} | ({"subtype": "stacked"} if stacked else {})
    chart = book.workbook.add_chart(kind)
    for place, (name, categories, values) in enumerate(series):
        chart.add_series(
            {
                "name": name,
                "categories": categories,
                "values": values,
                "fill": {"color": colours[place % len(colours)]},
                "gap": 45,
            }
        )
    _dress(chart, f"{title}, {unit}")
    chart.set_x_axis({"num_font": _LETTERS, "line": {"color": RULE}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "num_font": _LETTERS, "num_format": number, "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
            "major_tick_mark": "none",
        }
    )  # fmt: skip
    chart.set_legend({"position": "bottom", "font": _LETTERS})
    _insert(book, chart, onto, row, column, across, width, height)


def _dress(chart: Chart, title: str) -> None:
    chart.set_title(
        {
            "name": title,
            "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
            "overlay": False,
            "layout": None,
        }
    )
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})


def _insert(
    book: Book, chart: Chart, onto: str, row: int, column: int, across: int, width: int, height: int
) -> None:
    """Put the chart at a cell, moved across by some pixels."""
    chart.set_size({"width": width, "height": height})
    book.sheet(onto).insert_chart(row, column, chart, {"object_position": 2, "x_offset": across})
