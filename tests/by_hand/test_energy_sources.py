"""Electricity beside the grid: chosen by price, carbon and caps, by hand."""

import pytest

from tests.by_hand.plain import PLAIN, plain, ruled, solve, total, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table


def electric(*sources: dict[str, object]) -> Tables:
    """Hull uses 1,000 kWh a tonne: 250 MWh for 250 t, at 100 a MWh and 0.2 kg a kWh."""
    tables = plain()
    change(tables["recipes"], "recipe", "refine", electricity=1000)
    change(tables["energy"], "country", "GB", electricity_price=100)
    tables["energy_sources"] = [{"energy_source": "wind", **source} for source in sources]
    return tables


@pytest.mark.parametrize(
    ("source", "cost"),
    [
        ({"price": 60}, 250 * 60),
        ({"price": 60, "most": 400}, 250 * 60),
        ({"price": 60, "most": 100}, 100 * 60 + 150 * 100),
        ({"price": 120}, 250 * 100),
        ({"price": 60, "country": "GB"}, 250 * 60),
        ({"price": 60, "country": "NL"}, 250 * 100),
        ({"price": 60, "site": "Hull"}, 250 * 60),
        ({"price": 60, "site": "Sheffield"}, 250 * 100),
        ({"price": 60, "from_year": 2031}, 250 * 100),
    ],
)
def test_the_cheaper_electricity_is_taken(source, cost):
    plan = solve(electric(source))
    assert total(plan, "energy_cost") == cost
    assert worth(plan) == PLAIN - cost


def test_the_closest_row_holds():
    rows = ({"price": 60}, {"price": 70, "site": "Hull"}, {"price": 50, "country": "GB"})
    assert worth(solve(electric(*rows))) == PLAIN - 250 * 70
    assert worth(solve(electric(*rows[::2]))) == PLAIN - 250 * 50


def test_several_sources_are_taken_from_the_cheapest_on():
    tables = electric({"price": 60, "most": 100})
    tables["energy_sources"] += table("energy_source price most", ("sun", 30, 80))
    assert worth(solve(tables)) == PLAIN - 80 * 30 - 100 * 60 - 70 * 100


def test_a_price_holds_until_the_next_row():
    tables = two_years(electric({"price": 60}, {"price": 80, "from_year": 2031}))
    assert worth(solve(tables)) == 2 * PLAIN - 250 * 60 - 250 * 80


@pytest.mark.parametrize(
    ("emissions", "a_megawatt_hour"),
    [
        (0, 120),
        (0.05, 120 + 0.05 * 200),
        (0.15, 100 + 0.2 * 200),  # 120 + 30 a MWh would be dearer than the grid
    ],
)
def test_dearer_electricity_is_taken_where_carbon_has_a_price(emissions, a_megawatt_hour):
    """200 a tonne: 40 a MWh for the 0.2 t of the grid."""
    tables = electric({"price": 120, "emissions": emissions})
    tables["carbon_prices"] = table("price", (200,))
    plan = solve(tables)
    assert worth(plan) == PLAIN - 250 * a_megawatt_hour


def test_emissions_of_the_source_count_instead_of_those_of_the_grid():
    plan = solve(electric({"price": 60, "emissions": 0.05, "most": 100}))
    assert total(plan, "energy_emissions") == (100 * 0.05 + 150 * 0.2) * 1000  # kt x 1e6 = kg


def test_clean_electricity_is_taken_for_the_sake_of_a_cap():
    """The grid would emit 50 t; for 20 t 150 MWh are taken at 130."""
    tables = ruled(electric({"price": 130}), "emissions", area="GB", maximum=20)
    assert worth(solve(tables)) == PLAIN - 100 * 100 - 150 * 130
