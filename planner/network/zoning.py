"""Zoning: weighted k-means of places on the globe, the same every time.

    least sum over the places of weight x squared distance to the centre of its zone

The first centre is the heaviest place, each further one the place with the largest weight x
squared distance to the centres so far. Distances are chords, in earth radii.
"""

from collections.abc import Callable

import numpy as np

MOST_ROUNDS = 100


def on_globe(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(places, 3) unit vectors of (places,) degrees."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1
    )


def centre(at: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Latitude and longitude, degrees, of the mean of (places, 3) unit vectors."""
    x, y, z = weight @ at
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def zones_that_fit(
    at: np.ndarray, weight: np.ndarray, count: int, fits: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """(places,) the zone of each, from 0 without a gap: so many zones, and more where they must.

    A zone is halved until it fits, or has one place. fits: is asked for the numbers of its places.
    """
    zone = cluster(at, weight, count)
    waiting, last = list(range(zone.max() + 1)), int(zone.max())
    while waiting:
        members = np.flatnonzero(zone == waiting.pop())
        if len(members) == 1 or fits(members):
            continue
        half = cluster(at[members], weight[members], 2)
        if not half.any():  # all at one place
            half = np.arange(len(members)) % 2
        last += 1
        waiting += [int(zone[members[0]]), last]
        zone[members[half == 1]] = last
    return zone


def cluster(at: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    """(places,) the zone of each, numbered from 0 without a gap; at most so many zones.

    at: (places, 3) positions. weight: (places,), none negative.
    """
    places = len(at)
    if count >= places:
        return np.arange(places)
    if not weight.any():
        weight = np.ones(places)
    centres = _first_centres(at, weight, count)
    zone = np.full(places, -1)
    for _ in range(MOST_ROUNDS):
        square = _squares(at, centres)
        nearest = square.argmin(axis=1)
        if (nearest == zone).all():
            break
        zone = nearest
        sums = np.zeros_like(centres)
        np.add.at(sums, zone, at * weight[:, None])
        mass = np.bincount(zone, weight, len(centres))
        held = mass > 0
        centres[held] = sums[held] / mass[held, None]
    return np.unique(zone, return_inverse=True)[1].reshape(-1)


def _first_centres(at: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    chosen = [int(weight.argmax())]
    square = _squares(at, at[chosen])[:, 0]
    while len(chosen) < count and (weight * square).max() > 0:
        chosen.append(int((weight * square).argmax()))
        square = np.minimum(square, _squares(at, at[chosen[-1:]])[:, 0])
    return at[chosen].copy()


def _squares(at: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(places, centres) squared distances."""
    return np.asarray(
        sum((at[:, None, axis] - centres[None, :, axis]) ** 2 for axis in range(at.shape[1]))
    )


def shares(weight: np.ndarray, members: np.ndarray, count: int) -> np.ndarray:
    """(groups,) how many zones each group gets: by weight, one at least, no more than members.

    count: zones in all; more where there are more groups.
    """
    given = np.ones(len(weight), dtype=int)
    if not weight.any():
        weight = np.ones(len(weight))
    for _ in range(count - len(weight)):
        # The next zone goes where a zone stands for most: the method of D'Hondt.
        claim = np.where(given < members, weight / given, -1.0)
        if claim.max() < 0:
            break
        given[int(claim.argmax())] += 1
    return given
