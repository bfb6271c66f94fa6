"""``planner sites``: what every plant that may be built is worth, as ranges that are certain."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands.console import FAILED, INTERRUPTED, Case, StoreUrl, find_case, stop
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
    from planner.studies.sites import SiteValues

MOST_TOLD = 20
"""Plants on the terminal; all are in the workbook."""


def sites(
    case: Case,
    plants: Annotated[
        str | None,
        typer.Option(help="Names with commas between them.", show_default="every candidate"),
    ] = None,
    scenarios: Annotated[
        str | None,
        typer.Option(
            help="Under how many of these is a plant built? Names, or all.", metavar="all|A,B,C"
        ),
    ] = None,
    gap: Gap = 0.0025,
    time_limit: TimeLimit = 120.0,
    seed: Seed = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    reports: Annotated[Path, typer.Option(help="Where the folder goes.")] = Path("reports"),
    store: StoreUrl = None,
) -> None:
    """Tell what each plant that may be built is worth: with a workbook, a page and a map.

    The case is planned, for four times the time limit at most; then once more for each plant, kept
    out if the plan has it, forced in if it has not. The difference is what the plant is worth, and
    the grant from which on it is built. It is a range, as no plan is proven to the last: a smaller
    gap, with a longer time limit, gives a narrower one. A search ends early once the least it
    costs is within a fifth of the estimate.
    The dearest plants of the plan come first; Ctrl-C writes what is known by then. Stopped or
    crashed, the same command goes on from what is done.
    Exit status 0: every search ended by itself; 3: some have not, the notes say why.

    Examples:

      planner sites uk --gap 0.001 --time-limit 600

      planner sites my.xlsx --plants "Hull shredder,Leeds refinery" --scenarios all
    """
    from planner.reporting.sites import SiteReport, write_site_report
    from planner.studies.options import StudyOptions
    from planner.studies.sites import evaluate_sites

    asked, among = listed("--plants", plants), listed("--scenarios", scenarios)
    with opened_store(store) as opened:
        with Board(at_once(workers, cluster)) as board:
            values = evaluate_sites(
                find_case(case), opened,
                StudyOptions(gap=gap, time_limit=time_limit, seed=seed),
                among, asked or None,
                workers=workers, cluster=cluster,
                on_begin=board.begin, on_done=board.landed, on_progress=board.progress,
            )  # fmt: skip
        report = SiteReport(
            title=f"{values.network.title}: what each plant that may be built is worth",
            currency=values.network.currency,
            values=values.table,
            depends_on=values.depends_on,
            notes=values.notes,
            settings=values.settings,
        )
        folder = write_site_report(values.network, report, reports, find_case(case).stem)
    for line in _told(values):
        typer.echo(line)
    typer.echo(str(folder))
    if values.stopped:
        stop("Stopped; the same command goes on from what is done.", INTERRUPTED)
    if failed := [key for key, done in board.found.items() if not done.finished]:
        stop(f"{len(failed)} searches failed: {', '.join(sorted(failed))}", FAILED)


def _told(values: "SiteValues") -> list[str]:
    """The ranked plants, a line each, aligned."""
    from planner.reporting.sites.looks import span

    money = f"M {values.network.currency}"
    head = (
        "rank", "plant", "in plan", "year", "t/year", f"cost of the opposite [{money}]", "about",
        "built in",
    )  # fmt: skip
    rows = [head]
    for record in values.table.head(MOST_TOLD).to_dict("records"):
        cost = span(record[f"cost_low [{money}]"], record[f"cost_high [{money}]"], 2)
        year, capacity = record["year"], record["capacity [t/year]"]
        about = record[f"cost_estimate [{money}]"]
        rows.append(
            (
                f"{record['rank']:.0f}",
                record["plant"],
                record["in_plan"],
                "" if year != year else f"{year:.0f}",
                "" if capacity != capacity else f"{capacity:,.0f}",
                cost or record["answer"],
                "" if about != about else f"{about:,.2f}",
                f"{record['plans_that_build_it']:.0f} of {record['plans_made']:.0f}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if len(values.table) > MOST_TOLD:
        lines.append(f"... {len(values.table) - MOST_TOLD} more in the workbook")
    return [*lines, *values.notes]
