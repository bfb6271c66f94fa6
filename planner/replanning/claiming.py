"""Claiming firings: of all who look at a store, one gets what can be run.

Who changes a row from waiting to running owns it, as long as nobody else has begun it again. That
is told by the owner's name and by how many times it was begun.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from planner.replanning.recording import Clock
from planner.replanning.schedule import Schedule, held
from planner.replanning.settings import setting
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
    if silent <= setting(schedule.settings, "stale"):
        return None
    lost = f"its runner {firing.claimed_by} gave no sign of life for {silent:.0f} s"
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
    query = sa.select(firings).where(firings.c.id == firing.id)
    return schedule, _firing(connection.execute(query).one())


def change_owned(store: Store, firing: Firing, values: dict[str, Any]) -> int:
    """Change a firing if we own it; the number of rows changed, 0 or 1."""
    change = sa.update(firings).where(
        firings.c.id == firing.id,
        firings.c.status == "running",
        firings.c.claimed_by == firing.claimed_by,
        firings.c.attempts == firing.attempts,
    )
    return store.do(lambda connection: connection.execute(change.values(values)).rowcount)


def read_again(store: Store, firing: Firing) -> Firing:
    """A firing as it stands now, or as it was if its schedule was removed."""
    query = sa.select(firings).where(firings.c.id == firing.id)
    row = store.read(lambda connection: connection.execute(query).one_or_none())
    return firing if row is None else _firing(row)


def _firing(row: sa.Row[Any]) -> Firing:
    return Firing(**row._mapping)
