"""Recorded runs as the commands show them."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from planner.commands import prune as pruning
from planner.commands import runs as commands
from planner.recorded import add_folder, recorded_plan
from planner.run import plan_case
from planner.solving.highs import Options
from planner.store.files import files_of
from planner.store.runs import RunError, fail_run, run_of
from planner.store.tables import runs
from tests.store.folders import begun, contents, finished, write_folder

NO_PLAN, WRONG_INPUT, FAILED = 1, 2, 3


@pytest.fixture
def planner(store_url, tmp_path, monkeypatch):
    """Runs a command on the store."""
    app = typer.Typer()
    app.command("runs")(commands.runs)
    app.command("show")(commands.show)
    app.command("open")(commands.open_run)
    app.command("recreate")(commands.recreate)
    app.command("prune")(pruning.prune)
    app.command("keep")(pruning.keep)
    monkeypatch.setenv("PLANNER_STORE", store_url)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, list(map(str, arguments)))


def test_runs_are_listed_in_a_table(planner, store, tmp_path):
    done = finished(store, tmp_path / "uk-1", case="uk", scenario="dear electricity")
    failed = begun(store, "europe")
    fail_run(store, failed, "rules clash")
    listed = planner("runs")
    assert listed.exit_code == 0, listed.output
    head, first, second = listed.output.splitlines()
    assert head.split() == [
        "run", "case", "kind", "scenario", "status", "date", "NPV", "gap", "seconds",
    ]  # fmt: skip
    assert first.split()[:4] == [str(failed), "europe", "plan", "failed"]
    assert second.split()[:6] == [str(done), "uk", "plan", "dear", "electricity", "finished"]
    assert second.split()[-5:] == ["-3.5", "M", "EUR", "3.00%", "1.5"]
    assert len(planner("runs", "--case", "uk").output.splitlines()) == 2
    assert len(planner("runs", "--limit", 1).output.splitlines()) == 2
    assert planner("runs", "--case", "norway").output == "no such runs\n"


def test_a_store_without_runs_is_named(planner, store):
    assert planner("runs").output == f"no runs in {store.place}\n"


def test_a_name_does_not_speak_to_the_terminal(planner, store):
    begun(store, "uk\n\x1b[31m", scenario="two\nlines")
    listed = planner("runs").output
    assert len(listed.splitlines()) == 2
    assert "\x1b" not in listed + planner("show", 1).output


def test_more_runs_than_there_can_be_are_not_asked_for(planner, store):
    refused = planner("runs", "--limit", 10**20)
    assert refused.exit_code == WRONG_INPUT


def test_runs_are_listed_for_programmes(planner, store, tmp_path):
    run = finished(store, tmp_path / "uk-1", case="uk")
    begun(store, "uk")
    (row,) = json.loads(planner("runs", "--status", "finished", "--json").output)
    assert (row["run"], row["case"], row["status"]) == (run, "uk", "finished")
    assert (row["objective"], row["currency"], row["gap"]) == (-3.5, "EUR", 0.03)
    assert row["started"].endswith("+00:00")


def test_a_listing_tells_what_was_abandoned(planner, store):
    begun(store)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    store.do(lambda c: c.execute(sa.update(runs).values(process=ended.pid)))
    assert " failed " in planner("runs").output


def test_a_run_is_shown_with_all_that_is_known(planner, store, tmp_path):
    first = finished(store, tmp_path / "uk-1", case="uk")
    run = finished(store, tmp_path / "uk-2", case="uk", kind="replan", previous=first)
    shown = planner("show", "latest")
    assert shown.exit_code == 0, shown.output
    for words in (
        f"run          {run}",
        f"kind         replan, from run {first}",
        "tables       fingerprint abc",
        "options      gap 0.01, seed 0",
        "versions     planner 0.3.0, python 3.11.9",
        "value        NPV -3.5 M EUR, bound -3.4, gap 3.00%",
        "outcome      optimal, 1.5 s",
        f"folder       {tmp_path / 'uk-2'}",
        "issues       Nothing is landfilled.",
        "10,240  map.png",
        "inputs                  0  inputs/demand.csv",
    ):
        assert words in shown.output
    known = json.loads(planner("show", run, "--json").output)
    assert known["options"]["gap"] == 0.01
    assert {file["name"] for file in known["files"]} == set(contents(tmp_path / "uk-2"))


def test_a_failed_run_is_shown_with_its_reason(planner, store):
    fail_run(store, begun(store), "rules clash\nin 2031")
    assert "error        rules clash\n             in 2031\n" in planner("show", 1).output


@pytest.mark.parametrize("command", ["show", "open", "recreate"])
def test_a_run_that_is_not_there_is_refused_with_what_is(planner, store, tmp_path, command):
    finished(store, tmp_path / "uk-1", case="uk")
    refused = planner(command, "latest norway")
    assert refused.exit_code == WRONG_INPUT
    assert "the latest are 1 (uk-1, finished)" in refused.output


def test_a_store_that_does_not_answer_is_told_without_its_password(planner):
    told = planner("runs", "--store", "postgresql://planner:hush@127.0.0.1:1/runs")
    assert told.exit_code == FAILED
    assert "the store postgresql+psycopg://planner:***@127.0.0.1:1/runs" in told.output
    assert "hush" not in told.output
    assert "Traceback" not in told.output


def test_a_folder_that_is_gone_is_restored_and_opened(planner, store, tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "elsewhere" / "uk-1")
    was = contents(folder)
    run = finished(store, folder)
    shutil.rmtree(tmp_path / "elsewhere")
    assert planner("open", run, "--no-open").output.strip() == "reports/uk-1"
    assert contents(tmp_path / "reports" / "uk-1") == was

    programs = tmp_path / "programs"
    programs.mkdir()
    opener = programs / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    opener.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    opened = []
    start = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *given, **named: opened.append(start(*given, **named))
    )
    assert planner("open", run).exit_code == 0
    assert opened[0].wait(30) == 0
    assert (tmp_path / "opened").read_text().strip() == "reports/uk-1/plan.xlsx"


def test_a_folder_is_itself_and_a_run_is_its_folder(store, tmp_path):
    run = finished(store, tmp_path / "uk-1")
    assert commands.folder_of(store, str(tmp_path / "uk-1")) == tmp_path / "uk-1"
    assert commands.folder_of(store, str(run)) == tmp_path / "uk-1"
    shutil.rmtree(tmp_path / "uk-1")
    restored = commands.folder_of(store, str(run), tmp_path / "reports")
    assert restored == tmp_path / "reports" / "uk-1"
    with pytest.raises(RunError, match="there is no such run"):
        commands.folder_of(store, "reports/uk-17")


def test_a_folder_is_recorded_by_command(planner, store, tmp_path):
    folder = write_folder(tmp_path / "uk-1")
    assert planner("runs", "--add", folder).output == "recorded as run 1\n"
    assert run_of(store, 1).status == "finished"
    again = planner("runs", "--add", folder)
    assert again.exit_code == WRONG_INPUT
    assert "is in the store already: run 1" in again.output
    nothing = planner("runs", "--add", tmp_path)
    assert nothing.exit_code == WRONG_INPUT
    assert "is not the folder of a finished run" in nothing.output


def test_a_run_is_recreated_by_command(planner, store, case, tmp_path, without_maps):
    number, _ = recorded_plan(store, case, tmp_path / "first", Options(gap=1e-6))
    done = planner("recreate", number)
    assert done.exit_code == 0, done.output
    assert f"run {number} comes out the same, byte by byte" in done.output
    assert done.output.splitlines()[-1].startswith("reports/tiny-")


def test_a_run_that_comes_out_otherwise_is_told_by_its_exit_status(
    planner, store, case, tmp_path, without_maps
):
    done = plan_case(case, tmp_path / "first", Options(gap=1e-6))
    decisions = done.folder / "plan" / "decisions.json"
    decisions.write_text(decisions.read_text().replace('"large"', '"small"'))
    number = add_folder(store, done.folder)
    told = planner("recreate", number, "--json")
    assert told.exit_code == NO_PLAN
    assert '"same": false' in told.output


def test_what_would_be_pruned_is_told_and_then_removed(planner, store, tmp_path):
    made = [finished(store, tmp_path / f"uk-{number}", case="uk") for number in range(3)]
    told = planner("prune", "uk", "--keep", 1, "--dry-run")
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0] == f"runs {made[0]}, {made[1]}"
    assert "would remove 2 files" in told.output
    assert files_of(store, made[0])
    pruned = json.loads(planner("prune", "--keep", 1, "--json").output)
    assert (pruned["runs"], pruned["files"], pruned["removed"]) == (made[:2], 2, True)
    assert not files_of(store, made[0])
    assert planner("prune", "--keep", 1).output == "nothing goes\n"
    assert "removed to save room" in planner("show", made[0]).output
    assert planner("prune").exit_code == WRONG_INPUT


def test_a_folder_that_a_killed_run_left_goes_when_it_is_old(planner, store, tmp_path):
    left = write_folder(tmp_path / "reports" / "uk-1.unfinished")
    shutil.rmtree(left / "plan")
    assert planner("prune", "--keep", 1).output == "nothing goes\n"
    for path in (*left.rglob("*"), left):
        os.utime(path, (1e9, 1e9))  # 2001
    told = planner("prune", "--days", 30, "--dry-run").output
    assert told.startswith(
        "would remove reports/uk-1.unfinished, 0.0 MB, nothing written since 2001"
    )
    assert left.exists()
    found = json.loads(planner("prune", "--days", 30, "--json").output)
    assert (found["unfinished"], found["removed"]) == (["reports/uk-1.unfinished"], True)
    assert not left.exists()


def test_a_run_that_is_marked_is_kept_until_it_is_not(planner, store, tmp_path):
    made = [finished(store, tmp_path / f"uk-{number}", case="uk") for number in range(3)]
    assert planner("keep", made[0], "shown to the board").exit_code == 0
    assert "kept         shown to the board" in planner("show", made[0]).output
    planner("prune", "--keep", 1)
    assert [bool(files_of(store, run)) for run in made] == [True, False, True]
    planner("keep", made[0], "--no-longer")
    planner("prune", "--keep", 1)
    assert [bool(files_of(store, run)) for run in made] == [False, False, True]
    assert planner("keep", made[0]).exit_code == WRONG_INPUT


def test_a_workbook_that_nothing_opens_is_told(planner, store, tmp_path, monkeypatch):
    finished(store, tmp_path / "uk-1")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    told = planner("open", "latest")
    assert told.exit_code == 0
    assert "there is no desktop here" in told.output


def test_help_does_not_wait_for_the_store():
    program = (
        "import sys, planner.commands.runs, planner.commands.prune; "
        "assert not {'sqlalchemy', 'pandas', 'pyomo', 'alembic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_listing_does_not_wait_for_the_solver(store_url):
    program = (
        f"import sys; from planner.commands.runs import runs; runs(limit=5, store={store_url!r}); "
        "assert not {'pandas', 'pyomo', 'highspy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
