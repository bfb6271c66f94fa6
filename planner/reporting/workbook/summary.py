"""The first sheet: what the plan is worth, what to build, and how sure it is."""

import math
import textwrap
from collections.abc import Mapping

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from planner.reporting.workbook import metals, routes
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.charts import bars
from planner.reporting.workbook.costs import BY_TERM, PRESENT, Costs
from planner.reporting.workbook.long_table import header
from planner.reporting.workbook.styles import number_format
from planner.reporting.workbook.summary_page import SUMMARY, Page
from planner.reporting.workbook.to_build import write_to_build
from planner.solution.solution import Result, Solution

ISSUES = "Issues"
_CHART_ROWS = 18
_COLUMNS = 10
_MOST_ISSUES = 8


def status_in_words(result: Result, currency: str) -> str:
    """How good the plan is known to be."""
    known = (
        f"{result.none_better} than {result.bound:,.1f} M {currency}, so at most"
        f" {max(0.0, result.bound - result.objective):,.1f} M {currency} more than this one"
        if math.isfinite(result.bound)
        else "how much better a plan can be is not known"
    )
    found = {
        "optimal": f"Solved to the gap asked for ({result.gap_asked:.2%})",
        "time limit": "The best plan found when the time was up",
        "interrupted": "The best plan found when the search was stopped",
    }.get(result.status, result.status.capitalize())
    return f"{found}: {known}."


def write_summary(
    book: Book,
    solution: Solution,
    *,
    money: Costs,
    batteries: Place | None,
    gap: Place,
    cover: pd.DataFrame,
    figures: pd.DataFrame,
    worth: pd.DataFrame | None,
    decisions: pd.DataFrame,
    facts: Mapping[str, object],
) -> None:
    """Every block of the first sheet, in the order in which a board reads."""
    sheet, network = book.sheet(SUMMARY), solution.network
    sheet.set_default_row(15)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, _COLUMNS, 11.5)
    sheet.set_print_scale(78)  # as wide as the page; a sheet fitted to it ignores its breaks
    sheet.set_row(0, 28)
    page = Page(book)
    page.text(network.title or "Plan", "title")
    horizon = f"{next(iter(network.periods.values())).first_year} to {network.horizon_end - 1}"
    page.text(f"Plan for {horizon}. {status_in_words(solution.result, book.currency)}", "subtitle")
    if book.problems:
        found = (
            "1 remark stands" if len(book.problems) == 1 else f"{len(book.problems)} remarks stand"
        )
        page.text(f'{found} under "What you must know" below.', "quiet")
    _value(page, solution, money)
    _worth(page, worth)
    _charts(page, money, batteries)
    write_to_build(page, decisions)
    _periods(page, figures)
    _metals(page, gap, cover, network.elements)
    _issues(page)
    _provenance(page, solution, facts)
    sheet.set_h_pagebreaks(page.breaks)
    sheet.print_area(0, 0, page.row, _COLUMNS)


def _value(page: Page, solution: Solution, money: Costs) -> None:
    result, unit = solution.result, f"M {page.book.currency}"
    number = "#,##0.00"
    none_better = f"{result.none_better} than".capitalize()
    page.heading("What it is worth")
    value = page.figure("Net present value", result.objective, unit, number, "", "strong")
    if math.isfinite(result.bound):
        bound = page.figure(none_better, result.bound, unit, number)
        left = result.bound - result.objective
        missing = page.figure("Gap: at most this much is missed", left, unit, number,
                              f"={bound}-{value}")  # fmt: skip
        share = left / abs(result.objective) if result.objective else 0.0
        live = f"=IF({value}=0,0,{missing}/ABS({value}))"
        page.figure("Gap, of the net present value", share, "", "0.00%", live)
    else:
        page.figure(none_better, "not known", "", "")
    lines = f"=SUM({money.lines.range(PRESENT)})"
    total = money.total
    summed = page.figure("Sum of all cost lines, present value", total, unit, number, lines)
    off = page.figure("Difference to the net present value", total - result.objective, unit,
                      "0.000000", f"={summed}-{value}")  # fmt: skip
    allowed = f"0.000001*MAX(1,ABS({value}))"
    agrees = abs(total - result.objective) <= 1e-6 * max(1.0, abs(result.objective))
    words = ("adds up", "DOES NOT ADD UP")
    check = f'=IF(ABS({off})<={allowed},"{words[0]}","{words[1]}")'
    row = page.row
    page.figure("Check", words[0] if agrees else words[1], "", "", check, "good")
    wrong = {"type": "cell", "criteria": "==", "value": f'"{words[1]}"',
             "format": page.book.styles("bad")}  # fmt: skip
    page.book.sheet(SUMMARY).conditional_format(row, 1, row, 1, wrong)


