"""Counts: how many plants of a kind there are by a period, or how many of them are large.

Where many sites are alike, a relaxed plan answers a question about one of them by moving to the
next, and nothing is learnt. How many refineries stand by 2032, how many of them are larger than
20 kt: these are whole numbers as well, and either answer changes what the whole network costs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.matrix import Kind

APART = 1.25
"""Sizes of which one is so many times the other count as different."""

MOST_SIZES = 5


def counts(kinds: Mapping[int, Kind]) -> list[tuple[int, ...]]:
    """The columns of every count.

    kinds: column -> what it builds.
    """
    families: dict[str, dict[int, Kind]] = defaultdict(dict)
    for column, kind in kinds.items():
        families[kind.family][column] = kind
    found: dict[tuple[int, ...], None] = {}
    for family in families.values():
        for since in sorted({kind.since for kind in family.values()}):
            for size in _steps(kind.size for kind in family.values()):
                members = tuple(
                    sorted(
                        column
                        for column, kind in family.items()
                        if kind.since <= since and kind.size >= size
                    )
                )
                if len(members) > 1:
                    found[members] = None
    return list(found)


def _steps(sizes: Iterable[float]) -> list[float]:
    """The least of every group of sizes that are close to each other."""
    steps: list[float] = []
    last = 0.0
    for size in sorted(set(sizes)):
        if not steps or size > APART * last:
            steps.append(size)
        last = size
    every = -(-len(steps) // MOST_SIZES)
    return steps[::every]
