"""A recorded run planned again, from what was recorded; it must come out the same."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.instance.read import read_instance
from planner.recorded import DECISIONS, versions
from planner.run import Run, Say, plan_case
from planner.solving.highs import Options
from planner.store.files import folder_of_run, read_file, restore
from planner.store.record import FINISHED
from planner.store.runs import RunError, RunRow, find_run, run_of
from planner.store.store import Store

MOST_NAMED = 5
"""Decisions that are named where two plans differ."""


class NotTheSameError(RunError):
    """A run was planned again and came out otherwise; says what differs and why that may be."""


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
        name = Path(row.case).name.strip(".") or "case"  # of a folder that was added, anything
        inputs = restore(store, run, Path(place) / "inputs" / name, within="inputs")
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
