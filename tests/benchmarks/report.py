"""What the runs of a race say: a line each, medians, and what cannot be true.

Money is that of the case and is maximised: the value of a facility location plan is minus its cost.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

PLANNER, HIGHS = "planner", "HiGHS"

GAPS = (0.05, 0.02, 0.01, 0.005, 0.001, 0.0001)

ENDED_WELL = ("optimal", "time limit", "interrupted")

EXACT = 1e-6
"""Relative; differences as small as this are those of a solver's tolerances."""

ROUNDING = 1e-9
"""A gap that was asked for and reached may be this much wider in the last digits."""

MOST_MISSED = 1e-5
"""By how much a plan may miss a row, a bound or a whole number."""

OUT_OF_MEMORY = "out of memory"


class Heard(NamedTuple):
    """What was known at a moment of a solve. None: nothing yet."""

    seconds: float
    """Since the solve began, by the clock of the race."""
    incumbent: float | None
    bound: float | None
    nodes: int

    @property
    def gap(self) -> float:
        if self.incumbent is None or self.bound is None:
            return float("inf")
        return max(0.0, self.bound - self.incumbent) / max(abs(self.incumbent), 1e-9)


@dataclass(frozen=True)
class Run:
    """One case, solved once by one method in a process of its own."""

    case: str
    group: str
    """Runs over which medians are taken."""
    method: str
    gap_asked: float
    known: tuple[float, float] | None
    """Between what the least cost is known to lie."""
    status: str
    solver_seed: int = 0
    rows: int = 0
    columns: int = 0
    binaries: int = 0
    to_network: float | None = None
    """Seconds from tables to network; None where there is none."""
    to_matrix: float | None = None
    """Seconds from there to the matrix."""
    to_plan: float | None = None
    """Seconds of the solve."""
    processor: float = 0.0
    """Seconds of all threads in the whole process."""
    heard: tuple[Heard, ...] = ()
    """Every change; the last is the outcome."""
    computed: float | None = None
    """The value of the plan by the matrix."""
    missed: float = 0.0
    """By how much the plan misses the worst of its rows, bounds and whole numbers, relative."""
    built_in: float | None = None
    """GiB: peak of the process until the matrix stood."""
    peak: float | None = None
    """GiB: peak of the process; None where it broke off, as in all other measures."""

    @property
    def last(self) -> Heard:
        return self.heard[-1] if self.heard else Heard(0.0, None, None, 0)

    @property
    def first_plan(self) -> float:
        """Seconds; infinite where there is none."""
        return self._first(heard for heard in self.heard if heard.incumbent is not None)

    def reached(self, gap: float) -> float:
        """Seconds until a gap was proven; infinite where it was not."""
        return self._first(heard for heard in self.heard if heard.gap <= gap + ROUNDING)

    def _first(self, found: Iterable[Heard]) -> float:
        return min((heard.seconds for heard in found), default=float("inf"))


def head() -> str:
    """The names of the columns of the lines, and their units."""
    reached = "".join(f"{f'{gap:.2%}'.rstrip('0%').rstrip('.') + '%':>8}" for gap in GAPS)
    return (
        f"{'case':<28}{'method':<9}{'rows':>8}{'columns':>9}{'binaries':>9}{'network':>9}"
        f"{'matrix':>8}{'first':>8}{reached}{'solve':>8}{'gap':>10}{'value':>17}{'bound':>17}"
        f"{'nodes':>8}{'GiB':>7}  status"
    )


def line(run: Run) -> str:
    """Seconds throughout; network and matrix are how long each took to build."""
    reached = "".join(_seconds(run.reached(gap)) for gap in GAPS)
    last = run.last
    name = f"{run.case} seed {run.solver_seed}" if run.solver_seed else run.case
    return (
        f"{name:<28}{run.method:<9}{run.rows:>8}{run.columns:>9}{run.binaries:>9}"
        f"{_seconds(run.to_network, 9)}{_seconds(run.to_matrix)}"
        f"{_seconds(run.first_plan)}{reached}{_seconds(run.to_plan)}"
        f"{_share(last.gap)}{_number(last.incumbent, 17, 3)}{_number(last.bound, 17, 3)}"
        f"{last.nodes:>8}{_number(run.peak, 7, 2)}  {run.status}"
    )


