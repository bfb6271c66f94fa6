"""How fast a store with many runs answers, run by command and never as a test.

    uv run python -m tests.benchmarks.store [--runs 10000] [--store URL] [--folder RUN]

Fills a new store (an SQLite file on disk, where no URL is given) with runs of ten cases, each with
a result of 100 issues and the files of a folder, and prints the seconds it takes to open it, to
list, to find, to record and to restore.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from planner.store.blobs import keep, packed
from planner.store.files import files_of, restore
from planner.store.retention import prune
from planner.store.runs import find_run, finish_run, list_runs, mark_abandoned, start_run
from planner.store.store import Store, now
from planner.store.tables import files, runs

RESULT = {
    "status": "optimal",
    "objective": 1.5,
    "bound": 1.6,
    "gap": 0.01,
    "seconds": 60.0,
    "issues": [f"Issue {number}: a sentence about a plant, a period and tonnes." * 2
               for number in range(100)],
}  # fmt: skip
FILES = 60
"""In the folder of a run, as of a shipped instance."""
AT_ONCE = 500


def fill(store: Store, number: int) -> None:
    shared = [packed(os.urandom(200)) for _ in range(FILES)]
    for start in range(0, number, AT_ONCE):
        moment = now()
        rows = [
            {
                "case": f"case {place % 10}", "kind": "plan", "status": "finished",
                "started": moment, "ended": moment, "beat": moment, "host": "here", "process": 1,
                "options": {"gap": 0.01}, "versions": {"planner": "0"}, "result": RESULT,
                "objective": 1.5, "gap": 0.01, "seconds": 60.0, "outcome": "optimal",
                "folder": f"/reports/case-{place}",
            }
            for place in range(start, min(number, start + AT_ONCE))
        ]  # fmt: skip

        def work(connection: sa.Connection, rows: list[dict[str, object]] = rows) -> None:
            keep(connection, shared)
            made = connection.scalars(sa.insert(runs).returning(runs.c.id), rows).all()
            its = [
                {"run": run, "name": f"plan/table-{place}.csv", "digest": content.digest}
                for run in made
                for place, content in enumerate(shared)
            ]
            connection.execute(sa.insert(files), its)

        store.do(work)


def timed(words: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(f"{words:45} {time.perf_counter() - began:8.3f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--store", default=None)
    parser.add_argument("--folder", type=Path, default=None, help="a folder to record and restore")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        url = chosen.store or f"sqlite:///{place}/runs.sqlite"
        timed("make a store", lambda: Store(url).close())
        store = Store(url)
        timed(f"fill it with {chosen.runs} runs", lambda: fill(store, chosen.runs))
        store.close()
        timed("open it", lambda: Store(url).close())
        store = Store(url)
        timed("list the latest 50", lambda: list_runs(store))
        timed("list the latest 50 of a case", lambda: list_runs(store, case="case 3"))
        timed("list those that failed: none", lambda: list_runs(store, status="failed"))
        timed("look for what is abandoned", lambda: mark_abandoned(store))
        timed("find the latest of a case", lambda: find_run(store, "latest case 3"))
        timed("find by the name of a folder", lambda: find_run(store, "case-17"))
        timed("the files of a run", lambda: files_of(store, find_run(store, "latest").id))
        if chosen.folder is not None:
            run = start_run(store, case="real", kind="plan", options={}, versions={})
            timed("record a folder", lambda: finish_run(
                store, run, result=RESULT, fingerprint=None, folder=chosen.folder
            ))  # fmt: skip
            timed("restore it", lambda: restore(store, run, Path(place) / "again"))
        timed("prune a case to 10 runs", lambda: prune(store, "case 3", keep=10))
        store.close()


if __name__ == "__main__":
    main()
