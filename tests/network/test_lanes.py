"""Lanes: who ships what to whom, what it costs, and when borders let it through."""

import pytest

from planner.network.distance import great_circle
from planner.network.network import Lane
from tests.networks import Tables, network_of
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table, tiny_tables


def routes(tables: Tables, product: str = "packs") -> set[str]:
    """Every lane of a product, as ``origin -> destination``."""
    lanes = network_of(tables).lanes.values()
    return {f"{lane.origin} -> {lane.destination}" for lane in lanes if lane.product == product}


def lane(tables: Tables, name: str) -> Lane:
    return network_of(tables).lanes[name]


# Rules


def three_shredders() -> Tables:
    """From Leeds, Goole lies 45 km away, Sheffield 47 km and Crewe 98 km."""
    tables = tiny_tables()
    tables["sites"] += table(
        "site role country latitude longitude",
        ("Goole", "shredder", "GB", 53.7, -0.89),
        ("Crewe", "shredder", "GB", 53.1, -2.44),
        ("Selby", "shredder", "GB", 53.78, -1.07),  # nearer than any, without a plant
    )
    tables["plants"] += table(
        "plant site technology status",
        ("Goole shredder", "Goole", "shredder", "candidate"),
        ("Crewe shredder", "Crewe", "shredder", "candidate"),
    )
    return tables


@pytest.mark.parametrize(
    ("rule", "receivers"),
    [
        ({}, {"Goole", "Sheffield", "Crewe"}),
        ({"nearest": 1}, {"Goole"}),
        ({"nearest": 2}, {"Goole", "Sheffield"}),
        ({"radius": 50}, {"Goole", "Sheffield"}),
        ({"radius": 50, "nearest": 1}, {"Goole"}),
        ({"radius": 10}, set()),
    ],
)
def test_a_rule_reaches_the_nearest_that_use_the_product(rule, receivers):
    tables = three_shredders()
    change(tables["lane_rules"], "rule", "packs to shredder", **rule)
    assert routes(tables) == {f"Leeds -> {receiver}" for receiver in receivers}


def test_a_rule_carries_its_groups_only():
    tables = tiny_tables()
    change(tables["lane_rules"], "rule", "packs to shredder", groups="salts; CAM")
    assert routes(tables) == set()
    change(tables["lane_rules"], "rule", "packs to shredder", groups="salts; packs")
    assert routes(tables) == {"Leeds -> Sheffield"}


def test_a_site_ships_nothing_to_itself():
    tables = three_shredders()
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("between shredders", "shredder", "shredder", "road")
    )
    found = routes(tables)
    assert {"Sheffield -> Goole", "Goole -> Crewe"} < found
    assert not {f"{site} -> {site}" for site in ("Sheffield", "Goole", "Crewe")} & found


def test_no_lane_leads_from_where_nothing_is_made_or_to_where_nothing_is_used():
    tables = tiny_tables()
    tables["sites"] += table("site role country latitude longitude",
                             ("York", "collection", "GB", 53.96, -1.08))  # fmt: skip
    assert routes(tables) == {"Leeds -> Sheffield"}
    assert routes(tables, "waste") == set()


def test_a_lane_is_open_while_there_is_something_to_ship_and_a_plant_to_take_it():
    tables = tiny_tables()
    change(tables["technologies"], "technology", "shredder", lead_time=1)
    assert list(lane(tables, "Leeds -> Sheffield: packs by road").cost) == ["2031"]


# Chains over sites that pass on


def with_hubs() -> Tables:
    """Packs go over a hub and a depot, which do nothing with them."""
    tables = tiny_tables()
    tables["sites"] += table(
        "site role country latitude longitude",
        ("Barnsley", "hub", "GB", 53.55, -1.48),
        ("Rotherham", "depot", "GB", 53.43, -1.36),
    )
    tables["lane_rules"] = [
        row for row in tables["lane_rules"] if row["rule"] != "packs to shredder"
    ] + table(
        "rule from_role to_role groups mode nearest",
        ("to hub", "collection", "hub", "packs", "road", 1),
        ("to depot", "hub", "depot", "packs", "road", None),
        ("to shredder", "depot", "shredder", "packs", "road", None),
    )
    return tables


