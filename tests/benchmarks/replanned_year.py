"""A year of monthly re-plannings of a shipped instance, checked: by command, never as a test.

    uv run python -m tests.benchmarks.replanned_year [CASE] [--months 13] [--gap 0.003]
        [--time-limit 300] [--reasons-limit 600] [--folder FOLDER]

Plans the case, then month by month changes its tables or adds actuals, see replanned_changes.py,
and calls `planner replan` from the plan of the month before. Prints a line a month, and ERROR lines
for what is not as it must be, see replanned_checks.py; exit code 1 if there is one. Called again
with the same folder it takes up where it stopped.
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from planner.replanning.actuals import Actual
from tests.benchmarks.replanned_changes import MONTHS, Month, Row
from tests.benchmarks.replanned_checks import (
    Plan,
    Written,
    cost_apart,
    faults,
    faults_of_cost,
    named_for,
    told_cost,
)

ROOT = Path(__file__).parent.parent.parent
CASE = ROOT / "instances" / "north_america"
FOLDER = ROOT / "reports" / "replanned_year"

CLOSER = 1 / 3
"""Share of the gap to which what stability costs is solved apart."""


@dataclass(frozen=True)
class Done:
    """A month that is planned, or the plan before the first."""

    run: int
    folder: str
    line: str
    faults: tuple[str, ...] = ()
    seconds: float = 0.0


class Year:
    """The folder of a year: a copy of the tables for each month, the store, and what is done."""

    def __init__(self, chosen: Namespace) -> None:
        self.chosen = chosen
        self.folder: Path = chosen.folder.resolve()
        self.state = self.folder / "done.json"
        self.done: list[Done] = []
        if self.state.exists():
            self.done = [Done(**one) for one in json.loads(self.state.read_text("utf-8"))]

    def keep(self, done: Done) -> None:
        self.done.append(done)
        written = self.state.with_name("done.part")
        written.write_text(json.dumps([asdict(one) for one in self.done], indent=1), "utf-8")
        written.replace(self.state)

    def tables(self, month: int) -> Path:
        """The case as its tables stand in a month; 0 is before the first."""
        return self.folder / f"month {month:02}" / self.chosen.case.name

    def copied(self, month: int) -> Path:
        """The tables of the month before, once more: half a month may have been planted."""
        tables = self.tables(month)
        shutil.rmtree(tables, ignore_errors=True)
        return Path(shutil.copytree(self.tables(month - 1) if month else self.chosen.case, tables))

    def planted(self, number: int) -> Path:
        """The tables of a month with its changes, and its actuals in the store."""
        month, tables = MONTHS[number - 1], self.copied(number)
        try:
            rows = [row for change in month.changes for row in change.make(tables)]
        except LookupError as error:
            sys.exit(f"ERROR {month.as_of}: {error}")
        if rows:
            file = tables.parent / f"actuals-{month.as_of}.csv"
            _write_actuals(rows, file)
            self.call("actuals", "add", tables, file)
        return tables

    def planner(self, *arguments: object, gap: float = 1.0) -> tuple[dict[str, object], float]:
        """Call a command that plans: its outcome, and the seconds that it took."""
        outcome = self.folder / "outcome.json"
        options: tuple[object, ...] = (
            "--gap", gap * self.chosen.gap, "--time-limit", self.chosen.time_limit, "--quiet",
            "--reports", self.folder / "reports", "--json", outcome,
        )  # fmt: skip
        began = time.perf_counter()
        self.call(*arguments, *options)
        return json.loads(outcome.read_text("utf-8")), time.perf_counter() - began

    def call(self, *arguments: object) -> None:
        store = ("--store", self.folder / "runs.sqlite")
        command = [sys.executable, "-m", "planner", *map(str, (*arguments, *store))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"ERROR {' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def first_plan(self) -> Done:
        found, seconds = self.planner("plan", self.copied(0))
        line = f"the plan to begin with: {seconds:.0f} s, {_worth(found)}"
        return Done(found["run"], found["folder"], line, seconds=seconds)

    def month(self, number: int) -> Done:
        """Plant what changes in a month, plan again and check."""
        month, last = MONTHS[number - 1], self.done[-1]
        tables = self.planted(number)
        replan = ("replan", tables, "--as-of", month.as_of, "--last", last.run)
        found, seconds = self.planner(*replan, "--reasons-limit", self.chosen.reasons_limit)
        written = Written.read(Path(found["folder"]))
        last_plan, plan = (Plan.read(Path(of)) for of in (last.folder, found["folder"]))
        happened = self._plants_of_actuals(number)
        wrong = faults(last_plan, plan, written, month.as_of, month.changes, happened)
        line = f"{month.as_of} {month.words}: {seconds:.0f} s, {_worth(found)}, "
        line += _told(month, written)
        if month.solved_apart:
            cost, apart = told_cost(written.stability), self._cost_apart(replan, written)
            wrong += faults_of_cost(cost, apart)
            line += f", stability costs {_span(cost)}, solved apart {_span(apart)}"
        line += f", {len(wrong)} faults"
        return Done(found["run"], found["folder"], line, tuple(wrong), seconds)

    def _cost_apart(self, replan: Sequence[object], written: Written) -> tuple[float, float]:
        """What stability costs, by the same re-planning without a price of changes, M."""
        found, _ = self.planner(*replan, "--no-reasons", "--stability", 0, gap=CLOSER)
        return cost_apart(written.stability, (found["objective"], found["bound"]))

    def _plants_of_actuals(self, number: int) -> set[str]:
        """Plants of which something has happened up to a month."""
        files = [
            file
            for month in range(1, number + 1)
            for file in self.tables(month).parent.glob("actuals-*.csv")
        ]
        plants = (pd.read_csv(file, dtype=str)["plant"].dropna() for file in files)
        return {plant for found in plants for plant in found}


def _write_actuals(rows: Sequence[Row], file: Path) -> None:
    headers = Actual.headers()
    found = [{header: row.get(name) for name, header in headers.items()} for row in rows]
    pd.DataFrame(found).to_csv(file, index=False)


def _worth(found: dict[str, object]) -> str:
    return f"value {found['objective']:,.1f} M, gap {found['gap']:.2%}"


def _span(money: tuple[float, float]) -> str:
    return "not told" if math.isnan(money[0]) else f"{money[0]:.1f} to {money[1]:.1f} M"


def _told(month: Month, written: Written) -> str:
    """The changes by kind, and for how many the planted and the harmless are named."""
    kinds = written.changes["kind"].value_counts()
    by_kind = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    told = f"{len(written.changes)} changes" + (f" ({by_kind})" if by_kind else "")
    for words, harmless in (("planted", False), ("harmless", True)):
        planted = [change for change in month.changes if change.harmless == harmless]
        if planted:
            told += f", {words} named for {named_for(written.changes, planted)}"
    return told


def parsed() -> Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", nargs="?", type=Path, default=CASE, help="a folder of CSV files")
    parser.add_argument("--months", type=int, default=len(MONTHS))
    parser.add_argument("--gap", type=float, default=0.003)
    parser.add_argument("--time-limit", type=float, default=300)
    parser.add_argument("--reasons-limit", type=float, default=600)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    chosen.case = chosen.case.resolve()
    if not chosen.case.is_dir():
        parser.error(f"{chosen.case} is no folder of CSV files")
    return chosen


def main() -> int:
    year = Year(parsed())
    year.folder.mkdir(parents=True, exist_ok=True)
    months = min(year.chosen.months, len(MONTHS))
    for number in range(months + 1):
        if number == len(year.done):
            year.keep(year.month(number) if number else year.first_plan())
        done = year.done[number]
        print(done.line, flush=True)
        for fault in done.faults:
            print(f"ERROR {fault}", flush=True)
    every = year.done[1 : months + 1]
    wrong = sum(len(done.faults) for done in every)
    print(f"{len(every)} months: {sum(done.seconds for done in every):.0f} s, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
