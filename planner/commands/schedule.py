"""Schedules on the command line: which case is planned again when, and what came of it."""

import json
import logging
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands.console import FAILED, WRONG_INPUT, Reports, StoreUrl, opened_store, stop
from planner.commands.schedule_words import alert_told, described, firing_told, line_of

if TYPE_CHECKING:
    from planner.replanning.firings import Firing
    from planner.store.store import Store

app = typer.Typer(
    help="Plan again by the clock, or whenever the tables of a case change.",
    no_args_is_help=True,
)


class Missed(StrEnum):
    once = "once"
    skip = "skip"


Name = Annotated[str, typer.Argument(help="The name of a schedule.")]
Json = Annotated[bool, typer.Option("--json", help="For programmes: JSON.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at most, latest first.")]
REPORTS = Path("reports")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call the schedule.")],
    case: Annotated[
        str, typer.Argument(help="A workbook, a folder of CSV files, a shipped instance, or a URL.")
    ],
    cron: Annotated[
        str | None,
        typer.Option(
            help="Minute, hour, day of the month, month, day of the week: "
            '"0 6 * * 1" is six on Mondays.'
        ),
    ] = None,
    zone: Annotated[str, typer.Option(help="Whose clock: Europe/Berlin, UTC, ...")] = "UTC",
    watch: Annotated[
        str | None,
        typer.Option(help='Plan when this file, folder or URL changes; "case" for the case.'),
    ] = None,
    command: Annotated[
        str,
        typer.Option(help="What planner is to do; {case} is the case."),
    ] = "plan {case}",
    missed: Annotated[
        Missed,
        typer.Option(
            help="Times at which no machine was on: once runs the latest, skip only recent ones."
        ),
    ] = Missed.once,
    settings: Annotated[
        str | None,
        typer.Option(help="JSON, or a file of it: hard_limit, grace, attempts, alerts, ..."),
    ] = None,
    store: StoreUrl = None,
) -> None:
    """Add a schedule. What is missed, and what changes, has its row in the history.

    Secrets are read from the environment when they are needed: a webhook is written "$NAME", the
    user and password of mail stand in PLANNER_SMTP_USER and PLANNER_SMTP_PASSWORD.

    Examples:

      planner schedule add weekly instances/uk --cron "0 6 * * 1" --zone Europe/London

      planner schedule add uk my.xlsx --watch case --command "plan {case} --gap 0.005"

      planner schedule add eu eu.xlsx --cron "0 2 * * *" --settings alerts.json
    """
    from planner.replanning.schedule import add_schedule

    try:
        words = shlex.split(command)
    except ValueError as error:
        stop(f"command {command!r}: {error}", WRONG_INPUT)
    with _opened(store) as opened:
        added = add_schedule(
            opened,
            name,
            case,
            words,
            cron,
            zone,
            case if watch == "case" else watch,
            missed.value,
            _settings(settings),
        )
        typer.echo(line_of(added))
    if "://" not in case and Path(case).suffix and not Path(case).exists():
        typer.echo(f"note: {case} is not on this machine; it must be where it is planned", err=True)


@app.command(name="list")
def list_command(store: StoreUrl = None, as_json: Json = False) -> None:
    """List the schedules: what they plan, when next, and how the last firing went."""
    from planner.replanning.firings import list_firings
    from planner.replanning.schedule import list_schedules
    from planner.replanning.telling import not_sent

    with _opened(store) as opened:
        known = list_schedules(opened)
        if as_json:
            typer.echo(json.dumps([described(schedule) for schedule in known], default=str))
            return
        held_up = not_sent(opened)
        for schedule in known:
            words = [line_of(schedule)]
            if last := list_firings(opened, schedule.id, limit=1):
                words.append(f"last {firing_told(last[0], schedule)}")
            if number := held_up.get(schedule.id):
                words.append(f"alerts not sent: {number}, see planner schedule alerts")
            typer.echo("; ".join(words))
        if not known:
            typer.echo("there are no schedules")


@app.command()
def pause(name: Name, store: StoreUrl = None) -> None:
    """Begin nothing more of a schedule; what waits is skipped, what runs ends."""
    from planner.replanning import schedule

    with _opened(store) as opened:
        schedule.pause(opened, name)
        typer.echo(f"{name}: paused")


@app.command()
def resume(name: Name, store: StoreUrl = None) -> None:
    """Go on with a schedule; what was due while it was paused is skipped."""
    from planner.replanning import schedule

    with _opened(store) as opened:
        schedule.resume(opened, name)
        typer.echo(line_of(schedule.find_schedule(opened, name)))


@app.command()
def remove(name: Name, store: StoreUrl = None) -> None:
    """Remove a schedule and its history; the runs stay."""
    from planner.replanning import schedule

    with _opened(store) as opened:
        schedule.remove(opened, name)
        typer.echo(f"{name}: removed")


@app.command(name="run-due")
def run_due_command(store: StoreUrl = None, reports: Reports = REPORTS) -> None:
    """Run what is due, once round: for cron, or the timer that `units` writes.

    Several machines may do it on one store: everything runs once. Ctrl-C tells the plan that is
    being made to end, and to write what it has. Exit status 3 if something failed.
    """
    from planner.replanning.firings import run_due
    from planner.replanning.serving import until_told

    with _opened(store) as opened, until_told() as stop:
        done = run_due(opened, stop=stop, reports=reports)
        _tell_all(opened, done)
    if any(firing.status == "failed" for firing in done):
        raise typer.Exit(FAILED)


