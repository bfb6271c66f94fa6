"""The page of a plan: one HTML file with a map, that opens anywhere and fetches nothing.

Everything is within the file: Leaflet, the base map, the plan as JSON (offline.py).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.network.network import Network
from planner.reporting.maps.frame import frame_of
from planner.reporting.maps.offline import (
    ASSETS,
    asset,
    embedded,
    environment,
    land_around,
    leaflet,
    policy,
)
from planner.reporting.maps.page_data import page_data
from planner.solution.indicators import worth
from planner.solution.solution import Solution

STATUS = {"optimal": "proven"}
"""Words for a reader: optimal means to the gap asked for, which stands beside it."""

SCRIPTS = ("panel.js", "flows.js", "map.js")


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
    scripts = [leaflet(), "\n".join(asset(name) for name in SCRIPTS)]
    page = (
        environment(ASSETS)
        .get_template("template.html")
        .render(
            network=network,
            result=solution.result,
            headline=_headline(solution, baseline),
            worth=_worth(solution, baseline),
            facts={name: str(fact) for name, fact in facts.items()},
            policy=policy(scripts),
            styles=Markup(asset("leaflet.css") + asset("page.css")),
            scripts=[Markup(script) for script in scripts],
            licence=Markup(asset("LICENSE-leaflet")),
            data=Markup(embedded(data)),
        )
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")


def base_map(network: Network) -> list[list[Any]]:
    """The countries around a network, those with plants at home."""
    home = {network.sites[plant.site].country for plant in network.plants.values()}
    return land_around(frame_of(network), home)


def _headline(solution: Solution, baseline: Solution | None) -> list[tuple[str, str, str]]:
    """The figures on top: name, value, what it means."""
    result, money = solution.result, solution.network.currency
    gap = f"{result.gap:.1%}" if result.gap < 10 else "over 1,000%"
    figures = [
        ("Net present value", f"{money} {_signed(result.objective)} M", "of the plan"),
        ("Bound", f"{money} {_signed(result.bound)} M", result.none_better),
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
