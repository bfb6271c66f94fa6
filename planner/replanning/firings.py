"""Firings: every due time has one row, is run once, and is never left as running.

    waiting -> running -> finished | failed        waiting -> skipped, with the reason

Any number of machines may look at one store. Who changes a row from waiting to running owns it,
and gives a sign of life every few seconds; a firing without one is taken over by who sees it
first. The end is written only by who still owns it: a machine thought dead changes nothing.
The clocks of the machines must agree to half a minute.
"""

import json
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from planner.replanning.alerts import alerts_due
from planner.replanning.claiming import Firing, change_owned, claim_next, list_firings, read_again
from planner.replanning.recording import Clock, record
from planner.replanning.schedule import Schedule, list_schedules
from planner.replanning.sending import send
from planner.replanning.settings import setting
from planner.store.store import Store, StoreError
from planner.store.store import now as this_moment
from planner.store.tables import firings, runs

BEAT = 10.0
"""Seconds between signs of life."""
TRIES_TO_END = 10
"""Times the patience of the store for which the end of a firing is tried to be written."""
ENDED_WHEN_TOLD = (130, 137, 143)
"""Exit codes of a process that was told to end before there was a plan: by itself, killed."""

log = logging.getLogger("planner.schedule")

__all__ = ["Firing", "Outcome", "Work", "list_firings", "owner_here", "run_due"]


@dataclass(frozen=True)
class Outcome:
    """How a firing went: the exit code of planner, what it said of the plan, what went wrong."""

    exit_code: int
    result: dict[str, Any] | None = None
    error: str | None = None


@dataclass(frozen=True)
class Work:
    """A firing to be run, by who owns it."""

    schedule: Schedule
    firing: Firing
    stop: threading.Event
    lost: threading.Event = field(default_factory=threading.Event)

    def must_end(self) -> bool:
        """Whether the runner is told to end, or another has taken the firing over."""
        return self.stop.is_set() or self.lost.is_set()


Execute = Callable[[Work], Outcome]


def owner_here() -> str:
    """A name no other runner has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def run_due(
    store: Store,
    now: datetime | None = None,
    execute: Execute | None = None,
    owner: str | None = None,
    stop: threading.Event | None = None,
    reports: Path = Path("reports"),
) -> list[Firing]:
    """Record what is due, and run what waits or was lost, one after the other; what was run.

    now: a moment in UTC without a zone, else this one. execute: else a process of planner, whose
    folders go under reports. stop: set to begin nothing more and end what runs.
    Errors: StoreError.
    """
    from planner.replanning.executing import Process

    clock = Clock(now or this_moment())
    stop = stop or threading.Event()
    owner = owner or owner_here()
    execute = execute or Process(store.url, reports)
    for schedule in list_schedules(store):
        if stop.is_set():
            break
        record(store, schedule, clock)
    done = []
    while not stop.is_set() and (claimed := claim_next(store, owner, clock)) is not None:
        schedule, firing = claimed
        if firing.status == "running":
            firing = _run(store, Work(schedule, firing, stop), execute, clock)
        else:
            firing = _follow_up(store, schedule, firing, clock)
        done.append(firing)
    return done


def _run(store: Store, work: Work, execute: Execute, clock: Clock) -> Firing:
    """Run a firing that is ours, with signs of life, and write how it ended."""
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(store, work, clock, ended), daemon=True)
    beating.start()
    try:
        outcome = execute(work)
    except Exception as error:
        log.exception("%s, due %s", work.schedule.name, work.firing.due)
        outcome = Outcome(3, error=f"{type(error).__name__}: {error}")
    except BaseException:
        _end(store, work, {"status": "waiting", "error": "its runner was stopped"})
        raise
    finally:
        ended.set()
        beating.join()
    if work.stop.is_set() and outcome.exit_code in ENDED_WHEN_TOLD:
        return _end(store, work, {"status": "waiting", "error": "its runner was stopped"})
    values = {
        "status": "finished" if outcome.exit_code == 0 else "failed",
        "ended": clock(),
        "exit_code": outcome.exit_code,
        "result": _storable(outcome.result),
        "error": outcome.error and _plain(outcome.error),
    }
    firing = _end(store, work, values)
    return firing if work.lost.is_set() else _follow_up(store, work.schedule, firing, clock)


def _storable(result: dict[str, Any] | None) -> Any:
    """A result as databases take it: a gap or bound that is infinite is none."""
    return json.loads(json.dumps(result, default=str), parse_constant=lambda name: None)


def _plain(text: str) -> str:
    """A text as databases take it: logs may hold anything."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _beat(store: Store, work: Work, clock: Clock, ended: threading.Event) -> None:
    every = min(BEAT, setting(work.schedule.settings, "stale") / 6)
    while not ended.wait(every):
        try:
            if change_owned(store, work.firing, {"beat": clock()}) == 0:
                work.lost.set()
                return
        except StoreError as error:
            log.warning("%s: no sign of life could be given: %s", work.schedule.name, error)


def _end(store: Store, work: Work, values: dict[str, Any]) -> Firing:
    """Write how a firing of ours ended; nothing if another has taken it over."""
    changed = 0
    for left in reversed(range(TRIES_TO_END)):
        try:
            changed = change_owned(store, work.firing, values)
            break
        except StoreError as error:
            if not left:
                raise
            log.warning("%s: its end could not be written: %s", work.schedule.name, error)
    firing = read_again(store, work.firing)
    # A store that went away as it wrote may have written it; then it is ours all the same.
    ours = (work.firing.claimed_by, work.firing.attempts, values["status"])
    if not changed and (firing.claimed_by, firing.attempts, firing.status) != ours:
        work.lost.set()
        told = "another runner has taken it over; what this one found is dropped"
        log.warning("%s, due %s: %s", work.schedule.name, work.firing.due, told)
    return firing


def _follow_up(store: Store, schedule: Schedule, firing: Firing, clock: Clock) -> Firing:
    """Tell whom a firing that has ended concerns, and tidy up; what fails is kept beside it."""
    before = (
        sa.select(firings.c.result)
        .where(firings.c.schedule == schedule.id, firings.c.status == "finished")
        .where(firings.c.id != firing.id)
        .order_by(firings.c.ended.desc(), firings.c.id.desc())
        .limit(1)
    )
    last = store.read(lambda connection: connection.execute(before).scalar())
    result = {
        "schedule": schedule.name,
        "due": firing.due,
        "exit": firing.exit_code,
        **(firing.result or {}),
        **({"failed": firing.error or "no reason is known"} if firing.status == "failed" else {}),
    }
    alerts = alerts_due(schedule.settings, result, last)
    problems = [problem for alert in alerts for problem in send(alert, schedule.settings)]
    problems += _retain(store, schedule, firing)
    if not problems:
        return firing
    told = "; ".join([*([firing.error] if firing.error else []), *problems])
    change = sa.update(firings).where(firings.c.id == firing.id).values(error=told)
    store.do(lambda connection: connection.execute(change))
    return read_again(store, firing)


def _retain(store: Store, schedule: Schedule, firing: Firing) -> list[str]:
    """Remove the files of old runs of a case that has a new plan; the problems met."""
    from planner.store.retention import prune

    kept, run = schedule.settings.get("retention"), (firing.result or {}).get("run")
    if firing.status != "finished" or not kept or run is None:
        return []
    of_run = sa.select(runs.c.case).where(runs.c.id == run)
    try:
        case = store.read(lambda connection: connection.execute(of_run).scalar())
        if case is not None:
            prune(store, case, kept.get("keep"), kept.get("older_than_days"))
    except StoreError as error:
        return [f"old runs were not removed: {error}"]
    return []
