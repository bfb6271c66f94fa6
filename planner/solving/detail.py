"""What zones stand for: many points, each with lanes of its own length, and the exact cut for them.

A zone is the proportional mix of its points, so every plan with zones is a plan in full detail. The
bound must not rely on that mix. Given prices of all rows but those of the zones, a point that ships
q over its ways out of s that arise loses at least

    s x [ sum over ways of share(way) x min(0, e(point, way) - p) + least of what it may collect ]

for any price p of what it collects, where e is what a tonne over the way costs in full detail and
share(way) is 1, or how far the plants at its end stand. The best p fills the cheapest ways until
all is collected. Ways that no plan in hand uses are in the sum all the same, so that the cut holds
in full detail, whatever the zones are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp

ENOUGH = 1e-9

FEW = 16
"""The cheapest ways of a point, which most often fill all it ships."""


@dataclass(frozen=True)
class Bundle:
    """What the points of all zones ship of one product in one period.

    Columns and rows are those of the matrix, or of a block of it; -1: there is none.
    """

    zone_of: np.ndarray
    """(points,)"""
    amount: np.ndarray
    """(points,) what arises."""
    lanes: np.ndarray
    """(zones, ways) columns."""
    dearer: np.ndarray
    """(points, ways) what a unit costs more than over the lane of the zone; inf: no way."""
    collected: np.ndarray
    """(zones,) columns."""
    left: np.ndarray
    """(zones,) columns of what is not collected though it must be."""
    balance: np.ndarray
    """(zones,) rows."""
    enough: np.ndarray
    """(zones,) rows of what must be collected."""
    must: np.ndarray
    """(zones,) share of the amount that must be collected."""

    @cached_property
    def mix(self) -> sp.csr_matrix:
        """(zones, points) what arises."""
        points = len(self.amount)
        at = self.zone_of, np.arange(points)
        return sp.csr_matrix((self.amount, at), shape=(len(self.must), points))

    def columns(self) -> np.ndarray:
        every = np.concatenate([self.lanes.ravel(), self.collected, self.left])
        return every[every >= 0]

    def rows(self) -> np.ndarray:
        every = np.concatenate([self.balance, self.enough])
        return every[every >= 0]

    def moved(self, columns: np.ndarray, rows: np.ndarray) -> "Bundle":
        """The same with other numbers; columns, rows: old number -> new one."""

        def at(places: np.ndarray, numbers: np.ndarray) -> np.ndarray:
            return np.where(numbers >= 0, places[numbers], -1)

        return replace(
            self,
            lanes=at(columns, self.lanes),
            collected=at(columns, self.collected),
            left=at(columns, self.left),
            balance=at(rows, self.balance),
            enough=at(rows, self.enough),
        )

    def loss(self, d: np.ndarray, share: np.ndarray) -> tuple[float, np.ndarray]:
        """The least loss of all points: a constant, and what each share of a way adds.

        d: costs of the columns less the prices of all rows but those of the zones. share: (zones,
        ways) of the amount that may go each way where the cut is sought. Returns the constant and
        (zones, ways) factors of the shares.
        """
        zone = self.zone_of
        there = self.lanes >= 0
        e = np.where(there, d[self.lanes], np.inf)[zone] + self.dearer
        collecting = d[self.collected][zone]
        leaving = np.where(self.left >= 0, d[self.left], np.inf)[zone]
        must = self.must[zone]
        some = np.flatnonzero((share > ENOUGH).any(axis=0))
        used, of_used = e[:, some], share[:, some]
        order = np.argsort(used, axis=1)
        all_of_it = _filling(used, order, of_used, zone, np.ones(len(zone)))
        what_must = _filling(used, order, of_used, zone, must)
        p = np.where(
            collecting + all_of_it <= 0,
            all_of_it,
            np.where(
                collecting + what_must <= 0,
                -collecting,
                np.minimum(what_must, leaving - collecting),
            ),
        )
        # Where neither ways nor leaving it fill what must be, any price holds.
        endless = ~np.isfinite(p)
        dearest = np.where(np.isfinite(used[endless]), used[endless], -np.inf)
        dearest = dearest.max(axis=1, initial=-np.inf)
        p[endless] = np.where(np.isfinite(dearest), dearest, -collecting[endless])
        net = collecting + p
        least = np.where(
            net <= 0, net, np.where(net <= leaving, must * net, must * np.minimum(leaving, net))
        )
        saved = np.minimum(0.0, e - p[:, None])
        return float(self.amount @ least), self.mix @ saved


def _filling(
    e: np.ndarray, order: np.ndarray, share: np.ndarray, zone: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """(points,) price of the way with which the cheapest fill the share wanted; inf: none does.

    e: (points, ways). order: of the ways, the cheapest first. share: (zones, ways).
    """
    ways = e.shape[1]
    found = np.full(len(zone), np.inf)
    rows, count = np.arange(len(zone)), min(FEW, ways)
    while len(rows) and ways:
        cheapest = order[rows, :count]
        filled = np.cumsum(share.take(cheapest + ways * zone[rows, None]), axis=1)
        place = (filled < wanted[rows, None] - ENOUGH).sum(axis=1)
        fills = place < count
        full = rows[fills]
        found[full] = e[full, cheapest[fills, place[fills]]]
        if count == ways:
            break
        rows, count = rows[~fills], min(4 * count, ways)
    return found


def of_block(
    bundles: Sequence[Bundle], columns: np.ndarray, rows: np.ndarray, count: tuple[int, int]
) -> list[Bundle]:
    """The bundles that lie in a block of these columns and rows, in its numbers.

    count: rows and columns of the matrix. Errors: ValueError for one that lies in several.
    """
    new_column, new_row = (np.full(number, -1) for number in reversed(count))
    new_column[columns] = np.arange(len(columns))
    new_row[rows] = np.arange(len(rows))
    found = []
    for bundle in bundles:
        inside = new_column[bundle.columns()] >= 0
        if inside.all():
            found.append(bundle.moved(new_column, new_row))
        elif inside.any():
            raise ValueError("a bundle lies in several blocks")
    return found
