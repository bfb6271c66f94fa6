"""Scenarios: an instance with the changes of one of its scenarios, and how it came about.

The changes of the scenario it is based on come first, in turn. What they leave goes through the
very same checks as the tables of the user. The instance that comes of it has no scenarios: it is
one, and can be planned again from its own tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.instance.check import check_sheets
from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.scenarios.chains import chain_of, items_of
from planner.instance.scenarios.changes import (
    OWN_TABLES,
    Change,
    ItemFault,
    Step,
    carry_out,
    read_item,
)
from planner.instance.scenarios.filters import row_in_words
from planner.instance.schema.scenarios import Scenario, ScenarioItem
from planner.instance.sheets import sheets_of

FIRST_ROW = 2
"""Row of a sheet below the header."""


@dataclass(frozen=True)
class Applied:
    """A scenario that was applied."""

    instance: Instance
    """The tables as changed."""
    scenario: Scenario
    chain: tuple[str, ...]
    """The scenarios whose changes were made, in order; the last is the scenario itself."""
    original: str
    """Fingerprint of the tables as they stood."""
    steps: tuple[Step, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every cell that was changed, in order."""
        return tuple(change for step in self.steps for change in step.changes)


def with_scenario(instance: Instance, scenario: str) -> Instance:
    """The instance as the scenario changes it: ``with_scenario(instance, "dear metals")``.

    Errors: InstanceError where there is no such scenario or it leaves tables with faults.
    """
    return apply_scenario(instance, scenario).instance


def apply_scenario(instance: Instance, name: str) -> Applied:
    """The instance as a scenario changes it, with every cell that was changed.

    Errors: InstanceError where there is no such scenario or it leaves tables with faults.
    """
    scenarios = {scenario.scenario: scenario for scenario in instance.rows(Scenario)}
    if name not in scenarios:
        raise InstanceError([_unknown(instance, name, scenarios)])
    chain = chain_of(name, scenarios)
    tables = {table: list(rows) for table, rows in instance.tables.items()}
    steps: list[Step] = []
    faults: list[ItemFault] = []
    for part in chain:
        for item in items_of(part, instance.rows(ScenarioItem)):
            task, wrong = read_item(item)
            faults += wrong
            if task is not None:
                step, tables[item.of_table], wrong = carry_out(task, tables[item.of_table])
                faults += wrong
                steps += [step] if step else []
    if faults:
        raise InstanceError([_problem(fault) for fault in faults])
    rows = {table: () if table in OWN_TABLES else tuple(tables[table]) for table in tables}
    changed = replace(instance, tables=rows)
    try:
        checked = check_sheets(sheets_of(changed), instance.name)
    except InstanceError as error:
        found = [_in_words(problem, name, instance, steps) for problem in error.problems]
        raise InstanceError(found) from None
    return Applied(checked, scenarios[name], chain, instance.fingerprint, tuple(steps))


def scenario_problems(instance: Instance) -> list[Problem]:
    """What is wrong with the tables that the scenarios leave. Each is applied once.

    A scenario waits until those it is based on have no fault, so that each is told once.
    """
    problems: list[Problem] = []
    scenarios = {scenario.scenario: scenario for scenario in instance.rows(Scenario)}
    faulty: set[str] = set()
    for name in sorted(scenarios, key=lambda name: len(chain_of(name, scenarios))):
        if scenarios[name].based_on in faulty:
            faulty.add(name)
            continue
        try:
            apply_scenario(instance, name)
        except InstanceError as error:
            faulty.add(name)
            problems += error.problems
    return problems


def _unknown(instance: Instance, name: str, known: Mapping[str, Scenario]) -> Problem:
    rule = f"is not a scenario of {instance.name}"
    hint = f"it has {listed(known)}" if known else "it has none"
    near = did_you_mean(name, known)
    return Problem(Scenario.table, rule, value=name, hint=f"{near} {hint}" if near else hint)


def _problem(fault: ItemFault) -> Problem:
    where = f"scenario {fault.item.scenario!r}, order {fault.item.order}"
    hint = f"{fault.hint}; {where}" if fault.hint else where
    column = ScenarioItem.headers()[fault.column]
    return Problem(ScenarioItem.table, fault.rule, None, column, fault.value, hint)


def _in_words(
    problem: Problem, scenario: str, instance: Instance, steps: Sequence[Step]
) -> Problem:
    """The problem with the name its row had at first and the item that set the value.

    Rows are named, not numbered: numbers of the changed tables are not those of the file, where
    blank rows may stand between.
    """
    words = [problem.hint] if problem.hint else []
    rows, place = instance.tables.get(problem.table, ()), (problem.row or 0) - FIRST_ROW
    maker = f"in scenario {scenario!r}"
    if 0 <= place < len(rows):
        words.append(row_in_words(rows[place]))
        for step in steps:
            for change in step.changes:
                same = change.table == problem.table and change.place == place
                if same and _name(change.column) == _name(problem.column):
                    maker = f"set by scenario {change.scenario!r}, order {change.order}"
    words.append(maker)
    return replace(problem, row=None, hint="; ".join(words))


def _name(header: str) -> str:
    """A column without its unit."""
    return header.split(" [")[0]
