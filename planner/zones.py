"""Large networks: solved on zones, bounded in full detail, planned point by point.

points are merged into zones, and the zoned network is solved by decomposition
its bound is exact for every point: solving/detail.py
what is built is then held, and every point's lanes are planned anew in full detail
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.garbage import kept_waiting
from planner.instance.instance import Instance
from planner.instance.schema.markets import Supply
from planner.instance.schema.plants import Site
from planner.instance.schema.transport import LaneRule
from planner.matrix import Matrix, Name
from planner.network.network import Network, Spot
from planner.network.reach import Trip
from planner.network.zones import Zoned, detailed, zoned
from planner.solving.detail import Bundle

MANY = 150_000
"""Flows out of points from which on zones are used: a flow is a lane in a period."""

ZONES = 30

NEAREST = 1
"""Ways of each point beside those of its zone that its plan may use in a period."""


@kept_waiting()
def zones_for(instance: Instance) -> Zoned | None:
    """The instance with zones in place of points; None where it is small, or they do not fit.

    They fit where every point may use all the ways of its zone, so that nothing in the zoned
    network says less of a plant than the network in full detail.
    """
    if _flows_at_most(instance) < MANY:
        return None
    found = zoned(instance, ZONES)
    if found is None or sum(np.isfinite(b.distance).sum() for b in found.bundles) < MANY:
        return None
    for bundle in found.bundles:
        there = np.array(bundle.lanes != None, dtype=bool)  # noqa: E711  # entry by entry
        if (np.isfinite(bundle.distance) != there[found.zone_of]).any():
            return None
    return found


def _flows_at_most(instance: Instance) -> int:
    """How many flows the lane rules allow out of sites with supply, before anything is built."""
    roles = {row.site: row.role for row in instance.rows(Site)}
    sites_of = {role: sum(r == role for r in roles.values()) for role in set(roles.values())}
    senders = {(row.site, row.product) for row in instance.rows(Supply)}
    periods = len(instance.tables["periods"])
    return sum(
        sum(roles[site] == rule.from_role for site, _ in senders)
        * min(sites_of.get(rule.to_role, 0), rule.nearest or len(roles))
        * periods
        for rule in instance.rows(LaneRule)
    )


def bundles_of(zones: Zoned, matrix: Matrix) -> list[Bundle]:
    """What the zones stand for, by the columns and rows of the matrix of the zoned network."""
    rows = {name: number for number, name in enumerate(matrix.rows)}
    columns = matrix.position

    def numbers(of: str, product: str, period: str, among: Mapping[Name, int]) -> np.ndarray:
        names = (Name(of, (zone, product, period)) for zone in zones.zones)
        return np.array([among.get(name, -1) for name in names])

    found = []
    for bundle in zones.bundles:
        product, period = bundle.product, bundle.period
        lanes = np.full(bundle.lanes.shape, -1)
        for place, lane in np.ndenumerate(bundle.lanes):
            if lane is not None:
                lanes[place] = columns[Name("shipped", (lane, period))]
        supply = [zones.network.supply.get((Spot(zone, product), period)) for zone in zones.zones]
        there = np.isfinite(bundle.distance)
        mean = np.where(lanes >= 0, bundle.mean_distance, 0.0)[zones.zone_of]
        longer = np.where(there, bundle.distance, 0.0) - mean
        found.append(
            Bundle(
                zone_of=zones.zone_of,
                amount=bundle.amount,
                lanes=lanes,
                dearer=np.where(there, bundle.loss[zones.zone_of] * longer, np.inf),
                collected=numbers("collected", product, period, columns),
                left=numbers("not_collected", product, period, columns),
                balance=numbers("balance", product, period, rows),
                enough=numbers("enough_is_collected", product, period, rows),
                must=np.array(
                    [s.must_collect / s.amount if s and s.amount else 0.0 for s in supply]
                ),
            )
        )
    return found


def in_detail(instance: Instance, zones: Zoned, matrix: Matrix, x: np.ndarray) -> Network:
    """The network point by point, with the lanes that a plan of the zones can use.

    Every point has in every period the ways that its zone uses then, which makes the plan of the
    zones possible, and the nearest other that any zone uses then.
    """
    columns = matrix.position
    kept: dict[Trip, list[str]] = defaultdict(list)
    for bundle in zones.bundles:
        flows = np.array(
            [
                [0.0 if lane is None else x[columns[Name("shipped", (lane, bundle.period))]]
                 for lane in row]
                for row in bundle.lanes
            ]
        )  # fmt: skip
        used = flows > 0
        mine = used[zones.zone_of]
        others = np.where(used.any(axis=0) & ~mine, bundle.distance, np.inf)
        near = np.argsort(others, axis=1, kind="stable")[:, :NEAREST]
        np.put_along_axis(mine, near, True, axis=1)
        mine &= np.isfinite(bundle.distance) & (bundle.amount > 0)[:, None]
        for point, way in np.argwhere(mine).tolist():
            receiver, mode = zones.ways[way]
            trip = Trip(zones.points[point], receiver, bundle.product, mode)
            kept[trip].append(bundle.period)
    return replace(detailed(instance, kept), title=zones.network.title)
