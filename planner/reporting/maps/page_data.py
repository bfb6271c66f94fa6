"""What the page knows of a plan, as plain lists and numbers that become JSON.

Names stand once, in lists; everything else refers to them by their place in the list.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.network.network import Network, PeriodName
from planner.reporting.maps.appearance import (
    BORDER,
    HOME,
    LAND,
    MUTED,
    SEA,
    SHAPES,
    STANDINGS,
    Shape,
    colours_of,
    shapes_of,
)
from planner.reporting.maps.frame import Frame, frame_of
from planner.reporting.maps.standing import plant_standing, site_standings
from planner.solution.indicators import key_figures
from planner.solution.solution import Solution
from planner.solution.tables import capacity, plan_tables

Record = dict[str, Any]


def page_data(solution: Solution) -> Record:
    """Everything the page draws, base map apart."""
    network = solution.network
    tables = plan_tables(solution)
    frame = frame_of(network)
    place = _Places(network)
    south, west, north, east = frame.corners
    return {
        "currency": network.currency,
        "periods": [{"name": name} for name in network.periods],
        "groups": [{"name": name, "colour": c} for name, c in colours_of(network).items()],
        "roles": list(shapes_of(network)),
        "paths": [_path(SHAPES[shape]) for shape in shapes_of(network).values()],
        "standings": {name: list(look) for name, look in STANDINGS.items()},
        "colours": {"land": LAND, "home": HOME, "sea": SEA, "border": BORDER, "muted": MUTED},
        "frame": [[south, west], [north, east]],
        "sites": _sites(solution, frame),
        "plants": _plants(solution, tables, place),
        "products": [_product(network, name) for name in network.products],
        "modes": place.modes,
        "flows": _flows(tables["flows"], place),
        "supply": _markets(tables["supply"], place, "available", "collected", "not_collected"),
        "demand": _markets(tables["demand"], place, "wanted", "delivered", "short"),
        "outlets": _outlets(tables["outlets"], place),
        "costs": _costs(tables["costs"], place),
        "figures": _figures(key_figures(solution), place, network.currency),
    }


class _Places:
    """Where names stand in the lists of the page."""

    def __init__(self, network: Network) -> None:
        self.period = {name: n for n, name in enumerate(network.periods)}
        self.site = {name: n for n, name in enumerate(network.sites)}
        self.product = {name: n for n, name in enumerate(network.products)}
        self.modes = list(dict.fromkeys(lane.mode for lane in network.lanes.values()))
        self.mode = {name: n for n, name in enumerate(self.modes)}


def _path(shape: Shape) -> str:
    """The shape as the path of an SVG, in which down is positive."""
    return "M" + "L".join(f"{x:.3g} {-y:.3g}" for x, y in shape) + "Z"


def _product(network: Network, name: str) -> Record:
    groups = list(colours_of(network))
    group = network.products[name].group
    return {"name": name, "group": groups.index(group) if group in groups else -1}


def _sites(solution: Solution, frame: Frame) -> list[Record]:
    network = solution.network
    roles = list(shapes_of(network))
    standings = site_standings(solution)
    return [
        {
            "name": name,
            "role": roles.index(site.role),
            "country": site.country,
            "region": site.region,
            "operator": site.operator,
            "status": site.status,
            "at": [round(site.latitude, 4), round(site.longitude, 4)],
            "near": name in frame.places,
            "standing": list(standings[name].values()),
        }
        for name, site in network.sites.items()
    ]


def _plants(solution: Solution, tables: Mapping[str, pd.DataFrame], place: _Places) -> list[Record]:
    network = solution.network
    used = {
        (plant, period): load
        for plant, period, load in tables["plants"][["plant", "period", "used [t/year]"]].to_numpy()
    }
    return [
        {
            "name": name,
            "site": place.site[plant.site],
            "technology": plant.technology,
            "stage": plant.stage,
            "owner": plant.owner,
            "status": plant.status,
            "decided": _decided(tables["decisions"], name, network.currency),
            "standing": [plant_standing(solution, name, period) for period in network.periods],
            "capacity": [_t(capacity(solution, name, p) * 1000) for p in network.periods],
            "used": [_t(used.get((name, period), 0.0)) for period in network.periods],
        }
        for name, plant in network.plants.items()
    ]


_ACTIONS = {"build": "built", "expand": "expanded", "close": "closed", "committed": "committed"}


def _decided(decisions: pd.DataFrame, plant: str, currency: str) -> list[str]:
    """What the plan does with a plant: built 2033-34 with 50,000 t/year for GBP 364.4 M."""
    sentences = []
    for row in decisions[decisions["plant"] == plant].to_dict("records"):
        words = f"{_ACTIONS.get(row['action'], row['action'])} {row['period']}"
        if row["action"] != "close":
            words += f", {row['capacity [t/year]']:,.0f} t/year"
        if row["capital_cost [M money]"]:
            words += f", {currency} {row['capital_cost [M money]']:,.1f} million"
        if row["grant [M money]"]:
            words += f", grant {row['grant [M money]']:,.1f} million"
        sentences.append(words)
    return sentences


def _flows(table: pd.DataFrame, place: _Places) -> list[list[list[float]]]:
    """By period: origin, destination, product, mode, tonnes a year."""
    found: list[list[list[float]]] = [[] for _ in place.period]
    columns = ["period", "origin", "destination", "product", "mode", "shipped [t/year]"]
    for period, origin, destination, product, mode, tonnes in table[columns].to_numpy():
        found[place.period[period]].append(
            [
                place.site[origin],
                place.site[destination],
                place.product[product],
                place.mode[mode],
                _t(tonnes),
            ]
        )
    return found


def _markets(table: pd.DataFrame, place: _Places, *amounts: str) -> list[list[float | None]]:
    """Period, site, product, then the amounts in tonnes a year; none where there is no limit."""
    columns = [f"{amount} [t/year]" for amount in amounts]
    return [
        [
            place.period[row["period"]],
            place.site[row["site"]],
            place.product[row["product"]],
            *(None if pd.isna(row[column]) else _t(row[column]) for column in columns),
        ]
        for row in table.to_dict("records")
        if any(row[column] and not pd.isna(row[column]) for column in columns)
    ]


def _outlets(table: pd.DataFrame, place: _Places) -> list[list[Any]]:
    """Period, site, product, outlet, tonnes a year."""
    columns = ["period", "site", "product", "outlet", "amount [t/year]"]
    return [
        [place.period[period], place.site[site], place.product[product], outlet, _t(tonnes)]
        for period, site, product, outlet, tonnes in table[columns].to_numpy()
    ]


def _costs(table: pd.DataFrame, place: _Places) -> list[list[Any]]:
    """Period, site, term, when due, millions; only what falls due in a period at a site."""
    sums: dict[tuple[PeriodName, str, str, str], float] = defaultdict(float)
    columns = ["period", "site", "term", "due", "amount [M money]"]
    for period, site, term, due, amount in table[columns].to_numpy():
        if period in place.period and site in place.site:
            sums[period, site, term, due] += amount
    return [
        [place.period[period], place.site[site], term, due, round(amount, 4)]
        for (period, site, term, due), amount in sums.items()
        if abs(amount) >= 5e-5
    ]


def _figures(table: pd.DataFrame, place: _Places, currency: str) -> list[list[list[Any]]]:
    found: list[list[list[Any]]] = [[] for _ in place.period]
    for period, figure, unit, value in table[["period", "figure", "unit", "value"]].to_numpy():
        if period in place.period:
            words = str(unit).replace("money", currency)
            found[place.period[period]].append(
                [figure, words, None if pd.isna(value) else float(value)]
            )
    return found


def _t(tonnes: float) -> float:
    """Tonnes as written on the page: whole ones, three digits below ten."""
    return round(tonnes) if tonnes >= 10 else float(f"{tonnes:.3g}")
