"""Places: the countries of the world, and in which of them a point lies."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAP = Path(__file__).parent / "geography" / "countries.geojson"
KM_PER_DEGREE = 111.2
HORIZON = 8.0  # degrees: a point farther from every coast is only said to lie in the sea


@cache
def countries() -> "GeoDataFrame":
    """The countries of the world: iso2, name, geometry in WGS 84. Do not change it in place."""
    import geopandas

    return geopandas.GeoDataFrame.from_features(_features(), crs="EPSG:4326")


@cache
def mapped_codes() -> frozenset[str]:
    """Codes of the countries on the map. Small islands and territories have none of their own."""
    return frozenset(f["properties"]["iso2"] for f in _features()) - {""}


@dataclass(frozen=True)
class Whereabouts:
    """Where a point lies."""

    country: str
    """Code of the country, else its name; at sea the nearest one; empty: far from every coast."""
    distance: float
    """km to that country; 0 on its land."""

    def __str__(self) -> str:
        if not self.country:
            return "in the sea, far from every coast"
        if self.distance == 0:
            return f"in {self.country}"
        return f"in the sea, {self.distance:.0f} km from the coast of {self.country}"


def distances_to(country: str, points: Sequence[tuple[float, float]]) -> list[float]:
    """km from each (longitude, latitude) to the land of a country, 0 within it.

    Distances are those of a flat map stretched to the latitude of the point: good to a percent
    over tens of kilometres.
    """
    import shapely

    shapes = [s for code, _, s in _shapes() if code == country]
    shape = shapely.union_all(shapes) if len(shapes) != 1 else shapes[0]
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, points) if points else []
    return [
        0.0 if lies_inside else _distance(shape, *point)
        for point, lies_inside in zip(points, inside, strict=True)
    ]


def where_is(longitude: float, latitude: float) -> Whereabouts:
    """The country a point lies in, or the nearest one."""
    import shapely

    point = shapely.Point(longitude, latitude)
    box = shapely.box(
        longitude - 2 * HORIZON, latitude - HORIZON, longitude + 2 * HORIZON, latitude + HORIZON
    )
    near = [_shapes()[place] for place in _tree().query(box)]
    for code, name, shape in near:
        if shape.covers(point):
            return Whereabouts(code or name, 0.0)
    distances = [
        (_distance(part, longitude, latitude), code or name)
        for code, name, shape in near
        if not (part := shapely.clip_by_rect(shape, *box.bounds)).is_empty
    ]
    if not distances:
        return Whereabouts("", float("inf"))
    distance, country = min(distances)
    return Whereabouts(country, distance)


def _distance(shape: Any, longitude: float, latitude: float) -> float:
    import shapely

    shrink = max(cos(radians(latitude)), 0.01)
    flat = shapely.transform(shape, lambda xy: xy * (shrink, 1.0))
    return float(flat.distance(shapely.Point(longitude * shrink, latitude))) * KM_PER_DEGREE


@cache
def _features() -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(MAP.read_text(encoding="utf-8"))["features"]
    return features


@cache
def _shapes() -> list[tuple[str, str, Any]]:
    """Code, name, shape. GeoPandas takes a second to import, so the check does without it."""
    from shapely.geometry import shape

    return [
        (f["properties"]["iso2"], f["properties"]["name"], shape(f["geometry"]))
        for f in _features()
    ]


@cache
def _tree() -> Any:
    from shapely import STRtree

    return STRtree([shape for _, _, shape in _shapes()])
