"""The page of a site evaluation: one HTML file with a map and all about each plant, that opens
offline. The ranked plants stand beside the map; a site or a plant is clicked for its details."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.network.network import Network
from planner.reporting.maps.appearance import BORDER, HOME, LAND
from planner.reporting.maps.frame import frame_of
from planner.reporting.maps.offline import asset, embedded, environment, leaflet, policy
from planner.reporting.maps.page import base_map
from planner.reporting.sites.looks import COLOURS, MUST, OFTEN, Record, drawn_plants, span
from planner.reporting.sites.report import SiteReport

ASSETS = Path(__file__).parent / "assets"
NEVER_BUILT = "No plan found builds it."


def write_site_page(network: Network, report: SiteReport, path: Path) -> None:
    """Write the page. Errors: OSError."""
    scripts = [leaflet(), asset("panel.js") + "\n" + asset("sites.js", ASSETS)]
    page = (
        environment(ASSETS)
        .get_template("sites.html")
        .render(
            report=report,
            policy=policy(scripts),
            styles=Markup(asset("leaflet.css") + asset("page.css") + asset("sites.css", ASSETS)),
            scripts=[Markup(script) for script in scripts],
            licence=Markup(asset("LICENSE-leaflet")),
            data=Markup(embedded(_data(network, report))),
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _data(network: Network, report: SiteReport) -> Record:
    south, west, north, east = frame_of(network).corners
    plants = drawn_plants(report.values)
    sites = {name: number for number, name in enumerate({plant["site"]: None for plant in plants})}
    depends: dict[str, list[list[str]]] = {}
    for row in report.depends_on.to_dict("records"):
        depends.setdefault(row["plant"], []).append(_dependence(row))
    return {
        "frame": [[south, west], [north, east]],
        "colours": {"land": LAND, "home": HOME, "border": BORDER},
        "land": base_map(network),
        "often": [[*COLOURS[often], words] for often, words in OFTEN.items()],
        "sites": [
            {
                "name": name,
                "country": network.sites[name].country,
                "at": [network.sites[name].latitude, network.sites[name].longitude],
            }
            for name in sites
        ],
        "plants": [
            {
                "name": plant["plant"],
                "site": sites[plant["site"]],
                "technology": plant["technology"],
                "look": list(COLOURS).index(plant["how_often"]),
                "across": round(plant["across"], 1),
                "inPlan": plant["in_plan"] == "yes",
                "short": _worth(plant),
                "facts": _facts(plant, report.currency),
                "depends": depends.get(plant["plant"], []),
            }
            for plant in plants
        ],
    }


def _worth(plant: Record) -> str:
    return span(plant["low"], plant["high"]) or str(plant["answer"])


def _facts(plant: Record, currency: str) -> list[list[str]]:
    """What is told of a plant: what, and how much; what is not known is left out."""
    asked = "Keeping it out" if plant["in_plan"] == "yes" else "Building it"
    worth = span(plant["low"], plant["high"], 2)
    break_even = span(plant["break_even_low"], plant["break_even_high"], 2)
    facts = [
        [f"{asked} costs, M {currency}", worth or str(plant["answer"])],
        ["By the best plans found", _number(plant["estimate"], ",.2f")],
        ["Built in", f"{plant['plans_that_build_it']:.0f} of {plant['plans_made']:.0f} plans"],
        ["Year", _number(plant["year"], "d")],
        ["Size", _text(plant["size"])],
        ["Capacity, t a year", _number(plant["capacity"], ",.0f")],
        [f"Capital cost, M {currency}", _number(plant["capital_cost"], ",.1f")],
        [f"Break-even, M {currency}", break_even],
        ["Owner", _text(plant["owner"])],
        ["", NEVER_BUILT if plant["year"] != plant["year"] and plant["answer"] != MUST else ""],
    ]
    return [fact for fact in facts if fact[1]]


def _dependence(row: dict[Any, Any]) -> list[str]:
    """Kind, what and where, how much."""
    share, tonnes = (row[name] for name in ("share [share]", "amount [t]"))
    much = [f"{share:.0%}"] if share == share else []
    much += [f"{tonnes:,.0f} t"] if tonnes == tonnes else []
    what = ", ".join(filter(None, (_text(row["what"]), _text(row["where"]))))
    return [str(row["kind"]), what, ", ".join(much) or _text(row["note"])]


def _number(amount: float, form: str) -> str:
    if amount != amount:
        return ""
    return format(int(amount), form) if form == "d" else format(amount, form)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)
