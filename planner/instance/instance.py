"""An instance: what the user says, checked, in the user's words and units."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from planner.instance.columns import Row, to_cell
from planner.instance.schema import TABLES
from planner.instance.schema.frame import Settings

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Instance:
    """The rows of every table, in the order of the file."""

    name: str
    settings: Settings
    tables: Mapping[str, tuple[Row, ...]]
    """Table -> rows. Every table of the schema has an entry."""
    remarks: tuple["Problem", ...] = ()
    """What is odd but not wrong."""

    def rows(self, kind: type[AnyRow]) -> tuple[AnyRow, ...]:
        """The rows of one table: ``instance.rows(Site)``."""
        return self.tables[kind.table]  # type: ignore[return-value]

    @cached_property
    def fingerprint(self) -> str:
        """Names the content of the tables, whether they came as a workbook or as CSV."""
        content = {}
        for table, rows in sorted(self.tables.items()):
            names = tuple(TABLES[table].headers())
            content[table] = [[to_cell(getattr(row, name)) for name in names] for row in rows]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Problem:
    """Something wrong in the tables, and where it stands."""

    table: str
    rule: str
    """What is wrong, and what would be right."""
    row: int | None = None
    """Row of the sheet or file; the header is row 1."""
    column: str = ""
    value: object = None
    hint: str = ""

    def __str__(self) -> str:
        where = self.table
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", {self.column}"
        value = "" if self.value is None else f" {self.value!r}"
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}:{value} {self.rule}{hint}"


class InstanceError(Exception):
    """The tables cannot be planned with. Carries every problem found."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