def _worth(page: Page, worth: pd.DataFrame | None) -> None:
    if worth is None:
        return
    page.heading("What it is worth against building nothing new")
    page.text("Over the whole horizon. Without new plants: existing and committed plants, and"
              " export.", "quiet")  # fmt: skip
    page.header(["figure", "unit", "this plan", "without", "difference"], 2)
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    for figure, unit, plan, base, difference in worth.itertuples(index=False):
        sheet.write_string(page.row, 0, str(figure), styles("ruled"))
        shown = str(unit).replace("money", page.book.currency)
        sheet.write_string(page.row, 1, shown, styles("ruled", "quiet"))
        number = "#,##0.0" if shown.startswith("M ") else "#,##0"
        sheet.write_number(page.row, 2, plan, styles("ruled", number=number))
        sheet.write_number(page.row, 3, base, styles("ruled", number=number))
        signed = styles("ruled", "strong", number=f"+{number};-{number};0")
        live = f"={cell(page.row, 2)}-{cell(page.row, 3)}"
        sheet.write_formula(page.row, 4, live, signed, difference)
        page.row += 1


def _charts(page: Page, money: Costs, batteries: Place | None) -> None:
    page.keep_together(_CHART_ROWS)
    page.row += 1
    height = 20 * _CHART_ROWS - 30
    bars(page.book, SUMMARY, money.terms, money.totals, page.row, 0, 580, height)
    if batteries is not None:
        routes.chart(page.book, SUMMARY, batteries, page.row, 590, 590, height)
    page.row += _CHART_ROWS - 1


def _periods(page: Page, figures: pd.DataFrame) -> None:
    page.keep_together(5 + len(page.book.years))
    page.heading("Key figures, by period")
    names = figures[["figure", "unit"]].drop_duplicates()
    labels = [header(f"{figure} [{unit}]", page.book.currency)
              for figure, unit in names.itertuples(index=False)]  # fmt: skip
    page.header(["period", *labels], 1, 56)
    sheet, styles = page.book.sheet(SUMMARY), page.book.styles
    values = figures.set_index(["period", "figure"])["value"]
    for period in page.book.periods:
        sheet.write_string(page.row, 0, period, styles("ruled"))
        for column, (figure, unit) in enumerate(names.itertuples(index=False), start=1):
            mine = figures.loc[figures["figure"] == figure, "value"]
            style = styles("ruled", number=number_format(unit, mine, dash=True))
            sheet.write_number(page.row, column, float(values.get((period, figure), 0.0)), style)
        page.row += 1


def _metals(page: Page, gap: Place, cover: pd.DataFrame, names: Mapping[str, str]) -> None:
    page.keep_together(18)
    page.heading("Metal that recycling does not give")
    page.text(metals.gap_sentence(page.book, cover, names))
    page.row += 1
    shown = list(dict.fromkeys(cover["element"]))[:3]
    for number, element in enumerate(shown):
        metals.gap_chart(
            page.book, SUMMARY, gap, cover, element, names, page.row, 0, 385, 240, 395 * number
        )
    page.row += 12 if shown else 0


def _issues(page: Page) -> None:
    page.heading("What you must know")
    issues = page.book.problems
    for issue in issues[:_MOST_ISSUES]:
        page.text(f"• {issue}")
    if len(issues) > _MOST_ISSUES:
        page.text(f"and {len(issues) - _MOST_ISSUES} more on the sheet {ISSUES}.", "quiet")
    if not issues:
        page.text("Nothing was found that falls short or needs a remark.")


def _provenance(page: Page, solution: Solution, facts: Mapping[str, object]) -> None:
    result, book = solution.result, page.book
    page.keep_together(14 + len(facts))
    page.heading("How this was made")
    shown = {key.replace("_", " "): value for key, value in facts.items()}
    shown.setdefault("fingerprint", solution.network.fingerprint)
    shown |= {
        "discount rate": f"{solution.network.discount_rate:.2%}, to {solution.network.base_year}",
        "status": result.status,
        "gap asked for": f"{result.gap_asked:.2%}",
        "solve time": f"{result.seconds:,.1f} s",
        "seed": str(result.seed),
        "branch-and-bound nodes": f"{result.nodes:,}",
        "size of the model": f"{result.rows:,} rows, {result.columns:,} columns,"
        f" {result.binaries:,} yes-or-no decisions",
    }
    sheet, styles = book.sheet(SUMMARY), book.styles
    for key, value in shown.items():
        for number, line in enumerate(textwrap.wrap(_plain(value), 100) or [""]):
            sheet.write_string(page.row, 0, "" if number else key, styles("quiet"))
            sheet.write_string(page.row, 1, line, styles())
            page.row += 1
    page.row += 1
    page.text(f"Amounts are per year of the period unless said otherwise; M {book.currency} are"
              f" millions; present values are discounted to {solution.network.base_year};"
              f" incomes are positive and costs negative (sheet {BY_TERM}).", "quiet")  # fmt: skip


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple, set)):
        return ", ".join(map(_plain, value))
    return str(value)


def write_issues(book: Book) -> None:
    """Every sentence the reader must know."""
    sheet, styles = book.sheet(ISSUES), book.styles
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 130)
    sheet.write_string(0, 0, "no.", styles("header", "right"))
    sheet.write_string(0, 1, "issue", styles("header", "inset"))
    for row, issue in enumerate(book.problems, start=1):
        lines = len(textwrap.wrap(issue, 125)) or 1
        sheet.set_row(row, 4 + 13 * lines)
        sheet.write_number(row, 0, row, styles("top", "right"))
        sheet.write_string(row, 1, issue, styles("wrap", "inset"))
    if not book.problems:
        sheet.write_string(1, 1, "none", styles("quiet", "inset"))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(1, len(book.problems)), 1)
