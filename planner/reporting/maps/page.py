"""The page of a plan: one HTML file with a map, that opens anywhere and fetches nothing.

Everything is within the file: Leaflet, the base map, the plan as JSON. A content security policy
allows the scripts of the file by their hash and nothing else.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from planner.instance.places import countries
from planner.network.network import Network
from planner.reporting.maps.frame import frame_of
from planner.reporting.maps.page_data import page_data
from planner.solution.indicators import worth
from planner.solution.solution import Solution

STATUS = {"optimal": "proven"}
"""Words for a reader: optimal means to the gap asked for, which stands beside it."""

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("panel.js", "flows.js", "map.js")
COARSE = 0.12
"""Degrees by which countries far from the frame are simplified."""


def write_page(
    solution: Solution,
    path: Path,
    *,
    baseline: Solution | None,
    facts: Mapping[str, object],
) -> None:
    """Write the page of a plan; facts (version, options, date) stand at its foot."""
    network = solution.network
    data = page_data(solution) | {"land": base_map(network)}
    scripts = [_leaflet(), "\n".join(_asset(name) for name in SCRIPTS)]
    page = (
        _environment()
        .get_template("template.html")
        .render(
            network=network,
            result=solution.result,
            headline=_headline(solution, baseline),
            worth=_worth(solution, baseline),
            facts={name: str(fact) for name, fact in facts.items()},
            policy=_policy(scripts),
            styles=Markup(_asset("leaflet.css") + _asset("page.css")),
            scripts=[Markup(script) for script in scripts],
            licence=Markup(_asset("LICENSE-leaflet")),
            data=Markup(embedded(data)),
        )
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")


def embedded(data: Any) -> str:
    """JSON that no HTML parser can mistake for a tag, whatever the names within."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def base_map(network: Network) -> list[list[Any]]:
    """Countries as [code, rings]: fine around the frame, coarse elsewhere."""
    south, west, north, east = frame_of(network).corners
    wide, high = 0.6 * (east - west), 0.6 * (north - south)
    land = countries()
    around = land.cx[west - wide : east + wide, south - high : north + high].index
    coarse = land.geometry.simplify(COARSE)
    home = {network.sites[plant.site].country for plant in network.plants.values()}
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


def _headline(solution: Solution, baseline: Solution | None) -> list[tuple[str, str, str]]:
    """The figures on top: name, value, what it means."""
    result, money = solution.result, solution.network.currency
    gap = f"{result.gap:.1%}" if result.gap < 10 else "over 1,000%"
    figures = [
        ("Net present value", f"{money} {_signed(result.objective)} M", "of the plan"),
        ("Bound", f"{money} {_signed(result.bound)} M", "no plan is worth more"),
        ("Gap", gap, f"asked for: {result.gap_asked:.1%}"),
        ("Status", STATUS.get(result.status, result.status), f"found in {result.seconds:,.0f} s"),
    ]
    if baseline is not None:
        gain = result.objective - baseline.result.objective
        sign = "+" if gain >= 0 else ""
        words = f"baseline: {money} {_signed(baseline.result.objective)} M"
        figures.insert(1, ("Against the baseline", f"{money} {sign}{_signed(gain)} M", words))
    return figures


def _worth(solution: Solution, baseline: Solution | None) -> list[dict[str, str]]:
    if baseline is None:
        return []
    return [
        {
            "figure": str(row["figure"]),
            "unit": str(row["unit"]).replace("money", solution.network.currency),
        }
        | {name: _signed(row[name]) for name in ("plan", "baseline", "difference")}
        for row in worth(solution, baseline).to_dict("records")
    ]


def _signed(amount: float) -> str:
    digits = 0 if abs(amount) >= 10_000 else 1
    words = f"{round(amount, digits) + 0.0:,.{digits}f}"  # plus zero: never minus zero
    return words.replace("-", "\N{MINUS SIGN}")


def _policy(scripts: list[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _leaflet() -> str:
    """Leaflet without the last line, that points to a file of its own."""
    return _asset("leaflet.js").split("//# sourceMappingURL")[0]


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
