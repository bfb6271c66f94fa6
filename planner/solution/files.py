"""A plan on disk: every table as Parquet and CSV, and the decisions to start a later plan from."""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planner.solution.solution import Solution
from planner.solution.tables import in_currency

STARTS_FROM = "decisions.json"
LEARNT = "search.json"
"""What the search left to another that starts from its plan."""


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, currency: str) -> None:
    """Write every table as Parquet and as CSV, with the currency in the headers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table = in_currency(table, currency)
        table.to_parquet(folder / f"{name}.parquet", index=False)
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.12g")


def write_decisions(solution: Solution, folder: Path) -> None:
    """Write every decision in the units of the network."""
    rows = {
        decision: [[*index, value] for index, value in values.items()]
        for decision, values in solution.decisions.items()
        if values
    }
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STARTS_FROM).write_text(text, encoding="utf-8")


class StartError(Exception):
    """What was given as an earlier run is none."""


def read_decisions(run: Path) -> dict[str, dict[tuple[str, ...], float]]:
    """The decisions of an earlier run. Errors: StartError where the folder holds no plan."""
    file = run / "plan" / STARTS_FROM
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {
            decision: {tuple(index): float(value) for *index, value in lines}
            for decision, lines in rows.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise StartError(f"{run} is not the folder of a finished run: {error}") from error
