"""Where a search that explains a plan begins: at the best mixture of the last plan and the new one.

A search ends once its gap is reached, with a plan near the one it began from. From the last plan it
would leave out changes that are worth less than the gap, from the new one it would keep them. So
what the two decide otherwise is tried beforehand: each plant as the other plan has it.
"""

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

import numpy as np

from planner.matrix import Matrix
from planner.network.network import Network
from planner.plan import Decisions, Task
from planner.solving.highs import Options, solve, with_whole_values
from planner.wishes import Wishes, with_wishes

SHARE = 0.25
"""Of the time of the search, at most."""

TRACE = 1e-7
"""Relative; what is less is worth nothing."""


def best_start(
    task: Task, wishes: Wishes, last: Decisions, new: Decisions, options: Options
) -> Decisions:
    """What to begin with to plan a task: as in the last plan where it is as good.

    options: of the search that follows. Errors: WishError, SolverError; KeyboardInterrupt.
    """
    matrix = with_wishes(task.matrix, wishes)
    settings = _Settings(matrix, options)
    was, now = settings.of(last), settings.of(new)
    if np.array_equal(was, now):
        return last
    best = now if settings.better(now, was) else was
    for places in settings.apart(was, now, task.network):
        mixed = best.copy()
        mixed[places] = np.where(best[places] == was[places], now[places], was[places])
        if settings.better(mixed, best):
            best = mixed
    return settings.decisions(best)


class _Settings:
    """Values of the whole columns of a matrix, and what they are worth."""

    def __init__(self, matrix: Matrix, options: Options) -> None:
        self.matrix = matrix
        self.options = replace(options, log_file=None)
        self.ends = monotonic() + SHARE * options.time_limit
        self.whole = np.flatnonzero(matrix.integer).tolist()
        self.known: dict[bytes, float] = {}

    def of(self, plan: Decisions) -> np.ndarray:
        """(columns,) with what the matrix knows of a plan and allows."""
        values = np.zeros(len(self.matrix.columns))
        for place in self.whole:
            of, index = self.matrix.columns[place]
            values[place] = round(plan.get(of, {}).get(index, 0.0))
        return np.clip(values, self.matrix.lower, self.matrix.upper)

    def decisions(self, values: np.ndarray) -> Decisions:
        found: dict[str, dict[tuple[str, ...], float]] = {}
        for place in self.whole:
            of, index = self.matrix.columns[place]
            found.setdefault(of, {})[index] = float(values[place])
        return found

    def apart(self, was: np.ndarray, now: np.ndarray, network: Network) -> Iterator[list[int]]:
        """Columns of each plant or contract that differs, then of those of a technology together.

        A plant that moves is one that is dropped and one that is added.
        """
        subjects: dict[str, list[int]] = {}
        alike: dict[str, list[int]] = {}
        for place in self.whole:
            if was[place] == now[place]:
                continue
            subject = self.matrix.columns[place].index[0]
            subjects.setdefault(subject, []).append(place)
            if subject in network.plants:
                alike.setdefault(network.plants[subject].technology, []).append(place)
        yield from subjects.values()
        yield from (places for places in alike.values() if places not in subjects.values())

    def better(self, one: np.ndarray, other: np.ndarray) -> bool:
        mine, its = self._worth(one), self._worth(other)
        return mine > its and not np.isclose(mine, its, rtol=TRACE, atol=0.0)

    def _worth(self, values: np.ndarray) -> float:
        """M; -inf where it cannot be, or the time is over."""
        key = values[self.whole].tobytes()
        left = self.ends - monotonic()
        if key not in self.known and left > 0:
            limited = replace(self.options, time_limit=left)
            outcome = solve(with_whole_values(self.matrix, values), limited)
            if outcome.status == "interrupted":
                raise KeyboardInterrupt
            self.known[key] = outcome.objective if outcome.status == "optimal" else -np.inf
        return self.known.get(key, -np.inf)
