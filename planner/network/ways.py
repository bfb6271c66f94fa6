"""Ways: what every point may ship where, all points at once.

A way is a receiver and a mode. The rules give each point its nearest receivers. Borders and
contracts are the same for all points of a group, and so is where its products have a use: both are
asked for one of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.instance.schema.transport import LaneRule
from planner.network.distance import great_circles
from planner.network.groundwork import Groundwork
from planner.network.money import KT
from planner.network.network import PeriodName, ProductName, SiteName
from planner.network.points import Group
from planner.network.reach import Trip, carries


@dataclass(frozen=True)
class Ways:
    """Ways out of points."""

    points: tuple[SiteName, ...]
    group_of: np.ndarray
    """(points,) number of its group; the points of a group follow each other."""
    ways: tuple[tuple[SiteName, str], ...]
    """Receiver and mode."""
    distance: np.ndarray
    """(points, ways) km, whether the point may use the way or not."""
    emissions: np.ndarray
    """(ways,) kt CO2e per kt and km."""
    near: Mapping[ProductName, np.ndarray]
    """(points, ways) does a rule lead the product there from the point?"""
    allowed: Mapping[tuple[ProductName, PeriodName], np.ndarray]
    """(groups, ways) may it go there, and is it of use?"""

    def open(self, product: ProductName, period: PeriodName) -> np.ndarray:
        """(points, ways) is there a lane in the network in full detail?"""
        return np.asarray(self.near[product] & self.allowed[product, period][self.group_of])


def ways_out(known: Groundwork, groups: Sequence[Group], products: Sequence[ProductName]) -> Ways:
    """The ways of the points of each group, for the products that arise there."""
    led = list(_led(known, groups, products))
    ways = {
        way: place
        for place, way in enumerate(
            dict.fromkeys((name, found.rule.mode) for found in led for name in found.receivers)
        )
    }
    points = tuple(point for group in groups for point in group)
    receivers = list(dict.fromkeys(name for name, _ in ways))
    column = {name: place for place, name in enumerate(receivers)}
    straight = great_circles(
        [known.sites[name] for name in points], [known.sites[name] for name in receivers]
    )
    modes = known.routes.carriage.modes
    detour = np.array([modes[mode].detour_factor for _, mode in ways])
    near = {product: np.zeros((len(points), len(ways)), bool) for product in products}
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    for found in led:
        rows = np.flatnonzero(group_of == found.group)
        columns = np.array([column[name] for name in found.receivers], int)
        there = np.array([ways[name, found.rule.mode] for name in found.receivers], int)
        near[found.product][np.ix_(rows, there)] |= _nearest(
            straight[np.ix_(rows, columns)], found.rule
        )
    return Ways(
        points=points,
        group_of=group_of,
        ways=tuple(ways),
        distance=straight[:, np.array([column[name] for name, _ in ways], int)] * detour,
        emissions=np.array([modes[mode].emissions * KT for _, mode in ways]),
        near=near,
        allowed=_allowed(known, groups, ways, near, group_of),
    )


class _Led(NamedTuple):
    """Where a rule may lead a product of a group."""

    group: int
    rule: LaneRule
    product: ProductName
    receivers: list[SiteName]
    """By name: of two as far away the first goes before."""


def _led(
    known: Groundwork, groups: Sequence[Group], products: Sequence[ProductName]
) -> Iterator[_Led]:
    routes = known.routes
    for rule in routes.rules:
        for product in products:
            if not carries(rule, known.products[product]):
                continue
            receivers = sorted(routes.receivers(rule, product))
            for number, (first, *_) in enumerate(groups):
                if known.sites[first].role == rule.from_role and (first, product) in known.made:
                    trips = [Trip(first, name, product, rule.mode) for name in receivers]
                    names = [t.destination for t in trips if routes.allowed_periods(t)]
                    yield _Led(number, rule, product, names)


def _nearest(length: np.ndarray, rule: LaneRule) -> np.ndarray:
    """(points, receivers) those that the rule reaches, of (points, receivers) km."""
    order = length.argsort(axis=1, kind="stable")
    reached = np.zeros(length.shape, bool)
    np.put_along_axis(reached, order[:, : rule.nearest], True, axis=1)
    return reached if rule.radius is None else reached & (length <= rule.radius)


def _allowed(
    known: Groundwork,
    groups: Sequence[Group],
    ways: Mapping[tuple[SiteName, str], int],
    near: Mapping[ProductName, np.ndarray],
    group_of: np.ndarray,
) -> dict[tuple[ProductName, PeriodName], np.ndarray]:
    """(groups, ways) by product and period. The first point of a group tries all its ways."""
    given: dict[SiteName, dict[Trip, Collection[PeriodName]]] = {
        point: {} for group in groups for point in group
    }
    number = {group[0]: place for place, group in enumerate(groups)}
    for first, place in number.items():
        for product, reached in near.items():
            led = reached[group_of == place].any(axis=0)
            for (receiver, mode), column in ways.items():
                if led[column]:
                    given[first][Trip(first, receiver, product, mode)] = known.periods
    allowed = {
        (product, period): np.zeros((len(groups), len(ways)), bool)
        for product in near
        for period in known.periods
    }
    for trip, names in known.routes.reachable(given).items():
        if trip.origin in number:
            for period in names:
                column = ways[trip.destination, trip.mode]
                allowed[trip.product, period][number[trip.origin], column] = True
    return allowed
