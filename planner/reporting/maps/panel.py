"""What one panel of the map on paper shows: a period, its flows, and where they lie."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np

from planner.reporting.maps.arrows import Flow
from planner.reporting.maps.frame import Frame
from planner.solution.solution import Solution

Point = tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """What one panel shows."""

    solution: Solution
    period: str
    before: str | None
    """The period of the panel before: what stood then has its name there."""
    frame: Frame
    flows: list[Flow]
    largest: float
    """Tonnes a year of the largest flow in any period: the widest line."""
    standings: Mapping[str, Mapping[str, str]]

    @cached_property
    def far(self) -> dict[str, Point]:
        """Sites outside the frame -> where their flows cross its edge, clear of one another."""
        frame, sites = self.frame, self.solution.network.sites
        pulls: dict[str, list[tuple[float, Point]]] = defaultdict(list)
        for flow in self.flows:
            for here, there in permutations((flow.origin, flow.destination)):
                if here in frame.places and there not in frame.places:
                    pulls[there].append((flow.tonnes, frame.places[here]))
        ends: dict[str, Point] = {}
        apart = 0.06 * max(frame.width, frame.height)
        for name, found in sorted(pulls.items()):
            weights, points = zip(*found, strict=True)
            x, y = np.average(points, axis=0, weights=weights)
            end = frame.edge_towards((float(x), float(y)), sites[name])
            ends[name] = _clear(end, list(ends.values()), apart, frame)
        return ends

    @cached_property
    def home(self) -> set[str]:
        """Countries with a plant, standing or not."""
        network = self.solution.network
        return {network.sites[plant.site].country for plant in network.plants.values()}

    def place(self, site: str) -> Point | None:
        return self.frame.places.get(site) or self.far.get(site)


def _clear(end: Point, others: list[Point], apart: float, frame: Frame) -> Point:
    """The place on the edge nearest to a point that keeps apart from the others."""
    upright = min(abs(end[0] - frame.west), abs(end[0] - frame.east)) < 1.0
    for step in range(40):
        move = (step + 1) // 2 * apart / 2 * (-1) ** step
        x = end[0] if upright else min(max(end[0] + move, frame.west), frame.east)
        y = min(max(end[1] + move, frame.south), frame.north) if upright else end[1]
        if all(np.hypot(x - other[0], y - other[1]) >= apart for other in others):
            return float(x), float(y)
    return end


def tonnage(tonnes: float) -> str:
    """As a map says it: 46 kt, 2.5 kt, 320 t, under 1 t."""
    if tonnes < 1:
        return "under 1 t"
    if tonnes < 1000:
        return f"{tonnes:,.0f} t"
    kilotonnes = (
        f"{tonnes / 1000:,.1f}".removesuffix(".0") if tonnes < 1e4 else f"{tonnes / 1000:,.0f}"
    )
    return f"{kilotonnes} kt"
