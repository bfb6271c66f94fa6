"""The files of a recorded run: listed, read, and written out as the folder they were."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa

from planner.folders import written_whole
from planner.store.blobs import content_of
from planner.store.record import FINISHED, RESULT, RUNNING, as_json
from planner.store.runs import RunError, RunRow, run_of
from planner.store.store import Store
from planner.store.tables import blobs, files


@dataclass(frozen=True)
class StoredFile:
    """A file of a run."""

    name: str
    """Path within the folder, with slashes."""
    digest: str
    """SHA-256 of its content."""
    size: int
    """Bytes."""


def files_of(store: Store, run: int) -> tuple[StoredFile, ...]:
    """The files of a run by name; none where they were not recorded, or removed since."""
    found = (
        sa.select(files.c.name, files.c.digest, blobs.c.size)
        .join(blobs, blobs.c.digest == files.c.digest)
        .where(files.c.run == run)
    )
    rows = store.read(lambda connection: connection.execute(found).all())
    return tuple(sorted((StoredFile(*row) for row in rows), key=lambda file: file.name))


def read_file(store: Store, run: int, name: str) -> bytes:
    """The content of a file of a run. Errors: RunError, StoreError."""
    named = sa.select(files.c.digest).where(files.c.run == run, files.c.name == name)
    digest = store.read(lambda connection: connection.scalar(named))
    if digest is None:
        raise RunError(f"run {run} has no file {name}{_why_none(store, run)}")
    return store.read(lambda connection: content_of(connection, digest))


def restore(store: Store, run: int, folder: Path, within: str = "") -> Path:
    """Write the folder of a run anew; it ends on .unfinished until all of it is there.

    within: write only what stands in this folder of it. Errors: RunError where there are no such
    files, FileExistsError, OSError, StoreError.
    """
    start = f"{within}/" if within else ""
    wanted = [file for file in files_of(store, run) if file.name.startswith(start)]
    if not wanted:
        what = f"files in {within}" if within else "files"
        raise RunError(f"run {run} has no {what}{_why_none(store, run)}")
    with written_whole(folder) as unfinished:
        for file in wanted:
            _write(store, file, unfinished / _inside(file.name.removeprefix(start)))
    return folder


def folder_of_run(store: Store, run: RunRow, reports: Path) -> Path:
    """The folder of a run: where it was written, or where it has been restored to under reports.

    Restored there if it is gone. Errors: as ``restore``.
    """
    result = run_of(store, run.id).result
    restored = [reports / run.name, reports / f"{run.name}-run-{run.id}"]
    for folder in ([Path(run.folder)] if run.folder else []) + restored:
        if _holds(folder, result):
            return folder
    for folder in restored:
        if not folder.exists():
            return restore(store, run.id, folder)
    raise FileExistsError(f"{restored[-1]} is there already, and not of run {run.id}")


def _holds(folder: Path, result: Mapping[str, Any] | None) -> bool:
    """Whether a folder is that of the run: it says the same result."""
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(as_json(found) == result)


def _write(store: Store, file: StoredFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(store.read(lambda connection: content_of(connection, file.digest)))


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise RunError(f"{name} is no path within the folder of a run")
    return path


def _why_none(store: Store, run: int) -> str:
    row = run_of(store, run)
    if row.status != FINISHED:
        return f": it {'is running' if row.status == RUNNING else 'failed'}"
    if not files_of(store, run):
        return ": they were removed to save room"
    return ""