CHAIN = {"Leeds -> Barnsley", "Barnsley -> Rotherham", "Rotherham -> Sheffield"}


def test_packs_pass_through_sites_that_do_nothing_with_them():
    assert routes(with_hubs()) == CHAIN


@pytest.mark.parametrize("rule", ["to hub", "to depot", "to shredder"])
def test_a_chain_that_is_broken_anywhere_is_no_chain(rule):
    tables = with_hubs()
    tables["lane_rules"] = [row for row in tables["lane_rules"] if row["rule"] != rule]
    assert routes(tables) == set()


def test_a_site_that_uses_the_product_goes_before_one_that_passes_it_on():
    """Ripon is the nearer hub, but a shredder stands in Barnsley."""
    tables = with_hubs()
    tables["sites"] += table("site role country latitude longitude",
                             ("Ripon", "hub", "GB", 53.9, -1.53))  # fmt: skip
    assert "Leeds -> Ripon" in routes(tables)
    tables["plants"] += table(
        "plant site technology status", ("Barnsley shredder", "Barnsley", "shredder", "candidate")
    )
    assert "Leeds -> Ripon" not in routes(tables)
    assert "Leeds -> Barnsley" in routes(tables)


# Costs


def test_freight_is_paid_by_distance_and_handling_once():
    found = lane(tiny_tables(), "Leeds -> Sheffield: packs by road")
    sites = network_of(tiny_tables()).sites
    km = 1.25 * great_circle(sites["Leeds"], sites["Sheffield"])
    assert found.distance == pytest.approx(km)
    assert found.cost == {
        year: pytest.approx((0.4 * km + 20) / 1000)  # dangerous goods, M per kt
        for year in ("2030", "2031")
    }
    assert found.emissions == pytest.approx(0.1 * km / 1000)


def test_a_mode_carries_only_the_classes_it_has_a_freight_for():
    tables = tiny_tables()
    tables["freight"] = [row for row in tables["freight"] if row["shipping_class"] == "ordinary"]
    assert routes(tables) == set()
    assert routes(tables, "CAM") == {"Sunderland -> Coventry"}


# Overrides

LEEDS = ("Leeds", "Sheffield", "packs", "road")


def overridden(columns: str, *values: object) -> Tables:
    tables = tiny_tables()
    tables["lanes"] = table(f"origin destination product mode {columns}", (*LEEDS, *values))
    return tables


def test_a_lane_can_be_forbidden():
    assert routes(overridden("allowed", "no")) == set()


def test_every_product_of_a_lane_can_be_forbidden():
    tables = tiny_tables()
    tables["lanes"] = table("origin destination mode allowed", ("Sheffield", "Hull", "road", "no"))
    assert routes(tables, "black mass") == {"Sheffield -> Immingham"}
    assert routes(tables) == {"Leeds -> Sheffield"}


def test_a_lane_can_be_added_that_no_rule_makes():
    tables = tiny_tables()
    tables["lane_rules"] = tables["lane_rules"][1:]
    assert routes(tables) == set()
    tables["lanes"] = table("origin destination product mode", LEEDS)
    added, usual = (lane(t, "Leeds -> Sheffield: packs by road") for t in (tables, tiny_tables()))
    assert added == usual


def test_a_lane_added_to_where_the_product_has_no_use_is_none():
    tables = tiny_tables()
    tables["lanes"] = table(
        "origin destination product mode distance",
        ("Leeds", "Hull", "packs", "road", 10),
        ("Immingham", "Coventry", "bought nickel salt", "road", 10),
    )
    assert network_of(tables).lanes == network_of(tiny_tables()).lanes


def test_a_distance_of_its_own_changes_cost_and_emissions():
    found = lane(overridden("distance", 100), "Leeds -> Sheffield: packs by road")
    assert found.distance == 100
    assert found.cost["2030"] == pytest.approx((0.4 * 100 + 20) / 1000)
    assert found.emissions == pytest.approx(0.1 * 100 / 1000)


