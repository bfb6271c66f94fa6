"""The tables while they are checked: good rows with their numbers, and what is known to be bad."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from planner.instance.columns import Row
from planner.instance.instance import AnyRow, Problem
from planner.instance.schema import TABLES
from planner.instance.schema.frame import Settings

Numbered = tuple[int, AnyRow]


@dataclass
class Tables:
    rows: dict[str, list[tuple[int, Row]]] = field(
        default_factory=lambda: {table: [] for table in TABLES}
    )
    """Table -> row numbers and rows whose cells are good."""
    declared: dict[str, set[str]] = field(
        default_factory=lambda: {table: set() for table in TABLES}
    )
    """Table -> names in its first column, those of faulty rows as well."""
    incomplete: set[str] = field(default_factory=set)
    """Tables with a fault: what they seem to lack may only be misspelt."""
    unreadable: set[str] = field(default_factory=set)
    """Tables whose names could not be read at all."""
    settings: Settings | None = None

    def of(self, kind: type[AnyRow]) -> list[Numbered[AnyRow]]:
        """The good rows of a table with their numbers."""
        return self.rows[kind.table]  # type: ignore[return-value]

    def all(self, kind: type[AnyRow]) -> list[AnyRow]:
        """The good rows of a table."""
        return [row for _, row in self.of(kind)]


Rule = Callable[[Tables], Iterator[Problem]]
AnyRule = TypeVar("AnyRule", bound=Rule)


def concludes_from(*kinds: type[Row]) -> Callable[[Rule], Rule]:
    """A rule that concludes from what is absent: it waits until these tables have no fault.

    Without this, one misspelt name would bring a dozen errors about things that are missing.
    """

    def decorate(rule: Rule) -> Rule:
        def waiting(tables: Tables) -> Iterator[Problem]:
            if not any(kind.table in tables.incomplete for kind in kinds):
                yield from rule(tables)

        waiting.__name__, waiting.__doc__ = rule.__name__, rule.__doc__
        return waiting

    return decorate
