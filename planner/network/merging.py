"""Merging: the tables with zones in place of points."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.instance.columns import Row
from planner.instance.instance import Instance
from planner.instance.schema.markets import Supply
from planner.instance.schema.plants import Site
from planner.network.names import unused
from planner.network.network import ProductName, SiteName
from planner.network.points import names_in_use
from planner.network.zoning import centre, on_globe


@dataclass(frozen=True)
class Merged:
    """An instance with zones in place of points."""

    instance: Instance
    zones: tuple[SiteName, ...]
    """A zone of one point has its name, one of more that of the heaviest."""


def merged(
    instance: Instance,
    points: Sequence[SiteName],
    members: Sequence[np.ndarray],
    weight: np.ndarray,
) -> Merged:
    """members: the numbers of the points of each zone. weight: (points,)."""
    rows = {row.site: row for row in instance.rows(Site)}
    taken = names_in_use(instance) | {
        name for row in rows.values() for name in (row.site, row.operator)
    }
    zones: dict[SiteName, Site] = {}
    zone_of: dict[SiteName, SiteName] = {}
    for places in members:
        heaviest = rows[points[places[weight[places].argmax()]]]
        if len(places) == 1:
            zone = heaviest
        else:
            name = unused(f"{heaviest.site} and {len(places) - 1} more", taken)
            taken.add(name)
            north, east = _middle([rows[points[place]] for place in places], weight[places])
            zone = heaviest.model_copy(
                update={"site": name, "latitude": north, "longitude": east, "note": ""}
            )
        zones[zone.site] = zone
        zone_of |= {points[place]: zone.site for place in places}
    sites: list[Row] = [row for name, row in rows.items() if name not in zone_of]
    tables = dict(instance.tables) | {
        Site.table: (*sites, *zones.values()),
        Supply.table: _supply(instance, zone_of),
    }
    return Merged(replace(instance, tables=tables), tuple(zones))


def _middle(sites: Sequence[Site], weight: np.ndarray) -> tuple[float, float]:
    """Latitude and longitude."""
    if not weight.any():
        weight = np.ones(len(sites))
    north, east = (
        np.array([getattr(s, name) for s in sites]) for name in ("latitude", "longitude")
    )
    return centre(on_globe(north, east), weight)


def _supply(instance: Instance, zone_of: dict[SiteName, SiteName]) -> tuple[Supply, ...]:
    """The rows of the points of a zone differ in the amount alone."""
    kept: list[Supply] = []
    together: dict[tuple[SiteName, ProductName, int | None], list[Supply]] = defaultdict(list)
    for row in instance.rows(Supply):
        if row.site in zone_of:
            together[zone_of[row.site], row.product, row.year].append(row)
        else:
            kept.append(row)
    for (zone, _, _), rows in together.items():
        amount = sum(row.amount or 0.0 for row in rows)
        kept.append(rows[0].model_copy(update={"site": zone, "amount": amount}))
    return tuple(kept)
