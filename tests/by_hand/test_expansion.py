"""Expansion of plants that stand: how far, when, and what it costs and leaves, by hand."""

import pytest

from tests.by_hand.plain import CATHODE, plain, solve, tonnes, total, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table


def growing(cost: float, life: int = 1, **plant: object) -> Tables:
    """A cathode plant of 60 t may grow to 150 t; Coventry wants 100 t at 16,250 over its nickel."""
    tables = plain()
    change(tables["technologies"], "technology", "cathode line", economic_life=life)
    values = {"capacity": 60, "largest_capacity": 150, "expansion_cost": cost}
    change(tables["plants"], "plant", CATHODE, **values | plant)
    return tables


def made(amount: float) -> float:
    """EUR a year from so much CAM, and from the black mass that it leaves."""
    return amount * 20_000 + (500 - amount * 2.5) * 1_500


@pytest.mark.parametrize(
    ("cost", "plant", "added"),
    [
        (10_000, {}, 40),  # as much as is wanted
        (10_000, {"largest_capacity": 80}, 20),  # as much as there is room for
        (20_000, {}, 0),  # more than a year of CAM brings
        (10_000, {"expansion_fixed_cost": 6_000}, 40),
        (10_000, {"expansion_fixed_cost": 7_000}, 0),
        (0, {"largest_capacity": None}, 0),
    ],
)
def test_a_standing_plant_grows_where_that_pays(cost, plant, added):
    plan = solve(growing(cost, **plant))
    assert tonnes(plan, "added", CATHODE, "2030") == added
    fixed = plant.get("expansion_fixed_cost", 0)
    assert total(plan, "building_cost") == added * cost
    assert total(plan, "fixed_cost") == added * fixed
    assert worth(plan) == made(60 + added) - added * (cost + fixed)


def test_what_was_added_is_worth_what_is_not_written_off():
    """20,000 a tonne are too much for a year of CAM, but nine of ten years are left of it."""
    plan = solve(growing(20_000, life=10))
    assert total(plan, "value_left_income", None) == 0.9 * 40 * 20_000
    assert worth(plan) == made(100) - 0.1 * 40 * 20_000


def test_what_was_added_stays_and_is_paid_for_every_year():
    """60 t are wanted in 2030, 90 t in 2031."""
    tables = two_years(growing(10_000, life=10, fixed_cost=0.1, expansion_fixed_cost=500))
    tables["demand"] = [row for row in tables["demand"] if row["product"] != "CAM"] + table(
        "site product year amount price",
        ("Coventry", "CAM", 2030, 80, 20_000),
        ("Coventry", "CAM", 2031, 90, 20_000),
    )
    plan = solve(tables)
    assert tonnes(plan, "added", CATHODE, "2030") == 20
    assert tonnes(plan, "added", CATHODE, "2031") == 10
    assert total(plan, "fixed_cost", "2030") == 100_000 + 20 * 500
    assert total(plan, "fixed_cost", "2031") == 100_000 + 30 * 500
    # eight years are left of the first 20 t, nine of the last 10 t
    paid = 20 * 10_000 * (1 - 0.8) + 10 * 10_000 * (1 - 0.9)
    assert worth(plan) == made(80) + made(90) - 2 * 100_000 - 50 * 500 - paid


def test_a_committed_plant_grows_once_it_stands():
    tables = two_years(
        growing(10_000, status="committed", earliest_year=2031, capital_cost=0.5, grant_share=0.2)
    )
    plan = solve(tables)
    assert tonnes(plan, "added", CATHODE, "2030") == 0
    assert tonnes(plan, "added", CATHODE, "2031") == 40
    assert worth(plan) == made(0) + made(100) - 0.8 * 500_000 - 40 * 10_000


def test_a_minimum_load_counts_what_was_added():
    """Half of what stands must run; at nothing for CAM the plant makes 30 t, and does not grow."""
    tables = growing(0)
    change(tables["technologies"], "technology", "cathode line", minimum_load=0.5)
    change(tables["demand"], "product", "CAM", price=0)
    plan = solve(tables)
    assert tonnes(plan, "throughput", CATHODE, "make CAM", "2030") == 30
    assert worth(plan) == made(30) - 30 * 20_000
