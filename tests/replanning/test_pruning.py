"""Old firings and alerts go; a schedule goes on from what is left."""

import pytest
import sqlalchemy as sa

from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.pruning import prune_firings
from planner.replanning.schedule import add_schedule
from planner.replanning.telling import list_alerts
from planner.store.tables import alerts, firings
from tests.replanning.firing import MADE, counted, hour

HOURLY = {"cron": "0 * * * *", "created": MADE}
HOOK = {"alerts": {"on": ["failure"], "hook": ["true"]}}


def ran(store, count, execute=None, first=1):
    """So many hours, each run when it is due."""
    for number in range(first, first + count):
        run_due(store, hour(number), execute or counted()[1])


def dues(store, schedule=None):
    return [firing.due for firing in reversed(list_firings(store, schedule))]


def test_the_latest_firings_of_each_schedule_stay_and_it_goes_on(store):
    one = add_schedule(store, "a", "uk", **HOURLY)
    other = add_schedule(store, "b", "cases/europe.xlsx", **HOURLY)
    ran(store, 4)
    assert prune_firings(store, "europe", keep=1, dry_run=True).firings == 3
    assert len(dues(store, other.id)) == 4
    assert prune_firings(store, "europe", keep=1).firings == 3
    assert prune_firings(store, keep=2).firings == 2
    assert dues(store, one.id) == [hour(n).isoformat() for n in (3, 4)]
    assert dues(store, other.id) == [hour(4).isoformat()]
    ran(store, 1, first=4)  # nothing is run again
    assert len(dues(store)) == 3


def test_only_what_ended_long_ago_goes(store):
    add_schedule(store, "a", "uk", **HOURLY)
    ran(store, 3)
    ended = sa.update(firings).where(firings.c.due == hour(1).isoformat())
    young = sa.update(firings).values(ended=sa.func.current_timestamp())
    store.do(lambda c: (c.execute(young), c.execute(ended.values(ended=MADE))))
    assert prune_firings(store, older_than_days=1).firings == 1
    assert dues(store) == [hour(2).isoformat(), hour(3).isoformat()]
    with pytest.raises(ValueError, match="say how many firings"):
        prune_firings(store)


def test_what_waits_or_runs_and_the_plan_to_compare_with_stay(store):
    add_schedule(store, "a", "uk", **HOURLY)
    ran(store, 1)  # the latest plan
    ran(store, 3, counted(Outcome(1, error="no plan"))[1], first=2)
    running = sa.update(firings).where(firings.c.due == hour(2).isoformat())
    store.do(lambda c: c.execute(running.values(status="running", ended=None)))
    assert prune_firings(store, keep=1).firings == 1
    assert dues(store) == [hour(n).isoformat() for n in (1, 2, 4)]


def test_an_alert_goes_with_its_firing_when_it_has_gone_out(store):
    add_schedule(store, "a", "uk", **HOURLY, settings=HOOK)
    ran(store, 3, counted(Outcome(1, error="no plan"))[1])
    first = list_alerts(store)[-1]
    later = sa.update(alerts).where(alerts.c.id == first.id)
    store.do(lambda c: c.execute(later.values(due=hour(9), sent=None)))
    pruned = prune_firings(store, keep=1)
    assert (pruned.firings, pruned.alerts) == (1, 1)
    assert dues(store) == [hour(1).isoformat(), hour(3).isoformat()]
    assert [one.id for one in list_alerts(store)][-1] == first.id


def test_tables_that_change_back_are_planned_again_after_pruning(store, tmp_path):
    file = tmp_path / "my.xlsx"
    file.write_text("one")
    add_schedule(store, "a", "uk", watch=str(file), created=MADE, settings={"still": 0})
    for number, text in enumerate(("two", "one", "two", "one", "two"), 1):
        file.write_text(text)
        run_due(store, hour(number), counted()[1])
        prune_firings(store, keep=2)
    assert len(dues(store)) == 2
    assert {firing.status for firing in list_firings(store)} == {"finished"}
    assert list_firings(store, limit=1)[0].ended >= hour(5)
