"""What fell due: times by the clock, and changes of what is watched, each with one row."""

import logging
from itertools import count

import sqlalchemy as sa

from planner.replanning.alerts import lost_share
from planner.replanning.clock import Clock
from planner.replanning.schedule import (
    CHANGED,
    FAR,
    Schedule,
    held,
    new_firing,
    record_due,
    skip_waiting,
)
from planner.replanning.settings import setting
from planner.replanning.telling import write_alerts
from planner.replanning.watching import StillChanging, WatchError, fingerprint_of
from planner.store.store import Store
from planner.store.tables import firings, schedules

log = logging.getLogger("planner.schedule")


def record(store: Store, schedule: Schedule, clock: Clock) -> None:
    """Give what fell due of a schedule its rows. Errors: StoreError."""
    moment = clock()
    while store.do(lambda connection: record_due(connection, schedule.id, moment)) == FAR:
        pass
    if schedule.watch is not None and not schedule.paused:
        _record_change(store, schedule, schedule.watch, clock)


def _record_change(store: Store, schedule: Schedule, place: str, clock: Clock) -> None:
    """Give a change of what is watched its row; count the checks without an answer."""
    try:
        found = fingerprint_of(place, setting(schedule.settings, "still"))
    except StillChanging as error:
        log.info("%s: %s", schedule.name, error)
        return
    except WatchError as error:
        log.warning("%s: %s", schedule.name, error)
        _count_unreachable(store, schedule, str(error), clock)
        return
    if schedule.unreachable:
        _count_unreachable(store, schedule, None, clock)
    if found == schedule.seen:
        return

    def work(connection: sa.Connection) -> None:
        today = held(connection, schedule.id)
        # Another machine may have recorded this change, or a later one, since we looked.
        if today is None or today.paused or today.seen != schedule.seen:
            return
        skip_waiting(connection, schedule, "the tables have changed again", clock(), changes=True)
        like = firings.c.due.like(f"{CHANGED}{found}%")
        before = sa.select(firings.c.due).where(firings.c.schedule == schedule.id, like)
        taken = set(connection.scalars(before))
        names = (f"{CHANGED}{found}" + (f"#{n}" if n > 1 else "") for n in count(1))
        due = next(name for name in names if name not in taken)
        connection.execute(sa.insert(firings).values(new_firing(schedule.id, due, clock(), None)))
        change = sa.update(schedules).where(schedules.c.id == schedule.id)
        connection.execute(change.values(seen=found))

    store.do(work)


def _count_unreachable(store: Store, schedule: Schedule, problem: str | None, clock: Clock) -> None:
    """One check more without an answer, of which someone is told in time; none without problem."""

    def work(connection: sa.Connection) -> None:
        today = held(connection, schedule.id)
        if today is None:
            return
        times = 0 if problem is None else today.unreachable + 1
        change = sa.update(schedules).where(schedules.c.id == schedule.id)
        connection.execute(change.values(settings={**today.settings, "unreachable": times}))
        if problem is not None and times == setting(today.settings, "unreachable_after"):
            found = lost_share(today.settings, schedule.name, problem, times)
            write_alerts(connection, today, found, clock())

    store.do(work)
