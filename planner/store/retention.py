"""Retention: the files of old runs are removed. What was planned, and its result, stays listed."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from planner.store.blobs import drop_unused
from planner.store.runs import FINISHED, RUNNING
from planner.store.store import Store, now
from planner.store.tables import files, runs


@dataclass(frozen=True)
class Pruned:
    """What was removed."""

    runs: tuple[int, ...]
    """Runs whose files were removed."""
    contents: int
    """Contents that no other run has."""
    bytes: int
    """Of these contents, as they were kept."""


def prune(
    store: Store, case: str, keep: int | None = None, older_than_days: float | None = None
) -> Pruned:
    """Remove the files of old runs of a case.

    keep: finished runs that stay whole, the latest. older_than_days: only runs that ended before
    that. With both, a run goes that is both beyond and older. The latest finished run stays in any
    case, and so does a run from which one that stays was planned.
    Errors: ValueError where neither is given; StoreError.
    """
    if keep is None and older_than_days is None:
        raise ValueError("say how many runs to keep, or from which age on they go")
    before = now() - timedelta(days=older_than_days or 0)
    columns = (runs.c.id, runs.c.status, runs.c.ended, runs.c.previous)
    listed = sa.select(*columns).where(runs.c.case == case).order_by(runs.c.id.desc())
    with_files = sa.select(files.c.run).distinct().join(runs, runs.c.id == files.c.run)

    def work(connection: sa.Connection) -> Pruned:
        rows = connection.execute(listed).all()
        finished = [row.id for row in rows if row.status == FINISHED]
        whole = set(finished[: max(1, keep or 1)])
        stays = {
            row.id
            for row in rows
            if row.status == RUNNING or row.id in whole or (row.ended or before) >= before
        }
        needed = {row.previous for row in rows if row.id in stays}
        has_files = set(connection.scalars(with_files.where(runs.c.case == case)))
        gone = tuple(sorted(has_files - stays - needed))
        for run in gone:
            connection.execute(sa.delete(files).where(files.c.run == run))
        return Pruned(gone, *drop_unused(connection))

    return store.do(work)
