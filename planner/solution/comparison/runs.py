"""Finished runs, read back from their folders as tables.

Runs are called A, B, C, ... in the order in which they are given; A is the reference. They are
read as they were written, without building a network from them: a run of an earlier version, or
of tables that would be refused today, can still be compared.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any, NamedTuple

import pandas as pd

from planner.folders import UNFINISHED
from planner.instance.columns import NUMBER
from planner.instance.instance import InstanceError
from planner.instance.read import read_sheets
from planner.instance.schema.frame import Period
from planner.instance.schema.plants import Site
from planner.instance.sheets import Sheet
from planner.solution.tables import in_currency

MOST_RUNS = 12
"""Maps and columns beside each other that can still be read."""

PRESENT, AMOUNT = "present_value [M money]", "amount [M money]"
SHIPPED, CAPACITY = "shipped [t/year]", "capacity [t/year]"
_NEEDED = {
    "costs": ("term", "due", "period", AMOUNT, PRESENT),
    "plants": ("period", "plant", "site", "technology", "stage", "status", "size", CAPACITY),
    "flows": ("period", "origin", "destination", "group", SHIPPED),
}
"""Tables of a plan without which there is nothing to compare, and the columns read of them."""
_NEEDED_INPUTS = {
    "settings": ("setting", "value"),
    "periods": tuple(Period.headers().values()),
    "sites": tuple(
        Site.headers()[name] for name in ("site", "role", "country", "latitude", "longitude")
    ),
}
_YEARS = Period.headers()["years"]
_NUMBERS = {"periods": _NEEDED_INPUTS["periods"][1:], "sites": _NEEDED_INPUTS["sites"][3:]}
"""Columns of the inputs that are read as numbers; the years of a period may be blank."""
_PARTS = ("objective", "bound", "gap", "gap_asked")


class RunError(Exception):
    """Folders that cannot be compared. Carries every problem found."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Span(NamedTuple):
    """When a period is."""

    first_year: int
    years: int


