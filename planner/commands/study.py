"""What the commands of studies share: case and store, tasks at work on the terminal, their end."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Annotated

import typer

from planner.commands import console
from planner.commands.console import WRONG_INPUT

if TYPE_CHECKING:
    from rich.table import Table

    from planner.store.store import Store
    from planner.studies.tasks import Done, Plain, TaskSpec

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

LIKE_THE_LAST = 8
"""Tasks by whose seconds it is told how long the others take."""


def listed(option: str, names: str | None) -> tuple[str, ...]:
    """What stands in an option that takes names with commas; ends the command if that is none."""
    if names is None:
        return ()
    if not names.strip(" ,"):
        console.stop(f"{option} names nothing: give names with commas between them", WRONG_INPUT)
    return (names,)


def at_once(workers: int | None, cluster: str | None) -> int | None:
    """How many tasks are at work at the same time; None where the cluster decides."""
    return None if cluster is not None else workers or os.cpu_count() or 1


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
    """What comes of tasks, a line each as they land; and those at work, where a terminal shows it.

    at_once: how many are at work at the same time, if that is known; name_of: key -> name.
    """

    def __init__(self, at_once: int | None, name_of: Callable[[str], str] = str) -> None:
        from rich.console import Console
        from rich.live import Live

        self.at_once, self.name_of = at_once, name_of
        self.found: dict[str, Done] = {}
        self.left = 0
        self.seconds: list[float] = []
        """Of the tasks that landed since the last beginning."""
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

    def begin(self, specs: Sequence["TaskSpec"]) -> None:
        """Tasks are to be done: tells how many, and how long they search at most."""
        self.left, self.seconds = len(specs), []
        limits = [spec.arguments["options"]["time_limit"] for spec in specs]
        words = f"{self.left} to do"
        if self.at_once is not None:
            together = min(self.at_once, self.left)
            words += f", {together} at a time"
            if None not in limits:
                words += f": {sum(limits) / together / 60:,.0f} min of search at most"
        self._say(words)

    def progress(self, key: str, known: "Plain") -> None:
        began = self.known[key][0] if key in self.known else time.monotonic()
        self.known[key] = (began, known)

    def landed(self, done: "Done") -> None:
        """A task is done: its line takes the place of its progress."""
        self.known.pop(done.key, None)
        self.found[done.key] = done
        line = line_of(self.name_of(done.key), done)
        if not done.earlier:
            self.left -= 1
            self.seconds.append(done.seconds)
            line, *error = line.split("\n", 1)
            line = "\n".join([line + self._ahead(), *error])
        self._say(line)

    def _say(self, line: str) -> None:
        if self.live is None:
            typer.echo(line)
        else:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _ahead(self) -> str:
        """What is left, and about how long that takes by what the last ones took."""
        if self.left <= 0:
            return ""
        if self.at_once is None:
            return f"  {self.left} left"
        last = self.seconds[-LIKE_THE_LAST:]
        minutes = sum(last) / len(last) * self.left / self.at_once / 60
        return f"  {self.left} left, about {minutes:,.0f} min"

    def _table(self) -> "Table":
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        for _ in range(4):
            table.add_column(no_wrap=True)
        for key, (began, known) in self.known.items():
            plan, bound = known.get("plan"), known.get("bound")
            table.add_row(
                self.name_of(key),
                f"{time.monotonic() - began:,.0f} s",
                "" if plan is None else f"plan {round(plan, 1) + 0.0:,.1f}",
                "" if bound is None else f"bound {round(bound, 1) + 0.0:,.1f}",
            )
        return table
