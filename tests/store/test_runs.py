"""Runs are recorded whole or not at all, found by what people call them, and end in any case."""

import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa

from planner.store.files import files_of, read_file
from planner.store.runs import (
    RunError,
    beat,
    fail_run,
    find_run,
    finish_run,
    latest_plan,
    list_runs,
    mark_abandoned,
    run_of,
)
from planner.store.store import now
from planner.store.tables import blobs, files, runs
from tests.store.folders import RESULT, begun, contents, finished, write_folder


def test_a_run_that_has_begun_is_running(store):
    run = run_of(store, begun(store, scenario="more packs", as_of="2031-06-30"))
    assert (run.case, run.kind, run.scenario, run.status) == (
        "tiny", "plan", "more packs", "running",
    )  # fmt: skip
    assert (run.host, run.process) == (socket.gethostname(), os.getpid())
    assert run.options == {"gap": 0.01, "time_limit": None, "seed": 0}
    assert run.as_of == "2031-06-30"
    assert abs(now() - run.started) < timedelta(seconds=20)
    assert (run.ended, run.outcome, run.result, run.error, run.folder) == (None,) * 5


def test_a_finished_run_is_recorded_with_all_its_files(store, tmp_path):
    folder = write_folder(tmp_path / "tiny-2030")
    run = begun(store)
    finish_run(store, run, result=RESULT, fingerprint="abc", folder=folder)
    row = run_of(store, run)
    assert row.currency == "EUR"
    assert (row.status, row.outcome, row.fingerprint) == ("finished", "optimal", "abc")
    assert (row.objective, row.bound, row.gap, row.seconds) == (-3.5, -3.4, 0.03, 1.5)
    assert row.result == RESULT
    assert (row.folder, row.name) == (folder.as_posix(), "tiny-2030")
    there = contents(folder)
    assert {file.name: file.size for file in files_of(store, run)} == {
        name: len(content) for name, content in there.items()
    }
    assert {name: read_file(store, run, name) for name in there} == there


def test_the_same_content_is_kept_once(store, tmp_path):
    for number in range(3):
        finished(store, write_folder(tmp_path / f"tiny-{number}"))
    kept = store.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(blobs)))
    assert kept == len(set(contents(tmp_path / "tiny-0").values()))


def test_numbers_without_end_are_recorded_as_unknown(store, tmp_path):
    run = begun(store)
    result = RESULT | {"bound": float("inf"), "gap": float("nan"), "facts": {"most": float("-inf")}}
    finish_run(store, run, result=result, fingerprint=None, folder=write_folder(tmp_path / "x"))
    row = run_of(store, run)
    assert (row.bound, row.gap, row.result["facts"]["most"]) == (None, None, None)
    assert row.objective == -3.5


def test_a_failed_run_says_why_and_has_no_files(store):
    run = begun(store)
    fail_run(store, run, "There is no plan: \0 rules clash")
    row = run_of(store, run)
    assert (row.status, row.error) == ("failed", "There is no plan:  rules clash")
    assert row.ended is not None
    assert files_of(store, run) == ()


def test_what_is_finished_cannot_fail_any_more(store, tmp_path):
    run = finished(store, tmp_path / "tiny")
    fail_run(store, run, "too late")
    beat(store, run)
    assert run_of(store, run).status == "finished"


def test_runs_are_listed_latest_first_and_as_asked(store, tmp_path):
    first = finished(store, tmp_path / "uk-1", case="uk")
    second = begun(store, "uk", kind="sweep")
    third = begun(store, "europe")
    fail_run(store, third, "none")
    assert [run.id for run in list_runs(store)] == [third, second, first]
    assert [run.id for run in list_runs(store, limit=2)] == [third, second]
    assert [run.id for run in list_runs(store, case="uk")] == [second, first]
    assert [run.id for run in list_runs(store, kind="sweep")] == [second]
    assert [run.id for run in list_runs(store, status="failed")] == [third]
    assert list_runs(store, case="uk", status="failed") == ()


def test_a_run_is_found_by_number_folder_and_latest(store, tmp_path):
    first = finished(store, tmp_path / "uk-2030-01-31-091500", case="uk")
    second = finished(store, tmp_path / "europe_2", case="europe west")
    begun(store, "uk")
    names = {
        str(first): first,
        f"#{first}": first,
        "uk-2030-01-31-091500": first,
        str(tmp_path / "uk-2030-01-31-091500"): first,
        "reports/uk-2030-01-31-091500": first,
        "latest": second,
        "latest uk": first,
        "latest europe west": second,
    }
    assert {name: find_run(store, name).id for name in names} == names


@pytest.mark.parametrize(
    "text", ["99", "99999999999999", "uk-2029", "latest norway", "europe%2", "uk", "", "²", "/"]
)
def test_who_asks_for_a_run_that_is_not_there_is_told_which_are(store, tmp_path, text):
    run = finished(store, tmp_path / "uk-2030", case="uk")
    with pytest.raises(RunError, match=rf"the latest are {run} \(uk-2030, finished\)"):
        find_run(store, text)


