"""What the check tells of the tiny network, with tables changed."""

from typing import Any

import pytest

from planner.instance.instance import InstanceError
from tests.tiny import Rows, instance_of, rich_tables

Tables = dict[str, Rows]


def problems_with(tables: Tables) -> list[str]:
    with pytest.raises(InstanceError) as error:
        instance_of(tables)
    return [str(problem) for problem in error.value.problems]


def remarks_on(tables: Tables) -> list[str]:
    return [str(remark) for remark in instance_of(tables).remarks]


def changed(table: str, row: int, **cells: Any) -> Tables:
    """The tiny network, with a row in every table, and one row of it changed."""
    tables = rich_tables()
    tables[table][row] |= cells
    return tables


def added(table: str, **cells: Any) -> Tables:
    """The tiny network, with a row in every table, and one row more."""
    tables = rich_tables()
    tables[table] = [*tables[table], cells]
    return tables
