"""Rows that hold from a year until the next row."""

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar


class FromYear(Protocol):
    """A row that holds from a year until the next row of the same key."""

    @property
    def from_year(self) -> int | None: ...


Dated = TypeVar("Dated", bound=FromYear)
Key = TypeVar("Key", bound=Hashable)


def in_force(rows: Iterable[Dated], year: int, key: Callable[[Dated], Key]) -> dict[Key, Dated]:
    """The row of each key that holds in the year; none before the first row of a key."""
    held: dict[Key, Dated] = {}
    for row in rows:
        if _first_year(row) > year:
            continue
        rival = held.get(key(row))
        if rival is None or _first_year(rival) <= _first_year(row):
            held[key(row)] = row
    return held


class Spell(FromYear, Protocol):
    """A row that may also end."""

    @property
    def last_year(self) -> int | None: ...


Ending = TypeVar("Ending", bound=Spell)


def in_years(rows: Iterable[Ending], year: int, key: Callable[[Ending], Key]) -> dict[Key, Ending]:
    """The row of each key that holds in the year, if it has not ended."""
    return {
        name: row
        for name, row in in_force(rows, year, key).items()
        if row.last_year is None or year <= row.last_year
    }


def _first_year(row: FromYear) -> float:
    return float("-inf") if row.from_year is None else row.from_year
