"""Every fact of the source documents has a row, and what the row points to exists."""

import csv
from functools import cache

import pytest

from planner.solution.report_tables import report_tables
from tests.instances.coverage import LEFT_OUT, ROOT, Fact, expected_ids, facts, page
from tests.solution.variants import solved

FACTS = facts()


def test_every_fact_has_one_row() -> None:
    assert [fact.id for fact in FACTS] == expected_ids()


def test_the_page_is_current() -> None:
    """If not: python -m tests.instances.coverage"""
    assert (ROOT / "instances" / "COVERAGE.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("fact", FACTS, ids=[fact.id for fact in FACTS])
def test_what_a_row_points_to_exists(fact: Fact) -> None:
    assert fact.pointers or fact.note.startswith(LEFT_OUT)
    missing = [pointer for pointer in fact.pointers if not _exists(pointer)]
    assert not missing


def _exists(pointer: str) -> bool:
    place, _, name = (part.strip() for part in pointer.partition(": "))
    if place.startswith("plan/"):
        return name in _plan_words().get(place.removeprefix("plan/"), ())
    if not (ROOT / place).is_file():
        return False
    if place.endswith(".csv"):
        return name in _cells(place)
    return name in (ROOT / place).read_text(encoding="utf-8")


@cache
def _cells(place: str) -> frozenset[str]:
    with (ROOT / place).open(encoding="utf-8", newline="") as lines:
        return frozenset(cell for row in csv.reader(lines) for cell in row)


@cache
def _plan_words() -> dict[str, frozenset[str]]:
    """Table of a plan -> its columns without units, and the words in its rows."""
    return {
        name: frozenset(column.split(" [")[0] for column in table.columns)
        | {cell for column in table for cell in table[column] if isinstance(cell, str)}
        for name, table in report_tables(solved("rich")).items()
    }
