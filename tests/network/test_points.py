"""Points: which sites may share a zone."""

import pytest

from planner.network.build import build_network
from planner.network.network import Lane, Network
from planner.network.zones import zoned
from tests.network.merging import POINTS, members, small, zones_of
from tests.networks import Tables
from tests.tiny import instance_of, table


def at_first(changed: Tables, kind: str, **cells: object) -> None:
    """Change every row of the first point."""
    for row in changed[kind]:
        if row["site"] == "point 1":
            row.update(cells)


ALONE = {
    "price": lambda t: at_first(t, "supply", price=5),
    "must_collect": lambda t: at_first(t, "supply", must_collect=0.5),
    "shortfall_price": lambda t: at_first(t, "supply", shortfall_price=2600),
    "embodied_emissions": lambda t: at_first(t, "supply", embodied_emissions=1),
    "no limit": lambda t: at_first(t, "supply", amount=None, must_collect=0),
    "years": lambda t: t["supply"].remove(t["supply"][0]),
    "country": lambda t: (
        t["countries"].extend(table("country name", ("MX", "Mexico"))),
        t["energy"].extend(table("country electricity_price grid_emissions", ("MX", 0, 0))),
        at_first(t, "sites", country="MX", latitude=28, longitude=-106),
    ),
    "region": lambda t: at_first(t, "sites", region="Utah"),
    "operator": lambda t: at_first(t, "sites", operator="a city"),
    "status": lambda t: at_first(t, "sites", status="planned"),
    "storage": lambda t: t.update(
        storage=table("site product capacity", ("point 1", "NMC modules", 5))
    ),
    "demand": lambda t: t["demand"].extend(
        table("site product amount price", ("point 1", "LFP modules", 1, 0))
    ),
    "outlet": lambda t: t.update(
        outlets=table(
            "outlet product site kind price", ("gate", "LFP modules", "point 1", "disposal", -9)
        )
    ),
    "contract": lambda t: t.update(
        contracts=table(
            "contract kind supplier buyer product",
            ("one", "firm", "point 1", "preprocessor 1", "modules"),
        )
    ),
    "target": lambda t: t.update(
        targets=table("target kind site minimum", ("one", "collection", "point 1", 0.1))
    ),
    "lane": lambda t: t.update(
        lanes=table("origin destination mode allowed", ("point 1", "preprocessor 1", "road", "no"))
    ),
}


@pytest.mark.parametrize("what", ALONE)
def test_a_point_that_is_unlike_the_others_is_an_ordinary_site(what):
    changed = small()
    ALONE[what](changed)
    found, full = zones_of(changed), build_network(instance_of(changed))
    assert set(found.points) == set(POINTS[1:])
    assert found.network.sites["point 1"] == full.sites["point 1"]
    assert lanes_of(found.network, "point 1") == lanes_of(full, "point 1") != {}


def lanes_of(network: Network, site: str) -> dict[str, Lane]:
    return {name: lane for name, lane in network.lanes.items() if lane.origin == site}


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "outlets",
            table("outlet product kind price most", ("gate", "LFP modules", "disposal", -9, 5)),
        ),
        (
            "targets",
            table("target kind product maximum", ("many", "supplier share", "modules", 0.5)),
        ),
        (
            "lane_rules",
            table(
                "rule from_role to_role groups mode", ("on", "point", "point", "modules", "road")
            ),
        ),
        ("targets", table("target kind maximum", ("clean", "emissions", 1e6))),
    ],
    ids=["limited outlet", "each supplier", "points that receive", "counted emissions"],
)
def test_what_holds_for_each_point_or_length_leaves_nothing_to_merge(kind, rows):
    changed = small()
    changed[kind] = changed.get(kind, []) + rows
    assert zoned(instance_of(changed), 3) is None


def test_rules_that_see_sums_alone_do_not_keep_points_apart():
    changed = small()
    changed["outlets"] = table("outlet product kind price", ("gate", "NMC modules", "disposal", -9))
    changed["targets"] = table(
        "target kind area technology maximum", ("clean", "emissions", "US", "refinery 1", 1e6)
    ) + table("target kind area minimum", ("many", "collection", "US", 0.1))
    full, found = build_network(instance_of(changed)), zones_of(changed)
    assert found.points == tuple(POINTS)
    base = {rule.index: rule.fixed_base for rule in full.rules}
    assert {rule.index: pytest.approx(rule.fixed_base) for rule in found.network.rules} == base


def test_points_that_ship_by_sea_are_not_merged():
    changed = small()
    changed["modes"] += table("mode distance emissions", ("ship", "sea", 0.01))
    changed["freight"] += table("mode shipping_class cost", ("ship", "damaged", 0.01))
    changed["lane_rules"] += table(
        "rule from_role to_role groups mode nearest",
        ("by sea", "point", "preprocessor", "modules", "ship", 1),
    )
    assert zoned(instance_of(changed), 3) is None


def test_points_must_agree_in_what_a_period_of_several_years_makes_of_them():
    """All must be collected from 2031 on, half of it before: which share that is depends on when it
    arises."""
    changed = small()
    changed["periods"] = table("period first_year years", ("early", 2030, 2), ("late", 2032, 1))
    for row in changed["supply"]:
        row["must_collect"] = 0.5 if row["year"] == 2030 else 1
        row["amount"] = 100 if row["site"] in POINTS[:9] else 100 + row["year"] - 2030
    found = zones_of(changed, 2)
    assert set(found.points) == set(POINTS)
    for zone in (0, 1):
        inside = {found.points[point] for point in members(found, zone)}
        assert inside in ({*POINTS[:9]}, {*POINTS[9:]})
