"""Studies in the store: what was asked for, and what came of each of its tasks."""

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa

from planner.store.store import Store, StoreError, now
from planner.store.tables import studies, tasks
from planner.studies.tasks import FINISHED, Done, Plain

PROGRAMMES = ("planner", "highspy", "pyomo")


class Study:
    """A study of a case: the same tables, settings and versions are the same study.

    settings: plain; what the answers depend on. tables: the fingerprint of the case.
    holds: whether what came of a task can still be used; asked before it is.
    Errors: StoreError, here and in the methods.
    """

    def __init__(
        self,
        store: Store,
        case: str,
        kind: str,
        tables: str,
        settings: Mapping[str, Any],
        holds: Callable[[Plain], bool] = lambda result: True,
    ) -> None:
        self.store, self.holds = store, holds
        asked = {
            "tables": tables,
            "settings": dict(settings),
            "versions": {programme: version(programme) for programme in PROGRAMMES},
        }
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        self.fingerprint = hashlib.sha256(text.encode()).hexdigest()[:16]
        self._names = {"case": case, "kind": kind, "fingerprint": self.fingerprint}
        self.number = self._find_or_open(asked)

    def _find_or_open(self, asked: Plain) -> int:
        found = self._find()
        if found is None:
            row = {**self._names, "settings": asked, "started": now()}
            try:
                self.store.do(lambda connection: connection.execute(studies.insert(), row))
            except StoreError:
                found = self._find()  # another process opened it in the meantime
                if found is None:
                    raise
                return found
            found = self._find()
        assert found is not None
        return found

    def _find(self) -> int | None:
        wanted = sa.and_(*(studies.c[name] == value for name, value in self._names.items()))
        query = sa.select(studies.c.id).where(wanted)
        return self.store.do(lambda connection: connection.execute(query).scalar())

    def finished(self) -> dict[str, Done]:
        """What came of the tasks that are finished and hold, by key."""
        query = sa.select(tasks).where(tasks.c.study == self.number, tasks.c.status == FINISHED)
        rows = self.store.do(lambda connection: connection.execute(query).mappings().all())
        found = {
            row["key"]: Done(row["key"], FINISHED, row["seconds"], row["result"], earlier=True)
            for row in rows
        }
        return {key: done for key, done in found.items() if self.holds(done.result or {})}

    def keep(self, done: Done) -> None:
        """Keep what came of a task, in place of what came of it before.

        What somebody else has finished in the meantime is not lost to a failure.
        """
        row = {
            "study": self.number,
            "key": done.key,
            "status": done.status,
            "ended": now(),
            "seconds": done.seconds,
            "result": done.result,
            "error": done.error or None,
        }
        same = (tasks.c.study == self.number) & (tasks.c.key == done.key)

        mine = sa.select(studies.c.id).where(studies.c.id == self.number)
        finished = sa.select(tasks.c.key).where(same, tasks.c.status == FINISHED)

        def replace_row(connection: sa.Connection) -> None:
            connection.execute(mine.with_for_update())  # who does the same at once has to wait
            if not done.finished and connection.execute(finished).first() is not None:
                return
            connection.execute(tasks.delete().where(same))
            connection.execute(tasks.insert(), row)

        self.store.do(replace_row)
