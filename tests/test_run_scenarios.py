"""A run of a scenario says which it is, what it changed, and can be run again from its tables."""

import json
from pathlib import Path

import pandas as pd
import pytest

from planner import run
from planner.instance.instance import InstanceError
from planner.instance.read import read_instance
from planner.instance.template import write_csv
from planner.solving.highs import Options
from tests.instance.scenarios.cases import items, scenarios
from tests.tiny import instance_of, tiny_tables

NAME = "Dear metals / 2030"


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("case") / "tiny"
    tables = tiny_tables() | {
        "scenarios": scenarios((NAME, "rich buyers"), ("rich buyers", None)),
        "scenario_items": [
            *items("rich buyers", ("demand", "site = Coventry", "price", "add", 5000)),
            *items(NAME, ("supply", "product = bought *", "price", "multiply", 1.5)),
        ],
    }
    write_csv(instance_of(tables), folder)
    return folder


@pytest.fixture(scope="module")
def done(case, tmp_path_factory) -> run.Run:
    return run.plan_case(case, tmp_path_factory.mktemp("reports"), scenario=NAME)


def test_the_folder_is_named_after_the_instance_and_the_scenario(done) -> None:
    assert done.folder.name.startswith("tiny-dear-metals-2030-20")


def test_the_tables_as_changed_are_kept_and_give_the_same_plan(done, tmp_path) -> None:
    changed = read_instance(done.folder / "inputs")
    result = json.loads((done.folder / "result.json").read_text(encoding="utf-8"))
    assert changed.fingerprint == result["facts"]["fingerprint"]
    assert [row.price for row in changed.tables["supply"]] == [-50, 7500, 15000]
    again = run.plan_case(done.folder / "inputs", tmp_path)
    assert again.solution.result.objective == pytest.approx(done.solution.result.objective)


def test_the_result_names_the_scenario_and_where_it_began(done, case) -> None:
    result = json.loads((done.folder / "result.json").read_text(encoding="utf-8"))
    before = read_instance(case).fingerprint
    lineage = f"tables as they stood ({before}) -> rich buyers (1 cell) -> {NAME} (2 cells)"
    assert result["facts"]["instance"] == "tiny"
    assert result["facts"]["scenario"] == NAME
    assert result["facts"]["scenario lineage"] == lineage
    record = result["scenario"]
    assert (record["name"], record["chain"]) == (NAME, ["rich buyers", NAME])
    assert record["fingerprint_before"] == before
    assert [item["rows_changed"] for item in record["items"]] == [1, 2]


def test_every_cell_that_was_changed_is_a_row_of_a_table(done) -> None:
    for ending, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        table = read(done.folder / "plan" / f"scenario_changes.{ending}")
        assert table["row"].tolist() == [
            "site = Coventry; product = CAM",
            "site = Immingham; product = bought nickel salt",
            "site = Immingham; product = bought lithium salt",
        ]
        assert table["before"].astype(int).tolist() == [20000, 5000, 10000]
        assert table["after"].astype(int).tolist() == [25000, 7500, 15000]


def test_the_log_says_how_many_rows_each_item_changed(done) -> None:
    log = (done.folder / "log.txt").read_text(encoding="utf-8")
    assert "scenario rich buyers, 1: demand where site = Coventry: price + 5000: 1 row\n" in log
    assert f"{NAME}, 1: supply where product = bought *: price x 1.5: 2 rows\n" in log
    after = read_instance(done.folder / "inputs").fingerprint
    assert f"scenario {NAME}: cells changed: 3 in all, fingerprint {after}\n" in log


def test_the_plan_is_that_of_the_changed_tables(case, tmp_path) -> None:
    """CAM brings 5,000 more a tonne: 100 t a year make 0.5 M, in two years, discounted at 10 %."""
    exact = Options(gap=1e-9)
    plain = run.plan_case(case, tmp_path, exact)
    richer = run.plan_case(case, tmp_path, exact, scenario="rich buyers")
    assert not (plain.folder / "plan" / "scenario_changes.csv").exists()
    assert "scenario" not in json.loads((plain.folder / "result.json").read_text())
    more = richer.solution.result.objective - plain.solution.result.objective
    assert more == pytest.approx(0.5 + 0.5 / 1.1)


def test_an_unknown_scenario_leaves_nothing(case, tmp_path) -> None:
    with pytest.raises(InstanceError, match="did you mean 'rich buyers'"):
        run.plan_case(case, tmp_path / "reports", scenario="rich buyer")
    assert not (tmp_path / "reports").exists()
