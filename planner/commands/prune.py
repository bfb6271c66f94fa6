"""Room in the store: files of old runs are removed, and runs are marked to be kept."""

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.commands.console import WRONG_INPUT, Reports, StoreUrl, opened_store, stop
from planner.commands.runs import AsJson, WhichRun

MOST_NAMED = 20
"""Runs that are named one by one."""
LONGEST = 36_500
"""Days."""


def prune(
    case: Annotated[
        str | None, typer.Argument(help="Runs of this case.", show_default="every case")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=0, help="Finished runs of a case that stay, the latest.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=0, max=LONGEST, help="Only runs that ended longer ago.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and leave it.")
    ] = False,
    reports: Reports = Path("reports"),
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Remove the files of old runs from the store. The runs and their results stay listed.

    With --keep and --days, a run goes that is both beyond and older. Never removed are the files
    of the latest plan of a case, of runs at work, of those that a schedule names or "planner keep"
    marks, and of plans from which one that stays was planned.

    So go what schedules have run, and the alerts that went out: of a schedule --keep stay, and
    what is younger than --days. Of the folders under reports go those that a killed run left
    .unfinished and without a plan, when nothing was written in them for --days, and for a day at
    least.

    Examples:

      planner prune --keep 12 --dry-run

      planner prune uk --keep 12 --days 365
    """
    from planner.replanning.pruning import prune_firings
    from planner.store import leftovers
    from planner.store.retention import give_back_room
    from planner.store.retention import prune as remove
    from planner.store.runs import mark_abandoned

    if keep is None and days is None:
        stop("say how many runs stay, --keep, or from which age on they go, --days", WRONG_INPUT)
    with opened_store(store) as opened:
        mark_abandoned(opened)
        pruned = remove(opened, case, keep, days, dry_run)
        of_schedules = prune_firings(opened, case, keep, days, dry_run)
        left = leftovers.leftovers(opened, reports, case, days)
        if not dry_run:
            leftovers.remove(left)
            if pruned.runs:
                give_back_room(opened)
    if as_json:
        known = {"runs": pruned.runs, "files": pruned.contents, "bytes": pruned.bytes}
        known |= {"firings": of_schedules.firings, "alerts": of_schedules.alerts}
        known |= {"unfinished": [str(one.folder) for one in left], "removed": not dry_run}
        typer.echo(json.dumps(known, indent=2))
        return
    went = "would remove" if dry_run else "removed"
    if pruned.runs:
        named = ", ".join(str(run) for run in pruned.runs[:MOST_NAMED])
        more = len(pruned.runs) - MOST_NAMED
        typer.echo(f"runs {named}" + (f" and {more} more" if more > 0 else ""))
        room = f"{pruned.contents:,} files that no other run has, {pruned.bytes / 1e6:,.1f} MB"
        typer.echo(f"{went} {room}")
    if of_schedules.firings or of_schedules.alerts:
        told = f"{of_schedules.firings:,} firings and {of_schedules.alerts:,} alerts of schedules"
        typer.echo(f"{went} {told}")
    for one in left:
        since = f"nothing written since {one.written:%Y-%m-%d}"
        typer.echo(f"{went} {one.folder}, {one.bytes / 1e6:,.1f} MB, {since}")
    if not (pruned.runs or of_schedules.firings or of_schedules.alerts or left):
        typer.echo("nothing goes")


def keep(
    run: WhichRun,
    why: Annotated[str, typer.Argument(help="The reason, which show tells.")] = "kept",
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Take the mark away.")] = False,
    store: StoreUrl = None,
) -> None:
    """Mark a run, so that no retention ever removes its files.

    Examples:

      planner keep 17 "shown to the board in May"

      planner keep 17 --no-longer
    """
    from planner.store.files import files_of
    from planner.store.runs import RunError, find_run, keep_run

    with opened_store(store) as opened:
        row = find_run(opened, run)
        if not no_longer and not files_of(opened, row.id):
            raise RunError(f"run {row.id} ({row.status}) has no files in the store to be kept")
        keep_run(opened, row.id, None if no_longer else why)
    typer.echo(f"run {row.id} is {'no longer marked' if no_longer else 'kept'}")
