"""Changes: what an item of a scenario does to the rows of a table.

An item finds rows by its filter and gives one column of each a new value:

    set       the value          multiply   what is there x the value
    add       what is there + the value

A blank cell that stands for a number (a detour factor of 1) is that number. Where a blank cell
means that there is no number, there is nothing to multiply, and the item is at fault.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from planner.instance.checks.cells import read_row
from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.columns import Row, is_number, to_cell
from planner.instance.scenarios.filters import (
    Condition,
    places_where,
    read_filter,
    row_in_words,
    why_no_row,
)
from planner.instance.scenarios.typed import column_named, read_number
from planner.instance.schema import TABLES
from planner.instance.schema.frame import Setting, Settings
from planner.instance.schema.scenarios import Scenario, ScenarioItem
from planner.instance.sheets import Cell, is_blank

OWN_TABLES = (Scenario.table, ScenarioItem.table)
"""What scenarios are made of, and cannot change."""

DIGITS = 15
"""Digits of a result: 0.1 x 3 is 0.3, as on paper."""


@dataclass(frozen=True)
class Change:
    """A cell that is not as it was."""

    scenario: str
    order: int
    table: str
    row: str
    """What names the row, in words."""
    column: str
    """With its unit."""
    before: Cell
    after: Cell
    place: int
    """Place of the row in its table, from 0."""


@dataclass(frozen=True)
class Step:
    """What one item did."""

    item: ScenarioItem
    found: int
    """How many rows its filter found."""
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ItemFault:
    """Why an item cannot be done. The column is that of the table of items."""

    item: ScenarioItem
    column: str
    rule: str
    hint: str = ""
    finds_nothing: bool = False

    @property
    def value(self) -> Any:
        return getattr(self.item, self.column)


@dataclass(frozen=True)
class Task:
    """An item that was understood."""

    item: ScenarioItem
    row_type: type[Row]
    column: str
    conditions: tuple[Condition, ...]
    amount: float
    """To multiply with or to add; nothing where the value is set."""
    header: str
    """The column with its unit."""


def read_item(item: ScenarioItem) -> tuple[Task | None, list[ItemFault]]:
    """What is to be done, or all that is wrong with the item before a row is looked at."""
    row_type = TABLES.get(item.of_table)
    if row_type is None or item.of_table in OWN_TABLES:
        known = [table for table in TABLES if table not in OWN_TABLES]
        what = "is not a table" if row_type is None else "cannot be changed by a scenario"
        hint = did_you_mean(item.of_table, known) if row_type is None else ""
        return None, [ItemFault(item, "of_table", what, hint)]
    conditions, wrong = read_filter(row_type, item.filter)
    faults = [ItemFault(item, "filter", f"({fault.rule})", fault.hint) for fault in wrong]
    column, rule, hint = column_named(row_type, item.of_column)
    if column is None:
        return None, [*faults, ItemFault(item, "of_column", rule, hint)]
    amount, fault = _amount(item, row_type, column)
    faults += [fault] if fault else []
    if faults:
        return None, faults
    header = row_type.headers()[column]
    return Task(item, row_type, column, tuple(conditions), amount, header), []


def carry_out(task: Task, rows: Sequence[Row]) -> tuple[Step | None, list[Row], list[ItemFault]]:
    """What was done, the rows of the table after it, and all that is wrong with it."""
    item, after = task.item, list(rows)
    places = places_where(task.conditions, rows)
    if not places:
        rule, hint = why_no_row(task.conditions, rows)
        return None, after, [ItemFault(item, "filter", rule, hint, finds_nothing=True)]
    changes: list[Change] = []
    blank: list[Row] = []
    wrong: dict[tuple[str, str], list[tuple[Row, Cell]]] = {}
    for place in places:
        row = rows[place]
        cell = _new_cell(task, row)
        if cell is None and item.action != "set":
            blank.append(row)
            continue
        changed, rule, hint = _with_cell(row, task.column, cell)
        if changed is None:
            wrong.setdefault((rule, hint), []).append((row, cell))
            continue
        after[place] = changed
        if getattr(changed, task.column) != getattr(row, task.column):
            changes.append(_change(task, row, changed, place))
    faults = [_does_not_fit(task, *why, found) for why, found in wrong.items()]
    if blank:
        faults.append(_nothing_there(task, blank))
    return Step(item, len(places), tuple(changes)), after, faults


def _amount(item: ScenarioItem, row_type: type[Row], column: str) -> tuple[float, ItemFault | None]:
    """What to multiply with or to add, or why there is no such number."""
    if item.action == "set":
        return 0.0, None
    if not _holds_numbers(row_type, column):
        rule = f"needs a column of numbers, and {column} of {row_type.table} holds none"
        return 0.0, ItemFault(item, "action", rule, "use set")
    if item.value is None:
        rule = f"must be filled: there is nothing to {item.action}"
        return 0.0, ItemFault(item, "value", rule)
    number, rule, hint = read_number(item.value)
    return (0.0, ItemFault(item, "value", rule, hint)) if number is None else (number, None)


def _holds_numbers(row_type: type[Row], column: str) -> bool:
    """Settings stand in a column of text, also those that are numbers."""
    return is_number(row_type.model_fields[column]) or (row_type is Setting and column == "value")


def _new_cell(task: Task, row: Row) -> Cell:
    """What the cell shall hold; None: blank, or no number to begin with."""
    if task.item.action == "set":
        return task.item.value
    cell = getattr(row, task.column)
    if isinstance(cell, str):
        cell, *_ = read_number(cell)
    if cell is None:
        return None
    result = cell * task.amount if task.item.action == "multiply" else cell + task.amount
    rounded = to_cell(float(f"{result:.{DIGITS}g}"))
    return str(rounded) if isinstance(row, Setting) else rounded


def _with_cell(row: Row, column: str, cell: Cell) -> tuple[Row | None, str, str]:
    """The row with another cell; or None, why it cannot stand there, and a hint."""
    filled = {name: to_cell(getattr(row, name)) for name in type(row).model_fields} | {column: cell}
    filled = {name: value for name, value in filled.items() if not is_blank(value)}
    changed, faults = read_row(type(row), filled)
    if isinstance(changed, Setting) and column == "value":
        _, faults = read_row(Settings, {changed.setting: changed.value})
        faults = [fault for fault in faults if fault[0] == changed.setting]
    if not faults:
        return changed, "", ""
    _, _, rule, hint = faults[0]
    return None, rule, hint


def _does_not_fit(task: Task, rule: str, hint: str, found: Sequence[tuple[Row, Cell]]) -> ItemFault:
    """One fault for all rows in which the value breaks the same rule."""
    row, cell = found[0]
    what = row.setting if isinstance(row, Setting) and task.column == "value" else task.header
    where = f"{what} of {task.row_type.table}"
    if task.item.action == "set":
        return ItemFault(task.item, "value", f"({where}) {rule}", hint)
    # The hint is for people who typed the number, which nobody did.
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    rule = f"makes {where} {cell}, which {rule}"
    return ItemFault(task.item, "value", rule, f"at {row_in_words(row)}{more}")


def _nothing_there(task: Task, rows: Iterable[Row]) -> ItemFault:
    names = listed(row_in_words(row) for row in rows)
    what = "is not a number" if task.row_type is Setting else "is blank"
    rule = f"finds rows where {task.column} {what}: {names}"
    hint = "" if task.row_type is Setting else f"leave them out: {task.column} !="
    return ItemFault(task.item, "filter", rule, hint)


def _change(task: Task, before: Row, after: Row, place: int) -> Change:
    return Change(
        task.item.scenario,
        task.item.order,
        task.row_type.table,
        row_in_words(before),
        task.header,
        to_cell(getattr(before, task.column)),
        to_cell(getattr(after, task.column)),
        place,
    )
