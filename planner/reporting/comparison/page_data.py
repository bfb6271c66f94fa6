"""What the maps of a comparison draw, as plain lists and numbers that become JSON.

Sites stand once, by name, for all runs; flows and plants by run and period.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from planner.instance.schema.plants import Site as SiteRow
from planner.network.network import AS_IS, Site
from planner.reporting.maps.appearance import (
    BORDER,
    HOME,
    LAND,
    MUTED,
    SEA,
    SHAPES,
    STANDINGS,
    group_colours,
    role_shapes,
)
from planner.reporting.maps.frame import Frame, frame_around
from planner.reporting.maps.offline import land_around
from planner.reporting.maps.standing import RANK
from planner.solution.comparison import Comparison, FinishedRun
from planner.solution.comparison.runs import CAPACITY, SHIPPED

Record = dict[str, Any]


def page_data(comparison: Comparison) -> Record:
    """Everything the maps draw."""
    sites = sites_of(comparison.runs)
    homes = _home(comparison.runs, sites)
    used = _used(comparison.runs, sites)
    core = {name: site for name, site in used.items() if site.country in homes} or used or sites
    frame = frame_around(core, used or sites)
    south, west, north, east = frame.corners
    shapes = role_shapes(
        (site.role for site in sites.values()), Counter(site.role for site in used.values())
    )
    groups = group_colours(_groups(comparison))
    place = {name: number for number, name in enumerate(sites)}
    return {
        "periods": list(comparison.periods),
        "groups": [{"name": name, "colour": colour} for name, colour in groups.items()],
        "roles": list(shapes),
        "paths": [_path(shape) for shape in shapes.values()],
        "standings": {name: list(look) for name, look in STANDINGS.items()},
        "rank": list(RANK),
        "colours": {"land": LAND, "home": HOME, "sea": SEA, "border": BORDER, "muted": MUTED},
        "frame": [[south, west], [north, east]],
        "land": land_around(frame, homes),
        "sites": [_site(site, list(shapes), frame) for site in sites.values()],
        "runs": [_run(run, comparison, place, list(groups)) for run in comparison.runs],
    }


def sites_of(runs: Sequence[FinishedRun]) -> dict[str, Site]:
    """The sites of all runs, as the first that has them says."""
    header = SiteRow.headers()
    found: dict[str, Site] = {}
    for run in runs:
        for row in run.rows("sites"):
            latitude = float(row[header["latitude"]])
            longitude = float(row[header["longitude"]])
            name, role, country = (row[header[key]] for key in ("site", "role", "country"))
            found.setdefault(name, Site(name, role, country, "", latitude, longitude, "", ""))
    return found


def _home(runs: Sequence[FinishedRun], sites: dict[str, Site]) -> set[str]:
    """Countries in which a plant stands or may be built."""
    places = {site for run in runs for site, _ in _plant_sites(run).values()}
    return {sites[name].country for name in places if name in sites}


def _used(runs: Sequence[FinishedRun], sites: dict[str, Site]) -> dict[str, Site]:
    """Sites with a plant, a flow, supply or demand."""
    names = {site for run in runs for site, _ in _plant_sites(run).values()}
    for run in runs:
        flows = run.plan["flows"]
        names |= {*flows["origin"], *flows["destination"]}
        names |= {row.get("site", "") for table in ("supply", "demand") for row in run.rows(table)}
    return {name: site for name, site in sites.items() if name in names}


def _plant_sites(run: FinishedRun) -> dict[str, tuple[str, str]]:
    """Plant -> site and status, of those that stand in some period and those that may."""
    stand = run.plan["plants"].drop_duplicates("plant")
    found = {
        str(plant): (str(site), str(status))
        for plant, site, status in stand[["plant", "site", "status"]].itertuples(index=False)
    }
    for row in run.rows("plants"):
        found.setdefault(row["plant"], (row["site"], row["status"]))
    return found


def _groups(comparison: Comparison) -> list[str]:
    """Product groups that move in some run, in the order of the products."""
    moving = {group for run in comparison.runs for group in run.plan["flows"]["group"]}
    known = [row.get("group", "") for run in comparison.runs for row in run.rows("products")]
    return [group for group in dict.fromkeys([*known, *sorted(moving)]) if group in moving]


def _path(shape: str) -> str:
    """The shape as the path of an SVG, in which down is positive."""
    return "M" + "L".join(f"{x:.3g} {-y:.3g}" for x, y in SHAPES[shape]) + "Z"


def _site(site: Site, roles: list[str], frame: Frame) -> Record:
    return {
        "name": site.name,
        "role": roles.index(site.role),
        "at": [round(site.latitude, 4), round(site.longitude, 4)],
        "near": site.name in frame.places,
    }


def _run(
    run: FinishedRun, comparison: Comparison, place: dict[str, int], groups: list[str]
) -> Record:
    plants = list(_plants(run, comparison, place))
    return {
        "label": run.label,
        "name": run.name,
        "plants": plants,
        "flows": [_flows(run, period, place, groups) for period in comparison.periods],
    }


def _plants(run: FinishedRun, comparison: Comparison, place: dict[str, int]) -> Iterator[Record]:
    """Each plant: its site, and by period in common its standing and its capacity, t a year."""
    rows: dict[tuple[str, str], tuple[str, float]] = {}
    columns = ["plant", "period", "size", CAPACITY]
    for plant, period, size, capacity in run.plan["plants"][columns].itertuples(index=False):
        rows[str(plant), str(period)] = str(size), float(capacity)
    for plant, (site, status) in _plant_sites(run).items():
        if site not in place:
            continue
        first = next((name for name in run.periods if (plant, name) in rows), None)
        standing, capacities = [], []
        for period in comparison.periods:
            size, capacity = rows.get((plant, period), ("", 0.0))
            standing.append(_standing(size, status, first, period, run))
            capacities.append(round(capacity, 1))
        yield {"name": plant, "site": place[site], "standing": standing, "capacity": capacities}


def _standing(size: str, status: str, first: str | None, period: str, run: FinishedRun) -> str:
    """One word for a plant in a period, as the map of a plan says it."""
    if size:
        return "standing" if size == AS_IS else "built"
    order = list(run.periods)
    stood = first is not None and order.index(first) < order.index(period)
    return "closed" if stood or (first is None and status == "existing") else "candidate"


def _flows(
    run: FinishedRun, period: str, place: dict[str, int], groups: list[str]
) -> list[list[float]]:
    """Origin, destination, group, tonnes a year; the largest first."""
    flows = run.plan["flows"]
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    columns = ["origin", "destination", "group", SHIPPED]
    for origin, destination, group, tonnes in flows.loc[
        flows["period"] == period, columns
    ].itertuples(index=False):
        sums[origin, destination, group] += tonnes
    return [
        [place[origin], place[destination], groups.index(group), round(tonnes, 2)]
        for (origin, destination, group), tonnes in sorted(sums.items(), key=lambda item: -item[1])
        if origin in place and destination in place
    ]