def medians(runs: Sequence[Run]) -> list[str]:
    """A line for each group and method with more than one run; '-' where most did not get there."""
    told = []
    for (group, method), of_group in _by(runs, "group", "method").items():
        if len(of_group) < 2:
            continue
        reached = "".join(_seconds(_median(r.reached(gap) for r in of_group)) for gap in GAPS)
        told.append(
            f"{f'median of {len(of_group)}: {group}':<28}{method:<9}{'':>26}"
            f"{_seconds(_median(r.to_network for r in of_group), 9)}"
            f"{_seconds(_median(r.to_matrix for r in of_group))}"
            f"{_seconds(_median(r.first_plan for r in of_group))}{reached}"
            f"{_seconds(_median(r.to_plan for r in of_group))}"
            f"{_share(_median(r.last.gap for r in of_group))}{'':>42}"
            f"{_number(_median(r.peak for r in of_group), 7, 2)}"
        )
    return told


def totals(runs: Sequence[Run]) -> list[str]:
    """How many runs of each method reached the gap that was asked for."""
    return [
        f"{method}: {sum(run.status == 'optimal' for run in of_method)} of {len(of_method)} runs "
        "to the gap asked for, "
        f"{sum(run.to_plan or 0.0 for run in of_method):.1f} s of solving in all"
        for (method,), of_method in _by(runs, "method").items()
    ]


def errors(runs: Sequence[Run]) -> list[str]:
    """What cannot be true of the runs, or must not be; empty where all is well."""
    found = [error for run in runs for error in _errors_of(run)]
    for (case,), of_case in _by(runs, "case").items():
        values = [run.last.incumbent for run in of_case if run.last.incumbent is not None]
        if not values:
            continue
        best = max(values)
        for run in of_case:
            bound = min((h.bound for h in run.heard if h.bound is not None), default=None)
            if bound is not None and bound < best - EXACT * abs(best):
                found.append(f"{case}, {run.method}: bound {bound} but there is a plan of {best}")
    return found


def _errors_of(run: Run) -> list[str]:
    wrong = []
    value, bound = run.last.incumbent, run.last.bound
    if run.status not in ENDED_WELL and (run.method, run.status) != (HIGHS, OUT_OF_MEMORY):
        wrong.append(run.status)
    if run.status == "optimal" and run.last.gap > run.gap_asked + EXACT:
        wrong.append(f"says optimal with a gap of {run.last.gap} where {run.gap_asked} was asked")
    if run.missed > MOST_MISSED:
        wrong.append(f"the plan misses a row, a bound or a whole number by {run.missed}")
    if value is not None:
        near = EXACT * abs(value)
        if run.computed is None or abs(value - run.computed) > near:
            wrong.append(f"value {value} where the plan is worth {run.computed}")
        claimed = max(h.incumbent for h in run.heard if h.incumbent is not None)
        if claimed > value + near:
            wrong.append(f"claimed a plan of {claimed} and returned one of {value}")
    if run.known is not None:
        least, most = run.known
        near = EXACT * most
        if value is not None and -value < least - near:
            wrong.append(f"a plan costs {-value}, less than the least known, {least}")
        if bound is not None and -bound > most + near:
            wrong.append(f"no plan costs less than {-bound}, it says; but one costs {most}")
        if run.status == "optimal" and value is not None:
            allowed = most * (1 + run.gap_asked)
            if -value > allowed + near:
                wrong.append(f"says optimal at {-value}, more than {most} and the gap asked for")
    return [f"{run.case}, {run.method}: {what}" for what in wrong]


def _median(values: Iterable[float | None]) -> float:
    """What is not known is worse than all that is."""
    return median(float("inf") if value is None else value for value in values)


def _by(runs: Sequence[Run], *fields: str) -> dict[tuple[str, ...], list[Run]]:
    found = defaultdict(list)
    for run in runs:
        found[tuple(getattr(run, field) for field in fields)].append(run)
    return dict(found)


def _seconds(value: float | None, width: int = 8) -> str:
    return _number(value, width, 2 if value is None or value < 100 else 0)


def _number(value: float | None, width: int, places: int) -> str:
    if value is None or abs(value) == float("inf"):
        return f"{'-':>{width}}"
    return f"{value:>{width}.{places}f}"


def _share(gap: float) -> str:
    return f"{'-':>10}" if gap == float("inf") else f"{gap:>10.4%}"
