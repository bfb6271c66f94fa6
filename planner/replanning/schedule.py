"""Schedules: which case is planned again when, or whenever its tables change.

A schedule is due by cron expression on the clock of a place, when what it watches changes, or both.
Its command holds the arguments of planner; ``{case}`` in them stands for its case, which is the
copy just downloaded where the case is a URL that is watched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from planner.replanning.clock import moment_of
from planner.replanning.cron import Cron, zone_of
from planner.replanning.settings import checked, setting
from planner.replanning.watching import refuse_place
from planner.store.store import Store
from planner.store.tables import firings, schedules

CHANGED = "changed:"
"""How the due of a firing begins that a change caused."""
MISSED = ("once", "skip")
PAUSED = "the schedule was paused"
FAR = 10_000
"""Due times recorded in one transaction."""


class ScheduleError(ValueError):
    """A schedule that cannot be, or is not there; names it."""


@dataclass(frozen=True)
class Schedule:
    """A row of the table of schedules. Moments are in UTC without a zone."""

    id: int
    name: str
    case: str
    command: tuple[str, ...]
    cron: str | None
    zone: str
    watch: str | None
    seen: str | None
    missed: str
    settings: Mapping[str, Any]
    paused: bool
    created: datetime

    @property
    def unreachable(self) -> int:
        """Checks in a row in which what is watched gave no answer."""
        return int(self.settings.get("unreachable", 0))


def add_schedule(
    store: Store,
    name: str,
    case: str,
    command: Sequence[str] = ("plan", "{case}"),
    cron: str | None = None,
    zone: str = "UTC",
    watch: str | None = None,
    missed: str = "once",
    settings: Mapping[str, Any] | None = None,
    created: datetime | None = None,
) -> Schedule:
    """A new schedule; what falls due from now on counts.

    missed: of the due times at which no machine was there, "once" runs the latest as soon as there
    is one, "skip" runs those that are no older than settings["grace"] seconds.
    Errors: ScheduleError, CronError, SettingsError, WatchError.
    """
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise ScheduleError(f"schedule {name!r} needs a name on one line, without spaces around it")
    if not command or not all(isinstance(word, str) for word in command):
        raise ScheduleError(f"schedule {name}: command {command!r} is not a list of arguments")
    if missed not in MISSED:
        raise ScheduleError(f"schedule {name}: missed is {missed!r}, not {' or '.join(MISSED)}")
    if cron is None and watch is None:
        raise ScheduleError(f"schedule {name} is never due: give a cron expression or a watch")
    zone_of(zone)
    if cron is not None:
        Cron(cron, zone).checked()
    if watch is not None:
        refuse_place(watch)
    values = {
        "name": name,
        "case": case,
        "command": list(command),
        "cron": cron,
        "zone": zone,
        "watch": watch,
        "missed": missed,
        "settings": checked(settings or {}),
        "paused": False,
        "created": created or moment_of(store),
    }

    def work(connection: sa.Connection) -> None:
        same = sa.select(schedules.c.id).where(schedules.c.name == name)
        if connection.execute(same).first() is not None:
            raise ScheduleError(f"there is a schedule {name} already")
        connection.execute(sa.insert(schedules).values(values))

    store.do(work)
    return find_schedule(store, name)


def list_schedules(store: Store) -> list[Schedule]:
    """All schedules, by name."""
    query = sa.select(schedules).order_by(schedules.c.name)
    rows = store.read(lambda connection: connection.execute(query).all())
    return [schedule_of(row) for row in rows]


def find_schedule(store: Store, name: str) -> Schedule:
    """The schedule of that name. Errors: ScheduleError, with the names there are."""
    there = {schedule.name: schedule for schedule in list_schedules(store)}
    if name not in there:
        told = f"there are {', '.join(there)}" if there else "there are none"
        raise ScheduleError(f"no schedule {name!r}; {told}")
    return there[name]


def pause(store: Store, name: str) -> None:
    """Begin nothing more of a schedule: what waits is skipped, what runs ends. ScheduleError."""
    schedule, moment = find_schedule(store, name), moment_of(store)

    def work(connection: sa.Connection) -> None:
        change = sa.update(schedules).where(schedules.c.id == schedule.id)
        connection.execute(change.values(paused=True))
        skip_waiting(connection, schedule, PAUSED, moment)

    store.do(work)


def resume(store: Store, name: str, moment: datetime | None = None) -> None:
    """Go on with a schedule: times due while it was paused are skipped. Errors: ScheduleError."""
    schedule, until = find_schedule(store, name), moment or moment_of(store)
    while schedule.paused and store.do(lambda c: record_due(c, schedule.id, until)):
        pass
    change = sa.update(schedules).where(schedules.c.id == schedule.id).values(paused=False)
    store.do(lambda connection: connection.execute(change))


def remove(store: Store, name: str) -> None:
    """Remove a schedule and its history; its runs stay. Errors: ScheduleError."""
    schedule = find_schedule(store, name)
    gone = sa.delete(schedules).where(schedules.c.id == schedule.id)
    store.do(lambda connection: connection.execute(gone))


def due_times(schedule: Schedule, after: datetime, until: datetime) -> list[datetime]:
    """The moments by cron later than after and no later than until, in UTC without a zone."""
    if schedule.cron is None:
        return []
    return list(Cron(schedule.cron, schedule.zone).between(after, until))


def record_due(connection: sa.Connection, schedule_id: int, until: datetime) -> int:
    """Give every due time up to until its row, waiting or skipped; how many rows were made.

    Holds the schedule, so that of several machines one does it. At most FAR at once.
    """
    schedule = held(connection, schedule_id)
    if schedule is None or schedule.cron is None:
        return 0
    moments: list[datetime] = []
    for moment in Cron(schedule.cron, schedule.zone).between(_known(connection, schedule), until):
        moments.append(moment)
        if len(moments) == FAR:
            break
    if not moments:
        return 0
    latest = moments[-1]
    if schedule.missed == "once" and not schedule.paused:
        skip_waiting(connection, schedule, _overtaken(latest), until, changes=False)
    grace = setting(schedule.settings, "grace")
    rows = []
    for moment in moments:
        reason = None
        if schedule.paused:
            reason = PAUSED
        elif schedule.missed == "once" and moment != latest:
            reason = _overtaken(latest)
        elif schedule.missed == "skip" and (until - moment).total_seconds() > grace:
            reason = f"missed by more than {grace:g} s"
        rows.append(new_firing(schedule.id, moment.isoformat(timespec="seconds"), until, reason))
    connection.execute(sa.insert(firings), rows)
    return len(rows)


def new_firing(schedule: int, due: str, moment: datetime, skipped: str | None) -> dict[str, Any]:
    """A row of firings: waiting, or skipped for a reason."""
    return {
        "schedule": schedule,
        "due": due,
        "status": "waiting" if skipped is None else "skipped",
        "attempts": 0,
        "ended": None if skipped is None else moment,
        "error": skipped,
    }


def skip_waiting(
    connection: sa.Connection,
    schedule: Schedule,
    reason: str,
    moment: datetime,
    changes: bool | None = None,
) -> None:
    """Skip what waits of a schedule: all of it, only changes, or only due times."""
    of_changes = firings.c.due.like(f"{CHANGED}%")
    which = sa.true() if changes is None else of_changes if changes else sa.not_(of_changes)
    change = sa.update(firings).where(
        firings.c.schedule == schedule.id, firings.c.status == "waiting", which
    )
    connection.execute(change.values(status="skipped", error=reason, ended=moment))


def held(connection: sa.Connection, schedule_id: int) -> Schedule | None:
    """A schedule that no other transaction changes until this one ends."""
    query = sa.select(schedules).where(schedules.c.id == schedule_id).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else schedule_of(row)


def schedule_of(row: sa.Row[Any]) -> Schedule:
    values = dict(row._mapping)
    return Schedule(**values | {"command": tuple(values["command"])})


def _known(connection: sa.Connection, schedule: Schedule) -> datetime:
    """The latest due time that has a row, or when the schedule was made."""
    query = sa.select(sa.func.max(firings.c.due)).where(
        firings.c.schedule == schedule.id, firings.c.due.not_like(f"{CHANGED}%")
    )
    latest = connection.execute(query).scalar_one()
    return schedule.created if latest is None else datetime.fromisoformat(latest)


def _overtaken(latest: datetime) -> str:
    return f"missed: that of {latest.isoformat(timespec='seconds')} UTC runs instead"
