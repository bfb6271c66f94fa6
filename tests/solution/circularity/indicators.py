"""Reading indicators of the plans that tests solve."""

from functools import cache

import pandas as pd

from planner.solution.circularity import circularity_tables
from tests.solution.variants import solved

Tables = dict[str, pd.DataFrame]


@cache
def indicators(variant: str) -> Tables:
    """Every table of a variant of the tiny network."""
    return circularity_tables(solved(variant))


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    """The one row in which columns have the texts given."""
    for column, text in where.items():
        table = table[table[column] == text]
    assert len(table) == 1, f"{len(table)} rows have {where}"
    return table.iloc[0]
