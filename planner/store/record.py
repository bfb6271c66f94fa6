"""What is written down of a run: its row, and the files of its folder."""

import csv
import math
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from planner.store.blobs import Packed, keep, packed
from planner.store.store import moment, now
from planner.store.tables import files, runs

RUNNING, FINISHED, FAILED = "running", "finished", "failed"
RESULT = "result.json"
NUMBERS = ("objective", "bound", "gap", "seconds")
"""Of result.json, in columns of their own."""


def new_row(
    case: str,
    kind: str,
    options: Mapping[str, object],
    versions: Mapping[str, str],
    scenario: str | None,
    started: datetime,
) -> dict[str, Any]:
    """The columns of a run of this process."""
    return {
        "case": storable(case),
        "kind": kind,
        "scenario": None if scenario is None else storable(scenario),
        "started": started,
        "host": socket.gethostname(),
        "process": os.getpid(),
        "options": as_json(options),
        "versions": as_json(versions),
    }


def insert(connection: sa.Connection, row: Mapping[str, Any]) -> int:
    """Add a row, with a first sign of life; its number."""
    whole = {**row, "beat": moment(connection)}
    return int(connection.execute(sa.insert(runs).values(whole).returning(runs.c.id)).scalar_one())


@dataclass(frozen=True)
class Recorded:
    """All there is to write down of a run that is done."""

    values: Mapping[str, Any]
    """Columns of its row."""
    contents: Mapping[str, Packed]
    """By name of file."""


def recorded_of(result: Mapping[str, Any], fingerprint: str | None, folder: Path) -> Recorded:
    """Read and compressed before the transaction, which is to be short. Errors: OSError."""
    contents = {
        storable(file.relative_to(folder).as_posix()): packed(file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    numbers = {name: _finite(result.get(name)) for name in NUMBERS}
    values = {
        "outcome": result.get("status"),
        "result": as_json(result),
        "fingerprint": fingerprint,
        "folder": storable(folder.resolve().as_posix()),
        "currency": _currency(folder),
        **numbers,
    }
    return Recorded(values, contents)


def write(connection: sa.Connection, run: int, recorded: Recorded) -> None:
    """Write down a run that is done, also one that was taken for dead; within a transaction."""
    done = {**recorded.values, "status": FINISHED, "ended": now(), "error": None}
    connection.execute(sa.update(runs).where(runs.c.id == run).values(done))
    connection.execute(sa.delete(files).where(files.c.run == run))
    keep(connection, {content.digest: content for content in recorded.contents.values()}.values())
    rows = [
        {"run": run, "name": name, "digest": content.digest}
        for name, content in recorded.contents.items()
    ]
    if rows:
        connection.execute(sa.insert(files), rows)


def _currency(folder: Path) -> str | None:
    """As the tables it was planned from say it, where they do."""
    try:
        with (folder / "inputs" / "settings.csv").open(encoding="utf-8-sig", newline="") as file:
            found = {row.get("setting"): row.get("value") for row in csv.DictReader(file)}
    except (OSError, ValueError, csv.Error):
        return None
    return storable(found.get("currency") or "") or None


def storable(value: str) -> str:
    """As every database takes it: names of files may hold what is no character."""
    return value.replace("\0", "").encode("utf-8", "backslashreplace").decode()


def as_json(value: object) -> Any:
    """As JSON of every database takes it: numbers without end and of no value become null."""
    if isinstance(value, Mapping):
        return {storable(str(key)): as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(item) for item in value]
    if isinstance(value, float):
        return _finite(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    return storable(str(value))


def _finite(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
