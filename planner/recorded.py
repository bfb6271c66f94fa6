"""Recorded runs: every plan is written down in the store, from its start to its end.

    start -> plan, and a sign of life every few seconds -> recorded with its folder, or as failed

run.json in the folder says which run it is: where the store is gone when the plan is there, the
folder is recorded later as the run that it is, and not as another beside it.
"""

import json
import platform
import shlex
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import NoneType
from typing import Any

from planner.folders import UNFINISHED
from planner.run import Run, Say, plan_case
from planner.solution.files import STARTS_FROM
from planner.solving.highs import Options, Progress
from planner.store.record import FINISHED, NUMBERS, RESULT
from planner.store.runs import (
    RunError,
    RunRow,
    add_run,
    beat,
    fail_run,
    find_run,
    finish_run,
    start_run,
)
from planner.store.store import Store, StoreError, now

BEAT_EVERY = 10.0
"""Seconds."""
DECISIONS = f"plan/{STARTS_FROM}"
NOTE = "run.json"
"""In the folder of a run: its number in the store, and when it began."""
PACKAGES = ("planner", "highspy", "pyomo", "numpy", "scipy")


class NotRecordedError(StoreError):
    """There is a plan, and it cannot be recorded; says how to do so later. Carries the run."""

    def __init__(self, run: Run, store: Store, why: object) -> None:
        self.run = run
        words = ["planner", "runs", "--add", str(run.folder)]
        words += ["--store", store.place] if store.given else []
        super().__init__(
            f"the plan is kept in {run.folder}, but is not in the store {store.place}: {why}. "
            f"To record it: {shlex.join(words)}"
        )


def versions() -> dict[str, str]:
    """What decides, beside the tables and the options, which plan is found."""
    return {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}


def recorded_plan(
    store: Store,
    case: Path,
    reports: Path,
    options: Options = Options(),
    *,
    start: Path | None = None,
    say: Say = lambda line: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    command: str = "",
    scenario: str | None = None,
    kind: str = "plan",
    previous: int | None = None,
    as_of: str | None = None,
) -> tuple[int, Run]:
    """Plan a case as ``plan_case`` does, and record the run; its number in the store.

    Errors: those of ``plan_case``; StoreError where the run cannot be begun; NotRecordedError.
    """
    asked = asdict(options) | {"start": None if start is None else str(start.resolve())}
    return recorded(
        store,
        lambda: plan_case(case, reports, options, start, say, on_progress, command, scenario),
        case=case_name(case),
        kind=kind,
        options=asked,
        scenario=scenario,
        previous=previous,
        as_of=as_of,
    )


def recorded(
    store: Store,
    plan: Callable[[], Run],
    *,
    case: str,
    kind: str,
    options: Mapping[str, object],
    scenario: str | None = None,
    previous: int | None = None,
    as_of: str | None = None,
) -> tuple[int, Run]:
    """Do what makes a run, and record it: finished with its folder, or failed with the reason.

    options: what it takes to plan it again, as JSON. Errors: those of plan; StoreError;
    NotRecordedError where the store has been gone for longer than its patience.
    """
    began = now()
    number = start_run(
        store, case=case, kind=kind, options=options, versions=versions(),
        scenario=scenario, previous=previous, as_of=as_of, started=began,
    )  # fmt: skip
    try:
        with _beating(store, number):
            run = plan()
    except BaseException as error:
        _failed(store, number, error)
        raise
    try:
        _note(run.folder, number, began)
        _finish(store, number, run.folder)
    except (StoreError, KeyboardInterrupt) as error:
        raise NotRecordedError(run, store, str(error) or "interrupted") from None
    except OSError as error:
        _failed(store, number, error)
        raise NotRecordedError(run, store, error) from None
    except BaseException as error:
        _failed(store, number, error)
        raise
    return number, run


def add_folder(store: Store, folder: Path) -> int:
    """Record a finished run from its folder; its number: that which it began with, if it did so.

    Errors: RunError where it is in the store already, or is no folder of a run; OSError;
    StoreError.
    """
    result = _result(folder)
    facts, fingerprint = result.get("facts", {}), _fingerprint(result)
    if (began := _begun(store, folder)) is not None:
        if began.status == FINISHED:
            raise RunError(f"{folder} is in the store already: run {began.id}")
        finish_run(store, began.id, result=result, fingerprint=fingerprint, folder=folder)
        return began.id
    return add_run(
        store,
        case=str(facts.get("instance") or folder.resolve().name),
        kind="plan",
        options={"gap": result.get("gap_asked"), "seed": result.get("seed")},
        versions={name: facts[name] for name in (*PACKAGES, "python") if name in facts},
        scenario=(result.get("scenario") or {}).get("name"),
        started=_moment(facts.get("date")),
        result=result,
        fingerprint=fingerprint,
        folder=folder,
    )


def case_name(case: Path) -> str:
    """What a case is called: its folder, or its workbook without the ending."""
    return case.resolve().name if case.is_dir() else case.stem


@contextmanager
def _beating(store: Store, run: int) -> Iterator[None]:
    """Signs of life while something is done. A store that is gone for a while is no matter."""
    done = threading.Event()

    def keep_beating() -> None:
        while not done.wait(BEAT_EVERY):
            with suppress(StoreError):
                beat(store, run)

    heart = threading.Thread(target=keep_beating, name=f"run {run} is at work", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join(timeout=BEAT_EVERY)


def _failed(store: Store, run: int, error: BaseException) -> None:
    """Record it; where the store is gone too, the first reason is the one to tell."""
    told = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error)
    with suppress(StoreError):
        fail_run(store, run, told or type(error).__name__)


def _finish(store: Store, run: int, folder: Path) -> None:
    result = _result(folder)
    finish_run(store, run, result=result, fingerprint=_fingerprint(result), folder=folder)


def _note(folder: Path, run: int, began: datetime) -> None:
    """Write into its folder which run it is; the plan is worth as much without."""
    with suppress(OSError):
        text = json.dumps({"run": run, "started": began.isoformat()})
        (folder / NOTE).write_text(text + "\n", encoding="utf-8")


def _begun(store: Store, folder: Path) -> RunRow | None:
    """The run of this store that a folder is of; None where it was planned without it."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        row = find_run(store, f"#{int(note['run'])}")
    except (FileNotFoundError, ValueError, TypeError, KeyError, RunError):
        return None
    return row if row.started.isoformat() == note.get("started") else None


def _fingerprint(result: Mapping[str, Any]) -> str | None:
    found = result.get("facts", {}).get("fingerprint")
    return None if found is None else str(found)


def _result(folder: Path) -> dict[str, Any]:
    file = folder / RESULT
    if folder.name.endswith(UNFINISHED) or not (folder / DECISIONS).is_file():
        raise RunError(f"{folder} is not the folder of a finished run")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise RunError(f"{folder} is not the folder of a finished run: {error}") from error
    if not isinstance(found, dict):
        raise RunError(f"{file} holds no result")
    numbers = dict.fromkeys(NUMBERS, int | float | NoneType)
    kinds = {**numbers, "facts": dict, "scenario": dict | NoneType, "issues": list}
    for name, kind in kinds.items():
        if name in found and not isinstance(found[name], kind):
            raise RunError(f"{file}: {name} is {found[name]!r}, which no run has")
    return found


def _moment(text: object) -> datetime | None:
    """In UTC without a zone."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
