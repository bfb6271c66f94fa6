"""Alerts that are to be sent: written with what they tell of, and kept until they have gone out.

    due -> sent        or, after a week of trying, given up

An alert is written in the transaction that ends its firing, one row a channel. Any runner sends
what is due; what fails, or was begun by a runner that died, is tried again after longer and longer
pauses. So an alert goes out at least once, and twice if a runner dies before it could write so.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from planner.replanning.alerts import Alert
from planner.replanning.clock import Clock
from planner.replanning.schedule import Schedule
from planner.replanning.sending import channels, send
from planner.store.store import Store
from planner.store.tables import alerts, schedules

FIRST_PAUSE = timedelta(minutes=1)
"""After the first try, and within it nobody else tries; twice that after the second, and so on."""
LONGEST_PAUSE = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=7)

log = logging.getLogger("planner.schedule")


@dataclass(frozen=True)
class Message:
    """An alert on its way by one channel. Moments are in UTC without a zone."""

    id: int
    schedule: int
    firing: int | None
    """None where it is of no firing: the tables could not be read."""
    channel: str
    """hook, webhook or mail."""
    alert: Mapping[str, Any]
    made: datetime
    attempts: int
    due: datetime | None
    """When it is tried next; None once it is sent or given up."""
    sent: datetime | None
    error: str | None
    """What went wrong when it was last tried."""


def write_alerts(
    connection: sa.Connection,
    schedule: Schedule,
    found: Iterable[Alert],
    moment: datetime,
    firing: int | None = None,
) -> None:
    """Write down what is to be told of a schedule, by every channel it has, from now on."""
    rows = [
        {
            "schedule": schedule.id,
            "firing": firing,
            "channel": channel,
            "alert": alert.as_json(),
            "made": moment,
            "attempts": 0,
            "due": moment,
        }
        for alert in found
        for channel in channels(schedule.settings)
    ]
    if rows:
        connection.execute(sa.insert(alerts), rows)


def send_due(store: Store, clock: Clock, stop: threading.Event) -> None:
    """Send what is due, one after the other, until told to stop. Errors: StoreError."""
    while not stop.is_set():
        taken = store.do(partial(_take, moment=clock()))
        if taken is None:
            return
        _send(store, *taken, clock)


def _send(store: Store, message: Message, settings: Mapping[str, Any], clock: Clock) -> None:
    """Try to send an alert once, and write how it went."""
    problem = send(Alert(**message.alert), message.channel, settings)
    values: dict[str, Any] = {"error": problem}
    if problem is None:
        values |= {"sent": clock(), "due": None}
    else:
        log.warning("%s: %s", message.alert["schedule"], problem)
        if clock() - message.made > GIVEN_UP_AFTER:
            values |= {"due": None}
    change = sa.update(alerts).where(alerts.c.id == message.id).values(values)
    store.do(lambda connection: connection.execute(change))


def list_alerts(store: Store, schedule: int | None = None, limit: int = 50) -> list[Message]:
    """The latest alerts, of all schedules or one, the latest first. Errors: StoreError."""
    query = sa.select(alerts).order_by(alerts.c.id.desc()).limit(limit)
    if schedule is not None:
        query = query.where(alerts.c.schedule == schedule)
    rows = store.read(lambda connection: connection.execute(query).all())
    return [Message(**row._mapping) for row in rows]


def not_sent(store: Store) -> dict[int, int]:
    """How many alerts have not gone out, by schedule; only schedules with some."""
    query = (
        sa.select(alerts.c.schedule, sa.func.count().label("number"))
        .where(alerts.c.sent.is_(None))
        .group_by(alerts.c.schedule)
    )
    rows = store.read(lambda connection: connection.execute(query).all())
    return {row.schedule: row.number for row in rows}


def _take(connection: sa.Connection, moment: datetime) -> tuple[Message, Mapping[str, Any]] | None:
    """The alert that is due first, which nobody else tries before its pause is over."""
    first = (
        sa.select(alerts)
        .where(alerts.c.due <= moment)
        .order_by(alerts.c.due, alerts.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(first).one_or_none()
    if row is None:
        return None
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts, 20))
    change = sa.update(alerts).where(alerts.c.id == row.id)
    connection.execute(change.values(attempts=row.attempts + 1, due=moment + pause))
    settings = sa.select(schedules.c.settings).where(schedules.c.id == row.schedule)
    return Message(**row._mapping), connection.execute(settings).scalar_one()
