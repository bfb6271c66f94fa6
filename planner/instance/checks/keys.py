"""Keys: does every row stand once?"""

from collections.abc import Iterator
from typing import Any

from planner.instance.checks.tables import Tables
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema import TABLES
from planner.instance.schema.markets import Demand, Supply

# A blank cell in one of these means every one of them: a row of its own beside it would be
# counted twice, or not, and the reader could not tell.
NO_BLANK_BESIDE: dict[type[Row], str] = {Supply: "year", Demand: "year"}


def rows_stand_once(tables: Tables) -> Iterator[Problem]:
    for table, row_type in TABLES.items():
        names = row_type.keys()
        seen: dict[tuple[Any, ...], int] = {}
        for number, row in tables.rows[table]:
            key = _values(row, names)
            if key in seen:
                tables.incomplete.add(table)
                rule = f"row {seen[key]} has the same {_in_words(names)}"
                yield Problem(table, rule, number, names[0], key[0])
            else:
                seen[key] = number


def blanks_do_not_clash(tables: Tables) -> Iterator[Problem]:
    for row_type, column in NO_BLANK_BESIDE.items():
        key = row_type.keys()
        others = tuple(name for name in key if name != column)
        blank_rows: dict[tuple[Any, ...], int] = {}
        for number, row in tables.rows[row_type.table]:
            if getattr(row, column) is None:
                blank_rows.setdefault(_values(row, others), number)
        for number, row in tables.rows[row_type.table]:
            earlier = blank_rows.get(_values(row, others))
            if earlier and getattr(row, column) is not None:
                rule = f"row {earlier} already holds for every {column}, its {column} is blank"
                header = row_type.headers()[column]
                yield Problem(row_type.table, rule, number, header, getattr(row, column))


def _values(row: Row, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _in_words(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
