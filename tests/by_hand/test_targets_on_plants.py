"""Targets on emissions, capital, plants and stock: what each limit costs, by hand."""

import pytest

from tests.by_hand.plain import (
    PLAIN,
    SHREDDER,
    candidate,
    plain,
    ruled,
    solve,
    tonnes,
    two_years,
    worth,
)
from tests.solution.variants import Tables, change
from tests.tiny import table


def electric_refinery() -> Tables:
    """500 kWh a tonne at 0.2 kg: 250 t of black mass emit 25 t. Bought salt emits 1 t a tonne."""
    tables = plain()
    change(tables["recipes"], "recipe", "refine", electricity=500)
    change(tables["supply"], "product", "bought nickel salt", embodied_emissions=1000)
    return tables


# 200 t of black mass for 80 t of CAM; the other 20 t from 25 t of bought salt instead of 50 t of it
LESS_REFINED = PLAIN - 25 * (5_000 - 2 * 1_500)


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"area": "GB", "maximum": 25}, PLAIN),
        ({"area": "GB", "maximum": 20}, LESS_REFINED),
        ({"site": "Hull", "maximum": 20}, LESS_REFINED),
        ({"technology": "refinery", "maximum": 20}, LESS_REFINED),
        ({"technology": "hydromet", "maximum": 20}, LESS_REFINED),
        ({"technology": "shredder", "maximum": 0}, PLAIN),
        # 10,000 a tonne to avoid
        ({"area": "GB", "maximum": 20, "shortfall_price": 5_000}, PLAIN - 5 * 5_000),
        ({"area": "GB", "maximum": 20, "shortfall_price": 15_000}, LESS_REFINED),
        ({"maximum": 25}, PLAIN),
        # with what is bought counted too, 20 t of CAM are not made, and 50 t of black mass sold
        ({"maximum": 20}, PLAIN - 20 * 20_000 + 50 * 1_500),
    ],
)
def test_emissions(limits, value):
    assert worth(solve(ruled(electric_refinery(), "emissions", **limits))) == value


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"area": "GB", "maximum": 10}, PLAIN),
        ({"area": "GB", "maximum": 8}, PLAIN - 200 * 0.5 * 1_500),  # 200 t of packs stay
        ({"area": "NL", "maximum": 0}, PLAIN),  # it starts in GB
        ({"maximum": 8}, PLAIN - 200 * 0.5 * 1_500),
    ],
)
def test_emissions_of_transport_count_where_it_starts(limits, value):
    """10 kg for each tonne of packs that goes to Sheffield."""
    tables = ruled(plain(), "emissions", **limits)
    tables["lanes"] = table(
        "origin destination product mode emissions", ("Leeds", "Sheffield", "packs", "road", 10)
    )
    assert worth(solve(tables)) == value


def two_sizes(**plant: object) -> Tables:
    """Two years in one period. The shredder is to be built, and is worth nothing after them."""
    tables = plain()
    tables["periods"] = table("period first_year years", ("long", 2030, 2))
    change(tables["technologies"], "technology", "shredder", economic_life=2)
    tables["sizes"] = table(
        "technology size capacity capital_cost",
        ("shredder", "small", 500, 1),
        ("shredder", "large", 1000, 1.5),
    )
    candidate(tables, SHREDDER, **plant)
    return tables


LARGE = 2 * PLAIN - 1_500_000
SMALL = 2 * (100 * 20_000) - 1_000_000


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"maximum": 0.75}, LARGE),  # 1.5 M over two years
        ({"maximum": 0.6}, SMALL),
        ({"maximum": 0.6, "technology": "shredder"}, SMALL),
        ({"maximum": 0.6, "site": "Hull"}, LARGE),
        # 0.15 M a year too much; the small one is worth 250,000 less, over two years
        ({"maximum": 0.6, "shortfall_price": 500_000}, LARGE - 2 * 0.15 * 500_000),
        ({"maximum": 0.6, "shortfall_price": 1_000_000}, SMALL),
    ],
)
def test_capital(limits, value):
    assert worth(solve(ruled(two_sizes(), "capital", **limits))) == value


