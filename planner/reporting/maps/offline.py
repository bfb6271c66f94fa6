"""What makes a page open offline: scripts, styles, base map and data within the one file.

A content security policy allows the scripts of the file by their hash and nothing else.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planner.instance.places import countries
from planner.reporting.maps.frame import Frame

ASSETS = Path(__file__).parent / "assets"
COARSE = 0.12
"""Degrees by which countries far from the frame are simplified."""


def embedded(data: Any) -> str:
    """JSON that no HTML parser can mistake for a tag, whatever the names within."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def policy(scripts: Sequence[str]) -> str:
    """The content security policy of a page with these scripts."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def land_around(frame: Frame, home: Collection[str]) -> list[list[Any]]:
    """Countries as [code, whether at home, rings]: fine around the frame, coarse elsewhere."""
    south, west, north, east = frame.corners
    wide, high = 0.6 * (east - west), 0.6 * (north - south)
    land = countries()
    around = land.cx[west - wide : east + wide, south - high : north + high].index
    coarse = land.geometry.simplify(COARSE)
    found = []
    for row in land.itertuples():
        near = row.Index in around
        shape = row.geometry if near else coarse[row.Index]
        rings = [ring for part in _parts(shape) for ring in [_ring(part, 3 if near else 1)] if ring]
        found.append([row.iso2, int(row.iso2 in home), rings])
    return found


def _parts(shape: Any) -> list[Any]:
    return [part for part in getattr(shape, "geoms", [shape]) if not part.is_empty]


def _ring(part: Any, digits: int) -> list[float]:
    """The outer ring of a polygon as latitude, longitude, latitude, ...; lakes are left out."""
    points = dict.fromkeys((round(y, digits), round(x, digits)) for x, y in part.exterior.coords)
    return [number for point in points for number in point] if len(points) > 2 else []


def leaflet() -> str:
    """Leaflet without the last line, that points to a file of its own."""
    return asset("leaflet.js").split("//# sourceMappingURL")[0]


@cache
def asset(name: str, folder: Path = ASSETS) -> str:
    """A script or style sheet as text."""
    return (folder / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder; every text is escaped."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
