"""Scenarios: can every change be made, and does it find a row?

Every scenario is tried on the tables as they stand, so that a broken one is told before anyone
plans with it. Each scenario begins where the one it is based on ends, so each item is tried once.
What the changed tables are like as a whole is checked when the scenario is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.instance.checks.tables import Tables
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.scenarios.chains import EndlessChain, chain_of, items_of
from planner.instance.scenarios.changes import ItemFault, carry_out, read_item
from planner.instance.schema.scenarios import Scenario, ScenarioItem


@dataclass(frozen=True)
class Tried:
    """The tables after a scenario."""

    rows: dict[str, list[Row]]
    faulty: frozenset[str]
    """Tables in which something could not be done: rows may be missing for that alone."""


def scenarios_have_a_start(tables: Tables) -> Iterator[Problem]:
    scenarios = {row.scenario: row for row in tables.all(Scenario)}
    told: set[frozenset[str]] = set()
    for number, scenario in tables.of(Scenario):
        try:
            chain_of(scenario.scenario, scenarios)
        except EndlessChain as endless:
            if frozenset(endless.circle) not in told:
                told.add(frozenset(endless.circle))
                rule = f"leads back to itself: {endless}"
                yield Problem(Scenario.table, rule, number, "based_on", scenario.based_on)
        except KeyError:
            continue  # told as a name that does not exist


def changes_can_be_made(tables: Tables) -> Iterator[Problem]:
    scenarios = {row.scenario: row for row in tables.all(Scenario)}
    numbers = {(row.scenario, row.order): number for number, row in tables.of(ScenarioItem)}
    rows = {table: [row for _, row in numbered] for table, numbered in tables.rows.items()}
    tried: dict[str | None, Tried] = {None: Tried(rows, frozenset(tables.incomplete))}
    for name in scenarios:
        try:
            chain = chain_of(name, scenarios)
        except (EndlessChain, KeyError):
            continue  # told already
        for part in chain:
            if part not in tried:
                before = tried[scenarios[part].based_on]
                items = items_of(part, tables.all(ScenarioItem))
                tried[part], faults = _try(items, before)
                yield from (_problem(fault, numbers) for fault in faults)
    for item in tables.all(ScenarioItem):
        if item.scenario not in tried:
            yield from (_problem(fault, numbers) for fault in read_item(item)[1])


def _try(items: list[ScenarioItem], before: Tried) -> tuple[Tried, list[ItemFault]]:
    rows, faulty = dict(before.rows), set(before.faulty)
    told: list[ItemFault] = []
    for item in items:
        task, faults = read_item(item)
        if task is not None:
            _, rows[item.of_table], faults = carry_out(task, rows[item.of_table])
            if item.of_table in faulty or ScenarioItem.table in faulty:
                faults = [fault for fault in faults if not fault.finds_nothing]
        if faults:
            faulty.add(item.of_table)
        told += faults
    return Tried(rows, frozenset(faulty)), told


def _problem(fault: ItemFault, numbers: Mapping[tuple[str, int], int]) -> Problem:
    number = numbers[fault.item.scenario, fault.item.order]
    header = ScenarioItem.headers()[fault.column]
    return Problem(ScenarioItem.table, fault.rule, number, header, fault.value, fault.hint)
