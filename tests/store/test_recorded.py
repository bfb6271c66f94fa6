"""A plan is recorded from its start to its end, and comes out the same when planned again."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from planner import recorded, run
from planner.instance.instance import InstanceError
from planner.instance.read import read_instance
from planner.plan import NoPlan
from planner.recorded import add_folder, recorded_plan, versions
from planner.recreated import NotTheSameError, recreate
from planner.solving.highs import Options
from planner.store.files import files_of, restore
from planner.store.runs import RunError, list_runs, run_of
from planner.store.store import Store
from planner.store.tables import runs
from tests.store.folders import begun, contents, write_folder

pytestmark = pytest.mark.usefixtures("without_maps")

EXACT = Options(gap=1e-6, seed=3)


def test_a_plan_is_recorded_with_what_it_was_made_from(store, case, tmp_path):
    number, done = recorded_plan(
        store, case, tmp_path / "reports", EXACT, command="planner plan tiny", as_of="2030-06-30"
    )
    row = run_of(store, number)
    assert (row.case, row.kind, row.status, row.outcome) == ("tiny", "plan", "finished", "optimal")
    assert row.objective == pytest.approx(-3.546305, abs=1e-5)
    assert row.fingerprint == row.result["facts"]["fingerprint"] == read_instance(case).fingerprint
    assert (row.options["gap"], row.options["seed"]) == (1e-6, 3)
    assert row.options["time_limit"] is None
    assert row.versions == versions()
    assert row.folder == done.folder.resolve().as_posix()
    assert row.as_of == "2030-06-30"
    assert contents(restore(store, number, tmp_path / "anew")) == contents(done.folder)


def test_a_run_is_at_work_while_it_is_planned(store, case, tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "BEAT_EVERY", 0.02)
    seen = []

    def watch(*given, **named):
        (row,) = list_runs(store)
        assert row.status == "running"
        ends = time.monotonic() + 20
        while time.monotonic() < ends and run_of(store, row.id).beat == row.beat:
            time.sleep(0.02)
        seen.append(run_of(store, row.id).beat > row.beat)
        raise NoPlan("rules clash")

    monkeypatch.setattr(run, "solve_task", watch)
    with pytest.raises(NoPlan, match="rules clash"):
        recorded_plan(store, case, tmp_path / "reports")
    assert seen == [True]
    (row,) = list_runs(store)
    assert (row.status, row.error) == ("failed", "rules clash")


def test_faulty_tables_are_a_failed_run(store, case, tmp_path):
    (case / "supply.csv").write_text("site;place\n")
    with pytest.raises(InstanceError):
        recorded_plan(store, case, tmp_path / "reports")
    (row,) = list_runs(store)
    assert row.status == "failed"
    assert "supply" in row.error


def test_an_interrupted_run_is_a_failed_run(store, case, tmp_path, monkeypatch):
    def interrupted(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "solve_task", interrupted)
    with pytest.raises(KeyboardInterrupt):
        recorded_plan(store, case, tmp_path / "reports")
    assert [(row.status, row.error) for row in list_runs(store)] == [("failed", "interrupted")]


def test_a_folder_can_be_recorded_later_and_once(store, case, tmp_path):
    done = run.plan_case(case, tmp_path / "reports", EXACT, scenario="more packs")
    number = add_folder(store, done.folder)
    row = run_of(store, number)
    assert (row.case, row.scenario, row.status) == ("tiny", "more packs", "finished")
    assert row.objective == done.solution.result.objective
    assert row.fingerprint == row.result["facts"]["fingerprint"]
    assert row.versions["highspy"] == versions()["highspy"]
    assert {file.name for file in files_of(store, number)} == set(contents(done.folder))
    with pytest.raises(RunError, match=f"is in the store already: run {number}"):
        add_folder(store, done.folder)


def test_a_run_in_another_store_is_not_taken_for_that_of_its_number(store, case, tmp_path):
    number, done = recorded_plan(store, case, tmp_path / "reports", EXACT)
    other = Store(str(tmp_path / "other.sqlite"))
    assert begun(other) == number
    added = add_folder(other, done.folder)
    assert added != number
    assert run_of(other, number).status == "running"
    other.close()


def test_two_who_add_a_folder_at_once_record_it_once(store, tmp_path):
    folder = write_folder(tmp_path / "tiny-2030")

    def add(_):
        try:
            return add_folder(store, folder)
        except RunError as error:
            return str(error)

    with ThreadPoolExecutor() as pool:
        found = list(pool.map(add, range(4)))
    assert found.count(1) == 1
    assert [row.id for row in list_runs(store)] == [1]


@pytest.mark.parametrize(
    ("name", "value"), [("objective", "much"), ("facts", []), ("issues", "none"), ("scenario", 3)]
)
def test_a_result_that_no_run_has_is_refused(store, tmp_path, name, value):
    folder = write_folder(tmp_path / "tiny-2030", **{name: value})
    with pytest.raises(RunError, match=f"{name} is "):
        add_folder(store, folder)
    assert list_runs(store) == ()


def test_a_case_with_the_name_of_a_path_is_planned_again_in_its_place(store, case, tmp_path):
    done = run.plan_case(case, tmp_path / "reports", EXACT)
    file = done.folder / "result.json"
    file.write_text(file.read_text().replace('"instance": "tiny"', '"instance": "../../evil"'))
    again = recreate(store, add_folder(store, done.folder), tmp_path / "anew")
    assert again.name.startswith("evil-")


def test_a_folder_that_was_added_keeps_its_date(store, tmp_path):
    row = run_of(store, add_folder(store, write_folder(tmp_path / "tiny-2030")))
    assert row.started.isoformat() == "2030-01-31T08:15:00"


@pytest.mark.parametrize("missing", ["result.json", "plan/decisions.json"])
def test_a_folder_that_is_no_run_is_not_recorded(store, tmp_path, missing):
    folder = write_folder(tmp_path / "tiny-2030")
    (folder / missing).unlink()
    with pytest.raises(RunError, match="tiny-2030 is not the folder of a finished run"):
        add_folder(store, folder)
    assert list_runs(store) == ()


@pytest.mark.parametrize("scenario", [None, "more packs"])
def test_a_run_comes_out_the_same_without_its_folder_and_tables(store, case, tmp_path, scenario):
    number, done = recorded_plan(store, case, tmp_path / "reports", EXACT, scenario=scenario)
    decisions = (done.folder / "plan" / "decisions.json").read_bytes()
    shutil.rmtree(case)
    shutil.rmtree(tmp_path / "reports")
    again = recreate(store, number, tmp_path / "reports")
    assert (again / "plan" / "decisions.json").read_bytes() == decisions
    result = json.loads((again / "result.json").read_text())
    assert (result["gap_asked"], result["seed"]) == (1e-6, 3)
    assert result["facts"]["fingerprint"] == run_of(store, number).fingerprint


def test_a_run_that_began_from_another_is_recreated_from_it(store, case, tmp_path):
    _, first = recorded_plan(store, case, tmp_path / "reports", EXACT)
    number, _ = recorded_plan(store, case, tmp_path / "reports", EXACT, start=first.folder)
    shutil.rmtree(first.folder)
    again = recreate(store, number, tmp_path / "anew")
    assert json.loads((again / "result.json").read_text())["start_used"] is True


def altered(store, case, tmp_path):
    """A recorded run whose decisions are not those that its tables lead to."""
    done = run.plan_case(case, tmp_path / "reports", EXACT)
    file = done.folder / "plan" / "decisions.json"
    file.write_text(file.read_text().replace('"large"', '"small"'))
    return add_folder(store, done.folder)


def test_what_comes_out_otherwise_is_told(store, case, tmp_path):
    number = altered(store, case, tmp_path)
    with pytest.raises(NotTheSameError) as told:
        recreate(store, number, tmp_path / "anew")
    assert "Sheffield shredder, large, 2030: 0 then, 1 now" in str(told.value)
    assert "It need not be the same" not in str(told.value)


def test_other_versions_and_limits_are_told_as_reasons(store, case, tmp_path):
    number = altered(store, case, tmp_path)
    values = {"versions": versions() | {"highspy": "1.0.0"}, "outcome": "time limit"}
    store.do(lambda c: c.execute(sa.update(runs).where(runs.c.id == number).values(values)))
    with pytest.raises(NotTheSameError) as told:
        recreate(store, number, tmp_path / "anew")
    assert f"highspy was 1.0.0 and is {versions()['highspy']}" in str(told.value)
    assert "it stopped before its end (time limit)" in str(told.value)


def test_tables_that_read_otherwise_are_told(store, case, tmp_path):
    number, _ = recorded_plan(store, case, tmp_path / "reports", EXACT)
    store.do(lambda c: c.execute(sa.update(runs).values(fingerprint="of long ago")))
    with pytest.raises(NotTheSameError, match="its tables have the fingerprint of long ago"):
        recreate(store, number, tmp_path / "anew")


def test_what_did_not_finish_cannot_be_recreated(store, tmp_path):
    number = begun(store)
    with pytest.raises(RunError, match=f"run {number} is running"):
        recreate(store, number, tmp_path)
