"""Small networks of points to be merged, for tests."""

import numpy as np

from planner.network.network import Lane, Network
from planner.network.zones import Zoned, zoned
from tests.benchmarks.synthetic import Scale, tables
from tests.networks import Tables
from tests.solution.variants import change
from tests.tiny import instance_of, table

SMALL = Scale(points=24, preprocessors=5, refineries=3, producers=2, years=3)
POINTS = [f"point {n + 1}" for n in range(SMALL.points)]


def small(**rule: float) -> Tables:
    """Points of changing mix; transport emits, and emissions have a price that rises."""
    found = tables(SMALL, 1)
    found["modes"][0]["emissions"] = 0.1
    found["carbon_prices"] = table("country from_year price", ("US", None, 80), ("US", 2031, 160))
    for row in found["products"][:2]:
        row["origin"] = "end of life"
    for row in found["supply"]:
        # What arises moves from the first points to the last, so that no two periods are alike.
        row["amount"] *= 1 + (row["year"] - 2030) * int(row["site"].split()[1])
    change(found["lane_rules"], "rule", "modules", **rule)
    return found


def zones_of(changed: Tables, count: int = 5) -> Zoned:
    found = zoned(instance_of(changed), count)
    assert found is not None
    return found


def lane_at(network: Network, origin: str, product: str, way: tuple[str, str]) -> Lane | None:
    return next(
        (
            network.lanes[name]
            for name in (f"{origin} -> {way[0]}: {product} by {way[1]}",)
            if name in network.lanes
        ),
        None,
    )


def members(found: Zoned, zone: int) -> np.ndarray:
    return np.flatnonzero(found.zone_of == zone)
