"""A chart of the differences in money: bars by term, one colour a run."""

from xlsxwriter.utility import xl_col_to_name

from planner.reporting.comparison.beside_table import difference_names
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.styles import FONT, INK, QUIET, RULE, SERIES
from planner.solution.comparison import Comparison

_LETTERS = {"name": FONT, "size": 9, "color": QUIET, "bold": False}


def differences_chart(
    book: Book, onto: str, terms: Place, comparison: Comparison, row: int, column: int
) -> None:
    """Horizontal bars from the columns of differences."""
    chart = book.workbook.add_chart({"type": "bar"})
    sheet = f"'{terms.sheet}'!"
    header = terms.first - 1
    for place, name in enumerate(difference_names(comparison.labels)):
        letter = xl_col_to_name(terms.columns.index(name))
        chart.add_series(
            {
                "name": f"={sheet}${letter}${header}",
                "categories": f"={sheet}$A${terms.first}:$A${terms.last}",
                "values": f"={sheet}${letter}${terms.first}:${letter}${terms.last}",
                "fill": {"color": SERIES[place % len(SERIES)]},
                "gap": 50,
            }
        )
    title = f"Difference to {comparison.labels[0]} by term, present value, M {book.currency}"
    letters = {"name": FONT, "size": 11, "bold": True, "color": INK}
    chart.set_title({"name": title, "name_font": letters, "overlay": False, "layout": None})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.set_y_axis(
        {
            "reverse": True, "num_font": _LETTERS, "label_position": "low",
            "line": {"color": RULE}, "major_tick_mark": "none",
        }
    )  # fmt: skip
    grid = {"visible": True, "line": {"color": RULE, "width": 0.5}}
    chart.set_x_axis(
        {
            "num_font": _LETTERS, "num_format": "+#,##0;-#,##0;0", "line": {"none": True},
            "major_gridlines": grid, "major_tick_mark": "none", "label_position": "high",
        }
    )  # fmt: skip
    chart.set_legend({"position": "bottom", "font": _LETTERS})
    chart.set_size({"width": 760, "height": _height(terms, comparison)})
    book.sheet(onto).insert_chart(row, column, chart, {"object_position": 2})


def differences_rows(terms: Place, comparison: Comparison) -> int:
    """The rows of a sheet that the chart covers."""
    return -(-_height(terms, comparison) // 20)


def _height(terms: Place, comparison: Comparison) -> int:
    """Pixels."""
    return 90 + (terms.last - terms.first + 1) * (14 + 8 * (len(comparison.labels) - 1))
