"""Every scenario a run of its own: told as they land, compared, gone on with after a crash."""

import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from planner.commands.sites import sites
from planner.commands.sweep import sweep
from planner.instance.template import write_csv
from planner.store.runs import list_runs
from planner.store.store import Store
from planner.studies.options import StudyOptions
from planner.studies.sweep import KEY_OF_BASE, groups_to_compare, sweep_case
from tests.studies.shredders import SCENARIOS, VALUE_CHEAP, VALUE_DEAR, shredders
from tests.tiny import instance_of, table

app = typer.Typer()
app.command()(sweep)
app.command()(sites)
QUICK = StudyOptions(gap=1e-7, time_limit=60)


def planner(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def case(tmp_path):
    """One of its scenarios has no plan: it must collect, and may not build."""
    tables = shredders()
    tables["supply"] = table(
        "site product amount price must_collect", ("Leeds", "packs", 1000, -50, 0.0)
    )
    tables["targets"] = table("target kind maximum", ("money there is", "capital", 100))
    tables["scenarios"] += table(
        "scenario description", ("impossible", "All is collected, and there is no money")
    )
    tables["scenario_items"] += table(
        "scenario order of_table filter of_column action value",
        ("impossible", 1, "supply", "", "must_collect", "set", 1),
        ("impossible", 2, "targets", "", "maximum", "set", 0.1),
    )
    write_csv(instance_of(tables), tmp_path / "shredders")
    return tmp_path / "shredders"


def test_all_are_planned_the_one_that_fails_says_why_and_only_that_is_done_again(case, tmp_path):
    reports, store = tmp_path / "reports", tmp_path / "runs.sqlite"
    asked = ("sweep", case, "--gap", 1e-7, "--reports", reports, "--store", store)
    done = planner(*asked)
    assert done.exit_code == 3, done.output
    assert "1 of 4 failed" in done.output
    told = [line for line in done.output.splitlines() if " left, about " in line]
    assert [line.split()[-5] for line in told] == ["3", "2", "1"]
    [summary] = reports.glob("sweep-*.csv")
    rows = pd.read_csv(summary).set_index("scenario")
    assert set(rows.index) == {"as it stands", *SCENARIOS, "impossible"}
    worth = rows["net_present_value [M EUR]"]
    assert worth["as it stands"] == pytest.approx(VALUE_CHEAP, abs=1e-5)
    assert worth["cheap one never"] == pytest.approx(VALUE_DEAR, abs=1e-5)
    assert worth["no price"] == pytest.approx(0, abs=1e-5)
    assert rows.loc["impossible", "status"] == "failed"
    assert "There is no plan" in rows.loc["impossible", "why"]
    assert "money there is" in rows.loc["impossible", "why"]
    folders = [Path(folder) for folder in rows["folder"].dropna()]
    assert all((folder / "plan.xlsx").exists() for folder in folders)
    assert len(folders) == 3
    [compared] = reports.glob("compare-*")
    assert (compared / "compare.xlsx").exists()
    opened = Store(f"sqlite:///{store}")
    recorded = {(run.kind, run.scenario, run.status) for run in list_runs(opened)}
    opened.close()
    assert ("sweep", "cheap one never", "finished") in recorded
    assert ("sweep", "impossible", "failed") in recorded

    shutil.rmtree(folders[0])  # as it stands: its plan is gone, so it is planned again
    again = planner(*asked)
    assert again.exit_code == 3
    assert again.output.count("(earlier)") == 2
    assert len(list(reports.glob("shredders-2*"))) == 1


def test_scenarios_that_are_not_there_are_named(case, tmp_path):
    done = planner("sweep", case, "--scenarios", "no prize", "--store", tmp_path / "r.sqlite")
    assert done.exit_code == 2
    assert "'no prize' is not a scenario of shredders" in done.output


def test_a_cluster_that_is_not_there_is_told(case, tmp_path, monkeypatch):
    from planner.studies import cluster

    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 1.0)
    done = planner(
        "sweep", case, "--cluster", "tcp://127.0.0.1:9", "--store", tmp_path / "r.sqlite",
        "--reports", tmp_path,
    )  # fmt: skip
    assert done.exit_code == 2
    assert "no scheduler answers at tcp://127.0.0.1:9 within 1 s" in done.output


def test_one_scenario_is_planned_beside_the_case(case, tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    heard = []
    found = sweep_case(case, tmp_path / "reports", store, QUICK, ["no price"],
                       on_progress=lambda key, known: heard.append(key))  # fmt: skip
    store.close()
    assert list(found) == [KEY_OF_BASE, "no price"]
    assert found["no price"].result["status"] == "optimal"
    assert set(heard) == set(found)


def test_many_runs_are_compared_in_groups_that_can_be_read():
    folders = [Path(str(number)) for number in range(25)]
    groups = groups_to_compare(folders)
    assert [len(group) for group in groups] == [12, 12, 3]
    assert all(group[0] == folders[0] for group in groups)
    assert {folder for group in groups for folder in group} == set(folders)
    assert groups_to_compare(folders[:1]) == []


def test_sites_are_evaluated_from_the_command_line(case, tmp_path):
    reports = tmp_path / "reports"
    done = planner("sites", case, "--gap", 1e-7, "--plants", "dear", "--reports", reports,
                   "--store", tmp_path / "runs.sqlite")  # fmt: skip
    assert done.exit_code == 0, done.output
    [folder] = reports.glob("sites-shredders-*")
    assert {file.name for file in folder.iterdir()} == {
        "sites.xlsx", "sites.html", "sites.csv", "depends_on.csv", "sites.png", "sites.svg",
    }  # fmt: skip
    assert done.output.splitlines()[-1] == str(folder)
    assert done.output.splitlines()[0] == "1 to do, 1 at a time: 8 min of search at most"
    assert not list(reports.glob(".unfinished*"))
    rows = pd.read_csv(folder / "sites.csv")
    assert list(rows["plant"]) == ["dear"]
    assert rows["cost_high [M EUR]"][0] == pytest.approx(VALUE_CHEAP - VALUE_DEAR, abs=1e-5)
    assert re.search(r"1,000 +0\.20 ", done.output)


def test_help_starts_without_what_is_heavy():
    assert planner("sweep", "--help").exit_code == 0
    import subprocess

    light = "import sys, planner.commands.sweep, planner.commands.sites; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", light], capture_output=True, text=True)
    assert not {"pandas", "pyomo", "highspy", "sqlalchemy"} & set(done.stdout.split())
