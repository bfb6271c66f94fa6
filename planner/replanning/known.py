"""What is known of a case: actuals in the store. Nothing there is ever overwritten.

A value is corrected by a later one of the same, and withdrawn by a row that names it; then what it
had superseded stands again.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from getpass import getuser
from pathlib import Path

import sqlalchemy as sa

from planner.instance.instance import Instance
from planner.replanning.actuals import Actual, Known, read_actuals, values_of
from planner.store.blobs import keep, packed
from planner.store.store import Store, now
from planner.store.tables import actual_files, actuals

WITHDRAWN = "withdrawn"
"""Kind of a row that names another, which does not count any more."""


class WithdrawError(Exception):
    """There is no such value to withdraw; says what there is."""


@dataclass(frozen=True)
class Entry:
    """Who wrote something down, and when: UTC without a zone."""

    by: str
    at: datetime
    why: str = ""
    """Of a withdrawal."""


@dataclass(frozen=True)
class Said:
    """A value, and what became of it."""

    id: int
    file: int
    known: Known
    added: Entry
    withdrawn: Entry | None


def add_actuals(store: Store, case: str, path: Path, instance: Instance) -> int:
    """Read, check and keep a file of actuals; the number of rows.

    Errors: InstanceError with every problem; StoreError. Nothing is kept of a faulty file.
    """
    known = read_actuals(path, instance)
    rows = [
        {
            "row": one.row,
            "kind": one.actual.kind,
            "key": one.actual.key,
            "values": values_of(one.actual),
        }
        for one in known
    ]
    store.do(_write(case, path.name, path.read_bytes(), rows))
    return len(known)


def withdraw_actuals(
    store: Store, case: str, file: str, rows: Collection[int] = (), why: str = ""
) -> tuple[Said, ...]:
    """Withdraw what a file said, or rows of it; what was withdrawn.

    file: its name; of several it is the latest of which something still stands. rows: as in the
    file, where the header is row 1. Errors: WithdrawError, StoreError.
    """
    standing = [one for one in history_of(store, case) if one.withdrawn is None]
    of_name = [one for one in standing if one.known.file == file]
    if not of_name:
        files = ", ".join(dict.fromkeys(one.known.file for one in reversed(standing)))
        there_is = f"what stands is of {files}" if files else "nothing is known"
        raise WithdrawError(f"nothing that {file} said of {case} stands: {there_is}")
    latest = max(one.file for one in of_name)
    found = {one.known.row: one for one in of_name if one.file == latest}
    if missing := sorted(set(rows) - set(found)):
        told = ", ".join(str(row) for row in sorted(found))
        raise WithdrawError(f"{file} has no row {missing[0]} that stands; these do: {told}")
    gone = tuple(one for row, one in found.items() if not rows or row in rows)
    note = {"withdraws": file, "rows": [one.known.row for one in gone], "why": why}
    withdrawals = [
        {
            "row": one.known.row,
            "kind": WITHDRAWN,
            "key": one.known.actual.key,
            "values": {"of": one.id, "why": why},
        }
        for one in gone
    ]
    content = json.dumps(note, ensure_ascii=False).encode()
    store.do(_write(case, f"withdrawal of {file}", content, withdrawals))
    return gone


def known_of(store: Store, case: str, at: datetime | None = None) -> tuple[Known, ...]:
    """Every actual of a case that was not withdrawn, in the order in which they came.

    at: what was known at a moment, UTC without a zone; else now.
    """
    return tuple(one.known for one in history_of(store, case, at) if one.withdrawn is None)


def history_of(store: Store, case: str, at: datetime | None = None) -> tuple[Said, ...]:
    """Every actual of a case that was ever said, in the order in which they came.

    at: as it was at a moment, UTC without a zone; else now.
    """
    of_case = actuals.c.case == case
    found = (
        sa.select(
            actuals.c.id, actuals.c.file, actuals.c.row, actuals.c.kind, actuals.c["values"],
            actual_files.c.name, actual_files.c.added, actual_files.c.added_by,
        )
        .join(actual_files, actuals.c.file == actual_files.c.id)
        .where(of_case if at is None else sa.and_(of_case, actual_files.c.added <= at))
        .order_by(actuals.c.id)
    )  # fmt: skip
    rows = store.read(lambda connection: connection.execute(found).mappings().all())
    withdrawn = {
        row["values"]["of"]: Entry(row["added_by"], row["added"], row["values"]["why"])
        for row in rows
        if row["kind"] == WITHDRAWN
    }
    return tuple(
        Said(
            row["id"],
            row["file"],
            Known(Actual(**row["values"]), row["name"], row["row"]),
            Entry(row["added_by"], row["added"]),
            withdrawn.get(row["id"]),
        )
        for row in rows
        if row["kind"] != WITHDRAWN
    )


def _write(
    case: str, name: str, content: bytes, rows: list[dict[str, object]]
) -> Callable[[sa.Connection], None]:
    """Keep a file and its rows, all or nothing."""
    blob = packed(content)

    def write(connection: sa.Connection) -> None:
        keep(connection, [blob])
        file = connection.execute(
            sa.insert(actual_files)
            .values(case=case, name=name, digest=blob.digest, added=now(), added_by=_user())
            .returning(actual_files.c.id)
        ).scalar_one()
        told = [{"case": case, "file": file, **row} for row in rows]
        connection.execute(sa.insert(actuals), told)

    return write


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # a service may have no name
        return "unknown"
