"""Compliance beside each other: what each rule asks for, what the plans reach, whether it is met.

The table ``compliance`` of a plan has a row a rule, subject, element, sense and period: the limit,
what is reached, what stays beside the limit, and whether the rule is met (yes, at a price, no).
Runs without the table are left blank.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.solution.comparison.beside import beside, in_periods, labels
from planner.solution.comparison.runs import FinishedRun

TABLE = "compliance"
RULE = ["rule", "subject", "element", "sense"]
KEYS = [*RULE, "figure", "unit", "period"]
MET = "met"
_FIGURES = {"limit": "unit", "reached": "unit", "beside": "beside_unit"}
"""Column -> the column of its unit."""
_COLUMNS = [*RULE, "period", *_FIGURES, *_FIGURES.values(), MET]


def has_compliance(run: FinishedRun) -> bool:
    """Whether a run says how it keeps the rules, in the columns known here."""
    return TABLE in run.plan and set(_COLUMNS) <= set(run.plan[TABLE])


def compliance(runs: Sequence[FinishedRun], periods: Mapping[str, object]) -> pd.DataFrame:
    """Rule, subject, element, sense, figure, unit, period, then each run."""
    if sum(map(has_compliance, runs)) < 2:
        return pd.DataFrame(columns=[*KEYS, *labels(runs)])
    table = beside(runs, lambda run: _figures(run, periods), KEYS, "value", None)
    order = table.groupby(RULE, sort=False).ngroup().sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _figures(run: FinishedRun, periods: Mapping[str, object]) -> pd.DataFrame:
    if not has_compliance(run):
        return pd.DataFrame({**dict.fromkeys(KEYS, pd.Series(dtype=object)), "value": []})
    rows = in_periods(run.plan[TABLE], periods)
    parts = [
        rows[[*RULE, "period"]].assign(
            figure=figure, unit=rows[unit].astype(str), value=rows[figure].astype(float)
        )
        for figure, unit in _FIGURES.items()
    ]
    return pd.concat(parts, ignore_index=True)


def met(runs: Sequence[FinishedRun], periods: Mapping[str, object]) -> pd.DataFrame:
    """Rule, subject, element, sense, period, then yes, at a price or no in each run.

    A run in which there is no such rule has an empty text.
    """
    keys = [*RULE, "period"]
    with_it = [run for run in runs if has_compliance(run)]
    if len(with_it) < 2:
        return pd.DataFrame(columns=[*keys, *labels(runs)])
    words: dict[tuple[str, ...], dict[str, str]] = {}
    for run in with_it:
        rows = in_periods(run.plan[TABLE], periods)
        for *key, word in rows[[*keys, MET]].itertuples(index=False, name=None):
            words.setdefault(tuple(map(str, key)), {})[run.label] = str(word)
    lines = [
        (*key, *(found.get(label, "") for label in labels(runs))) for key, found in words.items()
    ]
    return pd.DataFrame(lines, columns=[*keys, *labels(runs)])


def counts_met(table: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Met, missed at a price, not met: how often, rules and periods together, in each run."""
    words = {"yes": "met", "at a price": "missed at a price", "no": "not met"}
    return [
        (shown, [int((table[name] == word).sum()) for name in names])
        for word, shown in words.items()
    ]
