"""Claiming firings: of all who look at a store, one gets what can be run.

Who changes a row from waiting to running owns it, as long as nobody else has begun it again. That
is told by the owner's name and by how many times it was begun. With the end of a firing its alerts
are written, in one transaction.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from planner.replanning.alerts import Alert, alerts_due
from planner.replanning.clock import Clock, served_for
from planner.replanning.schedule import PAUSED, Schedule, held
from planner.replanning.settings import setting
from planner.replanning.telling import write_alerts
from planner.store.store import Store
from planner.store.tables import firings

log = logging.getLogger("planner.schedule")


@dataclass(frozen=True)
class Firing:
    """One due time, or one change, of a schedule. Moments are in UTC without a zone."""

    id: int
    schedule: int
    due: str
    status: str
    attempts: int
    claimed_by: str | None
    beat: datetime | None
    ended: datetime | None
    exit_code: int | None
    result: dict[str, Any] | None
    error: str | None


def list_firings(store: Store, schedule: int | None = None, limit: int = 50) -> list[Firing]:
    """The latest firings, of all schedules or one, the latest first."""
    query = sa.select(firings).order_by(firings.c.id.desc()).limit(limit)
    if schedule is not None:
        query = query.where(firings.c.schedule == schedule)
    return [_firing(row) for row in store.read(lambda connection: connection.execute(query).all())]


def claim_next(store: Store, owner: str, clock: Clock) -> tuple[Schedule, Firing] | None:
    """The oldest firing that can be run now, made ours; or one that failed with its runner."""
    open_ones = (
        sa.select(firings.c.schedule, sa.func.min(firings.c.id).label("first"))
        .where(firings.c.status.in_(("waiting", "running")))
        .group_by(firings.c.schedule)
        .order_by("first")
    )
    for schedule, _ in store.read(lambda connection: connection.execute(open_ones).all()):
        claimed = store.do(partial(_claim, schedule_id=schedule, owner=owner, moment=clock()))
        if claimed is not None:
            return claimed
    return None


def _claim(
    connection: sa.Connection, schedule_id: int, owner: str, moment: datetime
) -> tuple[Schedule, Firing] | None:
    """What is taken over or begun of one schedule, of which only one firing runs at a time."""
    schedule = held(connection, schedule_id)
    if schedule is None:
        return None
    query = sa.select(firings).where(firings.c.schedule == schedule_id).order_by(firings.c.id)
    running = connection.execute(query.where(firings.c.status == "running")).first()
    if running is not None:
        return _take_over(connection, schedule, _firing(running), owner, moment)
    if schedule.paused:
        return None
    row = connection.execute(query.where(firings.c.status == "waiting").limit(1)).first()
    if row is None:
        return None
    begun = {"status": "running", "attempts": row.attempts + 1, "claimed_by": owner}
    return _changed(connection, schedule, _firing(row), begun | {"beat": moment, "error": None})


def _take_over(
    connection: sa.Connection, schedule: Schedule, firing: Firing, owner: str, moment: datetime
) -> tuple[Schedule, Firing] | None:
    """A firing whose runner gives no sign of life: run again, or failed after several times."""
    silent = (moment - (firing.beat or moment)).total_seconds()
    # While the server was away nobody could give a sign of life.
    listening = min(silent, served_for(connection))
    if firing.claimed_by == owner:
        lost = "its end could not be written"  # the store was gone; a runner runs one at a time
    elif listening > setting(schedule.settings, "stale"):
        lost = f"its runner {firing.claimed_by} gave no sign of life for {silent:.0f} s"
    else:
        return None
    log.warning("%s, due %s: %s", schedule.name, firing.due, lost)
    again = {"attempts": firing.attempts + 1, "claimed_by": owner, "beat": moment}
    if schedule.paused:
        again = {"status": "failed", "ended": moment, "error": f"{lost}; the schedule is paused"}
    elif firing.attempts >= setting(schedule.settings, "attempts"):
        told = f"{lost}, and it was begun {firing.attempts} times"
        again = {"status": "failed", "ended": moment, "error": told}
    return _changed(connection, schedule, firing, again)


def _changed(
    connection: sa.Connection, schedule: Schedule, firing: Firing, values: dict[str, Any]
) -> tuple[Schedule, Firing] | None:
    """Change a firing if it is still as it was read; one of several who try succeeds."""
    change = sa.update(firings).where(
        firings.c.id == firing.id,
        firings.c.status == firing.status,
        firings.c.attempts == firing.attempts,
        firings.c.beat.is_not_distinct_from(firing.beat),  # a sign of life came in between
    )
    if connection.execute(change.values(values)).rowcount != 1:
        return None
    changed = replace(firing, **values)
    if changed.ended is not None:
        _write_alerts(connection, schedule, changed, changed.ended)
    return schedule, changed


def give_sign(store: Store, firing: Firing, moment: datetime) -> bool:
    """Say that the runner of a firing is at work; whether it is still ours. Errors: StoreError."""
    sign = _owned(firing).values(beat=moment)
    return store.do(lambda connection: connection.execute(sign).rowcount) == 1


def end(store: Store, schedule: Schedule, firing: Firing, values: dict[str, Any]) -> bool:
    """Write how a firing of ours ended, with its alerts; whether it was ours. Errors: StoreError.

    values: of its row. What is to wait for another runner is skipped if its schedule was paused.
    """

    def work(connection: sa.Connection) -> bool:
        today, ends = held(connection, schedule.id), values
        if today is None:
            return False
        if today.paused and values["status"] == "waiting":
            ends = {**values, "status": "skipped", "error": f"{values['error']}; {PAUSED}"}
        if connection.execute(_owned(firing).values(ends)).rowcount != 1:
            return False
        ended = replace(firing, **ends)
        if ended.status in ("finished", "failed"):
            _write_alerts(connection, today, ended, ends["ended"])
        return True

    return store.do(work)


def _owned(firing: Firing) -> sa.Update:
    """A change of a firing, if it is ours."""
    return sa.update(firings).where(
        firings.c.id == firing.id,
        firings.c.status == "running",
        firings.c.claimed_by == firing.claimed_by,
        firings.c.attempts == firing.attempts,
    )


def _write_alerts(
    connection: sa.Connection, schedule: Schedule, firing: Firing, moment: datetime
) -> None:
    """Write down whom a firing that has ended concerns, given the plan before it."""
    before = (
        sa.select(firings.c.result)
        .where(firings.c.schedule == schedule.id, firings.c.status == "finished")
        .where(firings.c.id != firing.id)
        .order_by(firings.c.ended.desc(), firings.c.id.desc())
        .limit(1)
    )
    last = connection.execute(before).scalar()
    result = {
        "schedule": schedule.name,
        "due": firing.due,
        "exit": firing.exit_code,
        **(firing.result or {}),
        **({"failed": firing.error or "no reason is known"} if firing.status == "failed" else {}),
    }
    try:
        found = alerts_due(schedule.settings, result, last)
    except Exception as error:  # a result unlike any: that it ended must be written all the same
        log.exception("%s, due %s: its alerts", schedule.name, firing.due)
        told = f"its result cannot be judged: {type(error).__name__}"
        found = [Alert("failure", schedule.name, told, due=firing.due)]
    write_alerts(connection, schedule, found, moment, firing.id)


def read_again(store: Store, firing: Firing) -> Firing:
    """A firing as it stands now, or as it was if its schedule was removed."""
    query = sa.select(firings).where(firings.c.id == firing.id)
    row = store.read(lambda connection: connection.execute(query).one_or_none())
    return firing if row is None else _firing(row)


def _firing(row: sa.Row[Any]) -> Firing:
    return Firing(**row._mapping)
