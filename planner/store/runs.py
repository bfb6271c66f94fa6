"""Runs: which were started, from what, how they ended. A run is recorded whole or not at all.

running -> finished     with all files of its folder, in one transaction
        -> failed       with the reason; also a run that is not heard of any more
"""

import math
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from planner.store.blobs import keep, packed
from planner.store.store import Store, StoreError, now
from planner.store.tables import files, runs

RUNNING, FINISHED, FAILED = "running", "finished", "failed"
LATEST = "latest"
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
    """result.json."""
    error: str | None
    folder: str | None
    previous: int | None
    """The run it was planned from."""
    as_of: str | None
    """Date, of a plan over time."""

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
    fingerprint: str | None = None,
    folder: Path | None = None,
    previous: int | None = None,
    as_of: str | None = None,
    started: datetime | None = None,
) -> int:
    """Write down that a run begins in this process; its number. Errors: StoreError.

    started: now, where it is not given; UTC without a zone.
    """
    moment = now()
    row = {
        "case": case,
        "kind": kind,
        "scenario": scenario,
        "status": RUNNING,
        "started": started or moment,
        "beat": moment,
        "host": socket.gethostname(),
        "process": os.getpid(),
        "fingerprint": fingerprint,
        "options": as_json(options),
        "versions": dict(versions),
        "folder": _path(folder),
        "previous": previous,
        "as_of": as_of,
    }
    known = ("case", "status", "started", "host", "process")
    same = sa.and_(*(runs.c[column] == row[column] for column in known))

    def start(connection: sa.Connection) -> int:
        # A connection lost while this is kept leaves open whether it was.
        found = connection.scalar(sa.select(runs.c.id).where(same))
        if found is None:
            added = sa.insert(runs).values(row).returning(runs.c.id)
            found = connection.execute(added).scalar_one()
        return int(found)

    return store.do(start)


def beat(store: Store, run: int) -> None:
    """Say that a run is at work. Errors: StoreError at once where the store is gone."""
    alive = sa.update(runs).where(runs.c.id == run, runs.c.status == RUNNING)
    try:
        with store.transaction() as connection:
            connection.execute(alive.values(beat=now()))
    except SQLAlchemyError as error:
        raise StoreError(f"the store {store.place} does not answer") from error


def finish_run(
    store: Store, run: int, *, result: Mapping[str, Any], fingerprint: str | None, folder: Path
) -> None:
    """Record a run that is done, with every file of its folder: all of it, or nothing.

    result: that of result.json. Errors: OSError where a file cannot be read; StoreError.
    """
    contents = {
        file.relative_to(folder).as_posix(): packed(file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    rows = [
        {"run": run, "name": name, "digest": content.digest} for name, content in contents.items()
    ]
    once = {content.digest: content for content in contents.values()}
    numbers = {name: _finite(result.get(name)) for name in ("objective", "bound", "gap", "seconds")}
    moment = now()
    done = {
        "status": FINISHED,
        "ended": moment,
        "beat": moment,
        "outcome": result.get("status"),
        "result": as_json(result),
        "fingerprint": fingerprint,
        "folder": _path(folder),
        "error": None,  # it may have been taken for dead
        **numbers,
    }

    def finish(connection: sa.Connection) -> None:
        connection.execute(sa.update(runs).where(runs.c.id == run).values(done))
        connection.execute(sa.delete(files).where(files.c.run == run))
        keep(connection, once.values())
        if rows:
            connection.execute(sa.insert(files), rows)

    store.do(finish)


def fail_run(store: Store, run: int, error: str) -> None:
    """Record that a run failed, and why; what is recorded as finished stays so."""
    moment = now()
    told = error.replace("\0", "") or "it failed without a word"
    failed = {"status": FAILED, "ended": moment, "error": told}
    running = sa.update(runs).where(runs.c.id == run, runs.c.status == RUNNING)
    store.do(lambda connection: connection.execute(running.values(failed)))


def list_runs(
    store: Store,
    case: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    limit: int = 50,
) -> tuple[RunRow, ...]:
    """The latest runs, latest first, of a case, kind and status where they are given."""
    asked = {"case": case, "kind": kind, "status": status}
    found = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
    for column, value in asked.items():
        found = found if value is None else found.where(runs.c[column] == value)
    return store.read(lambda connection: tuple(_row(row) for row in connection.execute(found)))


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
    row = store.read(lambda connection: connection.execute(chosen).first())
    if row is None:
        raise RunError(f"{text}: there is no such run; {_there_is(store)}")
    return _row(row)


def mark_abandoned(store: Store, after_seconds: float = 120.0) -> tuple[int, ...]:
    """Record as failed what is called running and is not; the numbers of these runs.

    That is a run of a process that has ended on this host, or one not heard of for so long.
    """
    ended = []
    for run in list_runs(store, status=RUNNING, limit=100_000):
        silent = (now() - run.beat).total_seconds()
        if run.host == socket.gethostname() and _is_gone(run.process):
            why = f"its process {run.process} on {run.host} ended before the run did"
        elif silent > after_seconds:
            why = f"process {run.process} on {run.host} was not heard of for {silent:,.0f} s"
        else:
            continue
        if _abandon(store, run, f"abandoned: {why}"):
            ended.append(run.id)
    return tuple(ended)


def _abandon(store: Store, run: RunRow, error: str) -> bool:
    """Whether it was done: not where the run gave a sign of life since."""
    same = (runs.c.id == run.id, runs.c.status == RUNNING, runs.c.beat == run.beat)
    row = {"status": FAILED, "ended": now(), "error": error}
    abandoned = sa.update(runs).where(*same).values(row)
    return store.do(lambda connection: connection.execute(abandoned).rowcount > 0)


def as_json(value: object) -> Any:
    """As JSON of every database takes it: numbers without end and of no value become null."""
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(item) for item in value]
    if isinstance(value, float):
        return _finite(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value).replace("\0", "")


def _finite(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _path(folder: Path | None) -> str | None:
    return None if folder is None else folder.resolve().as_posix()


def _row(row: sa.Row[Any]) -> RunRow:
    return RunRow(**{field.name: row._mapping[field.name] for field in fields(RunRow)})


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
