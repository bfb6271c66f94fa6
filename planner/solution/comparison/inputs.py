"""Inputs that differ: the tables of two runs, cell by cell.

Rows are matched by the key columns of their table, as the schema names them; where those do not
name each row once, by the whole row.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet
from planner.solution.comparison.runs import FinishedRun, as_text

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
COLUMNS = ("run", "table", "row", "kind", "column", "before", "after")

_Key = tuple[str, ...]
_Row = dict[str, str]


def changed_inputs(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """One row a cell that differs from the reference, or a row that one of the two lacks.

    Columns: run (its label), table, row (its key in words), kind (changed, added, removed),
    column, before (in the reference), after (in the run); blank cells are empty texts.
    """
    rows = [(run.label, *found) for run in runs[1:] for found in _changes(runs[0], run)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def counts(changes: pd.DataFrame) -> pd.DataFrame:
    """Run, table, then how many cells changed and how many rows were added and removed."""
    table = changes.groupby(["run", "table", "kind"], sort=False).size().unstack(fill_value=0)
    return table.reindex(columns=[CHANGED, ADDED, REMOVED], fill_value=0).reset_index()


def _changes(reference: FinishedRun, run: FinishedRun) -> Iterator[tuple[str, ...]]:
    known = [*TABLES, *sorted({*reference.inputs, *run.inputs} - set(TABLES))]
    for table in known:
        before, after = reference.inputs.get(table), run.inputs.get(table)
        if before == after:
            continue
        headers = list(dict.fromkeys([*_headers(before), *_headers(after)]))
        keys = _key_columns(table, headers, before, after)
        yield from (
            (table, *found)
            for found in _rows_changed(
                _by_key(before, keys), _by_key(after, keys), headers, len(keys) < len(headers)
            )
        )


def _headers(sheet: Sheet | None) -> tuple[str, ...]:
    return sheet.headers if sheet else ()


def _key_columns(
    table: str, headers: list[str], before: Sheet | None, after: Sheet | None
) -> list[str]:
    kind = TABLES.get(table)
    keys = [kind.headers()[name] for name in kind.keys()] if kind else []  # noqa: SIM118  # no dict
    keys = [key for key in keys if key in headers]
    named_once = all(
        sheet is None or len(_by_key(sheet, keys)) == len(sheet.rows) for sheet in (before, after)
    )
    return keys if keys and named_once else headers


def _by_key(sheet: Sheet | None, keys: Sequence[str]) -> dict[_Key, _Row]:
    if sheet is None:
        return {}
    rows = (dict(zip(sheet.headers, map(as_text, row.cells), strict=True)) for row in sheet.rows)
    return {tuple(row.get(key, "") for key in keys): row for row in rows}


def _rows_changed(
    before: dict[_Key, _Row], after: dict[_Key, _Row], headers: list[str], has_values: bool
) -> Iterator[tuple[str, ...]]:
    """Row in words, kind, column, before and after."""
    for key, row in before.items():
        words = ", ".join(part for part in key if part)
        other = after.get(key)
        if other is None:
            yield words, REMOVED, "", "", ""
        elif has_values:
            for header in headers:
                pair = row.get(header, ""), other.get(header, "")
                if pair[0] != pair[1]:
                    yield words, CHANGED, header, *pair
    for key in after:
        if key not in before:
            yield ", ".join(part for part in key if part), ADDED, "", "", ""
