"""Every due time has one row, is run once, and none is left as running."""

import logging
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from planner.replanning import claiming
from planner.replanning import firings as module
from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.schedule import add_schedule, pause
from planner.store.files import files_of
from planner.store.runs import finish_run, list_runs, start_run
from planner.store.store import Store, StoreError
from planner.store.tables import firings
from tests.replanning.firing import MADE, counted, hour

HOURLY = {"cron": "0 * * * *", "created": MADE}


def only(store, **values):
    """The only firing there is, after a change of its row."""
    if values:
        store.do(lambda connection: connection.execute(sa.update(firings).values(values)))
    (firing,) = list_firings(store)
    return firing


def lost(store, schedule, attempts=1, at=hour(1)):
    """The row of a firing whose runner died a while after it began."""
    row = {
        "schedule": schedule.id,
        "due": hour(1).isoformat(),
        "status": "running",
        "attempts": attempts,
        "claimed_by": "another",
        "beat": at,
    }
    store.do(lambda connection: connection.execute(sa.insert(firings).values(row)))


def test_what_is_due_runs_once_and_is_told(store):
    add_schedule(store, "a", "uk", **HOURLY)
    ran, execute = counted(Outcome(0, {"run": 17}))
    (firing,) = run_due(store, hour(1), execute, "me")
    assert run_due(store, hour(1), execute, "me") == []
    assert ran == [hour(1).isoformat()]
    assert firing == only(store)
    assert (firing.status, firing.exit_code, firing.result) == ("finished", 0, {"run": 17})
    assert (firing.attempts, firing.claimed_by, firing.error) == (1, "me", None)


def test_nothing_runs_before_it_is_due(store):
    add_schedule(store, "a", "uk", **HOURLY)
    assert run_due(store, hour(1) - timedelta(seconds=1), counted()[1]) == []
    assert list_firings(store) == []


def test_of_missed_times_the_latest_runs_and_the_others_are_told_as_skipped(store):
    add_schedule(store, "a", "uk", **HOURLY)
    ran, execute = counted()
    run_due(store, hour(4) + timedelta(minutes=30), execute)
    assert ran == [hour(4).isoformat()]
    told = [(f.due, f.status, f.error) for f in reversed(list_firings(store))]
    skipped = f"missed: that of {hour(4).isoformat()} UTC runs instead"
    assert told == [
        *((hour(n).isoformat(), "skipped", skipped) for n in (1, 2, 3)),
        (hour(4).isoformat(), "finished", None),
    ]


def test_of_missed_times_that_may_be_skipped_only_recent_ones_run(store):
    add_schedule(store, "a", "uk", **HOURLY, missed="skip", settings={"grace": 5400})
    ran, execute = counted()
    run_due(store, hour(4) + timedelta(minutes=15), execute)
    assert ran == [hour(3).isoformat(), hour(4).isoformat()]
    skipped = {f.due: f.error for f in list_firings(store) if f.status == "skipped"}
    assert skipped == {hour(n).isoformat(): "missed by more than 5400 s" for n in (1, 2)}


@pytest.mark.parametrize("code", [1, 2, 3, 130])
def test_a_run_that_fails_is_told_with_its_code_and_reason(store, code):
    add_schedule(store, "a", "uk", **HOURLY)
    outcome = Outcome(code, None, "demand cannot be met")
    (firing,) = run_due(store, hour(1), counted(outcome)[1])
    assert (firing.status, firing.exit_code) == ("failed", code)
    assert firing.error == "demand cannot be met"


def test_a_fault_of_ours_fails_the_firing_and_not_the_others(store):
    for name in ("a", "b"):
        add_schedule(store, name, "uk", **HOURLY)

    def execute(work):
        if work.schedule.name == "a":
            raise RuntimeError("no such thing")
        return Outcome(0)

    first, second = run_due(store, hour(1), execute)
    assert (first.status, first.error) == ("failed", "RuntimeError: no such thing")
    assert second.status == "finished"


def test_a_firing_waits_while_another_of_its_schedule_runs(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule, at=hour(2))
    ran, execute = counted()
    assert run_due(store, hour(2) + timedelta(seconds=30), execute) == []
    assert [firing.status for firing in list_firings(store)] == ["waiting", "running"]
    run_due(store, hour(2) + timedelta(seconds=90), execute)
    assert ran == [hour(1).isoformat(), hour(2).isoformat()]


def test_what_still_waits_is_overtaken_by_a_later_due_time(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule, at=hour(3))
    run_due(store, hour(2), counted()[1])
    run_due(store, hour(3), counted()[1])
    assert [f.status for f in reversed(list_firings(store))] == ["running", "skipped", "waiting"]


def test_a_firing_without_a_sign_of_life_is_taken_over(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule)
    ran, execute = counted()
    assert run_due(store, hour(1) + timedelta(seconds=30), execute, "me") == []
    run_due(store, hour(1) + timedelta(seconds=61), execute, "me")
    assert ran == [hour(1).isoformat()]
    assert (only(store).status, only(store).attempts, only(store).claimed_by) == (
        "finished",
        2,
        "me",
    )


def test_a_firing_that_was_begun_twice_in_vain_has_failed(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule, attempts=2)
    ran, execute = counted()
    (firing,) = run_due(store, hour(1) + timedelta(seconds=61), execute)
    assert ran == []
    assert firing.status == "failed"
    assert "another gave no sign of life for 6" in firing.error
    assert "and it was begun 2 times" in firing.error