@dataclass(frozen=True)
class FinishedRun:
    """One run, as its folder tells it."""

    label: str
    """A for the reference, B, C, ... for the others."""
    folder: Path
    result: Mapping[str, Any]
    """Status, objective, bound, gap and the rest of result.json."""
    plan: Mapping[str, pd.DataFrame]
    """Table of the plan -> rows. Columns of money are named as in ``plan_tables``."""
    inputs: Mapping[str, Sheet]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def facts(self) -> Mapping[str, Any]:
        found = self.result.get("facts")
        return found if isinstance(found, Mapping) else {}

    @property
    def settings(self) -> dict[str, str]:
        return {row["setting"]: row["value"] for row in self.rows("settings")}

    @property
    def currency(self) -> str:
        return self.settings.get("currency", "")

    @property
    def periods(self) -> dict[str, Span]:
        name, first, years = _NEEDED_INPUTS["periods"]
        return {
            row[name]: Span(int(float(row[first])), int(float(row[years] or 1)))
            for row in self.rows("periods")
        }

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of an input table by header; no rows where there is no such table."""
        sheet = self.inputs.get(table)
        if sheet is None:
            return []
        return [
            dict(zip(sheet.headers, map(as_text, row.cells), strict=True)) for row in sheet.rows
        ]


def as_text(cell: object) -> str:
    return "" if cell is None else str(cell)


def read_runs(folders: Sequence[Path]) -> tuple[FinishedRun, ...]:
    """Read the folders of finished runs, the reference first.

    Errors: RunError with every problem of every folder, and where the runs do not go together:
    fewer than two, one given twice, different currencies, no period in common.
    """
    problems = _number_of(folders)
    runs = []
    for label, folder in zip(ascii_uppercase, folders, strict=False):
        found: list[str] = []
        run = _read(label, Path(folder), found)
        problems += [f"{folder}: {problem}" for problem in found]
        runs += [run] if run is not None else []
    if not problems:
        problems = _strangers(runs)
    if problems:
        raise RunError(problems)
    return tuple(runs)


def _number_of(folders: Sequence[Path]) -> list[str]:
    problems = []
    if len(folders) < 2:
        problems.append("Give at least two runs: the reference, and what to compare with it.")
    if len(folders) > MOST_RUNS:
        problems.append(f"{len(folders)} runs are given; at most {MOST_RUNS} can be compared.")
    places = [Path(folder).resolve() for folder in folders]
    twice = dict.fromkeys(
        folder for folder, place in zip(folders, places, strict=True) if places.count(place) > 1
    )
    return problems + [f"{folder}: is given more than once" for folder in twice]


def _read(label: str, folder: Path, problems: list[str]) -> FinishedRun | None:
    if not folder.exists():
        problems.append("does not exist")
    elif folder.resolve().name.endswith(UNFINISHED):
        problems.append("is unfinished: its run failed, or is still at work")
    elif not (folder / "result.json").is_file():
        problems.append("is not the folder of a finished run: it has no result.json")
    if problems:
        return None
    result = _read_result(folder / "result.json", problems)
    inputs = _read_inputs(folder / "inputs", problems)
    plan = _read_plan(folder / "plan", problems)
    if problems:
        return None
    run = FinishedRun(label, folder.resolve(), result, plan, inputs)
    if not run.currency:
        problems.append("inputs: settings: there is no currency")
    if "costs" in plan:
        named = {_in_files(name, run.currency): name for name in (AMOUNT, PRESENT)}
        plan["costs"] = plan["costs"].rename(columns=named)
    problems += _lacking("plan", _NEEDED, {name: list(table) for name, table in plan.items()})
    problems += _not_numbers(run)
    return None if problems else run


def _in_files(column: str, currency: str) -> str:
    """The column as it is named in the files of a run."""
    return str(in_currency(pd.DataFrame(columns=[column]), currency).columns[0])


def _read_result(file: Path, problems: list[str]) -> dict[str, Any]:
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.append(f"result.json cannot be read: {error}")
        return {}
    if not isinstance(result, dict):
        problems.append("result.json holds no result")
        return {}
    for part in _PARTS:
        value = result.get(part)
        if not _is_number(value, may_be_infinite=part != "objective"):
            problems.append(f"result.json: {part} is {value!r}, not a number")
    return result


def _is_number(value: object, *, may_be_infinite: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return False
    return may_be_infinite or math.isfinite(value)


def _read_inputs(folder: Path, problems: list[str]) -> dict[str, Sheet]:
    try:
        sheets = read_sheets(folder)
    except InstanceError as error:
        problems += [f"inputs: {problem}" for problem in error.problems]
        return {}
    headers = {name: list(sheet.headers) for name, sheet in sheets.items()}
    problems += _lacking("inputs", _NEEDED_INPUTS, headers)
    return sheets


def _read_plan(folder: Path, problems: list[str]) -> dict[str, pd.DataFrame]:
    tables = {}
    for file in sorted(folder.glob("*.parquet")):
        try:
            tables[file.stem] = pd.read_parquet(file)
        except (OSError, ValueError) as error:
            problems.append(f"plan: {file.name} cannot be read: {error}")
    return tables


def _lacking(
    part: str, needed: Mapping[str, Sequence[str]], found: Mapping[str, Sequence[str]]
) -> list[str]:
    """What a part of the folder lacks: tables, and columns of those that are there."""
    problems = []
    for table, columns in needed.items():
        if table not in found:
            problems.append(f"{part}: there is no table {table}")
        else:
            lacking = [column for column in columns if column not in found[table]]
            problems += [f"{part}: {table} has no column {column!r}" for column in lacking]
    return problems


def _not_numbers(run: FinishedRun) -> list[str]:
    """Cells of the inputs, and columns of the plan, that should hold numbers and do not."""
    problems = []
    for table, headers in _NUMBERS.items():
        for number, row in zip(run.inputs[table].rows, run.rows(table), strict=True):
            for header in headers:
                may_be_blank = header == _YEARS
                if not NUMBER.fullmatch(row[header].strip() or "1" * may_be_blank):
                    where = f"inputs: {table}, row {number.number}, {header}"
                    problems.append(f"{where}: {row[header]!r} is not a number")
    for table, columns in _NEEDED.items():
        for column in columns:
            values = run.plan.get(table, pd.DataFrame()).get(column)
            if "[" not in column or values is None or not len(values):
                continue
            if not pd.api.types.is_numeric_dtype(values):
                problems.append(f"plan: {table}, {column}: holds what is not a number")
    return problems


def _strangers(runs: Sequence[FinishedRun]) -> list[str]:
    """Why runs that can each be read do not go together."""
    reference = runs[0]
    problems = [
        f"{run.folder}: plans in {run.currency}, {reference.folder.name} in {reference.currency};"
        " money of different currencies is not compared"
        for run in runs[1:]
        if run.currency != reference.currency
    ]
    if not problems and not common_periods(runs):
        problems.append("The runs have no period in common: same name, first year and length.")
    return problems


def common_periods(runs: Sequence[FinishedRun]) -> dict[str, Span]:
    """The periods that every run has, with the same years."""
    return {
        name: span
        for name, span in runs[0].periods.items()
        if all(run.periods.get(name) == span for run in runs)
    }
