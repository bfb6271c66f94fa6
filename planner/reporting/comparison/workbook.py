"""The workbook of a comparison: a summary, and a sheet for each part of the plans.

Differences are formulas over the values beside them; every formula carries its value, so viewers
that do not calculate show it too.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
from xlsxwriter import Workbook

from planner.reporting.comparison import changed_tables, summary
from planner.reporting.comparison.beside_table import (
    colour_differences,
    write_beside,
    write_names,
)
from planner.reporting.comparison.differences_chart import differences_chart
from planner.reporting.comparison.stacked_table import Stacked, stacked, write_stacked
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.styles import FONT, Styles
from planner.reporting.workbook.summary_page import SUMMARY
from planner.reporting.workbook.write import LONG_AGO
from planner.solution.comparison import Comparison
from planner.solution.comparison.flows import LANE
from planner.solution.comparison.indicators import HORIZON
from planner.solution.comparison.money import END

TERMS, PRESENT, AMOUNTS = "Money by term", "Present values", "Money by period"
PLANTS, CAPACITY = changed_tables.PLANTS, "Capacity"
FLOWS, LANES = "Flows", "Lanes"
EMISSIONS, INDICATORS, COMPLIANCE = "Emissions", "Indicators", "Compliance"
INPUTS = changed_tables.INPUTS
MOST_LANES = 5_000
"""Lanes shown, those that change most."""


def write_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook of a comparison."""
    with _open(path, comparison) as workbook:
        currency = comparison.currency
        book = Book(workbook, Styles(workbook), currency, comparison.years, list(comparison.notes))
        names = _sheets(comparison)
        book.add_sheets(names)
        for name in names[1:]:
            write_names(book, name, runs_in_words(comparison))
        terms = _write_money(book, comparison)
        changed_tables.write_plants(book, comparison)
        if LANES in names:
            _write_lanes(book, comparison)
        _write_movements(book, comparison, names)
        labels, periods = comparison.labels, list(comparison.periods)
        if INDICATORS in names:
            horizon = [HORIZON] * int((comparison.indicators["period"] == HORIZON).any())
            columns = [*periods, *horizon]
            _write_figures(book, INDICATORS, comparison.indicators, columns, labels)
        if COMPLIANCE in names:
            _write_figures(book, COMPLIANCE, comparison.compliance, periods, labels)
        if INPUTS in names:
            changed_tables.write_inputs(book, comparison)
        summary.write_summary(book, comparison, terms)
        book.sheet(SUMMARY).activate()


def runs_in_words(comparison: Comparison) -> str:
    """A run-folder (the reference), B run-folder, ..."""
    words = [f"{run.label} {run.name}" for run in comparison.runs]
    return "   ".join([f"{words[0]} (the reference)", *words[1:]])


def _open(path: Path, comparison: Comparison) -> Workbook:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    workbook = Workbook(str(path), options)
    workbook.set_properties(
        {"title": "Comparison of runs", "author": "planner", "created": _latest(comparison)}
    )
    workbook.set_calc_mode("auto")
    return workbook


def _latest(comparison: Comparison) -> datetime:
    """When the last of the runs was made: the same runs give the same bytes."""
    dates = []
    for run in comparison.runs:
        try:
            dates.append(datetime.fromisoformat(str(run.facts.get("date"))).replace(tzinfo=None))
        except ValueError:
            continue
    return max(dates, default=LONG_AGO)


def _sheets(comparison: Comparison) -> list[str]:
    """The sheets that have something to show, in order."""
    some = {
        LANES: len(comparison.lanes),
        EMISSIONS: len(comparison.emissions),
        INDICATORS: len(comparison.indicators),
        COMPLIANCE: len(comparison.compliance),
        INPUTS: len(comparison.inputs),
    }
    every = [SUMMARY, TERMS, PRESENT, AMOUNTS, PLANTS, CAPACITY, FLOWS, LANES, EMISSIONS,
             INDICATORS, COMPLIANCE, INPUTS]  # fmt: skip
    return [name for name in every if some.get(name, 1)]


def _write_money(book: Book, comparison: Comparison) -> Place:
    labels, periods = comparison.labels, list(comparison.periods)
    keys, unit = ["term", "due"], f"M {book.currency}"
    measured = f"present value [{unit}]"
    terms = write_beside(book, TERMS, comparison.money, keys, labels, measured, total=True)
    count = len(labels) - 1
    first, last = (terms.first - 1, len(keys) + len(labels)), (terms.last, 0)
    colour_differences(book, TERMS, first, (last[0], first[1] + count - 1))
    differences_chart(book, TERMS, terms, comparison, terms.last + 3, 0)
    book.sheet(TERMS).fit_to_pages(1, 1)
    has_end = (comparison.present["period"] == END).any()
    columns = [*periods, END] if has_end else periods
    once = [1.0] * len(columns)
    years = [*map(float, comparison.years.values()), 0.0][: len(columns)]
    for name, table, weights, total in (
        (PRESENT, comparison.present, lambda key: once, f"total [{unit}]"),
        (AMOUNTS, comparison.amounts, lambda key: years if key[1] == "yearly" else once,
         f"not discounted [{unit}]"),
    ):  # fmt: skip
        told = "present value" if name == PRESENT else "a year if due yearly"
        texts = [f"term, {told} [{unit}]", "due"]
        money = stacked(table, keys, columns, labels)
        write_stacked(book, name, money, lambda key: unit, weights, total, texts)
        book.sheet(name).set_column(0, 0, 34)
    return terms


def _write_lanes(book: Book, comparison: Comparison) -> None:
    lanes = comparison.lanes
    if len(lanes) > MOST_LANES:
        book.problems.append(
            f"The sheet {LANES} shows the {MOST_LANES:,} lanes that change most, of {len(lanes):,}."
        )
    shown = lanes.head(MOST_LANES)
    write_beside(book, LANES, shown, LANE, comparison.labels, "periods in common [t]")


def _write_movements(book: Book, comparison: Comparison, names: Sequence[str]) -> None:
    """Tables of amounts by period."""
    labels, periods = comparison.labels, list(comparison.periods)
    years = [float(count) for count in comparison.years.values()]
    for name, table, unit, total in (
        (CAPACITY, comparison.capacities, "t/year", None),
        (FLOWS, comparison.groups, "t/year", "horizon [t]"),
        (EMISSIONS, comparison.emissions, "t CO2e/year", "horizon [t CO2e]"),
    ):
        if name in names:
            key = table.columns[0]
            _write_one(book, name, stacked(table, [key], periods, labels), unit, years, total)


def _write_figures(book: Book, name: str, table: pd.DataFrame, periods: Sequence[str],
                   labels: Sequence[str]) -> None:  # fmt: skip
    """Figures that each have a unit of their own; what a run does not tell stays blank."""
    table = table.assign(unit=table["unit"].str.replace("money", book.currency))
    keys = [str(column) for column in table if column not in ("period", *labels)]
    unit = keys.index("unit")
    found = stacked(table, keys, periods, labels, absent=float("nan"))
    write_stacked(book, name, found, lambda key: key[unit], lambda key: None, None)


def _write_one(book: Book, name: str, table: Stacked, unit: str, years: list[float],
               total: str | None) -> None:  # fmt: skip
    texts = [f"{table.keys[0]} [{unit}]"]
    write_stacked(book, name, table, lambda key: unit, lambda key: years, total, texts)
