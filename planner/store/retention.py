"""Retention: the files of old runs are removed. What was planned, and its result, stays listed.

Never removed are those of the latest run of a case, and of its latest plan without a scenario,
from which it is planned on; of a run that a schedule names; of one that is marked to be kept; and
of any from which one of these was planned or began, without which it could not be planned again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from planner.store.blobs import drop_unused
from planner.store.record import FINISHED, RUNNING
from planner.store.store import Store, now, outside
from planner.store.tables import files, runs, schedules

NAMING = ("--last", "--start")
"""Options of a schedule's command that name a run."""

NEEDED = ("id", "case", "scenario", "status", "ended", "previous", "folder", "options", "kept")


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be."""

    runs: tuple[int, ...]
    """Runs whose files were removed."""
    contents: int
    """Contents that no other run has."""
    bytes: int
    """Of these contents, as they were kept."""


def prune(
    store: Store,
    case: str | None = None,
    keep: int | None = None,
    older_than_days: float | None = None,
    dry_run: bool = False,
) -> Pruned:
    """Remove the files of old runs of a case, or of every case.

    keep: finished runs of a case that stay whole, the latest. older_than_days: only runs that
    ended before that. With both, a run goes that is both beyond and older. dry_run: say what would
    go, and leave it. Errors: ValueError where neither is given; StoreError.
    """
    if keep is None and older_than_days is None:
        raise ValueError("say how many runs to keep, or from which age on they go")
    before = None if older_than_days is None else now() - timedelta(days=older_than_days)
    listed = sa.select(*(runs.c[name] for name in NEEDED)).order_by(runs.c.id.desc())
    with_files = sa.select(files.c.run).distinct()

    def work(connection: sa.Connection) -> Pruned:
        rows = connection.execute(listed).all()
        by_case = defaultdict(list)
        for row in rows:
            by_case[row.case].append(row)
        stays = _named(rows, connection.scalars(sa.select(schedules.c.command)))
        for name, of_case in by_case.items():
            whole = case is None or name == case
            stays |= _stay(of_case, keep, before) if whole else {row.id for row in of_case}
        stays |= _needed(rows, stays)
        gone = tuple(sorted(set(connection.scalars(with_files)) - stays))
        with connection.begin_nested() as attempt:
            for run in gone:
                connection.execute(sa.delete(files).where(files.c.run == run))
            pruned = Pruned(gone, *drop_unused(connection))
            if dry_run:
                attempt.rollback()
        return pruned

    return store.do(work)


def give_back_room(store: Store) -> bool:
    """Make the file of an SQLite store as small as what is in it; whether it was done.

    It takes as much room again while it is at work, and nobody else who writes. Other databases
    see to it themselves.
    """
    if store.engine.dialect.name != "sqlite":
        return False
    try:
        outside(store.engine, "VACUUM")
        outside(store.engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError:
        return False
    return True


def _stay(rows: Sequence[Any], keep: int | None, before: datetime | None) -> set[int]:
    """Of the runs of a case, latest first, those that are whole, young, at work or the latest."""
    finished = [row for row in rows if row.status == FINISHED]
    as_it_stands = [row for row in finished if row.scenario is None]
    whole = [*finished[: max(1, keep or 1)], *as_it_stands[:1]]
    return {row.id for row in whole} | {
        row.id
        for row in rows
        if row.status == RUNNING or row.kept or (before and row.ended and row.ended >= before)
    }


def _named(rows: Sequence[Any], commands: Iterable[Sequence[str]]) -> set[int]:
    """Runs that the command of a schedule names, by number or folder."""
    given = set()
    for command in commands:
        for word, following in zip(command, [*command[1:], ""], strict=True):
            option, _, value = word.partition("=")
            if option in NAMING:
                given.add((value or following).removeprefix("#"))
    names = {Path(text).name for text in given}
    return {row.id for row in rows if str(row.id) in given or _name(row.folder) in names}


def _needed(rows: Sequence[Any], stays: Collection[int]) -> set[int]:
    """Runs from which one that stays was planned, or began."""
    staying = [row for row in rows if row.id in stays]
    starts = {_name((row.options or {}).get("start")) for row in staying} - {None}
    before = {row.previous for row in staying}
    return {row.id for row in rows if row.id in before or _name(row.folder) in starts}


def _name(folder: str | None) -> str | None:
    return Path(folder).name if folder else None