def test_capital_counts_less_grants():
    tables = ruled(two_sizes(grant_share=0.2), "capital", maximum=0.6)
    assert worth(solve(tables)) == LARGE + 0.2 * 1_500_000


def test_a_least_capital_is_spent_though_it_earns_nothing():
    tables = ruled(two_sizes(), "capital", minimum=0.75)
    change(tables["demand"], "product", "CAM", price=0)
    change(tables["demand"], "product", "black mass", price=0)
    assert worth(solve(tables)) == -1_500_000


def two_shredders(**demand: object) -> Tables:
    """Two candidates of 500 t a year each and 100,000, worth nothing after the year."""
    tables = plain()
    change(tables["technologies"], "technology", "shredder", economic_life=1)
    tables["sizes"] = table(
        "technology size capacity capital_cost", ("shredder", "small", 500, 0.1)
    )
    candidate(tables, SHREDDER)
    tables["plants"] += table(
        "plant site technology status", ("second shredder", "Sheffield", "shredder", "candidate")
    )
    for row in tables["demand"]:
        row.update(demand)
    return tables


BOTH = PLAIN - 200_000
ONE = 100 * 20_000 - 100_000


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"technology": "shredder", "maximum": 2}, BOTH),
        ({"technology": "shredder", "maximum": 1}, ONE),
        ({"maximum": 3}, ONE),  # the refinery and the cathode plant stand as well
        ({"site": "Sheffield", "maximum": 1}, ONE),
        ({"area": "NL", "maximum": 0}, BOTH),
        ({"technology": "shredding", "maximum": 1, "shortfall_price": 200_000}, BOTH - 200_000),
        ({"technology": "shredding", "maximum": 1, "shortfall_price": 300_000}, ONE),
        ({"technology": "shredder", "minimum": 2}, BOTH),
    ],
)
def test_at_most_so_many_plants(limits, value):
    assert worth(solve(ruled(two_shredders(), "plants", **limits))) == value


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0}, 0),
        ({"minimum": 1}, -100_000),
        ({"minimum": 1, "shortfall_price": 50_000}, -50_000),
        ({"minimum": 1, "shortfall_price": 200_000}, -100_000),
    ],
)
def test_at_least_so_many_plants(limits, value):
    """Nobody pays for what they make."""
    tables = ruled(two_shredders(price=0), "plants", technology="shredder", **limits)
    assert worth(solve(tables)) == value


def a_store(**storage: object) -> Tables:
    tables = two_years(plain())
    tables["storage"] = [{"site": "Hull", "product": "black mass", **storage}]
    return tables


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0}, 2 * PLAIN),
        ({"minimum": 100}, 2 * PLAIN - 100 * 1_500),  # not sold in 2030, and still there
        ({"minimum": 20, "element": "Ni"}, 2 * PLAIN - 100 * 1_500),
        ({"minimum": 100, "site": "Hull", "product": "black mass"}, 2 * PLAIN - 100 * 1_500),
        # kept in 2030, sold and paid for in 2031
        ({"minimum": 100, "shortfall_price": 700}, 2 * PLAIN - 100 * 700),
        ({"minimum": 100, "shortfall_price": 1600}, 2 * PLAIN - 100 * 1_500),
    ],
)
def test_a_least_stock(limits, value):
    assert worth(solve(ruled(a_store(), "stock", **limits))) == value


@pytest.mark.parametrize(("maximum", "kept"), [(300, 250), (100, 100)])
def test_a_largest_stock(maximum, kept):
    """No packs arise in 2031: what is kept of 2030 saves salt at 2,500 a tonne of black mass."""
    tables = ruled(a_store(), "stock", maximum=maximum)
    change(tables["supply"], "product", "packs", year=2030)
    plan = solve(tables)
    assert tonnes(plan, "stored", "Hull", "black mass", "2030") == kept
    assert worth(plan) == PLAIN + 100 * 20_000 - 125 * 5_000 + kept * (2_500 - 1_500)
