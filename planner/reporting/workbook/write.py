"""The result workbook: a summary for the board, and the tables behind it for its analysts.

Money is live: the summary adds up the cost lines and sets the sum beside the solver's objective,
costs by term and site are formulas over the same lines. Every formula carries its value, so
viewers that do not calculate show it too.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from planner.instance.scenarios.apply import Applied
from planner.reporting.workbook import costs, facilities, metals, routes, summary
from planner.reporting.workbook.book import END, Book
from planner.reporting.workbook.emissions import BY_SOURCE, write_emissions
from planner.reporting.workbook.emissions import LINES as EMISSION_LINES
from planner.reporting.workbook.indicators import (
    CIRCULARITY,
    COMPLIANCE,
    DEFINITIONS,
    INDICATORS,
    PROVENANCE,
    indicator_tables,
    write_indicators,
)
from planner.reporting.workbook.long_table import write_long
from planner.reporting.workbook.scenario import SCENARIO, write_scenario
from planner.reporting.workbook.styles import FONT, Styles
from planner.reporting.workbook.summary_page import SUMMARY
from planner.solution.indicators import worth
from planner.solution.report_tables import report_tables
from planner.solution.solution import Solution

AGREED = {"Contracts": "contracts", "Stock": "stock", "Electricity": "electricity"}
"""Sheet -> table; left out where there is nothing of the kind."""

REPLANNED = {
    "Plan changes": "plan_changes",
    "Changed input": "changed_input",
    "Stability": "stability",
    "Held": "held",
}
"""Sheet -> table of a plan over time; they stand after the issues."""

SHEETS = (
    SUMMARY, summary.ISSUES, CIRCULARITY, COMPLIANCE, facilities.DECISIONS, facilities.FACILITIES,
    routes.ROUTES, metals.GAP, metals.BY_PLANT, metals.CONTENT, PROVENANCE, costs.BY_TERM,
    costs.BY_SITE, BY_SOURCE, metals.ELEMENTS, "Flows", "Throughput", "Supply", "Demand", "Outlets",
    *AGREED, costs.LINES, EMISSION_LINES, DEFINITIONS,
)  # fmt: skip
STREAMED = 300_000
"""Rows from which the workbook is written row by row, to spare memory."""
LONG_AGO = datetime(2026, 1, 1)
"""The date of a workbook of which no date is known: the same run gives the same bytes."""


def write_workbook(
    solution: Solution,
    path: Path,
    *,
    baseline: Solution | None,
    problems: Sequence[str],
    facts: Mapping[str, object],
    applied: Applied | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Write the workbook of a plan.

    The baseline builds nothing new. Problems are sentences the reader must know, facts say how
    the plan was made; a fact "date" (a date, or ISO text) becomes the date of the file. A
    scenario that was applied has a sheet. tables: those of report_tables, where they are at hand.
    A file at the path is replaced when the new one is complete.
    """
    path = Path(path)
    tables = report_tables(solution) if tables is None else tables
    handle, temporary = tempfile.mkstemp(suffix=".xlsx", prefix=f".{path.stem}-", dir=path.parent)
    os.close(handle)
    try:
        long = sum(map(len, tables.values())) > STREAMED
        with _open(temporary, solution, facts, streamed=long) as workbook:
            years = {name: period.years for name, period in solution.network.periods.items()}
            styles, currency = Styles(workbook), solution.network.currency
            book = Book(workbook, styles, currency, years, list(problems))
            _write(book, solution, tables, baseline, facts, applied)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def in_order(table: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """The rows period by period, as the plan runs."""
    if "period" not in table.columns or not len(table):
        return table
    place = {period: number for number, period in enumerate([*periods, END])}
    return table.sort_values("period", key=lambda names: names.map(place), kind="stable")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _open(
    name: str, solution: Solution, facts: Mapping[str, object], *, streamed: bool
) -> Workbook:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "constant_memory": streamed,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    workbook = Workbook(name, options)
    workbook.set_properties(
        {"title": solution.network.title, "author": "planner", "created": _created(facts)}
    )
    workbook.set_calc_mode("auto")
    return workbook


def _created(facts: Mapping[str, object]) -> datetime:
    known = facts.get("created", facts.get("date"))
    if isinstance(known, datetime):
        return known.replace(tzinfo=None)
    if isinstance(known, date):
        return datetime(known.year, known.month, known.day)
    try:
        return datetime.fromisoformat(str(known)).replace(tzinfo=None)
    except ValueError:
        return LONG_AGO


def _write(
    book: Book,
    solution: Solution,
    tables: Mapping[str, pd.DataFrame],
    baseline: Solution | None,
    facts: Mapping[str, object],
    applied: Applied | None,
) -> None:
    indicators = indicator_tables(solution.network, tables)
    agreed = {sheet: tables[name] for sheet, name in AGREED.items() if len(tables[name])}
    replanned = {sheet: tables[name] for sheet, name in REPLANNED.items() if name in tables}
    sheets = [
        name
        for name in SHEETS
        if name in indicators or name in agreed or name not in (*INDICATORS, *AGREED)
    ]
    tables = {name: in_order(table, book.periods) for name, table in tables.items()}
    sheets[2:2] = [*([] if applied is None else [SCENARIO]), *replanned]
    book.add_sheets(sheets)
    if applied is not None:
        write_scenario(book, applied)
    names = solution.network.elements
    facilities.write_decisions(book, tables["decisions"])
    facilities.write_facilities(book, tables["plants"])
    batteries = routes.write_routes(book, routes.destinations(solution))
    cover = metals.by_element(tables["metal_cover"], book.periods)
    gap = metals.write_gap(book, cover, names)
    metals.write_by_plant(book, tables["metal_gap"])
    metals.write_content(book, tables["targets"])
    metals.write_elements(book, tables["element_balance"], names)
    lines = costs.cost_lines(tables["costs"])
    money = costs.write_costs(book, lines)
    write_emissions(book, tables["emissions"])
    write_indicators(book, indicators)
    _write_movements(book, tables)
    for sheet, table in (agreed | replanned).items():
        write_long(book, sheet, in_order(table, book.periods))
    summary.write_summary(
        book, solution, money=money, batteries=batteries, gap=gap, cover=cover,
        figures=tables["key_figures"],
        worth=None if baseline is None else worth(solution, baseline),
        decisions=tables["decisions"], facts=facts,
    )  # fmt: skip
    summary.write_issues(book)
    book.sheet(SUMMARY).activate()


def _write_movements(book: Book, tables: Mapping[str, pd.DataFrame]) -> None:
    """What moves: the long tables. Rows in which nothing happens are left out."""
    supply, demand = tables["supply"], tables["demand"]
    held = ["available [t/year]", "collected [t/year]", "not_collected [t/year]"]
    wanted = ["wanted [t/year]", "delivered [t/year]", "short [t/year]"]
    write_long(
        book, "Flows", tables["flows"],
        ["shipped [t/year]", "cost [M money/year]", "emissions [t CO2e/year]"],
    )  # fmt: skip
    made = ["amount [t/year]"]
    write_long(book, "Throughput", tables["production"], made, by=["period", "direction"])
    write_long(book, "Supply", supply[(supply[held].fillna(0) != 0).any(axis=1)], held)
    write_long(book, "Demand", demand[(demand[wanted].fillna(0) != 0).any(axis=1)], wanted)
    write_long(book, "Outlets", tables["outlets"], made, by=["period", "kind"])
