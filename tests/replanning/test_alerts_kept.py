"""An alert is written with what it tells of, and kept until it has gone out."""

import json
import sys
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from planner.replanning import claiming, sending, telling
from planner.replanning.alerts import Alert
from planner.replanning.clock import Clock
from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.schedule import add_schedule, remove
from planner.replanning.telling import list_alerts, not_sent, send_due, write_alerts
from planner.store.store import Store
from planner.store.tables import schedules
from tests.replanning.firing import MADE, counted, hour

WIDE = Outcome(0, {"run": 3, "gap": 0.5})


def heard(tmp_path):
    """What the hook of `hook` was told, one alert each."""
    file = tmp_path / "told"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def hook(tmp_path):
    words = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"
    return [sys.executable, "-S", "-c", words, str(tmp_path / "told")]


def hourly(store, **alerts):
    settings = {"alerts": {"on": ["gap", "failure"], **alerts}}
    return add_schedule(store, "a", "uk", cron="0 * * * *", created=MADE, settings=settings)


def dies(*_):
    """What makes a runner end where it stands."""
    raise SystemExit


def tried(store, moment):
    """The alerts after what was due at that moment has been sent."""
    send_due(store, Clock(moment), threading.Event())
    return list_alerts(store)


def test_an_alert_outlives_the_runner_that_found_it(store, tmp_path, monkeypatch):
    hourly(store, hook=hook(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(telling, "send", dies)
        with pytest.raises(SystemExit):
            run_due(store, hour(1), counted(WIDE)[1])
    assert [firing.status for firing in list_firings(store)] == ["finished"]
    assert not_sent(store) == {1: 1}
    run_due(store, hour(1) + timedelta(minutes=2), counted()[1])
    run_due(store, hour(1) + timedelta(minutes=9), counted()[1])
    assert [alert["run"] for alert in heard(tmp_path)] == [3]
    (message,) = list_alerts(store)
    assert (message.attempts, message.due, message.error) == (2, None, None)
    assert message.sent >= hour(1) + timedelta(minutes=2)
    assert not_sent(store) == {}


def test_an_alert_that_was_sent_and_not_written_so_goes_out_again(store, tmp_path, monkeypatch):
    hourly(store, hook=hook(tmp_path))

    def sent_at_the_end(*words):
        sending.send(*words)
        dies()

    with monkeypatch.context() as patched:
        patched.setattr(telling, "send", sent_at_the_end)
        with pytest.raises(SystemExit):
            run_due(store, hour(1), counted(WIDE)[1])
    tried(store, hour(1) + timedelta(seconds=50))
    assert len(heard(tmp_path)) == 1
    tried(store, hour(1) + timedelta(seconds=70))
    assert heard(tmp_path)[0] == heard(tmp_path)[1]


def test_pauses_between_tries_grow_until_an_alert_is_given_up(sqlite_store):
    schedule = hourly(sqlite_store, webhook="$NOT_THERE")
    alert = Alert("gap", "a", "the gap is wide")
    sqlite_store.do(lambda c: write_alerts(c, schedule, [alert], MADE))
    moments, moment = [], MADE
    while moment is not None:
        moments.append(moment)
        (message,) = tried(sqlite_store, moment)
        moment = message.due
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert [round(pause.total_seconds() / 60) for pause in pauses[:4]] == [1, 2, 4, 8]
    assert all(later >= 0.99 * earlier for earlier, later in pairwise(pauses))
    assert round(pauses[-1].total_seconds() / 3600) == 6
    assert timedelta(days=7) < moments[-1] - MADE < timedelta(days=7.3)
    assert message.sent is None
    assert message.error == "alert by webhook not sent: the environment has no NOT_THERE"
    assert tried(sqlite_store, MADE + timedelta(days=30)) == [message]


def test_several_runners_send_an_alert_once(store, store_url, tmp_path):
    schedule = hourly(store, hook=hook(tmp_path))
    alerts = [Alert("gap", "a", f"alert {number}") for number in range(12)]
    store.do(lambda connection: write_alerts(connection, schedule, alerts, MADE))

    def runner():
        own = Store(store_url)
        send_due(own, Clock(hour(1)), threading.Event())
        own.close()

    runners = [threading.Thread(target=runner) for _ in range(3)]
    for thread in runners:
        thread.start()
    for thread in runners:
        thread.join()
    assert sorted(told["told"] for told in heard(tmp_path)) == sorted(a.told for a in alerts)


def test_a_runner_told_to_stop_leaves_alerts_to_the_next(sqlite_store, tmp_path):
    hourly(sqlite_store, hook=hook(tmp_path))
    stop = threading.Event()

    def execute(work):
        stop.set()
        return WIDE

    run_due(sqlite_store, hour(1), execute, stop=stop)
    assert heard(tmp_path) == []
    run_due(sqlite_store, hour(1.5), counted()[1])
    assert len(heard(tmp_path)) == 1


def test_an_end_is_not_written_without_its_alerts(store, tmp_path, monkeypatch):
    hourly(store, hook=hook(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(claiming, "write_alerts", dies)
        with pytest.raises(SystemExit):
            run_due(store, hour(1), counted(WIDE)[1])
    assert [firing.status for firing in list_firings(store)] == ["running"]
    assert list_alerts(store) == []


def test_a_result_unlike_any_ends_its_firing_and_is_told(store, tmp_path):
    hourly(store, hook=hook(tmp_path))
    (firing,) = run_due(store, hour(1), counted(Outcome(0, {"gap": "wide"}))[1])
    assert firing.status == "finished"
    assert [told["told"] for told in heard(tmp_path)] == ["its result cannot be judged: ValueError"]


def test_a_channel_that_the_settings_have_no_more_is_told(sqlite_store, tmp_path):
    schedule = hourly(sqlite_store, hook=hook(tmp_path))
    sqlite_store.do(lambda c: write_alerts(c, schedule, [Alert("gap", "a", "wide")], MADE))
    change = sa.update(schedules).values(settings={})
    sqlite_store.do(lambda connection: connection.execute(change))
    (message,) = tried(sqlite_store, hour(1))
    assert message.error == "alert by hook not sent: the settings have none any more"


def test_alerts_go_with_their_schedule(store, tmp_path):
    schedule = hourly(store, webhook="$NOT_THERE")
    run_due(store, hour(1), counted(WIDE)[1])
    assert [message.schedule for message in list_alerts(store)] == [schedule.id]
    remove(store, "a")
    assert list_alerts(store) == []
