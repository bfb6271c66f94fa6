"""Years: first and last ones, and those that matter to the plan of 2030 and 2031."""

from typing import Any

import pytest

from tests.instance.told import changed, problems_with, remarks_on

NO_EFFECT: list[tuple[str, int, dict[str, Any], str]] = [
    ("contracts", 0, {"first_year": 2032}, "first_year [year]: 2032 is after the last period "
     "starts, in 2031, so the row has no effect"),
    ("contracts", 0, {"last_year": 2029}, "last_year [year]: 2029 is before the plan starts, in "
     "2030, so the row has no effect"),
    ("programmes", 0, {"last_year": 2029}, "last_year [year]: 2029 is before the plan starts"),
    ("targets", 0, {"from_year": 2035}, "from_year [year]: 2035 is after the last period starts"),
    ("targets", 0, {"from_year": 2027, "last_year": 2029},
     "from_year [year]: 2027 to 2029: no period starts in these years, so the row has no effect"),
    ("energy_sources", 0, {"from_year": 2032}, "from_year [year]: 2032 is after the last period"),
    ("credits", 0, {"from_year": 2032}, "from_year [year]: 2032 is after the last period starts"),
    ("storage", 0, {"from_year": 2032}, "from_year [year]: 2032 is after the last period starts"),
    ("sizes", 0, {"last_year": 2029}, "last_year [year]: 2029 is before the plan starts, in 2030"),
    ("recipes", 1, {"first_year": 2040}, "first_year [year]: 2040 is after the last period starts"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "cells", "expected"), NO_EFFECT)
def test_rows_without_effect(table: str, row: int, cells: dict[str, Any], expected: str) -> None:
    (remark,) = remarks_on(changed(table, row, **cells))
    assert remark.startswith(f"{table}, row {row + 2}, {expected}")


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("contracts", {"first_year": 2031, "last_year": 2031}),
        ("contracts", {"last_year": 2030}),
        ("programmes", {"first_year": 2020, "last_year": 2040}),
        ("targets", {"from_year": 2025}),
        ("credits", {"from_year": 2031}),
    ],
)
def test_rows_with_effect(table: str, cells: dict[str, Any]) -> None:
    assert remarks_on(changed(table, 0, **cells)) == []


@pytest.mark.parametrize(
    ("table", "first"),
    [("contracts", "first_year"), ("programmes", "first_year"), ("targets", "from_year"),
     ("recipes", "first_year"), ("sizes", "first_year"), ("plants", "earliest_year")],
)  # fmt: skip
def test_nothing_ends_before_it_begins(table: str, first: str) -> None:
    assert problems_with(changed(table, 0, **{first: 2031, "last_year": 2030})) == [
        f"{table}, row 2, last_year [year]: 2030 is before the {first}, 2031"
    ]
