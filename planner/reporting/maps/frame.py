"""The part of the world a map shows: the network itself, not its farthest supplier.

The core is every site in a country that has a plant or something that must be collected. Sites
just outside it join the frame; what lies farther is shown by where its flows cross the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from pyproj import Geod, Transformer

from planner.network.network import Network, Site

NEARBY = 0.25
"""Sites this far beyond the core, as a share of its longer side, still join the frame."""
MARGIN = 0.07
SHORTEST_SIDE = 80_000.0
"""Metres: the frame of a single site."""
SHAPE = (0.68, 1.6)
"""Width over height stays between these."""

_GLOBE = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Frame:
    """A rectangle on an equal-area map (Lambert azimuthal) centred on the network, in metres."""

    longitude: float
    latitude: float
    west: float
    south: float
    east: float
    north: float
    places: dict[str, tuple[float, float]]
    """Where the sites within the frame lie on the map."""

    @property
    def crs(self) -> str:
        return _equal_area(self.longitude, self.latitude)

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    @cached_property
    def corners(self) -> tuple[float, float, float, float]:
        """South, west, north and east in degrees; east may pass 180."""
        back = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        steps = np.linspace(0, 1, 21)
        x = self.west + steps * self.width
        y = self.south + steps * self.height
        around = [
            *((a, b) for a in x for b in (self.south, self.north)),
            *((a, b) for b in y for a in (self.west, self.east)),
        ]
        longitudes, latitudes = back.transform(*np.transpose(around))
        shifted = (np.asarray(longitudes) - self.longitude + 180) % 360 - 180 + self.longitude
        return (
            float(min(latitudes)), float(min(shifted)), float(max(latitudes)), float(max(shifted)),
        )  # fmt: skip

    def edge_towards(self, start: tuple[float, float], site: Site) -> tuple[float, float]:
        """Where the shortest way from a point of the map to a far site leaves the frame."""
        back = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        here = back.transform(*start)
        azimuth, _, _ = _GLOBE.inv(*here, site.longitude, site.latitude)
        ahead = _GLOBE.fwd(*here, azimuth, 10_000.0)[:2]  # the map's own direction at that point
        x, y = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True).transform(*ahead)
        step = np.array([x - start[0], y - start[1]])
        low, high = np.array([self.west, self.south]), np.array([self.east, self.north])
        with np.errstate(divide="ignore"):
            reach = np.where(step > 0, high - start, low - start) / np.where(step == 0, 1e-9, step)
        end = np.asarray(start) + step * min(reach)
        return float(end[0]), float(end[1])


def frame_of(network: Network) -> Frame:
    """The frame around the core of a network."""
    return frame_around(_core(network), {name: network.sites[name] for name in used_sites(network)})


def frame_around(core: Mapping[str, Site], used: Mapping[str, Site]) -> Frame:
    """The frame around some sites, and around those in use that lie just outside."""
    longitude, latitude = _middle(list(core.values()))
    for _ in range(2):  # the second time centred on the box of the first
        places = _project(list(core.values()), longitude, latitude)
        box = _box(places)
        back = Transformer.from_crs(_equal_area(longitude, latitude), "EPSG:4326", always_xy=True)
        longitude, latitude = back.transform((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    box = _box(_project(list(core.values()), longitude, latitude))

    spots = dict(zip(used, _project(list(used.values()), longitude, latitude), strict=True))
    reach = NEARBY * max(box[2] - box[0], box[3] - box[1], SHORTEST_SIDE)
    near = {
        name: (float(x), float(y))
        for name, (x, y) in spots.items()
        if box[0] - reach <= x <= box[2] + reach and box[1] - reach <= y <= box[3] + reach
    }
    west, south, east, north = _padded(_box(np.array(list(near.values()))))
    return Frame(longitude, latitude, west, south, east, north, near)


def _core(network: Network) -> dict[str, Site]:
    countries = {network.sites[plant.site].country for plant in network.plants.values()}
    countries |= {
        network.sites[spot.site].country
        for (spot, _), supply in network.supply.items()
        if supply.must_collect
    }
    used = {name: network.sites[name] for name in used_sites(network)}
    core = {name: site for name, site in used.items() if site.country in countries}
    return core or used or dict(network.sites)


def used_sites(network: Network) -> list[str]:
    """Sites with a plant, a lane, supply or demand, in the order of the network."""
    lanes = chain.from_iterable((x.origin, x.destination) for x in network.lanes.values())
    plants = (plant.site for plant in network.plants.values())
    spots = (spot.site for spot, _ in chain(network.supply, network.demand))
    used = {*lanes, *plants, *spots}
    return [name for name in network.sites if name in used] or list(network.sites)


def _equal_area(longitude: float, latitude: float) -> str:
    return f"+proj=laea +lat_0={latitude:.4f} +lon_0={longitude:.4f} +ellps=WGS84 +units=m"


def _middle(sites: list[Site]) -> tuple[float, float]:
    """The mean of points on a globe: right on both sides of 180 degrees."""
    longitude = np.radians([site.longitude for site in sites])
    latitude = np.radians([site.latitude for site in sites])
    x = np.mean(np.cos(latitude) * np.cos(longitude))
    y = np.mean(np.cos(latitude) * np.sin(longitude))
    z = np.mean(np.sin(latitude))
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def _project(sites: list[Site], longitude: float, latitude: float) -> Any:
    there = Transformer.from_crs("EPSG:4326", _equal_area(longitude, latitude), always_xy=True)
    x, y = there.transform([site.longitude for site in sites], [site.latitude for site in sites])
    return np.column_stack([x, y])


def _box(places: Any) -> tuple[float, float, float, float]:
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _padded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    width, height = max(east - west, SHORTEST_SIDE), max(north - south, SHORTEST_SIDE)
    pad = MARGIN * max(width, height)
    width, height = width + 2 * pad, height + 2 * pad
    width, height = max(width, SHAPE[0] * height), max(height, width / SHAPE[1])
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