@app.command()
def serve(
    every: Annotated[float, typer.Option(min=1, help="Seconds between looks.")] = 15.0,
    store: StoreUrl = None,
    reports: Reports = REPORTS,
) -> None:
    """Stay, and run what is due, until Ctrl-C or SIGTERM. Several may serve one store.

    Example:

      PLANNER_STORE=postgresql://planner@db/planner planner schedule serve
    """
    from planner.replanning import serving

    with _opened(store) as opened:
        serving.serve(opened, every, reports, told=lambda firing: _tell_all(opened, [firing]))


@app.command()
def units(
    to: Annotated[Path, typer.Option(help="The folder for the files of systemd.")],
    name: Annotated[str, typer.Option(help="What to call them.")] = "planner",
    workdir: Annotated[
        Path | None, typer.Option(help="Where cases and reports are.", show_default="here")
    ] = None,
    every: Annotated[float, typer.Option(min=1, help="Seconds between rounds.")] = 60.0,
) -> None:
    """Write a service and a timer of systemd, for a user, that do `run-due`.

    Example:

      planner schedule units --to ~/.config/systemd/user
      && systemctl --user daemon-reload && systemctl --user enable --now planner.timer
    """
    from planner.replanning.timers import TimerError, write_units
    from planner.replanning.timers import units as files_of

    try:
        folder = (workdir or Path()).absolute()
        files = files_of(name, folder, Path(sys.executable), every)
        for file in write_units(files, to):
            typer.echo(str(file))
    except TimerError as error:
        stop(str(error), WRONG_INPUT)
    except OSError as error:
        stop(f"Cannot write: {error}", FAILED)


@app.command()
def history(
    name: Annotated[str | None, typer.Argument(help="Of this schedule only.")] = None,
    limit: Limit = 20,
    store: StoreUrl = None,
    as_json: Json = False,
) -> None:
    """List what fell due: when, how it went, and why not. Times are those of the schedule's zone.

    Example:

      planner schedule history weekly --limit 5
    """
    from dataclasses import asdict

    from planner.replanning.firings import list_firings
    from planner.replanning.schedule import find_schedule, list_schedules

    with _opened(store) as opened:
        of = {schedule.id: schedule for schedule in list_schedules(opened)}
        one = None if name is None else find_schedule(opened, name).id
        found = list_firings(opened, one, limit)
        if as_json:
            typer.echo(json.dumps([asdict(firing) for firing in found], default=str))
            return
        for firing in found:
            if firing.schedule in of:
                schedule = of[firing.schedule]
                typer.echo(f"{schedule.name}: {firing_told(firing, schedule)}")


@app.command()
def alerts(
    name: Annotated[str | None, typer.Argument(help="Of this schedule only.")] = None,
    limit: Limit = 20,
    store: StoreUrl = None,
    as_json: Json = False,
) -> None:
    """List the alerts: what was told, by which channel, and what has not gone out yet, and why.

    An alert that cannot be sent is tried again for a week, after longer and longer pauses.

    Example:

      planner schedule alerts weekly
    """
    from dataclasses import asdict

    from planner.replanning.schedule import find_schedule, list_schedules
    from planner.replanning.telling import list_alerts

    with _opened(store) as opened:
        zones = {schedule.id: schedule.zone for schedule in list_schedules(opened)}
        one = None if name is None else find_schedule(opened, name).id
        found = list_alerts(opened, one, limit)
        if as_json:
            typer.echo(json.dumps([asdict(message) for message in found], default=str))
            return
        for message in found:
            if message.schedule in zones:
                typer.echo(alert_told(message, zones[message.schedule]))


@contextmanager
def _opened(url: str | None) -> Iterator["Store"]:
    """The store, closed in the end; errors of input and of the store end the command."""
    from planner.replanning.cron import CronError
    from planner.replanning.schedule import ScheduleError
    from planner.replanning.settings import SettingsError
    from planner.replanning.watching import WatchError

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    # What belongs to others is not told, and may name what is secret.
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("planner").setLevel(logging.INFO)
    wrong = (ScheduleError, CronError, SettingsError, WatchError)
    with opened_store(url, wrong=wrong) as store:
        yield store


def _settings(given: str | None) -> dict[str, object]:
    """Settings from JSON, or from a file that holds it."""
    from planner.replanning.settings import SettingsError

    if given is None:
        return {}
    text = given
    if not given.lstrip().startswith("{"):
        try:
            text = Path(given).read_text(encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"settings {given}: {error.strerror}") from None
    try:
        read = json.loads(text)
    except ValueError as error:
        raise SettingsError(f"settings are not JSON: {error}") from None
    if not isinstance(read, dict):
        raise SettingsError("settings are no JSON object: { ... }")
    return read


def _tell_all(store: "Store", done: list["Firing"]) -> None:
    from planner.replanning.schedule import list_schedules

    of = {schedule.id: schedule for schedule in list_schedules(store)}
    for firing in done:
        if firing.schedule in of:
            schedule = of[firing.schedule]
            typer.echo(f"{schedule.name}: {firing_told(firing, schedule)}")
