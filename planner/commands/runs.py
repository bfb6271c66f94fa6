"""Recorded runs on the command line: listed, shown, opened, planned again.

What only reads the store is opened without the solver, which takes seconds to import.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.commands.console import NO_PLAN, Reports, StoreUrl, opened_store, stop

if TYPE_CHECKING:
    from planner.run import Run
    from planner.solving.highs import Options
    from planner.store.runs import RunRow
    from planner.store.store import Store

WORKBOOK = "plan.xlsx"
MOST = 1_000_000
"""Runs of one list."""


class Status(StrEnum):
    running = "running"
    finished = "finished"
    failed = "failed"


WhichRun = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help='Its number, its folder, "latest", or "latest CASE" in quotes.'
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programmes: JSON.")]


def runs(
    case: Annotated[str | None, typer.Option(help="Of this case only.")] = None,
    status: Annotated[Status | None, typer.Option(help="Of this status only.")] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=MOST, help="How many at most, latest first.")
    ] = 20,
    add: Annotated[
        Path | None, typer.Option(help="Record the folder of a finished run that is not.")
    ] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """List recorded runs, latest first.

    Examples:

      planner runs --case uk --status failed

      planner runs --add reports/uk-2030-01-31-091500
    """
    with opened_store(store) as opened:
        from planner.store.runs import list_runs, mark_abandoned

        if add is not None:
            from planner.recorded import add_folder

            run = add_folder(opened, add)
            typer.echo(_json({"run": run}) if as_json else f"recorded as run {run}")
            return
        mark_abandoned(opened)
        found = list_runs(opened, case=case, status=status and status.value, limit=limit)
    if as_json:
        typer.echo(_json([_listed(run) for run in found]))
    elif not found:
        typer.echo("no such runs" if case or status else f"no runs in {opened.place}")
    else:
        for line in _table(found):
            typer.echo(line)


def show(run: WhichRun, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """Show all that is known of a run: tables, options, versions, result, issues, files.

    Examples:

      planner show 17

      planner show "latest uk"
    """
    with opened_store(store) as opened:
        from planner.store.files import files_of
        from planner.store.runs import find_run, mark_abandoned

        mark_abandoned(opened)
        row = find_run(opened, run)
        files = files_of(opened, row.id)
    if as_json:
        known = _listed(row) | {
            "options": row.options,
            "versions": row.versions,
            "result": row.result,
            "files": [{"name": f.name, "digest": f.digest, "size": f.size} for f in files],
        }
        typer.echo(_json(known))
        return
    for name, value in _known(row).items():
        if value not in (None, ""):
            _listing(name, str(value).splitlines())
    _listing("issues", (row.result or {}).get("issues", []))
    inputs = [file for file in files if file.name.startswith("inputs/")]
    for title, of in ("inputs", inputs), ("files", [f for f in files if f not in inputs]):
        _listing(title, [f"{file.size:>12,}  {file.name}" for file in of])
    if not files and row.status == "finished":
        typer.echo("files        removed to save room")


def open_run(
    run: WhichRun,
    store: StoreUrl = None,
    reports: Reports = Path("reports"),
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Only print the folder, and restore it if gone.")
    ] = False,
) -> None:
    """Print the folder of a run, restored if it is gone, and open its workbook.

    Examples:

      planner open 17

      planner open latest --no-open
    """
    with opened_store(store) as opened:
        folder = folder_of(opened, run, reports)
    typer.echo(str(folder))
    if not no_open:
        _show_file(folder / WORKBOOK)


def recreate(
    run: WhichRun,
    store: StoreUrl = None,
    reports: Reports = Path("reports"),
    as_json: AsJson = False,
) -> None:
    """Plan a run again from its recorded tables and options, and compare the decisions.

    They must be the same, byte by byte; where they are not, it says what differs.

    Example:

      planner recreate 17
    """

    say = (lambda line: None) if as_json else typer.echo
    with opened_store(store) as opened:
        from planner.recreated import NotTheSameError
        from planner.recreated import recreate as plan_again
        from planner.store.runs import find_run

        row = find_run(opened, run)

        def replanned(inputs: Path, options: "Options") -> "Run":
            from planner.replanning.again import planned_again

            return planned_again(opened, row, inputs, options, reports, say)

        plan = replanned if row.kind == "replan" else None
        try:
            folder = plan_again(opened, row.id, reports, say, plan)
        except NotTheSameError as error:
            if as_json:
                typer.echo(_json({"run": row.id, "same": False, "why": str(error)}))
            stop(str(error), NO_PLAN)
    if as_json:
        typer.echo(_json({"run": row.id, "same": True, "folder": str(folder)}))
        return
    typer.echo(f"run {row.id} comes out the same, byte by byte")
    typer.echo(str(folder))


def folder_of(store: "Store", text: str, reports: Path = Path("reports")) -> Path:
    """The folder given, or that of the run given; restored under reports if it is gone.

    Errors: RunError, OSError, StoreError.
    """
    from planner.store.files import folder_of_run
    from planner.store.runs import find_run

    given = Path(text)
    if given.is_dir():
        return given
    return folder_of_run(store, find_run(store, text), reports)


def folders_of(url: str | None, runs: list[str]) -> list[Path]:
    """The folders given, or those of the runs given. The store is opened only if it is needed."""
    if all(Path(text).is_dir() or not text.strip().isdecimal() for text in runs):
        return [Path(text) for text in runs]
    with opened_store(url) as store:
        return [folder_of(store, text) for text in runs]


def _table(found: "tuple[RunRow, ...]") -> Iterator[str]:
    head = ("run", "case", "kind", "scenario", "status", "date", "NPV", "gap", "seconds")
    rows = [head, *(_cells(run) for run in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    to_the_right = {0, 6, 7, 8}
    for row in rows:
        cells = [
            cell.rjust(width) if column in to_the_right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _cells(run: "RunRow") -> tuple[str, ...]:
    def number(value: float | None, form: str) -> str:
        return "" if value is None else format(value, form)

    return (
        str(run.id), one_line(run.case), run.kind, one_line(run.scenario or ""), run.status,
        _local(run.started), money(run.objective, run.currency), number(run.gap, ".2%"),
        number(run.seconds, ",.1f"),
    )  # fmt: skip


def money(amount: float | None, currency: str | None) -> str:
    return "" if amount is None else f"{amount:,.1f} M {one_line(currency or '')}".rstrip()


def one_line(name: str) -> str:
    """A name that neither breaks a table nor speaks to the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def _known(run: "RunRow") -> dict[str, object]:
    result, options = run.result or {}, run.options
    proven = "" if run.bound is None or run.gap is None else f", bound {run.bound:,.1f}"
    proven += "" if run.gap is None else f", gap {run.gap:.2%}"
    took = "" if run.seconds is None else f", {run.seconds:,.1f} s"
    asked = [f"{name} {value}" for name, value in options.items() if value is not None]
    return {
        "run": run.id,
        "case": one_line(run.case + (f", scenario {run.scenario}" if run.scenario else "")),
        "kind": run.kind if run.previous is None else f"{run.kind}, from run {run.previous}",
        "as of": run.as_of,
        "status": run.status,
        "kept": run.kept,
        "error": run.error,
        "started": _local(run.started, seconds=True),
        "ended": _local(run.ended, seconds=True),
        "on": f"{run.host}, process {run.process}",
        "tables": f"fingerprint {run.fingerprint}" if run.fingerprint else "",
        "options": ", ".join(asked),
        "versions": ", ".join(f"{name} {number}" for name, number in run.versions.items()),
        "command": result.get("facts", {}).get("command"),
        "value": ""
        if run.objective is None
        else f"NPV {money(run.objective, run.currency)}{proven}",
        "outcome": f"{run.outcome}{took}" if run.outcome else "",
        "method": ": ".join(str(result[name]) for name in ("method", "reason") if name in result),
        "folder": run.folder,
    }


def _listed(run: "RunRow") -> dict[str, Any]:
    names = (
        "id", "case", "kind", "scenario", "status", "started", "ended", "host", "process",
        "fingerprint", "outcome", "objective", "bound", "gap", "seconds", "error", "folder",
        "previous", "as_of", "currency", "kept",
    )  # fmt: skip
    values = {name: getattr(run, name) for name in names}
    return {"run": values.pop("id")} | {
        name: value.replace(tzinfo=UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _local(moment: datetime | None, seconds: bool = False) -> str:
    """A moment of the store by the clock of this machine."""
    if moment is None:
        return ""
    form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
    return moment.replace(tzinfo=UTC).astimezone().strftime(form)


def _listing(name: str, lines: list[str]) -> None:
    for place, line in enumerate(lines):
        typer.echo(f"{name if place == 0 else '':12} {line}")


def _show_file(file: Path) -> None:
    """In the programme of the desktop for it; where there is none, the folder was told."""
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        if sys.platform == "win32":
            os.startfile(file)
            return
        subprocess.Popen(
            [opener, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        typer.echo(f"there is no desktop here to open {file}: {error}", err=True)
