"""Runs: which were started, from what, how they ended. A run is recorded whole or not at all.

running -> finished     with all files of its folder, in one transaction
        -> failed       with the reason; also a run that is not heard of any more, which goes on
                        where it gives a sign of life again
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from planner.store.blobs import alone
from planner.store.record import (
    FAILED,
    FINISHED,
    RESULT,
    RUNNING,
    insert,
    new_row,
    recorded_of,
    storable,
    write,
)
from planner.store.store import Store, StoreError, moment, now
from planner.store.tables import files, runs

LATEST = "latest"
ABANDONED = "abandoned: "
"""An error that begins so is of a run that was taken for dead."""
MOST_NAMED = 5
"""Runs that are named where another was asked for."""


class RunError(Exception):
    """There is no such run, or not what is asked of it; says what there is."""


@dataclass(frozen=True)
class RunRow:
    """What is known of a run. Moments are UTC without a zone."""

    id: int
    case: str
    kind: str
    """plan, replan or sweep."""
    scenario: str | None
    status: str
    """running, finished or failed."""
    started: datetime
    ended: datetime | None
    beat: datetime
    """When it was last known to be at work."""
    host: str
    process: int
    fingerprint: str | None
    """Of the tables."""
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    outcome: str | None
    """optimal, time limit or interrupted."""
    objective: float | None
    """Net present value, M."""
    bound: float | None
    """M."""
    gap: float | None
    seconds: float | None
    """To solve."""
    result: Mapping[str, Any] | None
    """result.json; None in a list of runs."""
    error: str | None
    folder: str | None
    previous: int | None
    """The run it was planned from."""
    as_of: str | None
    """Date, of a plan over time."""
    currency: str | None
    """Of the net present value and bound."""
    kept: str | None
    """Why its files are never removed; None where they may be."""

    @property
    def name(self) -> str:
        """What the folder is called, or the number where there is none."""
        return Path(self.folder).name if self.folder else f"run {self.id}"


def start_run(
    store: Store,
    *,
    case: str,
    kind: str,
    options: Mapping[str, object],
    versions: Mapping[str, str],
    scenario: str | None = None,
    previous: int | None = None,
    as_of: str | None = None,
    started: datetime | None = None,
) -> int:
    """Write down that a run begins in this process; its number. Errors: StoreError.

    started: now, where it is not given; UTC without a zone.
    """
    row = new_row(case, kind, options, versions, scenario, started or now())
    row |= {"status": RUNNING, "previous": previous, "as_of": as_of}
    known = ("case", "status", "started", "host", "process")
    same = sa.and_(*(runs.c[column] == row[column] for column in known))

    def start(connection: sa.Connection) -> int:
        # A connection lost while this is kept leaves open whether it was.
        found = connection.scalar(sa.select(runs.c.id).where(same))
        return int(found) if found is not None else insert(connection, row)

    return store.do(start)


def add_run(
    store: Store,
    *,
    case: str,
    kind: str,
    options: Mapping[str, object],
    versions: Mapping[str, str],
    scenario: str | None,
    started: datetime | None,
    result: Mapping[str, Any],
    fingerprint: str | None,
    folder: Path,
) -> int:
    """Record a run that was made without this store: all of it at once; its number.

    Errors: RunError where a run with the same result.json is in the store; OSError; StoreError.
    """
    recorded = recorded_of(result, fingerprint, folder)
    row = new_row(case, kind, options, versions, scenario, started or now())
    digest = recorded.contents[RESULT].digest
    same = sa.select(files.c.run).where(files.c.name == RESULT, files.c.digest == digest)
    added: list[int] = []

    def add(connection: sa.Connection) -> int:
        alone(connection)  # who adds the same folder at this moment waits
        known = connection.scalar(same.order_by(files.c.run).limit(1))
        if known in added:  # kept by the connection that was lost
            return added[-1]
        if known is not None:
            raise RunError(f"{folder} is in the store already: run {known}")
        added.append(insert(connection, row | {"status": RUNNING}))
        write(connection, added[-1], recorded)
        return added[-1]

    return store.do(add)


def beat(store: Store, run: int) -> None:
    """Say that a run is at work, also if it was taken for dead.

    Errors: StoreError at once where the store is gone.
    """
    alive = sa.or_(runs.c.status == RUNNING, _taken_for_dead())
    mine = sa.update(runs).where(runs.c.id == run, alive)
    at_work = {"status": RUNNING, "ended": None, "error": None}
    try:
        with store.transaction() as connection:
            connection.execute(mine.values(at_work | {"beat": moment(connection)}))
    except SQLAlchemyError as error:
        raise StoreError(f"the store {store.place} does not answer") from error


def finish_run(
    store: Store, run: int, *, result: Mapping[str, Any], fingerprint: str | None, folder: Path
) -> None:
    """Record a run that is done, with every file of its folder: all of it, or nothing.

    result: that of result.json. Errors: OSError where a file cannot be read; StoreError.
    """
    recorded = recorded_of(result, fingerprint, folder)
    store.do(lambda connection: write(connection, run, recorded))


def fail_run(store: Store, run: int, error: str) -> None:
    """Record that a run failed, and why; what is recorded as finished stays so."""
    failed = {
        "status": FAILED,
        "ended": now(),
        "error": storable(error) or "it failed without a word",
    }
    ends = sa.or_(runs.c.status == RUNNING, _taken_for_dead())
    mine = sa.update(runs).where(runs.c.id == run, ends)
    store.do(lambda connection: connection.execute(mine.values(failed)))


def keep_run(store: Store, run: int, why: str | None) -> None:
    """Mark a run, so that its files are never removed; None takes the mark away."""
    mark = None if why is None else storable(why).strip() or "kept"
    mine = sa.update(runs).where(runs.c.id == run).values(kept=mark)
    store.do(lambda connection: connection.execute(mine))


def list_runs(
    store: Store,
    case: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    limit: int = 50,
) -> tuple[RunRow, ...]:
    """The latest runs, latest first, of a case, kind and status where they are given.

    Without their results, each of which may be long.
    """
    asked = {"case": case, "kind": kind, "status": status}
    columns = (column for column in runs.c if column.name != "result")
    found = sa.select(*columns, sa.null().label("result")).order_by(runs.c.id.desc()).limit(limit)
    for column, value in asked.items():
        found = found if value is None else found.where(runs.c[column] == value)
    return store.read(
        lambda connection: tuple(_row(row) for row in connection.execute(found).mappings())
    )


def run_of(store: Store, run: int) -> RunRow:
    """A run by its number. Errors: RunError."""
    return find_run(store, str(run))


def find_run(store: Store, text: str) -> RunRow:
    """The run of a number, of a folder or its name, the ``latest``, or the ``latest CASE``.

    The latest is the latest that is finished. Errors: RunError, naming what there is.
    """
    word, _, case = text.strip().partition(" ")
    number = text.strip().removeprefix("#")
    chosen = sa.select(runs).order_by(runs.c.id.desc()).limit(1)
    if word == LATEST:
        chosen = chosen.where(runs.c.status == FINISHED)
        chosen = chosen.where(runs.c.case == case.strip()) if case.strip() else chosen
    elif number.isdecimal() and number.isascii():
        if int(number) >= 2**31:
            raise RunError(f"{text}: there is no such run; {_there_is(store)}")
        chosen = chosen.where(runs.c.id == int(number))
    else:
        name = Path(text.strip()).name
        if not name:
            raise RunError(f"{text!r} names no run; {_there_is(store)}")
        inside = runs.c.folder.endswith(f"/{name}", autoescape=True)
        chosen = chosen.where(sa.or_(runs.c.folder == text, inside))
    row = store.read(lambda connection: connection.execute(chosen).mappings().first())
    if row is None:
        raise RunError(f"{text}: there is no such run; {_there_is(store)}")
    return _row(row)


def latest_plan(store: Store, case: str) -> RunRow | None:
    """The latest plan of a case as it stands, of no scenario: what it is planned on from."""
    plans = sa.and_(runs.c.case == case, runs.c.status == FINISHED, runs.c.scenario.is_(None))
    chosen = sa.select(runs).where(plans).order_by(runs.c.id.desc()).limit(1)
    row = store.read(lambda connection: connection.execute(chosen).mappings().first())
    return None if row is None else _row(row)


def mark_abandoned(store: Store, after_seconds: float = 120.0) -> tuple[int, ...]:
    """Record as failed what is called running and is not; the numbers of these runs.

    That is a run of a process that has ended on this host, or one not heard of for so long.
    """
    ended = []
    running = list_runs(store, status=RUNNING, limit=100_000)
    if not running:
        return ()
    clock = store.read(moment)
    for run in running:
        silent = (clock - run.beat).total_seconds()
        if run.host == socket.gethostname() and _is_gone(run.process):
            why = f"its process {run.process} on {run.host} ended before the run did"
        elif silent > after_seconds:
            why = f"process {run.process} on {run.host} was not heard of for {silent:,.0f} s"
        else:
            continue
        if _abandon(store, run, f"{ABANDONED}{why}"):
            ended.append(run.id)
    return tuple(ended)


def _abandon(store: Store, run: RunRow, error: str) -> bool:
    """Whether it was done: not where the run gave a sign of life since."""
    same = (runs.c.id == run.id, runs.c.status == RUNNING, runs.c.beat == run.beat)
    row = {"status": FAILED, "ended": now(), "error": error}
    abandoned = sa.update(runs).where(*same).values(row)
    return store.do(lambda connection: connection.execute(abandoned).rowcount > 0)


def _taken_for_dead() -> sa.ColumnElement[bool]:
    return sa.and_(runs.c.status == FAILED, runs.c.error.startswith(ABANDONED))


def _row(row: sa.RowMapping) -> RunRow:
    return RunRow(**{field.name: row[field.name] for field in fields(RunRow)})


def _there_is(store: Store) -> str:
    latest = list_runs(store, limit=MOST_NAMED)
    if not latest:
        return f"the store {store.place} has no runs"
    told = ", ".join(f"{run.id} ({run.name}, {run.status})" for run in latest)
    return f"the latest are {told}"


def _is_gone(process: int) -> bool:
    """Whether a process of this host has ended; False where that cannot be known."""
    if os.name != "posix":
        return False  # elsewhere the question itself would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # another user's
    return False
