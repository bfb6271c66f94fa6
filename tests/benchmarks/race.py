"""How fast cases are solved, run by command and never as a test.

    uv run python -m tests.benchmarks.race synthetic M --seeds 1-5 --time-limit 120 --plain
    uv run python -m tests.benchmarks.race orlib FOLDER --files 'capa*' --gap 0.0001
    uv run python -m tests.benchmarks.race shipped instances/europe --gap 0.001 --json race.json

Each case is solved in a fresh process, so that the peak of memory is its own, and with --plain once
more in another one, by HiGHS alone on the same matrix, strongest rows included. A line says how
large it is, how long its network and matrix took, and the seconds of the solve until a first plan
and each gap, (bound - value) / |value|. At the end stand medians over seeds and what cannot be
true: a plan better than a bound, or than the optimum that a folder of OR-Library files states in
optimal_values.txt. Exit status 1 if there is such a thing.
"""

import json
import re
import resource
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from planner.instance.check import check_sheets
from planner.instance.read import read_sheets
from planner.instance.sheets import sheets_from
from planner.matrix import Matrix
from planner.network.build import build_network
from planner.plan import Task, search, task_of
from planner.solving.highs import Options, Outcome, Progress, solve
from planner.solving.method import solve_matrix
from tests.benchmarks import facility_location as location
from tests.benchmarks import report
from tests.benchmarks.cases import CHILD, Case, parser
from tests.benchmarks.report import HIGHS, OUT_OF_MEMORY, PLANNER, Heard, Run
from tests.benchmarks.synthetic import SCALES, tables

GIB = 1024**3

NO_MEMORY = re.compile("MemoryError|bad_alloc|allocat|status Not Set")
"""What Python, libraries and HiGHS say, whose thread then ends without a status."""


def solve_case(
    case: Case, done: Callable[[str], None], on_progress: Callable[[Progress], None]
) -> tuple[Matrix, Outcome]:
    """Build a case and solve it: the one place that knows how the planner is reached.

    done: told of each step that is over: read, network, matrix.
    """
    if case.kind == "orlib":
        problem = location.read_facility_location(Path(case.path), case.capacity, case.layout)
        done("read")
        matrix = location.matrix_of(problem, case.strong)
    else:
        if case.kind == "synthetic":
            sheets = sheets_from(tables(SCALES[case.size], case.seed))
        else:
            sheets = read_sheets(Path(case.path))
        done("read")
        instance = check_sheets(sheets, case.name)
        if case.method == HIGHS:  # all of it, in full detail
            task = Task(instance, build_network(instance), None)
        else:
            task = task_of(instance)
        done("network")
        matrix = task.matrix
    done("matrix")
    options = Options(gap=case.gap, time_limit=case.time_limit, seed=case.solver_seed)
    if case.method == HIGHS:
        return matrix, solve(matrix, options, on_progress)
    if case.kind == "orlib":
        return matrix, solve_matrix(matrix, options, on_progress)
    found = search(task, options, on_progress)
    return found.matrix, found.outcome


def run_here(case: Case) -> Run:
    """Solve a case in this process and measure it."""
    over: dict[str, float] = {}
    built_in = 0.0
    heard: list[Heard] = []

    def done(step: str) -> None:
        nonlocal built_in
        over[step] = time.perf_counter()
        built_in = _peak()

    def now(incumbent: float | None, bound: float, nodes: int) -> Heard:
        seconds = time.perf_counter() - over["matrix"]
        return Heard(seconds, _money(incumbent, case), _money(bound, case), nodes)

    def hear(told: Progress) -> None:
        one = now(told.incumbent, told.bound, told.nodes)
        if not heard or (heard[-1].incumbent, heard[-1].bound) != (one.incumbent, one.bound):
            heard.append(one)

    matrix, outcome = solve_case(case, done, hear)
    value = None if outcome.x is None else outcome.objective
    end = now(value, outcome.bound, outcome.nodes)
    peak, usage = _peak(), resource.getrusage(resource.RUSAGE_SELF)
    started = over.get("network", over["read"])
    return Run(
        case=case.name,
        group=case.group,
        method=case.method,
        gap_asked=case.gap,
        known=case.known,
        status=outcome.status,
        solver_seed=case.solver_seed,
        rows=len(matrix.rows),
        columns=len(matrix.columns),
        binaries=int(matrix.integer.sum()),
        to_network=over["network"] - over["read"] if "network" in over else None,
        to_matrix=over["matrix"] - started,
        to_plan=end.seconds,
        processor=usage.ru_utime + usage.ru_stime,
        heard=(*heard, end),
        computed=None if outcome.x is None else _money(_worth(matrix, outcome.x), case),
        missed=0.0 if outcome.x is None else _missed(matrix, outcome.x),
        built_in=built_in,
        peak=peak,
    )


