"""Differences: what two plans were made from, in groups that can be taken back.

A group is the rows of a table about one subject, or what has happened to a plant or contract.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.instance.check import check_sheets
from planner.instance.columns import Row, to_cell
from planner.instance.instance import Instance
from planner.instance.schema import TABLES
from planner.instance.sheets import sheets_of

NO_INPUT = ("scenarios", "scenario_items", "periods")
"""Periods roll on by themselves."""

NO_VALUE = ("source", "confidence", "note")

MOST_TOLD = 3
"""Cells told of a group."""


@dataclass(frozen=True)
class Group:
    """The rows of one table about one subject."""

    table: str
    subject: str
    """What stands in the first key column."""
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    words: str
    facts: frozenset[str] = frozenset()
    """Keys of what has happened; then there are no rows."""

    def __str__(self) -> str:
        return f"{self.table}, {self.subject}: {self.words}"


def differences(before: Instance, after: Instance) -> tuple[Group, ...]:
    """Every difference that can matter to a plan, by table and subject."""
    found = []
    for table in TABLES:
        if table in NO_INPUT:
            continue
        was, here = _by_subject(before, table), _by_subject(after, table)
        for subject in dict.fromkeys([*was, *here]):
            rows, now = was.get(subject, ()), here.get(subject, ())
            if words := _words(rows, now):
                found.append(Group(table, subject, rows, now, words))
    return tuple(found)


def without(instance: Instance, groups: tuple[Group, ...]) -> Instance:
    """The instance with groups as they were before. Errors: InstanceError if that has faults."""
    tables: dict[str, tuple[Row, ...]] = dict(instance.tables)
    # Scenarios are no part of a plan, and may be of rows that are taken back.
    tables |= {"scenarios": (), "scenario_items": ()}
    for group in groups:
        if group.facts:
            continue
        others = tuple(row for row in tables[group.table] if _subject(row) != group.subject)
        tables[group.table] = (*others, *group.before)
    return check_sheets(sheets_of(replace(instance, tables=tables)), instance.name)


def hanging_together(groups: Sequence[Group]) -> tuple[tuple[Group, ...], ...]:
    """Groups of which one names what another brings or takes away, as a plant on a new site."""
    found: list[tuple[Group, ...]] = []
    for group in groups:
        near = [members for members in found if any(_names(group, other) for other in members)]
        found = [members for members in found if members not in near]
        found.append((*(one for members in near for one in members), group))
    return tuple(found)


def _names(one: Group, other: Group) -> bool:
    return _names_what_comes_or_goes(one, other) or _names_what_comes_or_goes(other, one)


def _names_what_comes_or_goes(one: Group, other: Group) -> bool:
    """Whether rows of one that come or go name the subject of the other, which comes or goes."""
    if bool(other.before) == bool(other.after):
        return False
    before, after = ([row.model_dump() for row in rows] for rows in (one.before, one.after))
    cells = [
        cell
        for row in (*before, *after)
        if row not in before or row not in after
        for name, cell in row.items()
        if name not in NO_VALUE
    ]
    return any(other.subject == c or (isinstance(c, tuple) and other.subject in c) for c in cells)


def _subject(row: Row) -> str:
    return str(getattr(row, next(iter(type(row).headers()))))


def _by_subject(instance: Instance, table: str) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in instance.tables[table]:
        found[_subject(row)] = (*found.get(_subject(row), ()), row)
    return found


def _values(row: Row) -> dict[str, object]:
    return {
        header: to_cell(getattr(row, name))
        for name, header in type(row).headers().items()
        if name not in NO_VALUE
    }


def _words(before: tuple[Row, ...], after: tuple[Row, ...]) -> str:
    """The cells that differ; empty where none does."""
    was, here = _by_key(before), _by_key(after)
    told = []
    for key in dict.fromkeys([*was, *here]):
        old, new = was.get(key), here.get(key)
        if old == new:
            continue
        where = ", ".join(part for part in key[1:] if part)
        if old is None or new is None:
            told.append(f"{where}: a row is {'new' if old is None else 'gone'}".lstrip(": "))
            continue
        told += [
            f"{where}: {column} {_cell(old[column])} -> {_cell(new[column])}".lstrip(": ")
            for column in old
            if old[column] != new[column]
        ]
    more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return "; ".join(told[:MOST_TOLD]) + more


def _cell(value: object) -> str:
    return "blank" if value is None else str(value)


def _by_key(rows: tuple[Row, ...]) -> Mapping[tuple[str, ...], dict[str, object]]:
    found: dict[tuple[str, ...], dict[str, object]] = {}
    for row in rows:
        names = type(row).keys()
        keys = (to_cell(getattr(row, name)) for name in names)
        found[tuple("" if cell is None else str(cell) for cell in keys)] = _values(row)
    return found
