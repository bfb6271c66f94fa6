"""Tariffs: what the ways out of points cost, apart from their length and by their length.

cost = fixed + by distance x km      carbon cost = carbon by distance x km
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.network.groundwork import Groundwork
from planner.network.money import KT
from planner.network.network import PeriodName, ProductName
from planner.network.points import Group
from planner.network.reach import Trip
from planner.network.ways import Ways


@dataclass(frozen=True)
class Tariff:
    """Of one product in one period; (groups, ways), 0 where a group may not use a way."""

    fixed: np.ndarray
    """M per kt: handling, packaging, border."""
    by_distance: np.ndarray
    """M per kt and km: freight."""
    carbon: np.ndarray
    """M per kt and km: price of the emissions."""

    def of(self, groups: np.ndarray) -> "Tariff":
        """That of each of some numbers of groups."""
        return Tariff(self.fixed[groups], self.by_distance[groups], self.carbon[groups])


def tariff(
    known: Groundwork,
    groups: Sequence[Group],
    ways: Ways,
    carbon_price: Mapping[tuple[str, PeriodName], float],
    product: ProductName,
    period: PeriodName,
) -> Tariff:
    """carbon_price: by country and period, M per kt CO2e."""
    carriage, when = known.routes.carriage, known.periods[period]
    allowed = ways.allowed[product, period]
    fixed, by_distance, carbon = (np.zeros(allowed.shape) for _ in range(3))
    for place in zip(*np.nonzero(allowed), strict=True):
        group, (receiver, mode) = groups[place[0]], ways.ways[place[1]]
        trip = Trip(group[0], receiver, product, mode)
        freight = carriage.freight_of(trip, when)
        assert freight is not None  # or it were not allowed
        price = carbon_price.get((known.sites[group[0]].country, period), 0.0)
        fixed[place] = carriage.cost(trip, 0.0, None, when)
        by_distance[place] = freight.cost * KT
        carbon[place] = ways.emissions[place[1]] * price
    return Tariff(fixed, by_distance, carbon)
