"""Leftovers: folders under reports that a run left without a plan, as one that was killed does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import sqlalchemy as sa

from planner.folders import UNFINISHED
from planner.store.record import RUNNING
from planner.store.store import Store, now
from planner.store.tables import runs

LEAST_DAYS = 1.0
"""A folder in which something was written since may be of a run that another store knows of."""


@dataclass(frozen=True)
class Leftover:
    """A folder that nobody is at work in."""

    folder: Path
    bytes: int
    written: datetime
    """When something in it was last written, UTC without a zone."""


def leftovers(
    store: Store, reports: Path, case: str | None = None, older_than_days: float | None = None
) -> tuple[Leftover, ...]:
    """Folders that are unfinished, without a plan and old, of a case or of every case, by name.

    older_than_days: since something was written in them, and at least LEAST_DAYS. None is of a run
    at work, which has written since it began. Errors: OSError, StoreError.
    """
    began = sa.select(sa.func.min(runs.c.started)).where(runs.c.status == RUNNING)
    first = store.read(lambda connection: connection.scalar(began))
    before = now() - timedelta(days=max(LEAST_DAYS, older_than_days or 0.0))
    before = before if first is None else min(before, first)
    return tuple(one for one in _unfinished(reports, case) if one.written < before)


def remove(found: tuple[Leftover, ...]) -> None:
    """Errors: OSError."""
    for one in found:
        rmtree(one.folder)


def _unfinished(reports: Path, case: str | None) -> Iterator[Leftover]:
    for folder in sorted(reports.glob(f"*{UNFINISHED}")):
        of_case = case is None or folder.name.startswith(f"{case}-")
        if not of_case or folder.is_symlink() or not folder.is_dir():
            continue
        if (folder / "plan").exists():
            continue  # its reports failed, the plan did not
        known = [path.lstat() for path in (folder, *folder.rglob("*"))]
        written = datetime.fromtimestamp(max(one.st_mtime for one in known), UTC)
        yield Leftover(folder, sum(one.st_size for one in known), written.replace(tzinfo=None))
