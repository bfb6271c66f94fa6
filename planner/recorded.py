"""Recorded runs: every plan is written down in the store, from its start to its end.

    start -> plan, and a sign of life every few seconds -> recorded with its folder, or as failed

A recorded run can be planned again from what was recorded, and must come out the same.
"""

import json
import platform
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.instance.read import read_instance
from planner.run import UNFINISHED, Run, Say, plan_case
from planner.solution.files import STARTS_FROM
from planner.solving.highs import Options, Progress
from planner.store.blobs import digest_of
from planner.store.files import folder_of_run, read_file, restore, run_with
from planner.store.runs import (
    FINISHED,
    RunError,
    RunRow,
    beat,
    fail_run,
    find_run,
    finish_run,
    run_of,
    start_run,
)
from planner.store.store import Store, StoreError

BEAT_EVERY = 10.0
"""Seconds."""
DECISIONS = f"plan/{STARTS_FROM}"
PACKAGES = ("planner", "highspy", "pyomo", "numpy", "scipy")
MOST_NAMED = 5
"""Decisions that are named where two plans differ."""


class NotRecordedError(StoreError):
    """There is a plan, and the store is gone; says how to record it. Carries the run."""

    def __init__(self, run: Run, store: Store, why: object) -> None:
        self.run = run
        super().__init__(
            f"the plan is kept in {run.folder}, but is not in the store {store.place}: {why}. "
            f"To record it: planner runs --add {run.folder}"
        )


class NotTheSameError(RunError):
    """A run was planned again and came out otherwise; says what differs and why that may be."""


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
    number = start_run(
        store, case=case, kind=kind, options=options, versions=versions(),
        scenario=scenario, previous=previous, as_of=as_of,
    )  # fmt: skip
    try:
        with _beating(store, number):
            run = plan()
    except BaseException as error:
        _failed(store, number, error)
        raise
    try:
        _finish(store, number, run.folder)
    except StoreError as error:
        raise NotRecordedError(run, store, error) from None
    except KeyboardInterrupt:
        raise NotRecordedError(run, store, "interrupted") from None
    except BaseException as error:
        _failed(store, number, error)
        raise
    return number, run


def add_folder(store: Store, folder: Path) -> int:
    """Record a finished run from its folder; its number. Errors: RunError, OSError, StoreError."""
    result = _result(folder)
    facts = result.get("facts", {})
    scenario = result.get("scenario") or {}
    digest = digest_of((folder / "result.json").read_bytes())
    if (known := run_with(store, "result.json", digest)) is not None:
        raise RunError(f"{folder} is in the store already: run {known}")
    number = start_run(
        store,
        case=str(facts.get("instance", folder.name)),
        kind="plan",
        options={"gap": result.get("gap_asked"), "seed": result.get("seed")},
        versions={name: facts[name] for name in (*PACKAGES, "python") if name in facts},
        scenario=scenario.get("name"),
        started=_moment(facts.get("date")),
    )
    try:
        _finish(store, number, folder)
    except BaseException as error:
        _failed(store, number, error)
        raise
    return number


def recreate(
    store: Store,
    run: int,
    reports: Path,
    say: Say = lambda line: None,
    plan: Callable[[Path, Options], Run] | None = None,
) -> Path:
    """Plan a recorded run again, from the tables and options recorded; the new folder.

    plan: how, from the folder of the tables, for runs of other kinds than plan and sweep.
    Errors: RunError where it cannot be planned again; NotTheSameError where the decisions differ,
    byte by byte; those of ``plan_case``.
    """
    row = run_of(store, run)
    if row.status != FINISHED:
        raise RunError(f"run {run} is {row.status}: there is nothing to compare with")
    if plan is None and row.kind not in ("plan", "sweep"):
        raise RunError(f"run {run} is a {row.kind}: it is not planned from its tables alone")
    options = _options(row)
    with TemporaryDirectory(prefix="planner-") as place:
        inputs = restore(store, run, Path(place) / row.case, within="inputs")
        fingerprint = read_instance(inputs).fingerprint
        if row.fingerprint not in (None, fingerprint):
            raise NotTheSameError(
                f"run {run}: its tables have the fingerprint {row.fingerprint}, and "
                f"{fingerprint} as they are read now{_but(row)}"
            )
        if plan is not None:
            again = plan(inputs, options)
        else:
            start = _start(store, row, Path(place))
            again = plan_case(inputs, reports, options, start, say, command=f"recreate {run}")
    before, after = read_file(store, run, DECISIONS), (again.folder / DECISIONS).read_bytes()
    if before != after:
        raise NotTheSameError(
            f"run {run} planned again in {again.folder}: {_difference(before, after)}{_but(row)}"
        )
    return again.folder


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
    fingerprint = result.get("facts", {}).get("fingerprint")
    finish_run(store, run, result=result, fingerprint=fingerprint, folder=folder)


def _result(folder: Path) -> dict[str, Any]:
    file = folder / "result.json"
    if folder.name.endswith(UNFINISHED) or not (folder / DECISIONS).is_file():
        raise RunError(f"{folder} is not the folder of a finished run")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise RunError(f"{folder} is not the folder of a finished run: {error}") from error
    if not isinstance(found, dict):
        raise RunError(f"{file} holds no result")
    return found


def _moment(text: object) -> datetime | None:
    """In UTC without a zone."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None


def _options(row: RunRow) -> Options:
    names = {field.name for field in fields(Options)} - {"log_file"}
    given = {name: value for name, value in row.options.items() if name in names}
    if given.get("time_limit") is None:
        given["time_limit"] = float("inf")
    return Options(**{name: value for name, value in given.items() if value is not None})


def _start(store: Store, row: RunRow, place: Path) -> Path | None:
    """The earlier run it began from: its folder, or what the store has of it."""
    given = row.options.get("start")
    if given is None or (Path(given) / DECISIONS).is_file():
        return None if given is None else Path(given)
    try:
        return folder_of_run(store, find_run(store, given), place)
    except RunError as error:
        raise RunError(f"run {row.id} began from {given}, which is gone: {error}") from error


def _but(row: RunRow) -> str:
    """Why a run need not come out the same."""
    today = versions()
    reasons = [
        f"{name} was {row.versions[name]} and is {today[name]}"
        for name in sorted({*row.versions} & {*today})
        if row.versions[name] != today[name]
    ]
    if row.outcome != "optimal":
        reasons.append(f"it stopped before its end ({row.outcome}), which depends on the machine")
    if not reasons:
        return ""
    return f". It need not be the same: {'; '.join(reasons)}"


def _difference(before: bytes, after: bytes) -> str:
    old, new = _values(before), _values(after)
    differing = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if not differing:
        return "the same decisions, in another order"
    told = [
        f"{decision} {', '.join(index)}: {old.get((decision, index), 0):.10g}"
        f" then, {new.get((decision, index), 0):.10g} now"
        for decision, index in differing[:MOST_NAMED]
    ]
    more = f"; {len(differing) - MOST_NAMED} more" if len(differing) > MOST_NAMED else ""
    return f"{len(differing)} decisions differ: {'; '.join(told)}{more}"


def _values(text: bytes) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (decision, tuple(map(str, index))): value
        for decision, rows in json.loads(text).items()
        for *index, value in rows
    }
