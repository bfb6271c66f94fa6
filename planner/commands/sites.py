"""``planner sites``: what every plant that may be built is worth, as ranges that are certain."""

from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands.console import WRONG_INPUT, StoreUrl, find_case, stop
from planner.commands.study import Board, Cluster, Workers, names_in, opened_store

if TYPE_CHECKING:
    from planner.studies.sites import SiteValues
    from planner.studies.tasks import Done

MOST_TOLD = 20
"""Plants on the terminal; all are in the workbook."""


def sites(
    case: Annotated[
        Path,
        typer.Argument(
            help="A workbook, a folder of CSV files, or the name of a shipped instance."
        ),
    ],
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
    gap: Annotated[
        float, typer.Option(min=0, max=1, help="Stop each search at this proven gap.")
    ] = 0.01,
    time_limit: Annotated[
        float, typer.Option(min=0, help="Stop each search after this many seconds.")
    ] = 120.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same plans.")] = 0,
    workers: Workers = None,
    cluster: Cluster = None,
    reports: Annotated[Path, typer.Option(help="Where the folder goes.")] = Path("reports"),
    store: StoreUrl = None,
) -> None:
    """Tell what each plant that may be built is worth: with a workbook and a map.

    The case is planned; then once more for each plant, kept out if the plan has it, forced in if
    it has not. The difference is what the plant is worth, and the grant from which on it is built.
    It is a range, as neither plan is proven to the last: a smaller gap gives a narrower range.
    Stopped or crashed, the same command goes on from what is done.

    Examples:

      planner sites uk --gap 0.002 --time-limit 300

      planner sites my.xlsx --plants "Hull shredder,Leeds refinery" --scenarios all
    """
    from planner.studies.options import StudyOptions
    from planner.studies.sites import evaluate_sites

    for option, given in (("--plants", plants), ("--scenarios", scenarios)):
        if given is not None and not names_in(given):
            stop(f"{option} names nothing: give names with commas between them", WRONG_INPUT)
    with opened_store(store) as opened:
        with Board() as board:
            values = evaluate_sites(
                find_case(case), opened,
                StudyOptions(gap=gap, time_limit=time_limit, seed=seed),
                names_in(scenarios), None if plants is None else names_in(plants),
                workers=workers, cluster=cluster,
                on_done=lambda done: board.landed(done, _line(done)), on_progress=board.progress,
            )  # fmt: skip
        folder = _new_folder(reports, find_case(case).stem)
        _write(values, folder)
    for line in _told(values):
        typer.echo(line)
    typer.echo(str(folder))


def _line(done: "Done") -> str:
    result = done.result or {}
    words = result.get("found", "failed") if done.finished else "failed"
    worth = f"{result['objective']:>14,.1f} M" if result.get("objective") is not None else ""
    earlier = " (earlier)" if done.earlier else ""
    line = f"{done.key:<52}  {words:<9}  {worth:<16}  {done.seconds:>6,.0f} s{earlier}"
    return f"{line}\n    {done.error}" if done.error else line


def _new_folder(reports: Path, name: str) -> Path:
    stem = f"sites-{name}-{datetime.now():%Y-%m-%d-%H%M%S}"
    reports.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        folder = reports / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError("numbers do not end")


def _write(values: "SiteValues", folder: Path) -> None:
    from planner.reporting.sites import SiteReport, draw_site_map, write_site_workbook

    title, currency = values.network.title, values.network.currency
    report = SiteReport(
        title=f"{title}: what each plant is worth",
        currency=currency,
        values=values.table,
        depends_on=values.depends_on,
        notes=values.notes,
        settings=values.settings,
    )
    write_site_workbook(report, folder / "sites.xlsx")
    draw_site_map(values.network, values.table, title, folder / "sites")
    values.table.to_csv(folder / "sites.csv", index=False, float_format="%.12g")
    values.depends_on.to_csv(folder / "depends_on.csv", index=False, float_format="%.12g")


def _told(values: "SiteValues") -> list[str]:
    """The ranked plants, a line each, aligned."""
    money = f"M {values.network.currency}"
    head = ("rank", "plant", "in plan", "year", f"cost of the opposite [{money}]", "built in")
    rows = [head]
    for record in values.table.head(MOST_TOLD).to_dict("records"):
        low, high = record[f"cost_low [{money}]"], record[f"cost_high [{money}]"]
        cost = record["answer"] if record["answer"] != "costs" else f"{low:,.2f} to {high:,.2f}"
        year = record["year"]
        rows.append(
            (
                f"{record['rank']:.0f}",
                record["plant"],
                record["in_plan"],
                "" if year != year else f"{year:.0f}",
                cost,
                f"{record['plans_that_build_it']:.0f} of {record['plans_made']:.0f}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if len(values.table) > MOST_TOLD:
        lines.append(f"... {len(values.table) - MOST_TOLD} more in the workbook")
    return [*lines, *values.notes]