def test_who_asks_an_empty_store_is_told_so(store):
    with pytest.raises(RunError, match="has no runs"):
        find_run(store, "latest")


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def as_if(store, run, **values):
    store.do(lambda c: c.execute(sa.update(runs).where(runs.c.id == run).values(values)))


def test_a_run_whose_process_has_ended_is_abandoned_at_once(store):
    dead, alive = begun(store), begun(store)
    process = ended_process()
    as_if(store, dead, process=process)
    assert mark_abandoned(store) == (dead,)
    row = run_of(store, dead)
    assert row.status == "failed"
    assert f"its process {process} on {socket.gethostname()} ended before the run did" in row.error
    assert run_of(store, alive).status == "running"


def test_a_run_elsewhere_is_abandoned_when_it_is_not_heard_of(store):
    run = begun(store)
    as_if(store, run, host="elsewhere", process=ended_process())
    assert mark_abandoned(store, after_seconds=60) == ()
    as_if(store, run, beat=now() - timedelta(seconds=90))
    beat(store, run)
    assert mark_abandoned(store, after_seconds=60) == ()
    as_if(store, run, beat=now() - timedelta(seconds=90))
    assert mark_abandoned(store, after_seconds=60) == (run,)
    assert "elsewhere was not heard of for 9" in run_of(store, run).error


def test_a_run_taken_for_dead_that_finishes_is_finished(store, tmp_path):
    run = begun(store)
    as_if(store, run, beat=now() - timedelta(days=1))
    assert mark_abandoned(store) == (run,)
    finish_run(store, run, result=RESULT, fingerprint="abc", folder=write_folder(tmp_path / "x"))
    row = run_of(store, run)
    assert (row.status, row.error) == ("finished", None)


def test_a_run_taken_for_dead_that_gives_a_sign_of_life_goes_on(store):
    """A machine that slept, or whose database was gone."""
    run = begun(store)
    as_if(store, run, beat=now() - timedelta(days=1))
    assert mark_abandoned(store) == (run,)
    beat(store, run)
    row = run_of(store, run)
    assert (row.status, row.error, row.ended) == ("running", None, None)
    assert mark_abandoned(store) == ()


def test_a_run_taken_for_dead_that_fails_says_why_it_did(store):
    run = begun(store)
    as_if(store, run, beat=now() - timedelta(days=1))
    mark_abandoned(store)
    fail_run(store, run, "rules clash")
    beat(store, run)
    assert (run_of(store, run).status, run_of(store, run).error) == ("failed", "rules clash")


def test_names_that_are_no_characters_are_recorded(store, tmp_path):
    run = finished(store, tmp_path / "t\udcffny", case="t\udcffny", scenario="\0x")
    row = run_of(store, run)
    assert (row.case, row.scenario, row.name) == ("t\\udcffny", "x", "t\\udcffny")


def test_the_latest_plan_is_of_no_scenario(store, tmp_path):
    assert latest_plan(store, "uk") is None
    plan = finished(store, tmp_path / "uk-1", case="uk")
    finished(store, tmp_path / "uk-2", case="uk", kind="sweep", scenario="dear electricity")
    fail_run(store, begun(store, "uk"), "rules clash")
    assert latest_plan(store, "uk").id == plan


def test_what_is_done_twice_is_recorded_once(store, tmp_path, monkeypatch):
    """A connection lost while something is kept leaves open whether it was: it is done again."""
    do = store.do
    monkeypatch.setattr(
        store, "do", lambda work, **named: (do(work, **named), do(work, **named))[1]
    )
    run = finished(store, tmp_path / "tiny")
    assert [row.id for row in list_runs(store)] == [run]
    assert len(files_of(store, run)) == len(contents(tmp_path / "tiny"))


def test_many_processes_record_at_once(store, store_url, tmp_path):
    """They share most of their contents, which each of them wants to be the first to keep."""
    program = """
import sys
from pathlib import Path
from planner.store.store import Store
from tests.store.folders import finished
store = Store(sys.argv[1])
for number in range(5):
    finished(store, Path(sys.argv[2]) / f"run-{sys.argv[3]}-{number}")
store.close()
"""
    recording = [
        subprocess.Popen(
            [sys.executable, "-c", program, store_url, str(tmp_path), str(process)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for process in range(4)
    ]
    told = [process.communicate(timeout=120)[1] for process in recording]
    assert [process.returncode for process in recording] == [0] * 4, told
    found = list_runs(store, status="finished")
    assert len({run.folder for run in found}) == 20
    for run in found:
        assert read_file(store, run.id, "result.json").decode().count(run.name) == 1
    each = len(contents(tmp_path / "run-0-0"))
    recorded = store.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(files)))
    assert recorded == 20 * each
