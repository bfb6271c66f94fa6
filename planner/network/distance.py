"""Distances: over land the great circle times a detour factor, by sea the shipping routes."""

from collections.abc import Mapping
from functools import cache

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
