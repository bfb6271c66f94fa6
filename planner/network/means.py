"""Means: the lengths of ways out of zones, weighted by what arises at their points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.network.network import PeriodName, ProductName

Traffic = tuple[ProductName, PeriodName]


@dataclass(frozen=True)
class Means:
    """(zones, ways) km."""

    overall: Mapping[ProductName, np.ndarray]
    """Weighted by what arises in all periods."""
    then: Mapping[Traffic, np.ndarray]
    """Weighted by what arises in the period; as overall where that is nothing."""


def mean_lengths(
    distance: np.ndarray, amounts: Mapping[Traffic, np.ndarray], members: Sequence[np.ndarray]
) -> Means:
    """distance: (points, ways) km. amounts: (points,). members: numbers of the points of a zone."""
    totals: dict[ProductName, np.ndarray] = {}
    for (product, _), amount in amounts.items():
        totals[product] = totals[product] + amount if product in totals else amount
    return Means(
        overall={
            product: _means(distance, members, total, np.ones_like(total))
            for product, total in totals.items()
        },
        then={
            traffic: _means(distance, members, amount, totals[traffic[0]], np.ones_like(amount))
            for traffic, amount in amounts.items()
        },
    )


def _means(distance: np.ndarray, members: Sequence[np.ndarray], *weights: np.ndarray) -> np.ndarray:
    """(zones, ways) by the first weight that is not nil at all points of the zone."""
    means = np.empty((len(members), distance.shape[1]))
    for zone, places in enumerate(members):
        weight = next(found for each in weights if (found := each[places]).any())
        means[zone] = weight / weight.sum() @ distance[places]
    return means
