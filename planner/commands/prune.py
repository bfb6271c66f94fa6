"""Room in the store: files of old runs are removed, and runs are marked to be kept."""

import json
from typing import Annotated

import typer

from planner.commands.console import WRONG_INPUT, StoreUrl, opened_store, stop
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
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Remove the files of old runs from the store. The runs and their results stay listed.

    With --keep and --days, a run goes that is both beyond and older. Folders under reports are
    left as they are. Never removed are the files of the latest plan of a case, of runs at work,
    of those that a schedule names or "planner keep" marks, and of plans from which one that stays
    was planned.

    Examples:

      planner prune --keep 12 --dry-run

      planner prune uk --keep 12 --days 365
    """
    from planner.store.retention import give_back_room
    from planner.store.retention import prune as remove
    from planner.store.runs import mark_abandoned

    if keep is None and days is None:
        stop("say how many runs stay, --keep, or from which age on they go, --days", WRONG_INPUT)
    with opened_store(store) as opened:
        mark_abandoned(opened)
        pruned = remove(opened, case, keep, days, dry_run)
        if pruned.runs and not dry_run:
            give_back_room(opened)
    if as_json:
        known = {"runs": pruned.runs, "files": pruned.contents, "bytes": pruned.bytes}
        typer.echo(json.dumps(known | {"removed": not dry_run}, indent=2))
        return
    if not pruned.runs:
        typer.echo("nothing goes")
        return
    named = ", ".join(str(run) for run in pruned.runs[:MOST_NAMED])
    more = len(pruned.runs) - MOST_NAMED
    typer.echo(f"runs {named}" + (f" and {more} more" if more > 0 else ""))
    room = f"{pruned.contents:,} files that no other run has, {pruned.bytes / 1e6:,.1f} MB"
    typer.echo(f"{'would remove' if dry_run else 'removed'} {room}")


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
