"""Re-planning and actuals on the command line."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands.console import WRONG_INPUT, Case, StoreUrl, find_case, opened_store, stop

if TYPE_CHECKING:
    from planner.instance.instance import Instance
    from planner.replanning.actuals import Known
    from planner.replanning.replan import LastPlan, Replanned
    from planner.store.runs import RunRow
    from planner.store.store import Store


actuals = typer.Typer(
    help="What happened: tonnes, openings, delays, prices, contracts.", no_args_is_help=True
)


@actuals.command("add")
def add(
    case: Case,
    files: Annotated[list[Path], typer.Argument(help="CSV files, or workbooks with such a sheet.")],
    store: StoreUrl = None,
) -> None:
    """Check files of actuals and keep them. A later value supersedes an earlier one.

    Example:

      planner actuals add instances/uk march.xlsx
    """
    with _opened(store) as opened:
        from planner.instance.instance import InstanceError, Problem
        from planner.instance.read import read_instance
        from planner.replanning.actuals import read_actuals
        from planner.replanning.known import add_actuals

        instance = read_instance(find_case(case))
        problems: list[Problem] = []
        for file in files:
            try:
                read_actuals(file, instance)
            except InstanceError as error:
                problems += error.problems
        if problems:  # of all files, before any is kept
            raise InstanceError(problems)
        for file in files:
            count = add_actuals(opened, instance.name, file, instance)
            typer.echo(f"{file}: {count} rows kept")


@actuals.command("withdraw")
def withdraw(
    case: Annotated[str, typer.Argument(help="The case, or its name.")],
    file: Annotated[str, typer.Argument(help="The file that said it, as list names it.")],
    row: Annotated[
        list[int] | None, typer.Option(help="Only this row of it.", show_default="all of them")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, which list tells.")] = "",
    store: StoreUrl = None,
) -> None:
    """Withdraw what a file of actuals said. What it had superseded stands again.

    Both stay listed, with who wrote them and when. Adding the file once more brings it back.

    Example:

      planner actuals withdraw uk march.csv --row 5 --why "of another plant"
    """
    with _opened(store) as opened:
        from planner.recorded import case_name
        from planner.replanning.known import known_of, withdraw_actuals

        name = case_name(Path(case))
        gone = withdraw_actuals(opened, name, Path(file).name, row or (), why)
        stands = {one.actual.key: one for one in known_of(opened, name)}
    for one in gone:
        instead = stands.get(one.known.actual.key)
        now = "nothing is known instead" if instead is None else f"{instead} stands again"
        typer.echo(f"{one.known} is withdrawn: {_values(one.known)}; {now}")


@actuals.command("list")
def list_actuals(
    case: Annotated[str, typer.Argument(help="The case, or its name.")], store: StoreUrl = None
) -> None:
    """List what is known of a case: every value, where it comes from, and what became of it.

    Example:

      planner actuals list uk
    """
    with _opened(store) as opened:
        from planner.recorded import case_name
        from planner.replanning.known import history_of

        history = history_of(opened, case_name(Path(case)))
    stands = {one.known.actual.key: one.known for one in history if one.withdrawn is None}
    for one in history:
        added = f"added {one.added.at:%Y-%m-%d} by {one.added.by}"
        told = f"{one.known} ({added}): {_values(one.known)}"
        gone, now = one.withdrawn, stands.get(one.known.actual.key)
        if gone is not None:
            told += f"; withdrawn {gone.at:%Y-%m-%d} by {gone.by}"
            told += f": {gone.why}" if gone.why else ""
        elif now is not one.known:
            told += f"; superseded by {now}"
        typer.echo(told)
    if not history:
        typer.echo("nothing is known")


def _values(one: "Known") -> str:
    from planner.replanning.actuals import values_of

    return ", ".join(f"{name} {value}" for name, value in values_of(one.actual).items())


@actuals.command("template")
def template(
    to: Annotated[Path, typer.Option(help="A new CSV file with the headers.")],
) -> None:
    """Write an empty file of actuals.

    Example:

      planner actuals template --to march.csv
    """
    from planner.replanning.actuals import NEEDS, Actual

    if to.exists():
        stop(f"{to} exists", WRONG_INPUT)
    to.write_text(",".join(Actual.headers().values()) + "\n", encoding="utf-8-sig")
    for kind, needs in NEEDS.items():
        typer.echo(f"{kind}: month, {', '.join(needs)}")
    typer.echo(str(to))


def replan(
    case: Case,
    as_of: Annotated[
        str | None, typer.Option(help="Day, as 2031-05-01.", show_default="today")
    ] = None,
    last: Annotated[
        str,
        typer.Option(help="The run to plan from: number or folder.", show_default="the latest"),
    ] = "",
    freeze: Annotated[
        int,
        typer.Option(
            min=0, max=1200, help="Months from the day within which nothing is decided anew."
        ),
    ] = 12,
    stability: Annotated[
        float,
        typer.Option(
            min=0,
            help="Share of the worth of the last plan that each change counts as: 0.001 is 0.1 %.",
        ),
    ] = 0.001,
    price: Annotated[
        list[str] | None,
        typer.Option(
            help="dropped, added, moved (a year earlier or later), resized, signed or closed = M, "
            "expanded (for every M that adding capacity costs) = M, instead of the share."
        ),
    ] = None,
    reasons: Annotated[
        bool, typer.Option(help="Solve again to find what drives each change.")
    ] = True,
    reasons_limit: Annotated[
        float, typer.Option(min=0, help="Seconds for all solves that look for what drives changes.")
    ] = 1800.0,
    tolerance: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share by which known tonnes may be wrong; 0.02 is 2 %."),
    ] = 0.0,
    gap: Annotated[float, typer.Option(min=0, max=1, help="Stop at this proven gap.")] = 0.01,
    time_limit: Annotated[
        float, typer.Option(min=0, help="Seconds for each solve, with the best plan found.")
    ] = 600.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same plan.")] = 0,
    reports: Annotated[Path, typer.Option(help="Where the folder of the run goes.")] = Path(
        "reports"
    ),
    json: Annotated[Path | None, typer.Option(help="Write the outcome as JSON.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder only.")] = False,
    store: StoreUrl = None,
) -> None:
    """Plan a case again on a day: from the last plan, what has happened, and today's tables.

    Examples:

      planner replan instances/uk --as-of 2027-03-01

      planner replan my.xlsx --freeze 18 --price moved=2 --price dropped=10
    """
    from planner.recorded import recorded
    from planner.replanning.held import EXACT
    from planner.replanning.outcome import outcome_of, write_outcome
    from planner.replanning.replan import replan as plan_again
    from planner.solving.highs import Options

    day = _day(as_of)
    say = (lambda line: None) if quiet else typer.echo
    with _opened(store) as opened:
        from planner.instance.read import read_instance
        from planner.replanning.known import known_of

        live = read_instance(find_case(case))
        row, before = _last(opened, live, last, reports)
        for line in _odd(row, before, live, day):
            typer.echo(line, err=True)
        prices = _prices(price or [], before.worth, stability)
        known = known_of(opened, live.name)
        found: list[Replanned] = []

        def plan():  # type: ignore[no-untyped-def]
            found.append(
                plan_again(
                    live, before, known, day, reports,
                    Options(gap=gap, time_limit=time_limit, seed=seed),
                    freeze, prices, reasons, say,
                    command=shlex.join(["planner", *sys.argv[1:]]),
                    tolerance=max(tolerance, EXACT), reasons_for_seconds=reasons_limit,
                )
            )  # fmt: skip
            return found[0].run

        number, run = recorded(
            opened, plan, case=live.name, kind="replan", previous=row.id, as_of=str(day),
            options={"gap": gap, "time_limit": time_limit, "seed": seed, "freeze": freeze},
        )  # fmt: skip
    done = found[0]
    if json is not None:
        write_outcome(outcome_of(run, number, done.changes), json)
    if not quiet:
        for line in _told(done, row, run.solution.network.currency):
            typer.echo(line)
    typer.echo(str(run.folder))


def _told(done: "Replanned", last: "RunRow", currency: str) -> Iterator[str]:
    from planner.replanning.tables import driven_by

    count = len(done.changes)
    yield (
        f"against run {last.id}: {count} change{'' if count == 1 else 's'}, "
        f"{len(done.held)} decisions held"
    )
    for change in done.changes:
        yield f"  {change.subject}: {change.words}"
        if done.reasons is not None:
            yield f"      driven by {driven_by(change, done.reasons)}"
    for driver in () if done.reasons is None else done.reasons.drivers:
        if driver.note:
            yield f"  {driver.group}: {driver.note}"
    if done.stability is None:
        return
    if done.stability.cost is None:
        yield f"what stability costs is {done.stability.note}"
    else:
        least, most = done.stability.cost
        note = f"; {done.stability.note}" if done.stability.note else ""
        yield f"stability costs {least:,.2f} to {most:,.2f} M {currency}{note}"
    for change in done.stability.others:
        yield f"  without it: {change.subject}: {change.words}"


def _last(
    store: "Store", live: "Instance", given: str, reports: Path
) -> tuple["RunRow", "LastPlan"]:
    from planner.replanning.actuals import latest
    from planner.replanning.known import known_of
    from planner.replanning.replan import LastPlan
    from planner.store.files import folder_of_run
    from planner.store.runs import RunError, find_run, latest_plan

    row = find_run(store, given) if given else latest_plan(store, live.name)
    if row is None:
        raise RunError(f"the store has no finished plan of {live.name} to begin from")
    folder = folder_of_run(store, row, reports)
    told: Mapping[str, Known] = {}  # a plan that is none over time knows of nothing
    if row.as_of is not None:
        then = known_of(store, row.case, at=row.started)
        told = latest(then, date.fromisoformat(row.as_of))
    return row, LastPlan.read(folder, row.objective or 0.0, told)


def _odd(row: "RunRow", last: "LastPlan", live: "Instance", day: date) -> Iterator[str]:
    """What is unusual about the last plan. A plan of something else altogether is refused."""
    from planner.instance.schema.plants import Plant

    plants = {plant.plant for plant in live.rows(Plant)}
    if not plants & {plant.plant for plant in last.instance.rows(Plant)}:
        stop(f"run {row.id} is a plan of {row.case}: it has no plant of {live.name}", WRONG_INPUT)
    if row.case != live.name:
        yield f"run {row.id} is a plan of {row.case}, not of {live.name}"
    if row.scenario is not None:
        yield f"run {row.id} is a plan of the scenario {row.scenario}"
    if row.as_of is not None and row.as_of > str(day):
        yield f"run {row.id} was planned as of {row.as_of}, which is after {day}"


def _prices(given: list[str], worth: float, share: float):  # type: ignore[no-untyped-def]
    from dataclasses import fields, replace

    from planner.replanning.stability import Stability

    prices = Stability.of_share(worth, share)
    names = [field.name for field in fields(Stability)]
    for text in given:
        name, _, amount = text.partition("=")
        try:
            value = float(amount)
        except ValueError:
            value = -1.0
        if name not in names or not 0 <= value < float("inf"):
            stop(f"{text!r} is no price of a change: {', '.join(names)} = M", WRONG_INPUT)
        prices = replace(prices, **{name: value})
    return prices


def _day(text: str | None) -> date:
    try:
        return date.today() if text is None else date.fromisoformat(text)
    except ValueError:
        stop(f"{text!r} is no day, written as 2031-05-01", WRONG_INPUT)


@contextmanager
def _opened(url: str | None) -> Iterator["Store"]:
    from planner.replanning.held import FreezeError
    from planner.replanning.known import WithdrawError
    from planner.solution.files import StartError
    from planner.wishes import WishError

    with opened_store(url, wrong=(FreezeError, StartError, WishError, WithdrawError)) as store:
        yield store
