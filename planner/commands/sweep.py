"""``planner sweep``: every scenario of a case planned as a run of its own, and compared."""

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands.console import FAILED, Case, StoreUrl, find_case, stop
from planner.commands.study import (
    Board,
    Cluster,
    Gap,
    Seed,
    TimeLimit,
    Workers,
    at_once,
    listed,
    opened_store,
)

if TYPE_CHECKING:
    from planner.studies.tasks import Done


def sweep(
    case: Case,
    scenarios: Annotated[
        str, typer.Option(help="Names with commas between them, or all.", metavar="all|A,B,C")
    ] = "all",
    workers: Workers = None,
    cluster: Cluster = None,
    gap: Gap = 0.01,
    time_limit: TimeLimit = 600.0,
    seed: Seed = 0,
    reports: Annotated[Path, typer.Option(help="Where the folders of the runs go.")] = Path(
        "reports"
    ),
    store: StoreUrl = None,
) -> None:
    """Plan a case as it stands and under its scenarios, side by side, and compare the plans.

    Each is a run with a folder of its own; results are told as they land. Stopped or crashed, the
    same command goes on from what is done. Ctrl-C ends the searches, which keep their best plans.
    Exit status 0: all have a plan; 3: some have not, the table says why.

    Examples:

      planner sweep uk

      planner sweep my.xlsx --scenarios "dear electricity,no grants" --workers 4

      planner sweep my.xlsx --cluster tcp://10.0.0.7:8786 --store postgresql://planner@db/runs
    """
    from planner.studies.options import StudyOptions
    from planner.studies.sweep import folders_of, name_of, sweep_case

    asked = listed("--scenarios", scenarios)
    began = datetime.now()
    board = Board(at_once(workers, cluster), name_of)
    with opened_store(store) as opened:
        try:
            with board:
                board.found = sweep_case(
                    find_case(case), reports, opened,
                    StudyOptions(gap=gap, time_limit=time_limit, seed=seed),
                    asked,
                    workers=workers, cluster=cluster,
                    command=shlex.join(["planner", *sys.argv[1:]]),
                    on_begin=board.begin, on_done=board.landed, on_progress=board.progress,
                )  # fmt: skip
        finally:
            if found := board.found:
                _write_summary(found, reports, began)
        _compare([*map(Path, folders_of(found))], reports)
    failed = sum(not done.finished for done in found.values())
    if failed:
        stop(f"{failed} of {len(found)} failed; the summary says why", FAILED)


def _write_summary(found: dict[str, "Done"], reports: Path, began: datetime) -> None:
    from planner.solution.tables import in_currency
    from planner.studies.sweep import summary

    currencies = [done.result["currency"] for done in found.values() if done.result]
    table = in_currency(summary(found), currencies[0] if currencies else "money")
    reports.mkdir(parents=True, exist_ok=True)
    file = reports / f"sweep-{began:%Y-%m-%d-%H%M%S}.csv"
    table.to_csv(file, index=False, float_format="%.12g")
    typer.echo(str(file))


def _compare(folders: list[Path], reports: Path) -> None:
    from planner.reporting.comparison import headline_lines, new_folder, write_comparison
    from planner.solution.comparison import RunError, compare, read_runs
    from planner.studies.sweep import groups_to_compare

    for group in groups_to_compare(folders):
        try:
            comparison = compare(read_runs(group))
            folder = write_comparison(comparison, new_folder(reports))
        except RunError as error:
            typer.echo(f"They cannot be compared: {error}", err=True)
            continue
        for line in headline_lines(comparison):
            typer.echo(line)
        typer.echo(str(folder))
