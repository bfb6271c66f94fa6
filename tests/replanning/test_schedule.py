"""Schedules are added, listed, paused, resumed and removed; what cannot be is refused."""

from datetime import datetime, timedelta

import pytest

from planner.replanning.firings import list_firings, run_due
from planner.replanning.schedule import (
    ScheduleError,
    add_schedule,
    due_times,
    find_schedule,
    list_schedules,
    pause,
    remove,
    resume,
)
from planner.replanning.settings import SettingsError
from tests.replanning.firing import MADE, counted, hour

HOURLY = {"cron": "0 * * * *", "created": MADE}


def test_a_schedule_is_kept_as_it_was_added(store):
    added = add_schedule(
        store,
        "weekly",
        "uk",
        ["plan", "{case}"],
        "0 6 * * 1",
        "Europe/Berlin",
        settings={"grace": 9},
    )
    assert list_schedules(store) == [added]
    assert added.command == ("plan", "{case}")
    assert (added.cron, added.zone, added.missed) == ("0 6 * * 1", "Europe/Berlin", "once")
    assert added.settings == {"grace": 9}
    assert not added.paused


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "needs a name"),
        ({"command": []}, "not a list of arguments"),
        ({"missed": "never"}, "'never', not once or skip"),
        ({"cron": None}, "never due"),
        ({"cron": "0 6 * *"}, "4 fields"),
        ({"zone": "Mars"}, "'Mars' is unknown"),
        ({"watch": "ftp://there/x.xlsx"}, "neither a file"),
        ({"watch": "https://me:word@there/x.xlsx"}, "would be stored"),
        ({"settings": {"gracee": 1}}, "gracee is unknown"),
        ({"settings": {"stale": 0}}, "stale is 0, not more than 0"),
        ({"settings": {"grace": float("inf")}}, "grace is inf, not a number of 0 or more"),
        ({"name": "a\nb"}, "needs a name on one line"),
        ({"settings": {"grace": "soon"}}, "settings.grace is 'soon'"),
        ({"settings": {"retention": {}}}, "retention is empty"),
        ({"settings": {"retention": {"keep": 2.5}}}, "keep is 2.5, not a whole number"),
        ({"settings": {"attempts": 0}}, "settings.attempts is 0"),
        ({"settings": {"alerts": {"on": ["fire"]}}}, "fire"),
        ({"settings": {"alerts": {"gap": -1}}}, "alerts.gap is -1"),
        ({"settings": {"alerts": {"change": {"share": None}}}}, "change.share is None"),
        ({"settings": {"alerts": {"hook": "rm -rf"}}}, "hook is 'rm -rf'"),
        ({"settings": {"alerts": {"mail": {"host": "h"}}}}, "lacks to, from"),
    ],
)
def test_what_cannot_be_is_refused_and_named(sqlite_store, changes, told):
    asked = {"name": "a", "case": "uk", "command": ["plan", "uk"], "cron": "0 6 * * *"} | changes
    with pytest.raises(ValueError if "watch" not in changes else Exception, match=told):
        add_schedule(sqlite_store, **asked)
    assert list_schedules(sqlite_store) == []


@pytest.mark.parametrize(
    "alerts",
    [
        {"webhook": "https://me:open-sesame@there/"},
        {"webhook": "open-sesame"},
        {"mail": {"to": ["a@b"], "from": "c@d", "host": "h", "password": "open-sesame"}},
    ],
)
def test_a_secret_is_neither_stored_nor_told(sqlite_store, alerts):
    with pytest.raises(SettingsError) as caught:
        add_schedule(sqlite_store, "a", "uk", cron="0 6 * * *", settings={"alerts": alerts})
    assert "open-sesame" not in str(caught.value)
    assert list_schedules(sqlite_store) == []


def test_a_name_is_given_once(store):
    add_schedule(store, "weekly", "uk", cron="0 6 * * 1")
    with pytest.raises(ScheduleError, match="a schedule weekly already"):
        add_schedule(store, "weekly", "eu", cron="0 6 * * 1")


def test_an_unknown_name_is_told_with_those_there_are(store):
    with pytest.raises(ScheduleError, match="no schedule 'b'; there are none"):
        pause(store, "b")
    add_schedule(store, "a", "uk", cron="0 6 * * 1")
    for change in (pause, resume, remove, find_schedule):
        with pytest.raises(ScheduleError, match="no schedule 'b'; there are a"):
            change(store, "b")


def test_due_times_begin_after_the_first_moment_and_end_with_the_last(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    assert due_times(schedule, hour(1), hour(3)) == [hour(2), hour(3)]


def test_nothing_is_due_that_lies_before_the_schedule_was_made(store):
    add_schedule(store, "a", "uk", cron="0 * * * *", created=hour(5))
    ran, execute = counted()
    run_due(store, hour(6), execute)
    assert ran == [hour(6).isoformat()]


def test_a_paused_schedule_runs_nothing_and_what_was_due_is_skipped(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    ran, execute = counted()
    run_due(store, hour(1), execute)
    pause(store, "a")
    run_due(store, hour(3), execute)
    resume(store, "a", hour(5))
    run_due(store, hour(6), execute)
    assert ran == [hour(1).isoformat(), hour(6).isoformat()]
    rows = {firing.due: firing for firing in list_firings(store, schedule.id)}
    assert sorted(rows) == [hour(n).isoformat() for n in range(1, 7)]
    for n in (2, 3, 4, 5):
        told = rows[hour(n).isoformat()]
        assert (told.status, told.error) == ("skipped", "the schedule was paused")


def test_a_schedule_that_is_removed_takes_its_history_along(store):
    add_schedule(store, "a", "uk", **HOURLY)
    kept = add_schedule(store, "b", "uk", **HOURLY)
    run_due(store, hour(1), counted()[1])
    remove(store, "a")
    assert [schedule.name for schedule in list_schedules(store)] == ["b"]
    assert {firing.schedule for firing in list_firings(store)} == {kept.id}


def test_a_year_without_a_machine_leaves_a_row_for_every_hour(store):
    schedule = add_schedule(store, "a", "uk", **HOURLY)
    ran, execute = counted()
    ends = MADE + timedelta(days=365 + 100)
    run_due(store, ends, execute)
    rows = list_firings(store, schedule.id, limit=20_000)
    assert len(rows) == len({firing.due for firing in rows}) == 24 * 465
    assert ran == [ends.isoformat()] == [f.due for f in rows if f.status == "finished"]
    assert datetime.fromisoformat(rows[-1].due) == hour(1)
