"""What is known of a case: actuals in the store. Nothing there is ever overwritten."""

from getpass import getuser
from pathlib import Path

import sqlalchemy as sa

from planner.instance.instance import Instance
from planner.replanning.actuals import Actual, Known, read_actuals, values_of
from planner.store.blobs import keep, packed
from planner.store.store import Store, now
from planner.store.tables import actual_files, actuals


def add_actuals(store: Store, case: str, path: Path, instance: Instance) -> int:
    """Read, check and keep a file of actuals; the number of rows.

    Errors: InstanceError with every problem; StoreError. Nothing is kept of a faulty file.
    """
    known = read_actuals(path, instance)
    content = packed(path.read_bytes())

    def write(connection: sa.Connection) -> None:
        keep(connection, [content])
        file = connection.execute(
            sa.insert(actual_files)
            .values(case=case, name=path.name, digest=content.digest, added=now(), added_by=_user())
            .returning(actual_files.c.id)
        ).scalar_one()
        connection.execute(
            sa.insert(actuals),
            [
                {
                    "case": case,
                    "file": file,
                    "row": one.row,
                    "kind": one.actual.kind,
                    "key": one.actual.key,
                    "values": values_of(one.actual),
                }
                for one in known
            ],
        )

    store.do(write)
    return len(known)


def known_of(store: Store, case: str) -> tuple[Known, ...]:
    """Every actual of a case, in the order in which they came."""
    found = store.do(
        lambda connection: connection.execute(
            sa.select(actuals.c["values"], actual_files.c.name, actuals.c.row)
            .join(actual_files, actuals.c.file == actual_files.c.id)
            .where(actuals.c.case == case)
            .order_by(actuals.c.id)
        ).all()
    )
    return tuple(Known(Actual(**values), file, row) for values, file, row in found)


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # a service may have no name
        return "unknown"
