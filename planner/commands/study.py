"""What the commands of studies share: case and store, tasks at work on the terminal, their end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands import console
from planner.commands.console import WRONG_INPUT

if TYPE_CHECKING:
    from rich.table import Table

    from planner.store.store import Store
    from planner.studies.tasks import Done, Plain

Gap = Annotated[float, typer.Option(min=0, max=1, help="Stop each search at this proven gap.")]
TimeLimit = Annotated[float, typer.Option(min=0, help="Stop each search after this many seconds.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same plans.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Plans at once on this machine.", show_default="one a core"),
]
Cluster = Annotated[
    str | None,
    typer.Option(help="Scheduler of a Dask cluster to plan on instead: tcp://host:port."),
]


def listed(option: str, names: str | None) -> tuple[str, ...]:
    """What stands in an option that takes names with commas; ends the command if that is none."""
    if names is None:
        return ()
    if not names.strip(" ,"):
        console.stop(f"{option} names nothing: give names with commas between them", WRONG_INPUT)
    return (names,)


def line_of(name: str, done: "Done") -> str:
    """What came of a task: what was found, its worth and gap, seconds, folder; or why not."""
    result = done.result or {}
    found = str(result.get("status") or result.get("found") or done.status)
    words = [f"{name:<40}", f"{found if done.finished or result else done.status:<12}"]
    if result.get("objective") is not None:
        words.append(f"{result['objective']:>14,.1f} M {result['currency']}")
        gap = result["gap"]
        words.append(" gap unknown" if gap is None else f"gap {gap:>7.2%}")
    words.append(f"{done.seconds:>7,.0f} s" + (" (earlier)" if done.earlier else ""))
    words += [str(result["folder"])] if result.get("folder") else []
    return "  ".join(words) + (f"\n    {done.error}".replace("\n", "\n    ") if done.error else "")


@contextmanager
def opened_store(url: str | None) -> Iterator["Store"]:
    """The store, closed in the end; what goes wrong in a study is told, and ends the command."""
    from planner.studies.cluster import ClusterError
    from planner.studies.sites import StudyFailed

    goes_on = "Stopped; the same command goes on from what is done."
    with console.opened_store(
        url, wrong=(ClusterError,), failed=(StudyFailed,), stopped=goes_on
    ) as store:
        yield store


class Board:
    """The tasks at work, a line each, while there is a terminal to see them."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self.known: dict[str, tuple[float, Plain]] = {}
        self.console = Console()
        self.live = None
        if self.console.is_terminal:
            self.live = Live(get_renderable=self._table, console=self.console, transient=True)

    def __enter__(self) -> "Board":
        if self.live is not None:
            self.live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def progress(self, key: str, known: "Plain") -> None:
        began = self.known[key][0] if key in self.known else time.monotonic()
        self.known[key] = (began, known)

    def landed(self, done: "Done", line: str) -> None:
        """A task is done: its line takes the place of its progress."""
        self.known.pop(done.key, None)
        if self.live is None:
            typer.echo(line)
        else:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _table(self) -> "Table":
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        for _ in range(4):
            table.add_column(no_wrap=True)
        for key, (began, known) in self.known.items():
            plan, bound = known.get("plan"), known.get("bound")
            table.add_row(
                key or "as it stands",
                f"{time.monotonic() - began:,.0f} s",
                "" if plan is None else f"plan {round(plan, 1) + 0.0:,.1f}",
                "" if bound is None else f"bound {round(bound, 1) + 0.0:,.1f}",
            )
        return table
