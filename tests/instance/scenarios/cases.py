"""The tiny network with scenarios."""

from typing import Any

from planner.instance.instance import InstanceError, Problem
from planner.instance.scenarios.apply import Applied, apply_scenario
from tests.tiny import Rows, instance_of, table, tiny_tables

Item = tuple[Any, ...]
"""Table, filter, column, action, value."""


def scenarios(*lines: tuple[str, str | None]) -> Rows:
    """Scenarios, and what each is based on."""
    return [
        {"scenario": name, "description": f"About {name}", "based_on": base} for name, base in lines
    ]


def items(scenario: str, *lines: Item) -> Rows:
    """The items of a scenario, in order."""
    columns = "scenario order of_table filter of_column action value"
    return table(columns, *((scenario, order, *line) for order, line in enumerate(lines, start=1)))


def case(*lines: Item) -> dict[str, Rows]:
    """The tables of the tiny network with one scenario, "other", of these items."""
    tables = tiny_tables()
    return tables | {
        "scenarios": scenarios(("other", None)),
        "scenario_items": items("other", *lines),
    }


def applied(*lines: Item) -> Applied:
    return apply_scenario(instance_of(case(*lines)), "other")


def cells(made: Applied, table: str, column: str) -> list[Any]:
    return [getattr(row, column) for row in made.instance.tables[table]]


def problems_of(tables: dict[str, Rows], scenario: str = "other") -> list[Problem]:
    """What is wrong once the scenario is applied."""
    instance = instance_of(tables)
    try:
        apply_scenario(instance, scenario)
    except InstanceError as error:
        return list(error.problems)
    return []
