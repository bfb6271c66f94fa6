"""Killed, out of room, or without its database for a while: never half a run, never lost."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from planner import recorded
from planner.recorded import NotRecordedError, add_folder, recorded_plan
from planner.store.runs import list_runs, mark_abandoned, run_of
from planner.store.store import Store, StoreError
from planner.store.tables import blobs, files
from tests.store.folders import contents

HELD_IN_THE_SEARCH = """
def hold(*given, **named):
    marker.touch()
    time.sleep(100)

planner.run.solve_task = hold
"""
HELD_WHILE_RECORDING = """
@sqlalchemy.event.listens_for(store.engine, "after_cursor_execute")
def hold(connection, cursor, statement, *given):
    if statement.startswith("INSERT INTO files"):
        marker.touch()
        time.sleep(100)
"""
PROGRAM = """
import sys, time
from pathlib import Path
import sqlalchemy
import planner.run
from planner.recorded import recorded_plan
from planner.reporting import maps, workbook
from planner.store.store import Store
url, case, reports, marker = sys.argv[1], *map(Path, sys.argv[2:])
maps.draw_map = maps.write_page = workbook.write_workbook = lambda *given, **named: None
store = Store(url)
{hold}
recorded_plan(store, case, reports)
"""


@pytest.fixture
def at_work(store_url, case, tmp_path):
    """Starts a process that plans, and waits until it is where it is held."""
    started = []

    def start(hold: str) -> subprocess.Popen[str]:
        marker = tmp_path / "held"
        program = PROGRAM.format(hold=hold)
        process = subprocess.Popen(
            [sys.executable, "-c", program, store_url, case, tmp_path / "reports", marker],
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        ends = time.monotonic() + 60
        while not marker.exists():
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < ends
            time.sleep(0.02)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def rows_in(store, table):
    return store.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(table)))


def test_a_crashed_run_is_never_left_running(store, at_work, tmp_path):
    process = at_work(HELD_IN_THE_SEARCH)
    assert mark_abandoned(store) == ()
    process.kill()
    process.wait()
    assert [row.status for row in list_runs(store)] == ["running"]
    (number,) = mark_abandoned(store)
    row = run_of(store, number)
    assert row.status == "failed"
    assert f"its process {process.pid}" in row.error
    assert (rows_in(store, files), rows_in(store, blobs)) == (0, 0)
    assert all(path.name.endswith(".unfinished") for path in (tmp_path / "reports").iterdir())


def test_a_run_that_crashes_while_it_is_recorded_is_not_recorded_by_half(store, at_work, tmp_path):
    process = at_work(HELD_WHILE_RECORDING)
    process.kill()
    process.wait()
    (number,) = mark_abandoned(store)
    row = run_of(store, number)
    assert (row.status, row.result, row.objective) == ("failed", None, None)
    assert (rows_in(store, files), rows_in(store, blobs)) == (0, 0)
    (folder,) = (tmp_path / "reports").iterdir()
    assert add_folder(store, folder) == number
    assert [(row.id, row.status) for row in list_runs(store)] == [(number, "finished")]
    assert rows_in(store, files) == len(contents(folder))


def test_a_run_that_is_told_to_end_is_a_failed_run(store, at_work, tmp_path):
    process = at_work(HELD_IN_THE_SEARCH)
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert [(row.status, row.error) for row in list_runs(store)] == [("failed", "interrupted")]
    assert list((tmp_path / "reports").iterdir()) == []


def test_a_disk_that_is_full_is_a_failed_run(store, case, tmp_path, monkeypatch):
    write = Path.write_text

    def on_a_full_disk(path, *given, **named):
        if path.name == "decisions.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, *given, **named)

    monkeypatch.setattr(Path, "write_text", on_a_full_disk)
    with pytest.raises(OSError, match="No space left on device"):
        recorded_plan(store, case, tmp_path / "reports")
    (row,) = list_runs(store)
    assert row.status == "failed"
    assert "No space left on device" in row.error
    assert rows_in(store, blobs) == 0


def test_a_disk_that_is_full_while_it_is_recorded_leaves_the_folder(
    sqlite_url, case, tmp_path, without_maps, monkeypatch
):
    store = Store(sqlite_url, patience=0.2)
    plan = recorded.plan_case

    def then_no_room(*given):
        done = plan(*given)
        (done.folder / "map.png").write_bytes(os.urandom(300_000))
        sa.event.listen(store.engine, "begin", no_room)
        return done

    def no_room(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")

    monkeypatch.setattr(recorded, "plan_case", then_no_room)
    with pytest.raises(NotRecordedError, match="database or disk is full") as told:
        recorded_plan(store, case, tmp_path / "reports")
    folder = told.value.run.folder
    assert f"the plan is kept in {folder}" in str(told.value)
    assert f"planner runs --add {folder}" in str(told.value)
    assert (rows_in(store, files), rows_in(store, blobs)) == (0, 0)
    assert [row.status for row in list_runs(store)] == ["running"]
    store.close()

    with_room = Store(sqlite_url)
    add_folder(with_room, folder)
    assert [row.status for row in list_runs(with_room)] == ["finished"]
    assert rows_in(with_room, files) == len(contents(folder))
    with_room.close()


@pytest.fixture
def server(postgres):
    """The server, which a test may stop; it runs again after it."""
    yield postgres
    if postgres.running is None:
        postgres.start()


@pytest.fixture
def store_there(server):
    opened = Store(server.new_database(), patience=30)
    yield opened
    opened.close()


def test_a_database_that_is_gone_for_a_while_loses_no_run(
    server, store_there, case, tmp_path, without_maps, monkeypatch
):
    monkeypatch.setattr(recorded, "BEAT_EVERY", 0.05)
    plan = recorded.plan_case
    back = threading.Timer(1.5, server.start)

    def without_database(*given):
        server.stop()
        done = plan(*given)
        time.sleep(0.2)  # some signs of life that nobody hears
        back.start()
        return done

    monkeypatch.setattr(recorded, "plan_case", without_database)
    number, done = recorded_plan(store_there, case, tmp_path / "reports")
    back.join()
    assert [(row.id, row.status) for row in list_runs(store_there)] == [(number, "finished")]
    assert rows_in(store_there, files) == len(contents(done.folder))


def test_a_database_that_goes_while_a_run_is_recorded_loses_nothing(
    server, store_there, case, tmp_path, without_maps
):
    stopped = []

    @sa.event.listens_for(store_there.engine, "before_cursor_execute")
    def stop_once(connection, cursor, statement, *given):
        if statement.startswith("INSERT INTO files") and not stopped:
            stopped.append(statement)
            server.stop()
            server.start()

    number, done = recorded_plan(store_there, case, tmp_path / "reports")
    assert len(stopped) == 1
    assert [(row.id, row.status) for row in list_runs(store_there)] == [(number, "finished")]
    assert rows_in(store_there, files) == len(contents(done.folder))


def test_a_database_that_stays_away_leaves_the_folder_and_says_what_to_do(
    server, case, tmp_path, without_maps, monkeypatch
):
    store = Store(server.new_database(), patience=0.5)
    plan = recorded.plan_case

    def then_gone(*given):
        done = plan(*given)
        server.stop()
        return done

    monkeypatch.setattr(recorded, "plan_case", then_gone)
    with pytest.raises(NotRecordedError) as told:
        recorded_plan(store, case, tmp_path / "reports")
    folder = told.value.run.folder
    assert f"planner runs --add {folder}" in str(told.value)
    assert "not to be told" not in str(told.value)
    assert "not%20to" not in str(told.value)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1"):
        recorded_plan(store, case, tmp_path / "other reports")
    assert not (tmp_path / "other reports").exists()
    server.start()
    (number,) = (row.id for row in list_runs(store))
    assert add_folder(store, folder) == number
    assert [(row.id, row.status) for row in list_runs(store)] == [(number, "finished")]
    store.close()


def test_a_plan_whose_folder_cannot_be_read_is_kept_and_recorded_later(
    sqlite_url, case, tmp_path, without_maps, monkeypatch
):
    store = Store(sqlite_url)
    with monkeypatch.context() as unreadable:
        unreadable.setattr(recorded, "finish_run", raises(OSError(errno.EIO, "I/O error")))
        with pytest.raises(NotRecordedError) as told:
            recorded_plan(store, case, tmp_path / "my reports")
    assert f"--add '{told.value.run.folder}' --store {store.place}" in str(told.value)
    (row,) = list_runs(store)
    assert (row.status, "I/O error" in row.error) == ("failed", True)
    assert add_folder(store, told.value.run.folder) == row.id
    assert [row.status for row in list_runs(store)] == ["finished"]
    store.close()


def raises(error):
    def fail(*given, **named):
        raise error

    return fail
