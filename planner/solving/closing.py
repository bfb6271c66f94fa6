"""Plans and their proof by mixed-integer masters alone, where the model is one block.

    two parts of all that may be built are looked at at a time, each by a master of its own
    what each proposes is worked out and cut off; no plan in a part is below its master's bound
    a part whose bound reaches the cutoff is done; when one is left, it is split

In facility location the master has a hundred columns where the block has a hundred thousand, and
HiGHS searches it faster than nodes that ask the block each time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.solving.master import Cuts, Frame
from planner.solving.mixed_master import best_of_master
from planner.solving.nearby import descended
from planner.solving.team import WORKERS, Team

MOST_AT_FIRST = 50
MOST_MORE = 2
"""Of the cuts that were found before: those that say most where the master came to rest, and more
that say most of each proposal."""

MOST_DESCENDED = 300
"""Whole columns: designs next to each other are about as many as their square, all looked at."""

TIGHTENED = 8
"""Rounds of cuts within a part before its master is searched."""

MOST_NODES = 2000
MANY_NODES = 200
"""Parts of the search of HiGHS within a master: where it stops, and how many are worth a split, so
that what is done stays done when there are new cuts."""

RelaxedWithin = Callable[[np.ndarray, np.ndarray], np.ndarray | None]
"""Whole columns of the relaxed master between these bounds; None where there are none."""


@dataclass(frozen=True)
class _Region:
    """Bounds on the whole columns, and what no plan within is below."""

    lower: np.ndarray
    upper: np.ndarray
    floor: float = -float("inf")
    nodes: int = 0
    """Parts of the search of HiGHS within, the last time."""

    def holds(self, values: np.ndarray) -> bool:
        return bool((values >= self.lower).all() and (values <= self.upper).all())


class Closing:
    """What is left to look at, and how far it is proven."""

    def __init__(
        self,
        frame: Frame,
        cuts: Cuts,
        relaxed: RelaxedWithin,
        cut_at: Callable[[list[np.ndarray]], None],
        team: Team,
        seed: int,
        ends: float,
    ) -> None:
        """ends: on the clock of time.perf_counter. cut_at: finds and keeps cuts at points."""
        self.relaxed, self.cut_at = relaxed, cut_at
        self.frame, self.cuts, self.team = frame, cuts, team
        self.seed, self.ends = seed, ends
        own = slice(frame.own)
        self.parts = [_Region(frame.lower[own], frame.upper[own])]
        self.rested = np.zeros(frame.own)
        self.first = 0
        """The first cut that was not needed to begin."""
        self.needed: set[int] = set()
        """Of the cuts before, those that proposals must keep."""

    def begin(self, x: np.ndarray, loss: float) -> None:
        """x: the whole columns where the master first came to rest, and what its block loses."""
        self.rested = x
        said = self.cuts.missed(0, self.frame.groups[0] @ x, loss)
        self.first = len(said)
        self.needed = {0, *np.argsort(-said, kind="stable")[:MOST_AT_FIRST].tolist()}

    @property
    def floor(self) -> float:
        """No plan has a loss below this."""
        return min(part.floor for part in self.parts)

    def proposals(self, best: np.ndarray | None, cutoff: float, gap: float) -> list[np.ndarray]:
        """The best that the masters find in the parts that are left; none where all are done.

        best: the whole columns of the best plan so far. gap: relative, to which masters search.
        """
        done = [part for part in self.parts if part.floor >= cutoff]
        left = [part for part in self.parts if part.floor < cutoff]
        if not left:
            return []
        left.sort(key=lambda part: part.floor)
        looked_at: list[_Region] = []
        while left and len(looked_at) < WORKERS:
            part = left.pop(0)
            alone = not left and not looked_at
            halves = self._halves(part) if alone or part.nodes > MANY_NODES else [part]
            done += [half for half in halves if half.floor >= cutoff]
            worth = [half for half in halves if half.floor < cutoff]
            looked_at, left = [*looked_at, *worth[:1]], [*worth[1:], *left]
        self._tighten(looked_at)
        numbers = np.array([*sorted(self.needed), *range(self.first, len(self.cuts.prices))])

        def look(_: int, part: _Region) -> tuple[np.ndarray | None, float, int]:
            start = best if best is not None and part.holds(best) else None
            return best_of_master(
                self.frame, self.cuts, numbers, start, (part.lower, part.upper), cutoff, gap,
                MOST_NODES, self.seed, self.ends,
            )  # fmt: skip

        found = self.team.together(look, looked_at)
        again = [
            replace(part, floor=max(part.floor, floor), nodes=nodes)
            for part, (_, floor, nodes) in zip(looked_at, found, strict=True)
        ]
        self.parts = [*done, *left, *again]
        for values, *_ in found:
            if values is not None:
                said = self.cuts.missed(0, self.frame.groups[0] @ values, 0.0)[: self.first]
                self.needed |= set(np.argsort(-said, kind="stable")[:MOST_MORE].tolist())
        return [
            values
            for values, *_ in found
            if values is not None and (best is None or not np.array_equal(values, best))
        ]

    def nearby(self, starts: list[np.ndarray], cutoff: float) -> np.ndarray | None:
        """A design near others of which the cuts know nothing yet; None where there is none."""
        own = slice(self.frame.own)
        if self.frame.own > MOST_DESCENDED:
            return None
        if (self.frame.upper[own] - self.frame.lower[own] > 1).any():
            return None
        bounds = self.frame.lower[own], self.frame.upper[own]
        ends = [descended(self.frame, self.cuts, start, bounds) for start in starts]
        design, loss = min(ends, key=lambda end: end[1], default=(None, cutoff))
        return design if loss < cutoff else None

    def _tighten(self, looked_at: list[_Region]) -> None:
        """Cuts between where the master rests within parts, and where it did at first."""
        for _ in range(TIGHTENED):
            rests = [self.relaxed(part.lower, part.upper) for part in looked_at]
            self.cut_at([(x + self.rested) / 2 for x in rests if x is not None])

    def _halves(self, part: _Region) -> list[_Region]:
        """Split by the whole column that the master is least decided about within the part."""
        x = self.relaxed(part.lower, part.upper)
        free = np.flatnonzero(part.upper - part.lower > 0.5)
        if x is None or len(free) == 0:
            return [part]
        column = free[np.argmax(-np.abs(x[free] % 1 - 0.5))]
        split = np.floor(min(x[column], part.upper[column] - 1))
        upper, lower = part.upper.copy(), part.lower.copy()
        upper[column], lower[column] = split, split + 1
        halves = (part.lower, upper), (lower, part.upper)
        return [
            _Region(*half, floor=part.floor if self.relaxed(*half) is not None else float("inf"))
            for half in halves
        ]
