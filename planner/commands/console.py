"""What commands share: exit statuses, the case, the store, and how errors are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from planner.store.store import Store

NO_PLAN, WRONG_INPUT, FAILED, INTERRUPTED = 1, 2, 3, 130

Case = Annotated[
    Path,
    typer.Argument(help="A workbook, a folder of CSV files, or the name of a shipped instance."),
]
StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="SQLite file, or URL of a PostgreSQL database; else the variable PLANNER_STORE.",
        show_default="reports/runs.sqlite",
    ),
]
Reports = Annotated[Path, typer.Option(help="Where folders of runs stand.")]

PACKAGE = Path(__file__).parent.parent
SHIPPED = (PACKAGE / "shipped", PACKAGE.parent / "instances")

Errors = tuple[type[Exception], ...]


def find_case(case: Path) -> Path:
    """The case itself, or the shipped instance of that name."""
    if case.exists() or case.parent != Path("."):
        return case
    found = (shipped / case.name for shipped in SHIPPED)
    return next((folder for folder in found if folder.is_dir()), case)


@contextmanager
def opened_store(
    url: str | None, *, wrong: Errors = (), failed: Errors = (), stopped: str = "Stopped."
) -> Iterator["Store"]:
    """The store, closed in the end. What goes wrong is told, and ends the command.

    wrong: errors of what was asked for; failed: those of the programme or the machine. The solver,
    which takes seconds to import, is not needed for this.
    """
    from planner.store.runs import RunError
    from planner.store.store import Store, StoreError

    mistakes: Errors = (RunError, FileExistsError, *wrong)
    faults: Errors = (StoreError, *failed)
    try:
        store = Store(url)
        try:
            yield store
        finally:
            store.close()
    except typer.Exit:
        raise
    except mistakes as error:
        stop(str(error), WRONG_INPUT)
    except faults as error:
        stop(str(error), FAILED)
    except OSError as error:
        stop(f"Cannot read or write: {error}", FAILED)
    except KeyboardInterrupt:
        stop(stopped, INTERRUPTED)
    except Exception as error:
        _tell_of_planning(error)
        raise


def _tell_of_planning(error: Exception) -> None:
    """End the command where there is no plan, for a reason that is known."""
    from planner.instance.instance import InstanceError
    from planner.plan import NoPlan, WrongPlan
    from planner.solving.highs import SolverError

    if isinstance(error, InstanceError):
        refuse(error)
    if isinstance(error, NoPlan):
        stop(str(error), NO_PLAN)
    if isinstance(error, (SolverError, WrongPlan)):
        stop(f"A fault of the programme, not of the tables. {error}", FAILED)


def refuse(error: Exception) -> NoReturn:
    """Every problem with the tables, and how many there are."""
    problems = getattr(error, "problems", ())
    for problem in problems:
        typer.echo(str(problem), err=True)
    count = len(problems)
    stop(f"{count} problem{'s' if count != 1 else ''}; nothing was written", WRONG_INPUT)


def stop(sentence: str, status: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(status)
