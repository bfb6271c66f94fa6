"""Filters: which rows of a table a change is for, as conditions on its columns.

    site = Scarmagno; product = pack *; year >= 2030

A condition is a column, a sign and a value; a row must meet all of them. ``*`` stands for any
letters, and alone for any filled cell. A value left out is a blank cell: ``year =`` finds the rows
without a year, ``year !=`` those with one. Of a list, one name must match. A value in double
quotes is taken as it stands, so that it may hold ``;`` and ``*``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isclose
from operator import attrgetter

from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.columns import NO, YES, Row, fact, is_number, to_cell
from planner.instance.describe import is_flag
from planner.instance.scenarios.typed import column_named, read_number

ORDER: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda cell, value: cell > value or _same(cell, value),
    "<=": lambda cell, value: cell < value or _same(cell, value),
    ">": lambda cell, value: cell > value and not _same(cell, value),
    "<": lambda cell, value: cell < value and not _same(cell, value),
}
SIGNS = ("=", "!=", *ORDER)

CONDITION = re.compile(
    r"""\s*(?P<column>[^=<>!;"]*?)\s*(?P<sign>[=<>!]+)\s*
    (?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^;]*?))\s*(?:;|$)""",
    re.VERBOSE,
)
NOT_SIGNED = re.compile(r"[^;]*(?:;|$)")
NEEDS_QUOTES = re.compile(r';|^[=<>!"]')

Value = str | float | bool | tuple[str | float, ...] | None
"""What a row holds in a column."""


@dataclass(frozen=True)
class Condition:
    """What one column of a row must hold."""

    column: str
    sign: str
    value: str | float | None
    """A text or a number; None: a blank cell."""
    quoted: bool = False
    """Whether a * in the text is a star and nothing else."""

    def __str__(self) -> str:
        if isinstance(self.value, float):
            return f"{self.column} {self.sign} {to_cell(self.value)}"
        return f"{self.column} {self.sign} {_written(self.value or '', self.quoted)}".rstrip()

    def holds(self, cell: Value) -> bool:
        """Whether a cell of the column meets it. No blank cell is above or below a number."""
        cells = [one for one in (cell if isinstance(cell, tuple) else (cell,)) if one or one == 0]
        if self.sign in ORDER:
            assert isinstance(self.value, float)
            return any(ORDER[self.sign](float(one), self.value) for one in cells)
        found = any(self._is(one) for one in cells) if self.value is not None else not cells
        return found == (self.sign == "=")

    def _is(self, cell: str | float | bool) -> bool:
        if isinstance(self.value, float):
            return isinstance(cell, (int, float)) and _same(cell, self.value)
        assert self.value is not None
        text = str(to_cell(cell))
        if self.quoted or "*" not in self.value:
            return text == self.value
        pieces = map(re.escape, self.value.split("*"))
        return re.fullmatch(".*".join(pieces), text, re.DOTALL) is not None


@dataclass(frozen=True)
class FilterFault:
    """What is wrong with a filter, and what may have been meant."""

    rule: str
    hint: str = ""


def read_filter(row_type: type[Row], text: str) -> tuple[list[Condition], list[FilterFault]]:
    """The conditions of a filter on a table, and all that is wrong with them."""
    conditions, faults = [], []
    for found in _parts(row_type, text):
        if isinstance(found, Condition):
            conditions.append(found)
        else:
            faults.append(found)
    return conditions, faults


def row_in_words(row: Row) -> str:
    """What names a row in its table, as a filter would say it: site = Leeds; product = packs."""
    keys = type(row).keys()
    cells = {name: getattr(row, name) for name in keys}
    return "; ".join(
        f"{name} = {_written(str(to_cell(cell)), '*' in str(cell))}"
        for name, cell in cells.items()
        if cell is not None
    )


def places_where(conditions: Sequence[Condition], rows: Sequence[Row]) -> list[int]:
    """Where the rows stand that meet all conditions."""
    places = list(range(len(rows)))
    for condition in conditions:
        # Of thousands of rows, few have a cell that no other has.
        holds = cache(condition.holds)
        cell_of = attrgetter(condition.column)
        places = [place for place in places if holds(cell_of(rows[place]))]
    return places


def why_no_row(conditions: Sequence[Condition], rows: Sequence[Row]) -> tuple[str, str]:
    """Why no row meets the conditions: the rule that is broken, and what may have been meant."""
    if not rows:
        return "finds no row: the table has none", ""
    for condition in conditions:
        if not places_where([condition], rows):
            hint = ""
            if isinstance(condition.value, str):
                cells = (getattr(row, condition.column) for row in rows)
                known = {n for c in cells for n in (c if isinstance(c, tuple) else (c,)) if n}
                hint = did_you_mean(condition.value, map(str, known))
            return f"finds no row: none has {condition}", hint
    return "finds no row: each condition is met by some, but no row meets all of them", ""


def _parts(row_type: type[Row], text: str) -> Iterator[Condition | FilterFault]:
    place = 0
    while place < len(text):
        found = CONDITION.match(text, place)
        if found:
            yield _condition(row_type, found)
        else:
            found = NOT_SIGNED.match(text, place)
            assert found is not None
            words = found[0].rstrip(";").strip()
            if words:
                yield FilterFault(f"{words!r} is no condition", "write column = value")
        place = found.end()


def _condition(row_type: type[Row], found: re.Match[str]) -> Condition | FilterFault:
    column, rule, hint = column_named(row_type, found["column"])
    if column is None:
        return FilterFault(f"{found['column']!r} {rule}", hint)
    sign = found["sign"]
    if sign not in SIGNS:
        return FilterFault(f"{sign!r} is not a sign", f"signs are {' '.join(SIGNS)}")
    quoted = found["quoted"] is not None
    text = found["quoted"].replace('""', '"') if quoted else found["plain"]
    return _read_value(row_type, column, sign, text, quoted)


def _read_value(
    row_type: type[Row], column: str, sign: str, text: str, quoted: bool
) -> Condition | FilterFault:
    numeric = is_number(row_type.model_fields[column])
    if sign in ORDER and not numeric:
        return FilterFault(f"{sign} compares numbers, and {column} holds none", "use = or !=")
    if sign in ORDER and not text:
        return FilterFault(f"{column} {sign} needs a number")
    if not text:
        return Condition(column, sign, None)
    if text == "*" and not quoted and sign not in ORDER:
        return Condition(column, "!=" if sign == "=" else "=", None)
    if numeric:
        number, rule, hint = read_number(text)
        if number is None:
            return FilterFault(f"{column} {sign} {text!r} {rule}", hint)
        return Condition(column, sign, number)
    allowed = (YES, NO) if is_flag(row_type, column) else fact(row_type, column, "choices")
    if is_flag(row_type, column):
        text = text.lower()
    if allowed and text not in allowed and (quoted or "*" not in text):
        hint = did_you_mean(text, allowed) or f"it is one of {listed(allowed)}"
        return FilterFault(f"{text!r} is never in {column}", hint)
    return Condition(column, sign, text, quoted)


def _same(cell: float, value: float) -> bool:
    """Equal but for the last digits, which differ after a multiplication."""
    return isclose(cell, value, rel_tol=1e-9)


def _written(text: str, quoted: bool) -> str:
    """A text as it stands in a filter."""
    if quoted or NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
