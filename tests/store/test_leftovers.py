"""Folders of runs that were killed half way go; none of a run at work does."""

import os
from datetime import timedelta
from shutil import rmtree
from time import time

import sqlalchemy as sa

from planner.store.leftovers import leftovers, remove
from planner.store.store import now
from planner.store.tables import runs
from tests.store.folders import begun, write_folder


def left(reports, name, days):
    """A folder in which something was last written so many days ago."""
    folder = write_folder(reports / f"{name}.unfinished")
    rmtree(folder / "plan", ignore_errors=True)
    seconds = time() - days * 24 * 3600
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (seconds, seconds))
    return folder


def test_only_old_unfinished_folders_go(store, tmp_path):
    old, young = left(tmp_path, "uk-1", 3), left(tmp_path, "uk-2", 0.5)
    other, whole = left(tmp_path, "europe-1", 9), write_folder(tmp_path / "uk-3")
    found = leftovers(store, tmp_path, "uk")
    assert [one.folder for one in found] == [old]
    assert found[0].bytes > 10_000
    assert leftovers(store, tmp_path, older_than_days=5)[0].folder == other
    remove(found)
    assert not old.exists()
    assert young.exists()
    assert whole.exists()
    assert leftovers(store, tmp_path / "nowhere") == ()


def test_what_holds_a_plan_stays(store, tmp_path):
    folder = left(tmp_path, "uk-1", 9)
    (folder / "plan").mkdir()
    old = time() - 9 * 24 * 3600
    os.utime(folder, (old, old))
    assert leftovers(store, tmp_path) == ()


def test_what_is_written_since_a_run_at_work_began_stays(store, tmp_path):
    long_ago, since = left(tmp_path, "uk-1", 4), left(tmp_path, "uk-2", 2)
    run = begun(store, "uk")
    began = sa.update(runs).where(runs.c.id == run).values(started=now() - timedelta(days=3))
    store.do(lambda connection: connection.execute(began))
    assert [one.folder for one in leftovers(store, tmp_path)] == [long_ago]
    assert since.exists()
