"""Firings: every due time has one row, is run once, and is never left as running.

    waiting -> running -> finished | failed        waiting -> skipped, with the reason

Any number of machines may look at one store. Who changes a row from waiting to running owns it,
and gives a sign of life every few seconds; a firing without one is taken over by who sees it
first. The end is written only by who still owns it: a machine thought dead changes nothing. All go
by the clock of the store. Alerts are written with the end and sent afterwards, see telling.py.
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

from planner.replanning.claiming import (
    Firing,
    claim_next,
    end,
    give_sign,
    list_firings,
    read_again,
)
from planner.replanning.clock import Clock, moment_of
from planner.replanning.recording import record
from planner.replanning.schedule import Schedule, list_schedules
from planner.replanning.settings import setting
from planner.replanning.telling import send_due
from planner.store.store import Store, StoreError
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
    """Record what is due, run what waits or was lost, one after the other, and send the alerts.

    Returns the firings that were run, or found lost for good. now: a moment in UTC without a zone,
    else this one. execute: else a process of planner, whose folders go under reports. stop: set to
    begin nothing more and end what runs. Errors: StoreError.
    """
    from planner.replanning.executing import Process

    clock = Clock(now or moment_of(store))
    stop = stop or threading.Event()
    owner = owner or owner_here()
    execute = execute or Process(store.url, reports)
    for schedule in list_schedules(store):
        if stop.is_set():
            break
        _record(store, schedule, clock)
    send_due(store, clock, stop)
    done = []
    while not stop.is_set() and (claimed := claim_next(store, owner, clock)) is not None:
        schedule, firing = claimed
        if firing.status == "running":
            firing = _run(store, Work(schedule, firing, stop), execute, clock)
        done.append(firing)
        send_due(store, clock, stop)
    return done


def _record(store: Store, schedule: Schedule, clock: Clock) -> None:
    """Record what is due of a schedule; one that cannot be read does not stop the others."""
    try:
        record(store, schedule, clock)
    except StoreError:
        raise
    except Exception:
        log.exception("%s: what is due of it cannot be told", schedule.name)


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
    return firing if work.lost.is_set() else _retain(store, work.schedule, firing)


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
            if not give_sign(store, work.firing, clock()):
                work.lost.set()
                return
        except StoreError as error:
            log.warning("%s: no sign of life could be given: %s", work.schedule.name, error)


def _end(store: Store, work: Work, values: dict[str, Any]) -> Firing:
    """Write how a firing of ours ended; nothing if another has taken it over."""
    written = False
    for left in reversed(range(TRIES_TO_END)):
        try:
            written = end(store, work.schedule, work.firing, values)
            break
        except StoreError as error:
            if not left:
                raise
            log.warning("%s: its end could not be written: %s", work.schedule.name, error)
    firing = read_again(store, work.firing)
    # A store that went away as it wrote may have written it; then it is ours all the same.
    ours = (work.firing.claimed_by, work.firing.attempts, values["status"])
    if not written and (firing.claimed_by, firing.attempts, firing.status) != ours:
        work.lost.set()
        told = "it was taken over or removed; what this runner found is dropped"
        log.warning("%s, due %s: %s", work.schedule.name, work.firing.due, told)
    return firing


def _retain(store: Store, schedule: Schedule, firing: Firing) -> Firing:
    """Remove the files of old runs of a case that has a new plan; a problem is kept beside it."""
    from planner.store.retention import prune

    kept, run = schedule.settings.get("retention"), (firing.result or {}).get("run")
    if firing.status != "finished" or not kept or run is None:
        return firing
    of_run = sa.select(runs.c.case).where(runs.c.id == run)
    try:
        case = store.read(lambda connection: connection.execute(of_run).scalar())
        if case is not None:
            prune(store, case, kept.get("keep"), kept.get("older_than_days"))
    except StoreError as error:
        told = "; ".join(filter(None, (firing.error, f"old runs were not removed: {error}")))
        change = sa.update(firings).where(firings.c.id == firing.id).values(error=told)
        store.do(lambda connection: connection.execute(change))
        return read_again(store, firing)
    return firing
