"""Old runs lose their files, never their place in the list; what is still needed stays."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from planner.store.blobs import digest_of
from planner.store.files import files_of, restore
from planner.store.retention import give_back_room, prune
from planner.store.runs import RunError, list_runs, run_of
from planner.store.store import Store, now
from planner.store.tables import actual_files, blobs, runs, schedules
from tests.store.folders import begun, finished, write_folder


def aged(store, run, days):
    ended = now() - timedelta(days=days)
    store.do(lambda c: c.execute(sa.update(runs).where(runs.c.id == run).values(ended=ended)))


def with_files(store):
    return [run.id for run in reversed(list_runs(store)) if files_of(store, run.id)]


def test_the_latest_are_kept_and_the_others_lose_their_files(store, tmp_path):
    made = [finished(store, tmp_path / f"tiny-{number}") for number in range(5)]
    other = finished(store, tmp_path / "uk-1", case="uk")
    pruned = prune(store, "tiny", keep=2)
    assert pruned.runs == tuple(made[:3])
    assert pruned.contents == 3  # each its result.json; the others are shared
    assert pruned.bytes > 0
    assert with_files(store) == [*made[3:], other]
    assert run_of(store, made[0]).objective == -3.5
    with pytest.raises(RunError, match="removed to save room"):
        restore(store, made[0], tmp_path / "anew")
    restore(store, made[4], tmp_path / "anew")


def test_the_latest_finished_run_stays_however_old(store, tmp_path):
    made = [finished(store, tmp_path / f"tiny-{number}") for number in range(2)]
    for run in made:
        aged(store, run, 1000)
    failed = begun(store)
    assert prune(store, "tiny", older_than_days=30).runs == (made[0],)
    assert prune(store, "tiny", keep=0).runs == ()
    assert with_files(store) == [made[1]]
    assert run_of(store, failed).status == "running"


def test_with_both_rules_only_what_is_beyond_and_old_goes(store, tmp_path):
    made = [finished(store, tmp_path / f"tiny-{number}") for number in range(4)]
    aged(store, made[0], 40)
    aged(store, made[3], 40)
    assert prune(store, "tiny", keep=2, older_than_days=30).runs == (made[0],)
    assert with_files(store) == made[1:]


def test_what_a_run_that_stays_was_planned_from_stays(store, tmp_path):
    first = finished(store, tmp_path / "tiny-1")
    second = finished(store, tmp_path / "tiny-2")
    third = finished(store, tmp_path / "tiny-3", previous=first, kind="replan")
    assert prune(store, "tiny", keep=1).runs == (second,)
    assert with_files(store) == [first, third]


def test_what_a_run_that_stays_began_from_stays(store, tmp_path):
    first = finished(store, tmp_path / "tiny-1")
    second = finished(store, tmp_path / "tiny-2")
    options = {"start": str(tmp_path / "tiny-1")}
    third = finished(store, tmp_path / "tiny-3", options=options)
    assert prune(store, keep=1).runs == (second,)
    assert with_files(store) == [first, third]


def test_the_plan_of_the_case_outlives_its_scenarios(store, tmp_path):
    """From it the case is planned on."""
    old = finished(store, tmp_path / "tiny-1")
    plan = finished(store, tmp_path / "tiny-2")
    made = [finished(store, tmp_path / f"tiny-s{n}", scenario=f"s{n}") for n in range(3)]
    assert prune(store, keep=2).runs == (old, made[0])
    assert with_files(store) == [plan, *made[1:]]


@pytest.mark.parametrize("words", [["--last", "{run}"], ["--start={folder}"], ["--last", "#{run}"]])
def test_what_a_schedule_names_stays(store, tmp_path, words):
    first = finished(store, tmp_path / "tiny-1")
    finished(store, tmp_path / "tiny-2")
    command = ["replan", "tiny", *(word.format(run=first, folder="x/tiny-1/") for word in words)]
    row = {
        "name": "monthly", "case": "tiny", "command": command, "zone": "UTC", "missed": "once",
        "settings": {}, "paused": False, "created": now(),
    }  # fmt: skip
    store.do(lambda c: c.execute(sa.insert(schedules), row))
    assert prune(store, keep=1).runs == ()


def test_every_case_has_its_latest_runs_kept(store, tmp_path):
    first, second = (finished(store, tmp_path / f"uk-{n}", case="uk") for n in range(2))
    third, fourth = (finished(store, tmp_path / f"eu-{n}", case="europe") for n in range(2))
    assert prune(store, keep=1, dry_run=True).runs == (first, third)
    assert with_files(store) == [first, second, third, fourth]
    assert prune(store, keep=1).runs == (first, third)
    assert with_files(store) == [second, fourth]


def test_a_file_gives_back_the_room(sqlite_url, tmp_path):
    store = Store(sqlite_url)
    for number in range(2):
        folder = write_folder(tmp_path / f"tiny-{number}", note=number)
        (folder / "map.png").write_bytes(os.urandom(2_000_000))
        finished(store, folder)
    prune(store, keep=1)
    assert give_back_room(store)
    assert Path(store.engine.url.database).stat().st_size < 3_000_000
    store.close()


def test_contents_of_actuals_stay(store, tmp_path):
    folder = tmp_path / "tiny-1"
    first = finished(store, folder)
    digest = digest_of((folder / "result.json").read_bytes())
    row = {"case": "tiny", "name": "may.csv", "digest": digest, "added": now(), "added_by": "me"}
    store.do(lambda c: c.execute(sa.insert(actual_files), row))
    finished(store, tmp_path / "tiny-2")
    assert prune(store, "tiny", keep=1).runs == (first,)
    there = sa.select(blobs.c.digest).where(blobs.c.digest == digest)
    assert store.read(lambda c: c.scalar(there)) == digest


def test_a_content_that_is_just_being_used_again_is_not_dropped(store, store_url, tmp_path):
    """One records what another is about to remove."""

    def record_others():
        beside = Store(store_url)
        for number in range(15):
            finished(beside, tmp_path / f"other-{number}", case=f"other {number}")
            prune(beside, f"other {number}", keep=1)
        beside.close()

    with ThreadPoolExecutor() as pool:
        recording = pool.submit(record_others)
        for number in range(15):
            finished(store, tmp_path / f"tiny-{number}")
            prune(store, "tiny", keep=1)
        recording.result()
    for run in with_files(store):
        restore(store, run, tmp_path / "anew" / str(run))
    assert len(with_files(store)) == 16


def test_a_rule_must_be_given(store):
    with pytest.raises(ValueError, match="say how many runs to keep"):
        prune(store, "tiny")
