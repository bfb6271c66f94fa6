"""Zoning: weighted k-means of places."""

import numpy as np
import pytest

from planner.network.zoning import cluster, on_globe, shares, zones_that_fit


def test_places_go_to_the_nearest_centre_and_heavy_ones_have_zones_first():
    at = on_globe(np.zeros(6), np.array([0.0, 1, 2, 40, 41, 90]))
    weight = np.array([5.0, 1, 1, 1, 1, 3])
    assert partition(cluster(at, weight, 3)) == {(0, 1, 2), (3, 4), (5,)}
    assert partition(cluster(at, weight, 2)) == {(0, 1, 2, 3, 4), (5,)}
    assert cluster(at, weight, 1).tolist() == [0] * 6
    assert cluster(at, weight, 9).tolist() == list(range(6))
    assert set(cluster(at, np.zeros(6), 2)) == {0, 1}


def partition(zone: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(np.flatnonzero(zone == each).tolist()) for each in set(zone)}


def test_places_at_one_spot_are_one_zone():
    at = on_globe(np.full(4, 50.0), np.full(4, 8.0))
    assert cluster(at, np.ones(4), 3).tolist() == [0, 0, 0, 0]


def test_a_zone_is_halved_until_it_fits():
    at = on_globe(np.zeros(6), np.arange(6.0))
    zone = zones_that_fit(at, np.ones(6), 1, lambda inside: len(inside) < 3)
    assert np.bincount(zone).max() < 3
    assert np.bincount(zone).min() > 0
    together = on_globe(np.zeros(4), np.zeros(4))
    assert sorted(zones_that_fit(together, np.ones(4), 1, lambda inside: False)) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("weight", "members", "count", "expected"),
    [
        ([6, 3, 1], [99, 99, 99], 10, [6, 3, 1]),
        ([6, 3, 1], [99, 99, 99], 2, [1, 1, 1]),
        ([98, 1, 1], [4, 5, 6], 9, [4, 3, 2]),
        ([1, 1], [2, 3], 99, [2, 3]),
        ([0, 0], [5, 5], 4, [2, 2]),
    ],
)
def test_zones_are_shared_out_by_weight(weight, members, count, expected):
    assert shares(np.array(weight, float), np.array(members), count).tolist() == expected
