"""Tables beside each other: the texts that name a row, then a column of values for each run.

    term       due      A      B      C
    transport  yearly  -1.2   -1.5

A difference is always a run less the reference.
"""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from planner.solution.comparison.runs import FinishedRun

SAME = 1e-9
"""Differences of this share of the larger value are noise."""


def beside(
    runs: Sequence[FinishedRun],
    table: Callable[[FinishedRun], pd.DataFrame],
    keys: Sequence[str],
    value: str,
    absent: float | None = 0.0,
) -> pd.DataFrame:
    """Sum a table of each run by its keys, and put the sums beside each other.

    absent: the value of a row that a run does not have; None where that is not known.
    Rows stand in the order in which they first appear, those of the reference first.
    """
    sums = {
        run.label: table(run).groupby(list(keys), sort=False)[value].sum(min_count=1)
        for run in runs
    }
    index = pd.MultiIndex.from_tuples([], names=list(keys))
    for found in sums.values():
        rows = _as_multi(found.index, keys)
        index = index.append(rows.difference(index, sort=False)) if len(index) else rows
    columns = {
        label: pd.Series(
            found.to_numpy(dtype=float), index=_as_multi(found.index, keys), dtype=float
        ).reindex(index)
        for label, found in sums.items()
    }
    together = pd.DataFrame(columns, index=index)
    if absent is not None:
        together = together.fillna(absent)
    return together.reset_index()


def _as_multi(index: pd.Index, keys: Sequence[str]) -> pd.MultiIndex:
    if isinstance(index, pd.MultiIndex):
        return index
    return pd.MultiIndex.from_arrays([index.astype(object)], names=list(keys))


def labels(runs: Sequence[FinishedRun]) -> list[str]:
    """A, B, C, ..."""
    return [run.label for run in runs]


def difference(table: pd.DataFrame, label: str, reference: str) -> pd.Series:
    """A run less the reference; exactly zero where it is only noise."""
    change = table[label] - table[reference]
    larger = table[[label, reference]].abs().max(axis=1)
    return change.where(change.abs() > SAME * larger, 0.0)


def largest_first(table: pd.DataFrame, runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """The rows in which some run differs from the reference, by how much it does."""
    reference, *others = labels(runs)
    changes = pd.DataFrame(
        {label: difference(table, label, reference).abs() for label in others}, index=table.index
    )
    most = changes.max(axis=1)
    order = most[most > 0].sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def in_periods(table: pd.DataFrame, periods: Mapping[str, object]) -> pd.DataFrame:
    """The rows of some periods."""
    return table[table["period"].isin(list(periods))]
