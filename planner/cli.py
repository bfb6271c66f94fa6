"""Commands. Thin: what they do stands elsewhere, imported when a command needs it."""

import shlex
import sys
from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands import prune, schedule, sites, sweep
from planner.commands import replan as replanning
from planner.commands import runs as recorded
from planner.commands.console import (
    FAILED,
    INTERRUPTED,
    NO_PLAN,
    WRONG_INPUT,
    Case,
    StoreUrl,
    find_case,
    refuse,
    stop,
)

if TYPE_CHECKING:
    from planner.solving.highs import Progress

app = typer.Typer(
    help="Plan closed-loop EV-battery networks: which plants, when, how large, and who ships what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

LARGEST_SEED = 2**31 - 1
EVERY = 5.0
"""Seconds between lines of progress."""


class Method(StrEnum):
    highs = "highs"
    branching = "branching"
    decomposition = "decomposition"


OfScenario = Annotated[
    str | None,
    typer.Option("--scenario", help="Change the tables first, as this scenario of the case says."),
]


@app.command()
def plan(
    case: Case,
    gap: Annotated[
        float, typer.Option(min=0, max=1, help="Stop at this proven gap: 0.01 is 1 %.")
    ] = 0.01,
    time_limit: Annotated[
        float, typer.Option(min=0, help="Stop after this many seconds with the best plan found.")
    ] = 600.0,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same plan.")
    ] = 0,
    start: Annotated[
        Path | None,
        typer.Option(
            help="Folder of an earlier run to begin from: its plan, and what its search learnt."
        ),
    ] = None,
    method: Annotated[
        Method | None,
        typer.Option(
            help="How to solve, instead of what fits: highs alone, branching, or decomposition."
        ),
    ] = None,
    scenario: OfScenario = None,
    reports: Annotated[Path, typer.Option(help="Where the folder of the run goes.")] = Path(
        "reports"
    ),
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print the folder of the run only.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write the outcome as JSON too.")] = None,
    store: StoreUrl = None,
) -> None:
    """Plan a case: workbook, maps and tables in a folder under reports/, and a record of the run.

    Ctrl-C ends the search and keeps the best plan found.

    Examples:

      planner plan instances/uk

      planner plan my.xlsx --gap 0.005 --time-limit 300

      planner plan my.xlsx --scenario "dear electricity"

      planner plan my.xlsx --method branching
    """
    from planner.instance.instance import InstanceError
    from planner.plan import NoPlan, WrongPlan
    from planner.recorded import NotRecordedError, recorded_plan
    from planner.replanning.outcome import outcome_of, write_outcome
    from planner.solution.files import StartError
    from planner.solving.highs import Options, SolverError
    from planner.store.store import Store, StoreError

    say = _silent if quiet else typer.echo
    try:
        kept = Store(store)
    except StoreError as error:
        stop(str(error), FAILED)
    try:
        number, run = recorded_plan(
            kept,
            find_case(case),
            reports,
            Options(
                gap=gap,
                time_limit=time_limit,
                seed=seed,
                method=None if method is None else method.value,
            ),
            start=start,
            say=say,
            on_progress=_silent if quiet else _Ticker(),
            command=shlex.join(["planner", *sys.argv[1:]]),
            scenario=scenario,
        )
        if json is not None:
            write_outcome(outcome_of(run, number), json)
    except InstanceError as error:
        refuse(error)
    except StartError as error:
        stop(str(error), WRONG_INPUT)
    except NoPlan as error:
        stop(str(error), NO_PLAN)
    except (SolverError, WrongPlan) as error:
        stop(f"A fault of the programme, not of the tables. {error}", FAILED)
    except NotRecordedError as error:
        typer.echo(str(error.run.folder))
        stop(str(error), FAILED)
    except StoreError as error:
        stop(str(error), FAILED)
    except OSError as error:
        stop(f"Cannot write: {error}", FAILED)
    except KeyboardInterrupt:
        stop("Stopped.", INTERRUPTED)
    finally:
        kept.close()
    for issue in () if quiet else run.issues[:10]:
        typer.echo(f"           {issue}")
    if not quiet and len(run.issues) > 10:
        typer.echo(f"           ... {len(run.issues) - 10} more in the workbook")
    typer.echo(str(run.folder))


@app.command()
def check(case: Case, scenario: OfScenario = None) -> None:
    """Check the tables of a case, and those its scenarios leave, and tell every problem at once.

    Examples:

      planner check my.xlsx

      planner check my.xlsx --scenario "dear electricity"
    """
    from planner.instance.instance import InstanceError
    from planner.instance.read import read_instance
    from planner.instance.scenarios.apply import scenario_problems, with_scenario

    try:
        instance = read_instance(find_case(case))
        if scenario is not None:
            instance = with_scenario(instance, scenario)
        elif problems := scenario_problems(instance):
            raise InstanceError(problems)
    except InstanceError as error:
        refuse(error)
    for remark in instance.remarks:
        typer.echo(f"remark: {remark}")
    rows = sum(len(rows) for rows in instance.tables.values())
    name = instance.name if scenario is None else f"{instance.name}, scenario {scenario}"
    typer.echo(f"{name}: {rows} rows, nothing wrong, fingerprint {instance.fingerprint}")


