"""Rows of tables, and runs with other tables."""

from dataclasses import replace

import pandas as pd


def row(table, /, **where):
    """The only row in which columns have these values, as a dict."""
    found = table[(table[list(where)] == list(where.values())).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def with_table(run_, name, **columns):
    return replace(run_, plan={**run_.plan, name: pd.DataFrame(columns)})


def with_sheet(run_, name, sheet):
    return replace(run_, inputs={**run_.inputs, name: sheet})
