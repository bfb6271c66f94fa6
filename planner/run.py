"""A run: one plan from its tables to a folder with everything about it.

    reports/<instance>-<date>-<time>/
        inputs/        the tables as read              plan/       the plan as Parquet and CSV
        plan.xlsx      the workbook                    map.png, map.svg, map.html
        result.json    status, objective, bound, gap   log.txt, solver.log

Of a scenario the folder is reports/<instance>-<scenario>-<date>-<time>/, inputs/ holds the tables
as changed, and plan/scenario_changes lists the cells.

The folder carries the ending ``.unfinished`` until all of it is written. A run that fails before
there is a plan leaves no folder; one that fails later keeps the plan under that ending.
"""

import json
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from time import perf_counter

import pandas as pd

from planner.folders import claimed, finished
from planner.instance.instance import Instance
from planner.instance.read import read_instance
from planner.instance.scenarios.apply import Applied, apply_scenario
from planner.instance.scenarios.lineage import (
    changes_table,
    facts_of,
    record_of,
    slug,
    step_in_words,
)
from planner.instance.template import write_csv
from planner.interrupts import first_ends_the_search
from planner.network.baseline import without_building
from planner.plan import Decisions, NoPlan, Task, solve_network, solve_task, task_of
from planner.solution.files import (
    LEARNT,
    StartError,
    read_decisions,
    write_decisions,
    write_tables,
)
from planner.solution.indicators import worth
from planner.solution.issues import issues
from planner.solution.report_tables import report_tables
from planner.solution.solution import Solution
from planner.solving.highs import Options, Progress
from planner.solving.knowledge import Knowledge
from planner.wishes import Wishes, write_wishes

WISHES = "wishes.json"
"""In plan/, where more was asked of a plan than its tables say."""

