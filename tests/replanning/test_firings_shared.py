"""Runners that share a store whose server goes away, and whose schedules change as they run."""

import logging
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from planner.replanning import claiming, clock
from planner.replanning.clock import moment_of, served_for
from planner.replanning.executing import Process
from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.schedule import add_schedule, pause, remove, resume
from planner.replanning.serving import serve
from planner.store.store import Store, now
from planner.store.tables import schedules
from tests.replanning.firing import LEAVES_A_RESULT, MADE, counted, hour, program

HOURLY = {"cron": "0 * * * *", "created": MADE}


def claimed(store, owner, moment=hour(1)):
    """Claim what is due as a runner does that then dies."""

    def dies(work):
        raise SystemExit

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("planner.replanning.firings._end", lambda *_: None)
        with pytest.raises(SystemExit):
            run_due(store, moment, dies, owner)


def test_runners_go_by_the_clock_of_the_server_and_not_by_their_own(postgres_url, monkeypatch):
    store = Store(postgres_url)
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(minutes=7))
    assert abs(moment_of(store) - now()) < timedelta(seconds=30)
    store.close()


def test_of_a_file_the_clock_is_that_of_the_machine(sqlite_store):
    assert abs(moment_of(sqlite_store) - now()) < timedelta(seconds=30)


def test_nobody_counts_as_silent_for_as_long_as_the_server_was_away(store, monkeypatch):
    add_schedule(store, "a", "uk", **HOURLY)
    claimed(store, "another")
    ran, execute = counted()
    monkeypatch.setattr(claiming, "served_for", lambda connection: 20.0)
    assert run_due(store, hour(1.5), execute) == []
    monkeypatch.setattr(claiming, "served_for", lambda connection: 61.0)
    run_due(store, hour(1.5), execute)
    assert ran == [hour(1).isoformat()]


def test_a_server_tells_for_how_long_it_has_been_there(postgres):
    store = Store(postgres.new_database())
    postgres.stop()
    postgres.start()
    assert 0 < store.do(served_for) < 60
    store.close()


def test_what_is_still_ours_and_was_not_ended_is_begun_again_at_once(store):
    add_schedule(store, "a", "uk", **HOURLY)
    claimed(store, "me")
    ran, execute = counted()
    assert run_due(store, hour(1), execute, "another") == []
    (firing,) = run_due(store, hour(1), execute, "me")
    assert (firing.status, firing.attempts, ran) == ("finished", 2, [hour(1).isoformat()])


def test_a_schedule_paused_while_it_runs_is_not_begun_again_when_it_goes_on(store):
    add_schedule(store, "a", "uk", **HOURLY)
    stop = threading.Event()

    def execute(work):
        pause(store, "a")
        stop.set()
        return Outcome(130)

    (firing,) = run_due(store, hour(1), execute, stop=stop)
    assert firing.status == "skipped"
    assert firing.error == "its runner was stopped; the schedule was paused"
    resume(store, "a", hour(1.5))
    assert run_due(store, hour(1.5), counted()[1]) == []


def test_a_schedule_removed_while_it_runs_ends_without_a_trace(store, caplog):
    add_schedule(store, "a", "uk", **HOURLY)

    def execute(work):
        remove(store, "a")
        return Outcome(0, {"run": 1})

    with caplog.at_level(logging.WARNING, "planner.schedule"):
        run_due(store, hour(1), execute)
    assert list_firings(store) == []
    assert "taken over or removed" in caplog.text


def test_a_schedule_that_cannot_be_read_does_not_stop_the_others(store, caplog):
    for name in ("a", "b"):
        add_schedule(store, name, "uk", **HOURLY)
    change = sa.update(schedules).where(schedules.c.name == "a").values(zone="Mars/Olympus")
    store.do(lambda connection: connection.execute(change))
    ran, execute = counted()
    run_due(store, hour(1), execute)
    assert ran == [hour(1).isoformat()]
    assert "a: what is due of it cannot be told" in caplog.text
    assert "Mars/Olympus" in caplog.text


def test_serving_ends_soon_after_a_signal_however_long_it_rests(sqlite_store):
    sender = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    sender.start()
    began = time.monotonic()
    serve(sqlite_store, every=600)
    sender.join()
    assert time.monotonic() - began < 60


def test_reports_that_the_command_gives_are_not_given_again(sqlite_store, tmp_path):
    add_schedule(sqlite_store, "a", "uk", ("plan", "{case}", "--reports=there"), **HOURLY)
    execute = Process(sqlite_store.url, tmp_path, program(tmp_path, LEAVES_A_RESULT))
    (firing,) = run_due(sqlite_store, hour(1), execute)
    assert firing.result["argv"][:4] == ["plan", "uk", "--reports=there", "--json"]


def test_a_password_is_masked_as_it_is_and_as_addresses_write_it(sqlite_store, tmp_path):
    text = "print('p@ss/word or p%40ss%2Fword or k#y or k%23y'); sys.exit(3)"
    execute = Process(
        "postgresql://me:p%40ss%2Fword@db/planner?password=k%23y",
        tmp_path,
        program(tmp_path, text),
    )
    add_schedule(sqlite_store, "a", "uk", **HOURLY)
    (firing,) = run_due(sqlite_store, hour(1), execute)
    assert "*** or *** or *** or ***" in firing.error
    assert "p@ss" not in firing.error
