"""Distances: over land the great circle times a detour factor, by sea the shipping routes."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from pyproj import Geod

from planner.instance.schema.transport import Mode
from planner.network.network import Site

_EARTH = Geod(ellps="WGS84")


def great_circle(origin: Site, destination: Site) -> float:
    """Length of the geodesic on the WGS 84 ellipsoid, km."""
    _, _, metres = _EARTH.inv(
        origin.longitude, origin.latitude, destination.longitude, destination.latitude
    )
    return float(metres) / 1000


def great_circles(origins: Sequence[Site], destinations: Sequence[Site]) -> np.ndarray:
    """(origins, destinations) lengths of the geodesics, km."""
    shape = len(origins), len(destinations)
    north, east = (np.repeat(degrees, shape[1]) for degrees in _degrees(origins))
    north_there, east_there = (np.tile(degrees, shape[0]) for degrees in _degrees(destinations))
    _, _, metres = _EARTH.inv(east, north, east_there, north_there)
    return np.asarray(metres).reshape(shape) / 1000


def _degrees(sites: Sequence[Site]) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes."""
    return np.array([s.latitude for s in sites]), np.array([s.longitude for s in sites])


@cache
def _by_sea(start: tuple[float, float], end: tuple[float, float]) -> float:
    import searoute  # takes a second to load its network

    route = searoute.searoute(list(start), list(end), units="km")
    return float(route["properties"]["length"])


def distance(origin: Site, destination: Site, mode: Mode) -> float:
    """Length of the way by a mode, km."""
    way = great_circle(origin, destination)
    if mode.distance == "sea":
        # The network of routes is coarse: two near ports may be one place in it.
        way = max(
            way,
            _by_sea(
                (origin.longitude, origin.latitude), (destination.longitude, destination.latitude)
            ),
        )
    return way * mode.detour_factor


def nearest(origin: Site, candidates: Mapping[str, Site], radius: float | None) -> list[str]:
    """Names of the candidates within the radius (km, as the crow flies), nearest first."""
    lengths = {name: great_circle(origin, site) for name, site in candidates.items()}
    within = [name for name, length in lengths.items() if radius is None or length <= radius]
    return sorted(within, key=lambda name: (lengths[name], name))