def test_a_firing_lost_while_its_schedule_is_paused_is_not_begun_again(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule)
    pause(store, "a")
    (firing,) = run_due(store, hour(1) + timedelta(seconds=61), counted()[1])
    assert firing.status == "failed"
    assert firing.error.endswith("the schedule is paused")


def test_what_a_runner_found_that_was_thought_dead_is_dropped(store, caplog):
    add_schedule(store, "a", "uk", **HOURLY)

    def execute(work):
        ran, takes_over = counted(Outcome(0, {"run": 2}))
        run_due(store, hour(1) + timedelta(seconds=61), takes_over, "the other")
        assert ran == [hour(1).isoformat()]
        return Outcome(0, {"run": 1})

    with caplog.at_level(logging.WARNING, "planner.schedule"):
        (told,) = run_due(store, hour(1), execute, "the zombie")
    assert told == only(store)
    assert (told.status, told.result, told.claimed_by) == ("finished", {"run": 2}, "the other")
    assert "what this runner found is dropped" in caplog.text


def test_a_running_firing_gives_signs_of_life_and_learns_that_it_was_lost(store):
    add_schedule(store, "a", "uk", **HOURLY, settings={"stale": 0.6})
    beats = []

    def execute(work):
        ends = time.monotonic() + 20
        while len(set(beats)) < 3 and time.monotonic() < ends:
            beats.append(only(store).beat)
            time.sleep(0.02)
        only(store, claimed_by="another")
        assert work.lost.wait(20)
        assert work.must_end()
        return Outcome(0)

    run_due(store, hour(1), execute)
    assert len(set(beats)) >= 3
    assert only(store).status == "running"
    assert only(store).claimed_by == "another"


def test_a_runner_told_to_stop_begins_nothing_more_and_leaves_what_it_dropped_waiting(store):
    for name in ("a", "b"):
        add_schedule(store, name, "uk", **HOURLY)
    stop = threading.Event()

    def execute(work):
        stop.set()
        return Outcome(130, error="stopped")

    (firing,) = run_due(store, hour(1), execute, stop=stop)
    assert (firing.status, firing.error) == ("waiting", "its runner was stopped")
    assert [firing.status for firing in list_firings(store)] == ["waiting", "waiting"]
    ran, execute = counted()
    run_due(store, hour(1), execute)
    assert len(ran) == 2


def test_a_firing_interrupted_in_the_runner_itself_is_left_waiting(store):
    add_schedule(store, "a", "uk", **HOURLY)

    def execute(work):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_due(store, hour(1), execute)
    assert only(store).status == "waiting"


def test_a_store_that_is_gone_while_a_plan_is_made_gets_its_end_all_the_same(postgres):
    store = Store(postgres.new_database(), patience=1.0)
    add_schedule(store, "a", "uk", **HOURLY, settings={"stale": 1.2})
    returned = threading.Timer(2.5, postgres.start)

    def execute(work):
        postgres.stop()
        returned.start()
        with pytest.raises(StoreError):
            list_firings(store)
        return Outcome(0, {"run": 5})

    (firing,) = run_due(store, hour(1), execute)
    returned.join()
    assert (firing.status, firing.result) == ("finished", {"run": 5})
    store.close()


def test_an_end_that_was_written_as_the_store_went_away_counts(sqlite_store, monkeypatch):
    add_schedule(sqlite_store, "a", "uk", **HOURLY)
    written = module.end

    def written_but_not_told(store, schedule, firing, values):
        written(store, schedule, firing, values)
        return written(store, schedule, firing, values)  # the store tries again: it has ended

    monkeypatch.setattr(module, "end", written_but_not_told)
    (firing,) = run_due(sqlite_store, hour(1), counted(Outcome(0, {"run": 1}))[1])
    assert (firing.status, firing.result) == ("finished", {"run": 1})


def test_a_plan_makes_old_ones_go_as_the_retention_says(sqlite_store, tmp_path):
    for number in range(3):
        folder = tmp_path / f"uk-{number}"
        folder.mkdir()
        (folder / "log.txt").write_text(f"{number}")
        run = start_run(sqlite_store, case="uk", kind="plan", options={}, versions={})
        finish_run(sqlite_store, run, result={}, fingerprint="f", folder=folder)
    add_schedule(sqlite_store, "a", "uk", **HOURLY, settings={"retention": {"keep": 2}})
    (firing,) = run_due(sqlite_store, hour(1), counted(Outcome(0, {"run": run}))[1])
    assert firing.error is None
    kept = {run.id: bool(files_of(sqlite_store, run.id)) for run in list_runs(sqlite_store)}
    assert list(kept.values()) == [True, True, False]


def test_a_sign_of_life_at_the_last_moment_keeps_a_firing_with_its_runner(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    lost(store, schedule)
    silent = only(store)
    only(store, beat=hour(1) + timedelta(seconds=61))
    late = hour(1) + timedelta(seconds=62)
    taken = store.do(lambda c: claiming._take_over(c, schedule, silent, "me", late))
    assert taken is None
    assert only(store).claimed_by == "another"


def test_whatever_a_run_leaves_can_be_stored(store):
    add_schedule(store, "a", "uk", **HOURLY)
    odd = Outcome(1, {"gap": float("inf"), "bound": float("nan"), "issues": ["é"]}, "a\0b\udc80")
    (firing,) = run_due(store, hour(1), counted(odd)[1])
    assert firing.result == {"gap": None, "bound": None, "issues": ["é"]}
    assert firing.error == "ab?"
