"""A sweep: every scenario of a case, and the case as it stands, each a run of its own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from planner.instance.read import read_instance
from planner.recorded import add_folder, recorded_plan
from planner.run import Run, plan_case
from planner.store.runs import RunError
from planner.store.store import Store
from planner.studies.choosing import ALL, chosen_scenarios
from planner.studies.options import StudyOptions, solver_options, teller
from planner.studies.record import Study
from planner.studies.runner import run_study
from planner.studies.tasks import (
    Done,
    OnBegin,
    OnDone,
    OnProgress,
    Plain,
    TaskSpec,
    Tell,
    plain_number,
)

AS_IT_STANDS = "as it stands"
"""The case without a scenario, in tables and on the terminal."""

KEY_OF_BASE = ""
"""No scenario has it as its name."""

MOST_BESIDE = 12
"""Runs that one comparison shows."""


def sweep_case(
    case: Path,
    reports: Path,
    store: Store,
    options: StudyOptions = StudyOptions(),
    scenarios: Sequence[str] = (ALL,),
    *,
    workers: int | None = None,
    cluster: str | None = None,
    command: str = "",
    on_begin: OnBegin = lambda specs: None,
    on_done: OnDone = lambda done: None,
    on_progress: OnProgress = lambda key, known: None,
) -> dict[str, Done]:
    """Plan the case as it stands and under scenarios. Returns what came of each, by scenario.

    The case as it stands has the key ""; see ``name_of``. A result holds status, objective and
    bound [M], gap [share], seconds and folder. Scenarios that were planned before from the same
    tables, with the same options and versions, into folders that are still there, are not planned
    again. Errors: InstanceError; KeyboardInterrupt; StoreError; ClusterError.
    """
    instance = read_instance(case)
    names = [KEY_OF_BASE, *chosen_scenarios(instance, scenarios)]
    place = str(reports.resolve())
    settings = options.plain() | {"reports": place}
    study = Study(store, instance.name, "sweep", instance.fingerprint, settings, _still_there)
    record_in = _seen_from_others(store, cluster)

    def land(done: Done) -> None:
        if record_in is None and done.result and not done.earlier:
            try:
                add_folder(store, Path(done.result["folder"]))
            except RunError as error:
                done = replace(done, error=f"planned, but not recorded as a run: {error}")
        on_done(done)

    specs = [
        TaskSpec(
            key=name,
            work="planner.studies.sweep:plan_scenario",
            arguments={
                "case": str(case.resolve()),
                "scenario": name or None,
                "reports": place,
                "options": options.plain(),
                "command": command,
                "store": record_in,
            },
            limit=options.limit,
        )
        for name in names
    ]
    return run_study(
        specs, study, workers=workers, cluster=cluster,
        on_begin=on_begin, on_done=land, on_progress=on_progress,
    )  # fmt: skip


def name_of(key: str) -> str:
    """The scenario of a task as people read it."""
    return key or AS_IT_STANDS


def plan_scenario(arguments: Plain, tell: Tell) -> Plain:
    """In the process of a task: plan one scenario and write its folder."""
    run = _planned(arguments, tell)
    result = run.solution.result
    return {
        "status": result.status,
        "objective": result.objective,
        "bound": plain_number(result.bound),
        "gap": plain_number(result.gap),
        "seconds": result.seconds,
        "method": result.method,
        "currency": run.solution.network.currency,
        "folder": str(run.folder),
    }


def _planned(arguments: Plain, tell: Tell) -> Run:
    """The run, recorded in the store if that can be reached."""
    case, reports = Path(arguments["case"]), Path(arguments["reports"])
    options, hear = solver_options(arguments["options"]), teller(tell)
    command, scenario = arguments["command"], arguments["scenario"]
    if arguments["store"] is None:
        return plan_case(
            case, reports, options, on_progress=hear, command=command, scenario=scenario
        )
    store = Store(arguments["store"])
    try:
        _, run = recorded_plan(
            store, case, reports, options,
            on_progress=hear, command=command, scenario=scenario, kind="sweep",
        )  # fmt: skip
    finally:
        store.close()
    return run


def _seen_from_others(store: Store, cluster: str | None) -> str | None:
    """The URL by which tasks record their runs; None where they cannot: a file is of one machine.

    Runs of a cluster are then recorded here, as they land.
    """
    file = "sqlite:///"
    if not store.url.startswith(file):
        return store.url
    return None if cluster else file + str(Path(store.url.removeprefix(file)).resolve())


def _still_there(result: Plain) -> bool:
    return (Path(result.get("folder", "")) / "result.json").is_file()


def folders_of(found: dict[str, Done]) -> list[Path]:
    """Folders of the runs that have a plan, also of those that were interrupted."""
    return [Path(done.result["folder"]) for done in found.values() if done.result]


def summary(found: dict[str, Done]) -> pd.DataFrame:
    """A row a scenario: what came of it, its worth and folder."""
    return pd.DataFrame([_row(done) for done in found.values()], columns=COLUMNS)


COLUMNS = [
    "scenario", "status", "net_present_value [M money]", "bound [M money]", "gap [share]",
    "search [s]", "task [s]", "folder", "why",
]  # fmt: skip


def _row(done: Done) -> dict[str, Any]:
    result = done.result or {}
    return {
        "scenario": name_of(done.key),
        "status": result.get("status") or done.status,
        "net_present_value [M money]": result.get("objective"),
        "bound [M money]": result.get("bound"),
        "gap [share]": result.get("gap"),
        "search [s]": result.get("seconds"),
        "task [s]": round(done.seconds, 1),
        "folder": result.get("folder", ""),
        "why": done.error,
    }


def groups_to_compare(folders: Sequence[Path]) -> list[list[Path]]:
    """The runs that stand beside each other, the first in each group: as many as can be read."""
    if len(folders) < 2:
        return []
    first, others = folders[0], folders[1:]
    step = MOST_BESIDE - 1
    return [[first, *others[at : at + step]] for at in range(0, len(others), step)]
