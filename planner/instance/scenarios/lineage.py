"""Lineage: what a scenario changed, told to people and kept with the plan."""

import re
from typing import TYPE_CHECKING, Any

from planner.instance.instance import Instance
from planner.instance.scenarios.apply import Applied
from planner.instance.scenarios.chains import items_of
from planner.instance.scenarios.changes import Step
from planner.instance.schema.scenarios import Scenario, ScenarioItem
from planner.instance.sheets import Cell

if TYPE_CHECKING:
    from pandas import DataFrame

LONGEST_SLUG = 60

COLUMNS = ("scenario", "order", "table", "row", "column", "before", "after")


def step_in_words(step: Step) -> str:
    """What one item did, and to how many rows."""
    item, count = step.item, len(step.changes)
    where = f" where {item.filter}" if item.filter else ""
    value = "blank" if item.value is None else item.value
    what = {
        "set": f"{item.of_column} set to {value}",
        "multiply": f"{item.of_column} x {value}",
        "add": f"{item.of_column} + {value}".replace("+ -", "- "),
    }[item.action]
    rows = "1 row" if step.found == 1 else f"{step.found} rows"
    same = f", {count or 'none'} changed" if count < step.found else ""
    return f"{item.scenario}, {item.order}: {item.of_table}{where}: {what}: {rows}{same}"


def scenarios_in_words(instance: Instance) -> list[str]:
    """The scenarios of an instance, a line each, aligned."""
    items = instance.rows(ScenarioItem)
    lines = []
    for scenario in instance.rows(Scenario):
        count = len(items_of(scenario.scenario, items))
        changes = f"{count} change{'s' if count != 1 else ''}"
        after = f"after {scenario.based_on}" if scenario.based_on else ""
        lines.append((scenario.scenario, changes, after, scenario.description))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]


def facts_of(applied: Applied) -> dict[str, object]:
    """The facts of a plan that name its scenario, in a line each."""
    made = [f"tables as they stood ({applied.original})"]
    for part in applied.chain:
        cells = sum(change.scenario == part for change in applied.changes)
        made.append(f"{part} ({cells} cell{'s' if cells != 1 else ''})")
    return {"scenario": applied.scenario.scenario, "scenario lineage": " -> ".join(made)}


def record_of(applied: Applied) -> dict[str, Any]:
    """The scenario as a file keeps it: where it began, what was done, and what came of it.

    The cells that were changed are in the table ``scenario_changes`` of the plan.
    """
    return {
        "name": applied.scenario.scenario,
        "description": applied.scenario.description,
        "chain": list(applied.chain),
        "fingerprint_before": applied.original,
        "fingerprint": applied.instance.fingerprint,
        "items": [
            step.item.model_dump() | {"rows_found": step.found, "rows_changed": len(step.changes)}
            for step in applied.steps
        ],
    }


def changes_table(applied: Applied) -> "DataFrame":
    """Every cell that was changed, a row each: what it held before and after, as it is typed."""
    import pandas as pd

    rows = [
        (c.scenario, c.order, c.table, c.row, c.column, _typed(c.before), _typed(c.after))
        for c in applied.changes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def slug(name: str) -> str:
    """A name as part of the name of a folder: letters, digits and hyphens."""
    plain = re.sub(r"[\W_]+", "-", name.casefold())[:LONGEST_SLUG].strip("-")
    return plain or "scenario"


def _typed(cell: Cell) -> str:
    return "" if cell is None else str(cell)
