"""Lineage: what was changed, in words and as a table."""

import pandas as pd
import pytest

from planner.instance.scenarios.lineage import (
    changes_table,
    facts_of,
    record_of,
    scenarios_in_words,
    slug,
    step_in_words,
)
from tests.instance.scenarios.cases import applied, items, scenarios
from tests.tiny import instance_of, tiny_instance, tiny_tables


def test_each_item_says_what_it_did_and_to_how_many_rows() -> None:
    made = applied(
        ("supply", "product = bought *", "price", "multiply", 1.5),
        ("supply", "site = Leeds", "price", "add", -5),
        ("outlets", "", "emissions", "set", 0),
        ("outlets", "", "price", "set", 0),
        ("supply", "site = Leeds", "amount", "set", None),
    )
    assert [step_in_words(step) for step in made.steps] == [
        "other, 1: supply where product = bought *: price x 1.5: 2 rows",
        "other, 2: supply where site = Leeds: price - 5: 1 row",
        "other, 3: outlets: emissions set to 0: 2 rows, none changed",
        "other, 4: outlets: price set to 0: 2 rows, 1 changed",
        "other, 5: supply where site = Leeds: amount set to blank: 1 row",
    ]


def test_facts_and_record_name_where_it_began_and_what_came_of_it() -> None:
    made = applied(("supply", "", "price", "add", 1), ("outlets", "", "emissions", "set", 0))
    assert facts_of(made) == {
        "scenario": "other",
        "scenario lineage": f"tables as they stood ({made.original}) -> other (3 cells)",
    }
    record = record_of(made)
    assert record["fingerprint_before"] == made.original
    assert record["fingerprint"] == made.instance.fingerprint
    assert [(item["of_table"], item["rows_found"], item["rows_changed"])
            for item in record["items"]] == [("supply", 3, 3), ("outlets", 2, 0)]  # fmt: skip


def test_the_table_of_cells_survives_parquet_and_csv(tmp_path) -> None:
    made = applied(
        ("supply", "site = Leeds", "amount", "set", None),
        ("plants", "plant = Sheff*", "sizes", "set", "large"),
        ("outlets", "outlet = landfill", "price", "multiply", 0.1),
    )
    table = changes_table(made)
    assert table.to_dict("split")["data"] == [
        ["other", 1, "supply", "site = Leeds; product = packs", "amount [t/year]", "1000", ""],
        ["other", 2, "plants", "plant = Sheffield shredder", "sizes", "", "large"],
        ["other", 3, "outlets", "outlet = landfill; product = waste", "price [money/t]",
         "-100", "-10"],
    ]  # fmt: skip
    table.to_parquet(tmp_path / "cells.parquet", index=False)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "cells.parquet"), table)


def test_a_table_without_cells_has_its_columns(tmp_path) -> None:
    table = changes_table(applied(("outlets", "", "emissions", "set", 0)))
    table.to_parquet(tmp_path / "cells.parquet", index=False)
    assert list(pd.read_parquet(tmp_path / "cells.parquet")) == [
        "scenario", "order", "table", "row", "column", "before", "after",
    ]  # fmt: skip


def test_scenarios_are_listed() -> None:
    tables = tiny_tables() | {
        "scenarios": scenarios(("dear metals", None), ("dearer", "dear metals"), ("as is", None)),
        "scenario_items": [
            *items("dear metals", *[("supply", "", "price", "add", 1)] * 2),
            *items("dearer", ("supply", "", "price", "add", 1)),
        ],
    }
    assert scenarios_in_words(instance_of(tables)) == [
        "dear metals  2 changes                     About dear metals",
        "dearer       1 change   after dear metals  About dearer",
        "as is        0 changes                     About as is",
    ]
    assert scenarios_in_words(tiny_instance()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dear electricity", "dear-electricity"),
        ("../..: 50 % / a\\b?", "50-a-b"),
        ("Łódź_2", "łódź-2"),
        ("*", "scenario"),
        ("x" * 200, "x" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_folders_are_named_safely(name: str, expected: str) -> None:
    assert slug(name) == expected
