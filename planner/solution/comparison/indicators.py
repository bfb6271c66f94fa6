"""Indicators beside each other: every table of a plan that says something of each period.

A table of figures (columns unit and value) is read as it is; of the others every column of
numbers is a figure of the row that the texts name. What one run has and another lacks is left
blank, never taken for zero.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from planner.solution.comparison.beside import beside, in_periods, labels
from planner.solution.comparison.runs import FinishedRun

KEYS = ["table", "row", "figure", "unit", "period"]
KEY_FIGURES, CIRCULARITY = "key_figures", "circularity"
HORIZON = "horizon"
"""Period of a figure that is worked out over all years."""
EMISSIONS = "emissions [t CO2e/year]"
MOST_ROWS = 20_000
"""Rows of a table of a run; a longer one is no indicator, but a listing."""
_OTHERWISE = (
    "costs", "plants", "flows", "emissions", "decisions", "production", "supply", "demand",
    "outlets", "compliance", "periods", "sites", "products", "compositions", "definitions",
    "market", "cathode_chain", "cathode_gate", "provenance", "provenance_by_country",
    "attributed_emissions", "scenario_changes",
)  # fmt: skip
"""Tables that are compared elsewhere, in sum, or that list what others sum up."""
_OUTCOMES = ("signed",)
"""Texts that a plan decides: they do not name a row."""


def emissions(runs: Sequence[FinishedRun], periods: Mapping[str, object]) -> pd.DataFrame:
    """Source, period, then t CO2e a year in each run; no rows where a run has no such table."""
    keys = ["source", "period"]
    if any("emissions" not in run.plan for run in runs):
        return pd.DataFrame(columns=[*keys, *labels(runs)])
    return beside(runs, lambda run: in_periods(run.plan["emissions"], periods), keys, EMISSIONS)


def indicators(
    runs: Sequence[FinishedRun], periods: Mapping[str, object]
) -> tuple[pd.DataFrame, list[str]]:
    """Table, row, figure, unit, period, then each run; and what could not be compared, and why.

    Figures of the whole horizon have the period "horizon"; they are compared where the runs have
    all periods in common.
    """
    notes: list[str] = []
    parts = []
    columns = dict(periods)
    if all(set(run.periods) == set(periods) for run in runs):
        columns[HORIZON] = None
    for table in _tables(runs):
        with_it = [run for run in runs if table in run.plan]
        long = {run.label: _figures(table, in_periods(run.plan[table], columns)) for run in with_it}
        if any(rows.duplicated(KEYS).any() for rows in long.values()):
            notes.append(f"The table {table} is not compared: its texts do not name each row once.")
            continue
        notes += not_in_all(table, runs)
        if len(with_it) > 1:
            nothing = long[with_it[0].label].iloc[:0]
            found = {run.label: long.get(run.label, nothing) for run in runs}
            parts.append(beside(runs, _of_run(found), KEYS, "value", None))
    if not parts:
        return pd.DataFrame(columns=[*KEYS, *labels(runs)]), notes
    return pd.concat(parts, ignore_index=True), notes


def not_in_all(table: str, runs: Sequence[FinishedRun]) -> list[str]:
    """A sentence for the reader where a run has no such table."""
    without = [run.label for run in runs if table not in run.plan]
    if not without:
        return []
    if len(runs) - len(without) < 2:
        return [f"The table {table} is not compared: it is not in {', '.join(without)}."]
    return [f"The table {table} is not in {', '.join(without)}; the others are compared."]


def _of_run(found: Mapping[str, pd.DataFrame]) -> Callable[[FinishedRun], pd.DataFrame]:
    return lambda run: found[run.label]


def _tables(runs: Sequence[FinishedRun]) -> Iterator[str]:
    """The tables of indicators: the key figures first, those of the circle next."""
    known = dict.fromkeys(name for run in runs for name in run.plan)
    first = [KEY_FIGURES, CIRCULARITY]
    for name in sorted(known, key=lambda name: (name not in first, name != KEY_FIGURES, name)):
        tables = [run.plan[name] for run in runs if name in run.plan]
        by_period = all("period" in table for table in tables)
        if name not in _OTHERWISE and by_period and max(map(len, tables)) <= MOST_ROWS:
            yield name


def _figures(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The table as table, row, figure, unit, period and value."""
    numbers = [column for column in rows if _is_numeric(rows[column])]
    texts = [
        column
        for column in rows
        if column not in numbers and column != "period" and column not in _OUTCOMES
    ]
    if "unit" in texts and "value" in numbers:
        names = [column for column in _naming(rows, texts, ["value"]) if column != "unit"]
        named = rows.assign(figure=_joined(rows, names), row="", table=table)
        return named[[*KEYS, "value"]]
    named = rows[["period"]].assign(table=table, row=_joined(rows, _naming(rows, texts, numbers)))
    parts = [
        named.assign(figure=name.replace("_", " "), unit=unit, value=rows[column].astype(float))
        for column in numbers
        for name, _, unit in [column.removesuffix("]").partition(" [")]
    ]
    together = pd.concat(parts) if parts else named.assign(figure="", unit="", value=0.0).iloc[:0]
    return together[[*KEYS, "value"]]


def _is_numeric(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and column.dtype != bool


def _naming(rows: pd.DataFrame, texts: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """The texts that name a row: those before the first number, if they do; else all."""
    columns = list(rows)
    first = min((columns.index(number) for number in numbers), default=len(columns))
    leading = [text for text in texts if columns.index(text) < first]
    once = not rows.duplicated([*leading, "period"]).any()
    return leading if once else list(texts)


def _joined(rows: pd.DataFrame, texts: Sequence[str]) -> pd.Series:
    words = [
        ", ".join(str(text) for text in line if isinstance(text, str) and text)
        for line in rows[list(texts)].itertuples(index=False, name=None)
    ]
    return pd.Series(words, index=rows.index, dtype=object)
