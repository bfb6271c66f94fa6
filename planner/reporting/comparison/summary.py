"""The first sheet of a comparison: what each run is worth, what is certain, what changed."""

import math
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.comparison.beside_table import colour_differences, signed
from planner.reporting.comparison.changed_tables import COUNT, INPUTS, PLANTS
from planner.reporting.comparison.differences_chart import differences_chart, differences_rows
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.styles import DASH, number_format
from planner.reporting.workbook.summary_page import SUMMARY, Page
from planner.solution.comparison import Comparison, FinishedRun
from planner.solution.comparison.compliance import counts_met
from planner.solution.comparison.headline import WITHIN
from planner.solution.comparison.inputs import counts
from planner.solution.comparison.plants import SAME

_SHARE = "0.00%"
_FIRST, _WIDTH = 44, 23
"""Widths of the first column and of a run."""
_LEAST_COLUMNS = 5
_SCALE = 78
_LINE = 140
"""Characters in a line of text."""


def write_summary(book: Book, comparison: Comparison, terms: Place) -> None:
    """Every block of the first sheet."""
    sheet = book.sheet(SUMMARY)
    sheet.set_default_row(15)
    sheet.set_column(0, 0, _FIRST)
    columns = max(len(comparison.runs), _LEAST_COLUMNS)
    sheet.set_column(1, columns, _WIDTH)
    # As wide as the page; a sheet fitted to it ignores its breaks.
    wide, least = _FIRST + columns * _WIDTH, _FIRST + _LEAST_COLUMNS * _WIDTH
    sheet.set_print_scale(_SCALE * least // wide)
    sheet.set_row(0, 28)
    page = Page(book)
    page.text("Comparison of runs", "title")
    periods = list(comparison.periods)
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    page.text(f"Against {comparison.reference.label}, {comparison.reference.name}. Periods in"
              f" common: {span}.", "subtitle")  # fmt: skip
    _write_worth(page, comparison)
    _write_notes(page)
    _write_inputs(page, comparison)
    page.keep_together(differences_rows(terms, comparison) + 1)
    page.row += 1
    differences_chart(book, SUMMARY, terms, comparison, page.row, 0)
    page.row += differences_rows(terms, comparison)
    _write_plants(page, comparison)
    _write_rules(page, comparison)
    _write_provenance(page, comparison)
    sheet.freeze_panes(0, 1)
    sheet.set_h_pagebreaks(page.breaks)
    sheet.print_area(0, 0, page.row, columns)


def _write_worth(page: Page, comparison: Comparison) -> None:
    book, table = page.book, comparison.headline
    page.heading("What each is worth")
    page.header(["", *comparison.labels], 1)
    _texts(page, "run", list(table["run"]))
    _texts(page, "case", list(table["case"]))
    unit = f"M {book.currency}"
    money = number_format(unit, table["value"])
    value = _numbers(page, f"Net present value [{unit}]", list(table["value"]), money, "strong")
    row = page.row
    reference = cell(value, 1, col_abs=True)
    differences = [math.nan, *table["difference"].iloc[1:]]
    _numbers(page, f"Difference to {comparison.labels[0]} [{unit}]", differences, signed(money),
             "strong", formula=lambda at: f"={cell(value, at)}-{reference}")  # fmt: skip
    colour_differences(book, SUMMARY, (row, 2), (row, len(comparison.runs)))
    _numbers(page, f"No plan is worth more than [{unit}]", list(table["bound"]), money)
    _numbers(page, "Gap", list(table["gap"]), _SHARE)
    _numbers(page, "Gap asked for", list(table["gap_asked"]), _SHARE)
    for words, column in (("lowest", "lowest"), ("highest", "highest")):
        label = f"Best plans differ by, {words} [{unit}]"
        _numbers(page, label, [math.nan, *table[column].iloc[1:]], signed(money))
    _texts(page, "What is certain", ["the reference", *table["certainty"].iloc[1:]], "strong")
    page.row += 1
    _write_words(
        page,
        "The best plan of each case is worth between its net present value and its bound. A"
        f" difference smaller than the two gaps together is {WITHIN}. Where changes against an"
        " earlier plan had a price, that is the best of the plans that change as little.",
        "quiet",
    )


def _write_words(page: Page, words: str, *traits: str) -> None:
    """A paragraph, in lines as long as the sheet is wide."""
    for line in textwrap.wrap(words, _LINE):
        page.text(line, *traits)


def _texts(page: Page, label: str, texts: Sequence[str], *traits: str) -> None:
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    lines = max(-(-len(text) // (_WIDTH - 2)) for text in texts)
    sheet.set_row(page.row, 15 if lines < 2 else 3 + 13 * lines)
    sheet.write_string(page.row, 0, label, styles("ruled", "top"))
    for column, text in enumerate(texts, start=1):
        sheet.write_string(page.row, column, text, styles("ruled", "wrap", "right", *traits))
    page.row += 1


def _numbers(
    page: Page, label: str, values: Sequence[float], number: str, *traits: str,
    formula: Callable[[int], str] | None = None,
) -> int:  # fmt: skip
    """A row of a number a run. Returns the row."""
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    sheet.write_string(page.row, 0, label, styles("ruled", *traits))
    for column, value in enumerate(values, start=1):
        style = styles("ruled", "right", *traits, number=number)
        if math.isnan(value):
            sheet.write_blank(page.row, column, None, style)
        elif math.isinf(value):
            sheet.write_string(page.row, column, "not known", style)
        elif formula is not None:
            sheet.write_formula(page.row, column, formula(column), style, value)
        else:
            sheet.write_number(page.row, column, value, style)
    page.row += 1
    return page.row - 1


def _write_plants(page: Page, comparison: Comparison) -> None:
    """How many plants changed in which way."""
    page.keep_together(14)
    page.heading("Plants")
    found = {
        run.label: Counter(
            word for words in comparison.plants[f"change {run.label}"] if words
            for word in words.split(", ")
        )
        for run in comparison.others
    }  # fmt: skip
    kinds = dict.fromkeys(word for counter in found.values() for word in counter)
    shown = [*sorted(word for word in kinds if word != SAME), *([SAME] if SAME in kinds else [])]
    page.header(["plants that", *(f"in {label}" for label in found)], 1)
    for word in shown:
        _counted(page, _plain(word), [counter[word] for counter in found.values()])
    page.text(f"Each plant, with years and capacities, stands on the sheet {PLANTS}.", "quiet")


def _plain(word: str) -> str:
    return {
        "larger": "are larger", "smaller": "are smaller", "same": "are the same",
        "closes": "close", "expands at other times": "expand at other times",
        "opens later": "open later", "opens earlier": "open earlier",
        "closes later": "close later", "closes earlier": "close earlier",
        "stays open": "stay open",
    }.get(word, f"stand {word}")  # fmt: skip


def _write_rules(page: Page, comparison: Comparison) -> None:
    """In how many periods the rules are met."""
    if not len(comparison.met):
        return
    page.keep_together(6)
    page.heading("Rules")
    page.header(["rules and periods", *comparison.labels], 1)
    for words, numbers in counts_met(comparison.met, comparison.labels):
        _counted(page, words, numbers)


def _counted(page: Page, label: str, numbers: Sequence[int]) -> None:
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    sheet.write_string(page.row, 0, label, styles("ruled"))
    for column, number in enumerate(numbers, start=1):
        sheet.write_number(page.row, column, number, styles("ruled", number=COUNT))
    page.row += 1


def _write_inputs(page: Page, comparison: Comparison) -> None:
    page.heading("Inputs that differ")
    changes = counts(comparison.inputs)
    if not len(changes):
        page.text("The tables of all runs are the same.")
        return
    page.header(["table", *(f"in {run.label}" for run in comparison.others)], 1)
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    for table in dict.fromkeys(changes["table"]):
        sheet.write_string(page.row, 0, table, styles("ruled"))
        for column, run in enumerate(comparison.others, start=1):
            mine = changes[(changes["table"] == table) & (changes["run"] == run.label)]
            words = changes_in_words(mine.to_dict("records"))
            sheet.write_string(page.row, column, words, styles("ruled", "right", "wrap"))
        page.row += 1
    page.text(f"The cells stand on the sheet {INPUTS}.", "quiet")


def changes_in_words(found: Sequence[dict[Any, Any]]) -> str:
    """12 cells, 3 rows added; a dash for no change."""
    if not found:
        return DASH
    record = found[0]
    parts = [
        f"{record['changed']:,} cell{'s' if record['changed'] != 1 else ''}",
        f"{record['added']:,} added",
        f"{record['removed']:,} removed",
    ]
    counts_ = (record["changed"], record["added"], record["removed"])
    return ", ".join(part for part, count in zip(parts, counts_, strict=True) if count)


def _write_notes(page: Page) -> None:
    page.heading("What you must know")
    for note in page.book.problems:
        _write_words(page, f"• {note}")
    if not page.book.problems:
        page.text("The runs have the same periods, settings and tables of results.")


_FACTS: dict[str, Callable[[FinishedRun], object]] = {
    "status": lambda run: run.result.get("status", ""),
    "solve time [s]": lambda run: f"{float(run.result.get('seconds') or 0):,.1f}",
    "method": lambda run: run.result.get("method", ""),
    "seed": lambda run: run.result.get("seed", ""),
    "date": lambda run: str(run.facts.get("date", ""))[:19].replace("T", " "),
    "fingerprint of the tables": lambda run: run.facts.get("fingerprint", ""),
    "planner": lambda run: run.facts.get("planner", ""),
    "HiGHS": lambda run: run.facts.get("highspy", ""),
}


def provenance(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """How each run was made: what, then a text a run."""
    return [(what, [str(fact(run)) for run in comparison.runs]) for what, fact in _FACTS.items()]


def _write_provenance(page: Page, comparison: Comparison) -> None:
    page.keep_together(2 + len(_FACTS))
    page.heading("How they were made")
    page.header(["", *comparison.labels], 1)
    for what, texts in provenance(comparison):
        _texts(page, what, texts)
