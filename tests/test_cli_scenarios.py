"""Scenarios as a user runs them."""

import json
from pathlib import Path

import pytest

from planner.instance.read import read_instance
from planner.instance.template import write_csv
from tests.instance.scenarios.cases import items, scenarios
from tests.test_cli import planner
from tests.tiny import instance_of, tiny_tables


@pytest.fixture
def tiny(tmp_path) -> Path:
    tables = tiny_tables() | {
        "scenarios": scenarios(("dear metals", None), ("dearer", "dear metals")),
        "scenario_items": [
            *items("dear metals", ("supply", "product = bought *", "price", "multiply", 1.5)),
            *items("dearer", ("supply", "product = bought *", "price", "add", 1000)),
        ],
    }
    write_csv(instance_of(tables), tmp_path / "tiny")
    return tmp_path / "tiny"


def break_reference(tiny: Path) -> None:
    """What is wrong with the new name shows in the whole only."""
    file = tiny / "scenario_items.csv"
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(text + "dearer,2,sites,site = Hull,site,set,Kingston\n", encoding="utf-8")


def test_scenarios_are_listed(tiny):
    done = planner("scenarios", tiny)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "dear metals  1 change                     About dear metals",
        "dearer       1 change  after dear metals  About dearer",
    ]


def test_a_case_without_scenarios_says_so(tmp_path):
    write_csv(instance_of(tiny_tables()), tmp_path / "plain")
    done = planner("scenarios", tmp_path / "plain")
    assert (done.returncode, done.stdout) == (0, "plain has no scenarios\n")


def test_a_scenario_is_planned(tiny, tmp_path):
    reports = tmp_path / "reports"
    done = planner("plan", tiny, "--scenario", "dear metals", "--reports", reports, "--quiet")
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    assert folder.name.startswith("tiny-dear-metals-")
    facts = json.loads((folder / "result.json").read_text())["facts"]
    assert facts["scenario"] == "dear metals"
    assert "--scenario 'dear metals'" in facts["command"]
    assert read_instance(folder / "inputs").fingerprint == facts["fingerprint"]


@pytest.mark.parametrize("command", ["plan", "check"])
def test_an_unknown_scenario_is_refused(command, tiny, tmp_path):
    there = () if command == "check" else ("--reports", tmp_path / "reports")
    done = planner(command, tiny, "--scenario", "deer metals", *there)
    assert done.returncode == 2
    assert "did you mean 'dear metals'? it has dear metals, dearer" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


def test_check_tells_the_fingerprint_of_a_scenario(tiny):
    plain, changed = planner("check", tiny), planner("check", tiny, "--scenario", "dearer")
    assert (plain.returncode, changed.returncode) == (0, 0), plain.stderr + changed.stderr
    assert changed.stdout.startswith("tiny, scenario dearer: ")
    assert plain.stdout.split()[-1] != changed.stdout.split()[-1]


def test_check_tries_every_scenario(tiny):
    break_reference(tiny)
    told = "in scenario 'dearer'"
    for arguments in ((), ("--scenario", "dearer")):
        done = planner("check", tiny, *arguments)
        assert done.returncode == 2
        assert "plants, site: 'Hull' is not in the table sites" in done.stderr
        assert told in done.stderr
    assert planner("check", tiny, "--scenario", "dear metals").returncode == 0


def test_help_shows_how():
    for command in ("plan", "check"):
        example = f'planner {command} my.xlsx --scenario "dear electricity"'
        assert example in planner(command, "--help").stdout
    assert "planner scenarios my.xlsx" in planner("scenarios", "--help").stdout
