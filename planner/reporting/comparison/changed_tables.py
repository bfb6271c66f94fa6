"""Plants and inputs: what changed, in words and cells."""

import pandas as pd

from planner.reporting.comparison.beside_table import TOP, write_header
from planner.reporting.workbook.book import Book
from planner.reporting.workbook.long_table import width
from planner.reporting.workbook.styles import DASH, number_format
from planner.solution.comparison import Comparison
from planner.solution.comparison.inputs import counts
from planner.solution.comparison.plants import SAME, WHO

PLANTS, INPUTS = "Plants", "Inputs"
MOST_OF_A_TABLE = 1_000
"""Changes of an input table that are listed, for each run."""
COUNT = f'#,##0;-#,##0;"{DASH}"'
_WIDEST = 60


def write_plants(book: Book, comparison: Comparison) -> None:
    """A row a plant: years and capacity in each run, and what changed; those that differ first."""
    sheet, styles, table = book.sheet(PLANTS), book.styles, comparison.plants
    changes = [column for column in table if column.startswith("change ")]
    numbers = [column for column in table if column not in (*WHO, *changes)]
    write_header(book, PLANTS, TOP, [*WHO, *changes], [_named(column) for column in numbers])
    sizes = table[[column for column in numbers if column.startswith("capacity")]]
    size = number_format("t/year", sizes.fillna(0.0).to_numpy().ravel())
    for row, record in enumerate(table.to_dict("records"), start=TOP + 1):
        for column, key in enumerate([*WHO, *changes]):
            quiet = ("quiet",) if record[key] == SAME else ()
            sheet.write_string(row, column, str(record[key]), styles("ruled", "inset", *quiet))
        for column, key in enumerate(numbers, start=len(WHO) + len(changes)):
            number = size if key.startswith("capacity") else "0"
            style = styles("ruled", "right", number=number)
            if record[key] == record[key]:
                sheet.write_number(row, column, record[key], style)
            else:
                sheet.write_blank(row, column, None, style)
    for column, key in enumerate([*WHO, *changes]):
        sheet.set_column(column, column, width(key, table[key]))
    last = len(WHO) + len(changes) + len(numbers) - 1
    sheet.set_column(len(WHO) + len(changes), last, 11)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.set_paper(8)  # A3
    sheet.autofilter(TOP, 0, max(TOP + 1, TOP + len(table)), last)
    if not len(table):
        sheet.write_string(TOP + 1, 0, "none", styles("quiet", "inset"))


def _named(column: str) -> str:
    return f"{column}\n[t/year]" if column.startswith("capacity") else column


def write_inputs(book: Book, comparison: Comparison) -> None:
    """How many cells and rows of each table changed, then the changes themselves."""
    sheet, styles, reference = book.sheet(INPUTS), book.styles, comparison.labels[0]
    summed = counts(comparison.inputs)
    texts, numbers = ["run", "table"], ["cells changed", "rows added", "rows removed"]
    write_header(book, INPUTS, TOP, texts, numbers)
    row = TOP + 1
    for record in summed.itertuples(index=False, name=None):
        for column, text in enumerate(record[:2]):
            sheet.write_string(row, column, text, styles("ruled", "inset"))
        for column, value in enumerate(record[2:], start=2):
            sheet.write_number(row, column, value, styles("ruled", number=COUNT))
        row += 1
    shown = listed(comparison.inputs, MOST_OF_A_TABLE)
    if len(shown) < len(comparison.inputs):
        words = (
            f"Of each table the first {MOST_OF_A_TABLE:,} changes are listed:"
            f" {len(shown):,} of {len(comparison.inputs):,}."
        )
        sheet.write_string(row + 1, 0, words, styles("quiet"))
        row += 1
    row += 1
    names = ["run", "table", "row", "change", "column", f"in {reference}", "in the run"]
    write_header(book, INPUTS, row, names, [])
    first = row
    for row, record in enumerate(shown.itertuples(index=False, name=None), start=first + 1):
        for column, text in enumerate(record):
            sheet.write_string(row, column, str(text), styles("ruled", "inset"))
    sheet.set_column(0, 0, 8)
    for column, key in enumerate(shown.columns[1:], start=1):
        sheet.set_column(column, column, min(_WIDEST, max(15, width(key, shown[key]))))
    sheet.autofilter(first, 0, first + max(1, len(shown)), len(names) - 1)


def listed(changes: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first changes of each table in each run."""
    return changes.groupby(["run", "table"], sort=False).head(most)
