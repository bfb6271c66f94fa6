"""Flows as tapered curves: wide where goods leave, thin where they arrive.

Every curve bends to the right of its direction, so that both directions between two sites and
several product groups on one way lie side by side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

STEPS = 28
BEND = 0.09
"""How far a curve leaves the straight line, as a share of its length."""
THIN = 0.22
"""Width at the arrival, as a share of the width at the start."""
WIDEST = 9.0  # points
NARROWEST = 0.5  # points


@dataclass(frozen=True)
class Flow:
    """What goes from one site to another of one product group, in a period."""

    origin: str
    destination: str
    group: str
    tonnes: float
    """A year."""


def flows_of(table: Any, period: str) -> list[Flow]:
    """The flows of a period from the table of flows, the largest first."""
    there = table[table["period"] == period]
    sums = there.groupby(["origin", "destination", "group"], sort=True)["shipped [t/year]"].sum()
    flows = [
        Flow(str(origin), str(destination), str(group), float(tonnes))
        for (origin, destination, group), tonnes in sums.items()
    ]
    return sorted(flows, key=lambda flow: -flow.tonnes)


def line_width(tonnes: float, largest: float) -> float:
    """Points. Grows with the square root: a port takes a thousand times what a town sends."""
    return max(WIDEST * sqrt(tonnes / largest), NARROWEST) if largest > 0 else NARROWEST


def curve(
    start: tuple[float, float], end: tuple[float, float], width: float, aside: float = 0.0
) -> Any:
    """The outline of a tapered curve; width and aside (how far to its right) in map units."""
    a, b = np.array(start), np.array(end)
    way = b - a
    length = float(np.hypot(*way)) or 1.0
    right = np.array([way[1], -way[0]]) / length
    control = (a + b) / 2 + right * (2 * BEND * length + 2 * aside)
    t = np.linspace(0, 1, STEPS)[:, None]
    middle = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
    along = np.gradient(middle, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-12)[:, None]
    across = np.column_stack([along[:, 1], -along[:, 0]])
    half = width / 2 * (1 - (1 - THIN) * t)
    return np.vstack([middle + across * half, (middle - across * half)[::-1]])


def side_by_side(flows: Iterable[Flow], widths: Iterable[float]) -> list[float]:
    """How far right each flow lies so that those with the same two ends do not cover each other."""
    taken: dict[tuple[str, str], float] = {}
    places = []
    for flow, width in zip(flows, widths, strict=True):
        ends = flow.origin, flow.destination
        before = taken.get(ends)
        places.append(0.0 if before is None else before + width / 2)
        taken[ends] = (width / 2 if before is None else before + width) * 1.05
    return places