BASELINE_FOR = 120.0
"""Seconds at most for the baseline."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """A finished run."""

    folder: Path
    solution: Solution
    baseline: Solution | None
    issues: tuple[str, ...]


def plan_case(
    case: Path,
    reports: Path,
    options: Options = Options(),
    start: Path | None = None,
    say: Say = lambda line: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    command: str = "",
    scenario: str | None = None,
) -> Run:
    """Plan a case and write its folder.

    start: the folder of an earlier run to begin from. scenario: the name of one of the case.
    Errors: InstanceError for faulty tables or an unknown scenario, StartError for a start that is
    not a run, NoPlan where there is no plan, OSError where the folder cannot be written.
    """
    instance = read_instance(case)
    applied = None if scenario is None else apply_scenario(instance, scenario)
    begin_with = None if start is None else read_decisions(start)
    known = None if start is None else read_learnt(start)
    name = instance.name if scenario is None else f"{instance.name}-{slug(scenario)}"
    read = f"read {case}, fingerprint {instance.fingerprint}"
    return plan_instance(
        instance, name, reports, options, begin_with, say, on_progress, command, applied,
        told=[read], known=known,
    )  # fmt: skip


def plan_instance(
    instance: Instance,
    name: str,
    reports: Path,
    options: Options = Options(),
    begin_with: Decisions | None = None,
    say: Say = lambda line: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    command: str = "",
    applied: Applied | None = None,
    wishes: Wishes = Wishes(),
    told: Sequence[str] = (),
    extra: Callable[[Solution], Mapping[str, pd.DataFrame]] = lambda solution: {},
    known: Knowledge | None = None,
) -> Run:
    """Plan a checked instance and write its folder, named after name.

    applied: the scenario that was applied to it. told: first lines of the log. extra: tables to
    write beside those of the plan. known: what an earlier search left. Errors: as ``plan_case``;
    WishError.
    """
    with first_ends_the_search(say), _folder(reports, name) as folder:
        log = _Log(folder / "log.txt", say)
        for line in told:
            log(f"{instance.settings.title}: {line}")
        if applied is not None:
            instance = applied.instance
            for step in applied.steps:
                log(f"scenario {step_in_words(step)}")
            cells = f"{len(applied.changes)} in all, fingerprint {instance.fingerprint}"
            log(f"scenario {applied.scenario.scenario}: cells changed: {cells}")
        write_csv(instance, folder / "inputs")
        task = task_of(instance)
        if applied is not None:
            task = task.titled(f"{task.network.title}: {applied.scenario.scenario}")
        log(_size(task))
        options = replace(options, log_file=folder / "solver.log")
        learnt: list[Knowledge] = []
        solution = solve_task(task, options, on_progress, begin_with, wishes, known, learnt.append)
        network = solution.network
        log(_found(solution))
        tables = report_tables(solution)
        tables |= {} if applied is None else {"scenario_changes": changes_table(applied)}
        write_decisions(solution, folder / "plan")
        for knowledge in learnt:
            (folder / "plan" / LEARNT).write_text(knowledge.to_json(), "utf-8")
        if wishes != Wishes():
            write_wishes(wishes, folder / "plan" / WISHES)
        tables |= extra(solution)
        write_tables(tables, folder / "plan", network.currency)
        baseline, no_baseline = _baseline(task, options)
        log(f"baseline, nothing new built: {_found(baseline) if baseline else no_baseline}")
        if baseline is not None:
            table = {"worth": worth(solution, baseline)}
            write_tables(table, folder / "plan" / "baseline", network.currency)
        found = issues(solution, no_baseline, [str(remark) for remark in instance.remarks])
        _write_reports(folder, instance, solution, tables, baseline, found, command, applied)
        log("wrote the workbook and the maps")
    return Run(finished(folder), solution, baseline, tuple(found))


def read_learnt(run: Path) -> Knowledge | None:
    """What the search of an earlier run left, if anything. Errors: StartError."""
    file = run / "plan" / LEARNT
    try:
        return Knowledge.from_json(file.read_text("utf-8")) if file.exists() else None
    except (OSError, ValueError) as error:
        raise StartError(f"{file} cannot be read: {error}") from error


def _size(task: Task) -> str:
    network, zones = task.network, task.zones
    merged = "" if zones is None else f", {len(zones.points)} points in {len(zones.zones)} of them"
    return (
        f"network: {len(network.sites)} sites{merged}, {len(network.plants)} plants, "
        f"{len(network.lanes)} lanes, {len(network.periods)} periods"
    )


def _found(solution: Solution) -> str:
    result, currency = solution.result, solution.network.currency
    return (
        f"{result.status}: net present value {result.objective:,.1f} M {currency}, "
        f"bound {result.bound:,.1f}, gap {result.gap:.2%}, "
        f"{result.seconds:.1f} s by {result.method}: {result.reason}"
    )


def _baseline(task: Task, options: Options) -> tuple[Solution | None, str]:
    """The plan with nothing new built; or why there is none."""
    limited = replace(options, time_limit=min(options.time_limit, BASELINE_FOR), log_file=None)
    try:
        return solve_network(without_building(task.network), limited), ""
    except NoPlan as error:
        return None, f"With nothing new built: {error}"
    except KeyboardInterrupt:
        return None, "It was interrupted."


def _write_reports(
    folder: Path,
    instance: Instance,
    solution: Solution,
    tables: Mapping[str, pd.DataFrame],
    baseline: Solution | None,
    found: list[str],
    command: str,
    applied: Applied | None,
) -> None:
    from planner.reporting.maps import draw_map, write_page
    from planner.reporting.workbook import write_workbook

    facts = _facts(instance, command) | ({} if applied is None else facts_of(applied))
    write_workbook(
        solution, folder / "plan.xlsx",
        baseline=baseline, problems=found, facts=facts, applied=applied, tables=tables,
    )  # fmt: skip
    draw_map(solution, folder / "map")
    write_page(solution, folder / "map.html", baseline=baseline, facts=facts)
    result = asdict(solution.result) | {"facts": facts, "issues": found}
    result |= {} if applied is None else {"scenario": record_of(applied)}
    text = json.dumps(result, indent=2, ensure_ascii=False, default=str)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")


def _facts(instance: Instance, command: str) -> dict[str, object]:
    labels = Counter(
        row.confidence or "not stated"
        for rows in instance.tables.values()
        for row in rows
        if hasattr(row, "confidence")
    )
    return {
        "instance": instance.name,
        "currency": instance.settings.currency,
        "fingerprint": instance.fingerprint,
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": command,
        "planner": version("planner"),
        "highspy": version("highspy"),
        "pyomo": version("pyomo"),
        "python": platform.python_version(),
        "rows by confidence": ", ".join(f"{label}: {n}" for label, n in sorted(labels.items())),
    }


@contextmanager
def _folder(reports: Path, name: str) -> Iterator[Path]:
    """A new folder that gets its final name when the work in it is done."""
    folder = claimed(reports / f"{name}-{datetime.now():%Y-%m-%d-%H%M%S}")
    try:
        yield folder
    except BaseException:
        if not (folder / "plan").exists():
            rmtree(folder, ignore_errors=True)
        raise
    folder.rename(finished(folder))


class _Log:
    """Says a line and keeps it in the file, with the seconds since the start."""

    def __init__(self, file: Path, say: Say) -> None:
        self.file = file
        self.say = say
        self.began = perf_counter()

    def __call__(self, line: str) -> None:
        stamped = f"{perf_counter() - self.began:7.1f} s  {line}"
        self.say(stamped)
        with self.file.open("a", encoding="utf-8") as log:
            log.write(stamped + "\n")