def run_apart(case: Case) -> Run:
    """Solve a case in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.race", CHILD, json.dumps(asdict(case))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found = json.loads(done.stdout.splitlines()[-1])
        found["heard"] = tuple(Heard(*one) for one in found["heard"])
        return Run(**found)
    # The error itself may be followed by what other threads say.
    said = [text for text in done.stderr.splitlines() if re.match(r"[\w.]+: ", text)]
    short = case.memory is not None and NO_MEMORY.search(done.stderr)
    told = said[-1] if said else done.stderr.strip()[-200:]
    status = OUT_OF_MEMORY if short else f"failed with {done.returncode}: {told}"
    return Run(case.name, case.group, case.method, case.gap, case.known, status, case.solver_seed)


def main() -> int:
    chosen = parser(__doc__).parse_args()
    if chosen.kind == CHILD:
        case = Case(**json.loads(chosen.case))
        if case.memory is not None:
            most = int(case.memory * GIB)
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        print("\n" + json.dumps(asdict(run_here(case))))
        return 0
    cases = _asked_for(chosen)
    if not cases:
        sys.exit("There is no such case.")
    runs = []
    print(report.head())
    try:
        for case in cases:
            run = run_apart(case)
            runs.append(run)
            print(report.line(run), flush=True)
    except KeyboardInterrupt:
        print("Stopped.")
    wrong = report.errors(runs)
    for text in (*report.medians(runs), *report.totals(runs), *(f"ERROR {what}" for what in wrong)):
        print(text)
    if chosen.json:
        result = {"command": sys.argv[1:], "runs": [asdict(run) for run in runs], "errors": wrong}
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


def _asked_for(chosen: Namespace) -> list[Case]:
    """Every case by every method, with every seed of the solver."""
    return [
        replace(
            case,
            method=method,
            gap=chosen.gap,
            time_limit=chosen.time_limit,
            solver_seed=seed,
            memory=chosen.memory,
        )
        for case in chosen.cases(chosen)
        for seed in chosen.solver_seeds
        for method in ((PLANNER, HIGHS) if chosen.plain else (PLANNER,))
    ]


def _worth(matrix: Matrix, x: np.ndarray) -> float:
    return float(matrix.cost @ x) + matrix.offset


def _missed(matrix: Matrix, x: np.ndarray) -> float:
    """By how much x misses the worst row, bound or whole number, relative to what it says."""
    whole = x[matrix.integer]
    worst = [float(np.abs(whole - np.round(whole)).max(initial=0.0))]
    activity = matrix.A @ x
    for side, missed in (
        (matrix.row_lower, matrix.row_lower - activity),
        (matrix.row_upper, activity - matrix.row_upper),
        (matrix.lower, matrix.lower - x),
        (matrix.upper, x - matrix.upper),
    ):
        finite = np.isfinite(side)
        relative = missed[finite] / np.maximum(1.0, np.abs(side[finite]))
        worst.append(float(relative.max(initial=0.0)))
    return max(worst)


def _money(value: float | None, case: Case) -> float | None:
    return None if value is None or not np.isfinite(value) else value * case.unit


def _peak() -> float:
    """GiB that this process has held at most."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes * 1024 / GIB


if __name__ == "__main__":
    sys.exit(main())
