"""Location: does every site lie in the country it states?"""

from collections.abc import Iterator

from planner.instance.checks.hints import listed
from planner.instance.checks.tables import Tables
from planner.instance.instance import Problem
from planner.instance.places import distances_to, mapped_codes, where_is
from planner.instance.schema.frame import Country
from planner.instance.schema.plants import Site

NEAR = 12.0  # km; the map is coarse and ports stand on reclaimed land


def sites_lie_in_their_country(tables: Tables) -> Iterator[Problem]:
    by_country: dict[str, list[tuple[int, Site]]] = {}
    for number, site in tables.of(Site):
        if site.country in mapped_codes():
            by_country.setdefault(site.country, []).append((number, site))
    for country, sites in by_country.items():
        points = [(site.longitude, site.latitude) for _, site in sites]
        for (number, site), distance in zip(sites, distances_to(country, points), strict=True):
            if distance > NEAR:
                where = where_is(site.longitude, site.latitude)
                rule = f"({site.site}) lies {where}, not in {country}"
                if where.country == country:
                    rule = f"({site.site}) lies {where}"
                value = f"{site.latitude:g}, {site.longitude:g}"
                hint = _hint(site)
                yield Problem(Site.table, rule, number, "latitude, longitude", value, hint)


def _hint(site: Site) -> str:
    """What would put it right: coordinates swapped, or a sign forgotten."""
    latitude, longitude = site.latitude, site.longitude
    if latitude == longitude == 0:
        return "0, 0 often stands for unknown"
    mistakes = {
        "latitude and longitude are swapped": (longitude, latitude),
        "the longitude has the wrong sign": (latitude, -longitude),
        "the latitude has the wrong sign": (-latitude, longitude),
    }
    for mistake, (other_latitude, other_longitude) in mistakes.items():
        possible = abs(other_latitude) <= 90
        if possible and distances_to(site.country, [(other_longitude, other_latitude)])[0] <= NEAR:
            return f"perhaps {mistake}"
    return ""


def countries_off_the_map(tables: Tables) -> Iterator[Problem]:
    """Remark: sites there are not checked."""
    off = tables.declared[Country.table] - mapped_codes()
    if off:
        rule = f"{listed(off)} has no place on the base map: its sites are not checked"
        yield Problem(Country.table, rule)