@app.command()
def scenarios(case: Case) -> None:
    """List the scenarios of a case: name, changes, what they are based on, what they are about.

    Example:

      planner scenarios my.xlsx
    """
    from planner.instance.instance import InstanceError
    from planner.instance.read import read_instance
    from planner.instance.scenarios.lineage import scenarios_in_words

    try:
        instance = read_instance(find_case(case))
    except InstanceError as error:
        refuse(error)
    for line in scenarios_in_words(instance) or [f"{instance.name} has no scenarios"]:
        typer.echo(line)


@app.command()
def compare(
    runs: Annotated[
        list[str],
        typer.Argument(
            help="Folders or numbers of finished runs; the first is the reference.",
            metavar="RUN RUN",
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(help="A new folder for it.", show_default="reports/compare-<date>-<time>"),
    ] = None,
    store: StoreUrl = None,
) -> None:
    """Compare finished runs: a workbook and a page with maps side by side, and their differences.

    Examples:

      planner compare reports/uk-2030-01-31-091500 reports/uk-no-grants-2030-01-31-093000

      planner compare reports/uk-*/ --to reports/uk-all

      planner compare 17 21
    """
    from planner.reporting.comparison import headline_lines, new_folder, write_comparison
    from planner.solution.comparison import RunError, read_runs
    from planner.solution.comparison import compare as put_beside

    try:
        comparison = put_beside(read_runs(recorded.folders_of(store, runs)))
        folder = write_comparison(comparison, to or new_folder(Path("reports")))
    except RunError as error:
        refuse(error)
    except FileExistsError as error:
        stop(str(error), WRONG_INPUT)
    except OSError as error:
        stop(f"Cannot write: {error}", FAILED)
    except KeyboardInterrupt:
        stop("Stopped.", INTERRUPTED)
    for line in headline_lines(comparison):
        typer.echo(line)
    for note in comparison.notes:
        typer.echo(note)
    typer.echo(str(folder))


@app.command()
def new(
    case: Annotated[
        str, typer.Argument(help="The case to copy, or 'blank' for tables without rows.")
    ],
    to: Annotated[Path, typer.Option(help="A new .xlsx file, or a new folder for CSV files.")],
) -> None:
    """Copy a case as a workbook or as CSV files; or write a blank workbook.

    Examples:

      planner new uk --to my.xlsx

      planner new my.xlsx --to my_tables/

      planner new blank --to blank.xlsx
    """
    from planner.instance.instance import InstanceError
    from planner.instance.read import read_sheets
    from planner.instance.template import blank_template, write_csv, write_workbook

    if to.suffix.lower() not in ("", ".xlsx"):
        stop(f"{to} is neither a .xlsx file nor a folder", WRONG_INPUT)
    write = write_workbook if to.suffix else write_csv
    try:
        if case == "blank":
            blank_template(to)
        else:
            write(read_sheets(find_case(Path(case))), to)
    except InstanceError as error:
        refuse(error)
    except OSError as error:
        stop(str(error), WRONG_INPUT)
    typer.echo(str(to))


for command in (recorded.runs, recorded.show, recorded.recreate, replanning.replan):
    app.command()(command)
app.command("open")(recorded.open_run)
app.command()(prune.prune)
app.command()(prune.keep)
app.command()(sweep.sweep)
app.command()(sites.sites)
app.add_typer(replanning.actuals, name="actuals")
app.add_typer(schedule.app, name="schedule")


def _silent(_: object) -> None:
    """Say nothing."""


class _Ticker:
    """Prints a line of progress when a better plan is found, and every few seconds."""

    def __init__(self, say: Callable[[str], None] = typer.echo) -> None:
        self.say = say
        self.last = float("-inf")
        self.incumbent: float | None = None

    def __call__(self, progress: "Progress") -> None:
        better = progress.incumbent != self.incumbent
        if not better and progress.seconds - self.last < EVERY:
            return
        self.last, self.incumbent = progress.seconds, progress.incumbent
        words = [f"{progress.seconds:6.1f} s"]
        if progress.incumbent is not None:
            words.append(f"plan {progress.incumbent:,.1f}")
        if isfinite(progress.bound):
            words.append(f"bound {progress.bound:,.1f}")
        if isfinite(progress.gap):
            words.append(f"gap {progress.gap:.2%}")
        self.say(" " * 11 + "  ".join(words))