def test_a_cost_and_emissions_of_its_own_are_all_in():
    usual = lane(tiny_tables(), "Leeds -> Sheffield: packs by road")
    found = lane(overridden("cost emissions", 7, 3), "Leeds -> Sheffield: packs by road")
    assert found.cost == {"2030": pytest.approx(0.007), "2031": pytest.approx(0.007)}
    assert found.emissions == pytest.approx(0.003)
    assert found.distance == usual.distance


def test_a_row_for_the_product_goes_before_one_for_every_product():
    tables = overridden("cost", 7)
    tables["lanes"] += table("origin destination mode cost", ("Leeds", "Sheffield", "road", 9))
    assert lane(tables, "Leeds -> Sheffield: packs by road").cost["2030"] == pytest.approx(0.007)


# Borders

ABROAD = "Sheffield -> Immingham: black mass by road"


def border(*rows: tuple[object, ...]) -> dict[str, float]:
    """Cost of the border for black mass from Great Britain to the Netherlands, money a tonne."""
    tables = variants.borders()
    tables["borders"] = table("origin destination shipping_class from_year allowed cost", *rows)
    tables["lanes"] = table(
        "origin destination product mode distance",
        ("Sheffield", "Immingham", "black mass", "road", 0),
    )
    found = network_of(tables).lanes.get(ABROAD)
    handling = 10
    return (
        {} if found is None else {y: round(c * 1000 - handling, 9) for y, c in found.cost.items()}
    )


@pytest.mark.parametrize(
    ("rows", "cost"),
    [
        # No row: free
        ([], {"2030": 0, "2031": 0}),
        # By bloc and by country
        ([("GB", "EU", None, None, "yes", 70)], {"2030": 70, "2031": 70}),
        ([("GB", "NL", None, None, "yes", 60)], {"2030": 60, "2031": 60}),
        # The other way is another border
        ([("EU", "GB", None, None, "no", 0)], {"2030": 0, "2031": 0}),
        # The class
        ([("GB", "EU", "hazardous waste", None, "yes", 80)], {"2030": 80, "2031": 80}),
        ([("GB", "EU", "ordinary", None, "no", 0)], {"2030": 0, "2031": 0}),
        # Dates
        ([("GB", "EU", None, 2031, "yes", 70)], {"2030": 0, "2031": 70}),
        ([("GB", "EU", None, 2031, "no", 0)], {"2030": 0}),
        ([("GB", "EU", None, None, "no", 0)], {}),
        (
            [("GB", "EU", None, None, "no", 0), ("GB", "EU", None, 2031, "yes", 5)],
            {"2031": 5},
        ),
        # The country goes before its bloc, the class before every class, the country before both
        (
            [("GB", "EU", None, None, "no", 0), ("GB", "NL", None, None, "yes", 60)],
            {"2030": 60, "2031": 60},
        ),
        (
            [("GB", "EU", None, None, "no", 0), ("GB", "EU", "hazardous waste", None, "yes", 9)],
            {"2030": 9, "2031": 9},
        ),
        (
            [("GB", "EU", "hazardous waste", None, "no", 0), ("GB", "NL", None, None, "yes", 60)],
            {"2030": 60, "2031": 60},
        ),
    ],
)
def test_a_border_costs_or_closes_by_country_bloc_class_and_date(rows, cost):
    assert border(*rows) == cost


def test_no_border_lies_within_a_country():
    tables = variants.borders()
    tables["borders"] = table("origin destination allowed", ("GB", "GB", "no"))
    assert routes(tables) == {"Leeds -> Sheffield"}


def test_a_border_holds_for_the_whole_period_it_is_closed_at_the_start_of():
    tables = variants.borders()
    tables["periods"] = table("period first_year years", ("2030", 2030, 2), ("2032", 2032, 1))
    tables["borders"] = table(
        "origin destination from_year allowed", ("GB", "EU", None, "no"), ("GB", "EU", 2031, "yes")
    )
    assert list(lane(tables, ABROAD).cost) == ["2032"]
