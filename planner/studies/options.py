"""How the plans of a study are solved, as plain values that travel to the process of a task."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from planner.solving.highs import Options, Progress
from planner.studies.tasks import Plain, Tell, plain_number

AROUND = 1800.0
"""Seconds a task may take beside its search: reading, the model, the baseline, the workbook."""


@dataclass(frozen=True)
class StudyOptions:
    """How each plan of a study is solved."""

    gap: float = 0.01
    time_limit: float = 600.0
    """Seconds of search for each."""
    seed: int = 0
    method: Literal["highs", "branching", "decomposition"] | None = None

    def longer(self, times: float) -> "StudyOptions":
        """For a plan on which others rest: so many times as long."""
        return replace(self, time_limit=self.time_limit * times)

    def plain(self) -> Plain:
        """As arguments of a task and settings of a study."""
        return {
            "gap": self.gap,
            "time_limit": plain_number(self.time_limit),
            "seed": self.seed,
            "method": self.method,
        }

    @property
    def limit(self) -> float:
        """Seconds after which a task is ended, whatever it is doing."""
        return self.time_limit + AROUND


def solver_options(plain: Plain, threads: int = 1) -> Options:
    """The options of a task, in one thread where the other cores have tasks of their own."""
    limit = math.inf if plain["time_limit"] is None else plain["time_limit"]
    return Options(
        gap=plain["gap"],
        time_limit=limit,
        seed=plain["seed"],
        threads=threads,
        method=plain["method"],
    )


def teller(tell: Tell) -> Callable[[Progress], None]:
    """Tells the progress of a search."""

    def hear(progress: Progress) -> None:
        tell(
            {
                "seconds": progress.seconds,
                "plan": progress.incumbent,
                "bound": plain_number(progress.bound),
            }
        )

    return hear
