"""Years: do rows end after they begin, and do their years matter to the plan?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.contracts import Contract
from planner.instance.schema.frame import EnergySource, Period
from planner.instance.schema.markets import Demand, Storage, Supply
from planner.instance.schema.plants import Credit, Plant, Programme, Recipe, Size
from planner.instance.schema.rules import Target

SPELLS: tuple[tuple[type[Row], str, str], ...] = (
    (Size, "first_year", "last_year"),
    (Recipe, "first_year", "last_year"),
    (Programme, "first_year", "last_year"),
    (Plant, "earliest_year", "latest_year"),
    (Plant, "earliest_year", "last_year"),
    (Contract, "first_year", "last_year"),
    (Target, "from_year", "last_year"),
)
"""Columns of the first and last year of something."""

IN_EFFECT: tuple[tuple[type[Row], str, str], ...] = (
    (Size, "first_year", "last_year"),
    (Recipe, "first_year", "last_year"),
    (Programme, "first_year", "last_year"),
    (Contract, "first_year", "last_year"),
    (Target, "from_year", "last_year"),
    (EnergySource, "from_year", ""),
    (Credit, "from_year", ""),
    (Storage, "from_year", ""),
)
"""What holds in the periods that start in its years."""


def years_are_in_order(tables: Tables) -> Iterator[Problem]:
    for kind, first, last in SPELLS:
        for number, row in tables.rows[kind.table]:
            begins, ends = getattr(row, first), getattr(row, last)
            if begins is not None and ends is not None and ends < begins:
                rule = f"is before the {first}, {begins}"
                yield Problem(kind.table, rule, number, kind.headers()[last], ends)


def years_lie_in_the_plan(tables: Tables) -> Iterator[Problem]:
    periods = tables.all(Period)
    first = min(period.first_year for period in periods)
    last = max(period.first_year + period.years for period in periods) - 1
    kinds: tuple[type[Supply] | type[Demand], ...] = (Supply, Demand)
    for kind in kinds:
        outside = [
            (number, row.year)
            for number, row in tables.of(kind)
            if row.year is not None and not first <= row.year <= last
        ]
        if outside:
            rule = f"{len(outside)} rows lie outside the plan ({first} to {last}) and are left out"
            yield Problem(kind.table, rule, outside[0][0], "year [year]", outside[0][1])


def years_hold_a_start(tables: Tables) -> Iterator[Problem]:
    """Remarks: rows whose years no period starts in."""
    starts = [period.first_year for period in tables.all(Period)]
    for kind, first, last in IN_EFFECT:
        for number, row in tables.rows[kind.table]:
            begins, ends = getattr(row, first), getattr(row, last) if last else None
            if any((begins or year) <= year <= (ends or year) for year in starts):
                continue
            if begins is None:
                column, value, rule = last, ends, f"is before the plan starts, in {starts[0]}"
            else:
                column, value = first, begins
                rule = f"is after the last period starts, in {starts[-1]}"
                if begins <= starts[-1]:
                    rule = f"to {ends}: no period starts in these years"
            rule += ", so the row has no effect"
            yield Problem(kind.table, rule, number, kind.headers()[column], value)
