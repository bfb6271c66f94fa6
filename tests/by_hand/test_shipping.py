"""Shipping: borders, waits, packaging, bans and modes, by hand."""

import pytest

from tests.by_hand.plain import PLAIN, plain, solve, tonnes, total, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000
BY_ROAD = "Sheffield -> Rotterdam: black mass by road"

# Borders: 250 t of black mass go from Sheffield to Rotterdam


def at_the_border(*rows: dict[str, object]) -> Tables:
    """GB is in the OECD; NL in the EU, which is closer to it, and in the OECD."""
    tables = plain()
    change(tables["countries"], "country", "GB", bloc="OECD")
    change(tables["countries"], "country", "NL", bloc="EU; OECD")
    tables["borders"] = [{"origin": "GB", "destination": "NL", **row} for row in rows]
    return tables


EU, OECD = {"destination": "EU"}, {"destination": "OECD"}


@pytest.mark.parametrize(
    ("rows", "cost"),
    [
        ([], 0),
        ([{"cost": 40}], 40),
        ([EU | {"cost": 40}], 40),
        ([EU | {"cost": 40}, OECD | {"cost": 70}], 40),  # the closer bloc
        ([OECD | {"cost": 70}, EU | {"cost": 40}], 40),
        ([OECD | {"cost": 70}, EU | {"cost": 40}, {"cost": 10}], 10),  # the country itself
        ([OECD | {"cost": 70, "origin": "OECD"}, EU | {"cost": 40, "origin": "OECD"}], 40),
        ([{"origin": "NL", "destination": "GB", "cost": 40}], 0),  # the other way
        ([{"cost": 40}, {"cost": 25, "shipping_class": "ordinary"}], 25),
        ([{"cost": 40}, {"cost": 25, "shipping_class": "hazardous waste"}], 40),
        ([{"cost": 40}, {"cost": 25, "from_year": 2030}], 25),
        ([{"cost": 40}, {"cost": 25, "from_year": 2031}], 40),
    ],
)
def test_a_border_costs_what_its_closest_row_says(rows, cost):
    plan = solve(at_the_border(*rows))
    assert total(plan, "transport_cost") == 250 * cost
    assert worth(plan) == PLAIN - 250 * cost


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([EU | {"allowed": "no"}], CAM),
        ([EU | {"allowed": "no"}, {"allowed": "yes"}], PLAIN),
        ([OECD | {"allowed": "no"}, EU | {"allowed": "yes"}], PLAIN),
        ([EU | {"allowed": "no", "shipping_class": "hazardous waste"}], PLAIN),
    ],
)
def test_a_border_that_is_closed(rows, value):
    assert worth(solve(at_the_border(*rows))) == value


def test_a_ban_holds_from_its_year_on():
    tables = two_years(at_the_border({"from_year": 2031, "allowed": "no"}))
    plan = solve(tables)
    assert tonnes(plan, "delivered", "Rotterdam", "black mass", "2030") == 250
    assert tonnes(plan, "delivered", "Rotterdam", "black mass", "2031") == 0
    assert worth(plan) == PLAIN + CAM


@pytest.mark.parametrize(
    ("delay", "holding", "sold"),
    [
        (10, 2, 250),  # 20 a tonne
        (10, 0, 250),
        (0, 2, 250),
        (100, 16, 0),  # 1,600 a tonne, more than the 1,500 it sells for
    ],
)
def test_a_wait_costs_holding_the_goods(delay, holding, sold):
    tables = at_the_border({"delay": delay, "cost": 5})
    change(tables["products"], "product", "black mass", holding_cost=holding)
    plan = solve(tables)
    assert worth(plan) == CAM + sold * (1_500 - 5 - delay * holding)


def test_nothing_is_held_up_within_a_country():
    tables = at_the_border({"delay": 10, "cost": 5})
    change(tables["products"], "product", "packs", holding_cost=2)
    assert worth(solve(tables)) == PLAIN - 250 * 5


# Packaging


def test_packaging_is_paid_every_time_a_product_is_shipped():
    """30 for each of 1,000 t of packs, 10 for each of 250 t and 250 t of black mass."""
    tables = plain()
    change(tables["products"], "product", "packs", packaging_cost=30)
    change(tables["products"], "product", "black mass", packaging_cost=10)
    assert worth(solve(tables)) == PLAIN - 1000 * 30 - 500 * 10


def test_packaging_can_make_shipping_not_worth_while():
    """760 a tonne of packs are more than the 750 of black mass sold, less than 1,250 of salt."""
    tables = plain()
    change(tables["products"], "product", "packs", packaging_cost=760)
    assert worth(solve(tables)) == CAM - 500 * 760


# Modes


def by_rail(distance: float, **limits: object) -> Tables:
    """Road: 0.1 a tonne-km. Rail: 0.04 a tonne-km and 3 for handling. 250 t go to Rotterdam."""
    tables = plain()
    tables["modes"] += table("mode emissions", ("rail", 0))
    tables["freight"] += table(
        "mode shipping_class cost handling_cost", ("rail", "ordinary", 0.04, 3)
    )
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("black mass by rail", "shredder", "port", "rail")
    )
    tables["lanes"] = [
        {"origin": "Sheffield", "destination": "Rotterdam", "product": "black mass"}
        | {"mode": mode, "distance": distance, **(limits if mode == "rail" else {})}
        for mode in ("road", "rail")
    ]
    change(tables["freight"], "mode", "road", cost=0.1)
    for row in tables["lanes"]:
        row.setdefault("allowed", "yes")
    # the other lanes stay free
    tables["lanes"] += [
        {"origin": origin, "destination": destination, "product": product}
        | {"mode": "road", "cost": 0, "allowed": "yes"}
        for origin, destination, product in (
            ("Leeds", "Sheffield", "packs"),
            ("Sheffield", "Hull", "black mass"),
            ("Hull", "Sunderland", "nickel salt"),
            ("Sunderland", "Coventry", "CAM"),
        )
    ]
    return tables


@pytest.mark.parametrize(
    ("distance", "cost", "mode"),
    [
        (20, 2, "road"),  # rail: 3.8
        (100, 7, "rail"),  # road: 10
        (400, 19, "rail"),  # road: 40
    ],
)
def test_the_cheaper_mode_is_taken(distance, cost, mode):
    plan = solve(by_rail(distance))
    lane = f"Sheffield -> Rotterdam: black mass by {mode}"
    assert tonnes(plan, "shipped", lane, "2030") == 250
    assert worth(plan) == PLAIN - 250 * cost


def test_a_mode_that_is_forbidden_is_not_taken():
    plan = solve(by_rail(100, allowed="no"))
    assert tonnes(plan, "shipped", BY_ROAD, "2030") == 250
    assert worth(plan) == PLAIN - 250 * 10


def test_the_dearer_mode_is_taken_for_the_sake_of_the_climate():
    """Rail costs 7 and emits nothing, road 6 and 5 kg a tonne: at 300 a tonne of CO2 1.5 more."""
    for price, cost, mode in ((0, 6, "road"), (300, 7, "rail")):
        tables = by_rail(100)
        tables["carbon_prices"] = table("price", (price,))
        change(tables["freight"], "mode", "road", cost=0.06)
        change(tables["modes"], "mode", "road", emissions=0.05)
        for row in tables["lanes"]:
            if row["mode"] == "road" and "cost" in row:
                row["emissions"] = 0
        plan = solve(tables)
        lane = f"Sheffield -> Rotterdam: black mass by {mode}"
        assert tonnes(plan, "shipped", lane, "2030") == 250
        assert worth(plan) == PLAIN - 250 * cost
