"""Storage: what waits for a later period, what it costs and what must be left, by hand."""

import pytest

from planner.plan import NoPlan
from tests.by_hand.plain import PLAIN, plain, solve, tonnes, total, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000
HULL = ("Hull", "black mass")


def lean_year(**storage: object) -> Tables:
    """No packs arise in 2031. A tonne of black mass kept for it saves salt for 2,500."""
    tables = two_years(plain())
    change(tables["supply"], "product", "packs", year=2030)
    tables["storage"] = [{"site": "Hull", "product": "black mass", **storage}]
    return tables


def kept(amount: float, cost: float = 0) -> float:
    """What the plan is worth: what is kept is not sold at 1,500 and saves 2,500."""
    return PLAIN + CAM - 125 * 5_000 + amount * (2_500 - 1_500 - cost)


@pytest.mark.parametrize(
    ("storage", "amount", "value"),
    [
        ({}, 250, kept(250)),  # no more is needed
        ({"capacity": 100}, 100, kept(100)),
        ({"cost": 50}, 250, kept(250, cost=50)),
        ({"cost": 1_200}, 0, kept(0)),
        ({"capacity": 0}, 0, kept(0)),
    ],
)
def test_black_mass_waits_for_a_lean_year(storage, amount, value):
    plan = solve(lean_year(**storage))
    assert tonnes(plan, "stored", *HULL, "2030") == amount
    assert tonnes(plan, "stored", *HULL, "2031") == 0
    assert total(plan, "storage_cost", "2030") == amount * storage.get("cost", 0)
    assert worth(plan) == value


def test_without_a_store_nothing_waits():
    tables = lean_year()
    del tables["storage"]
    assert worth(solve(tables)) == kept(0)


@pytest.mark.parametrize("closing", [0, 30, 40])
def test_what_was_in_store_before_is_there_to_use_and_what_must_be_left_is_not(closing):
    """Of the 40 t in store so many more are refined, and as many of Sheffield sold at 1,500."""
    plan = solve(lean_year(opening=40, closing=closing))
    assert tonnes(plan, "stored", *HULL, "2031") == closing
    assert worth(plan) == kept(250) + (40 - closing) * 1_500


def test_what_cannot_be_left_leaves_no_plan():
    tables = lean_year(opening=0, closing=600)
    with pytest.raises(NoPlan, match=r"black mass at Hull: 100\.0 t that must be left in store"):
        solve(tables)


@pytest.mark.parametrize(("late", "amount"), [(100, 100), (400, 250)])
def test_a_store_that_grows_holds_what_it_can_then(late, amount):
    """Its limit of 2030 holds at the end of 2030; from 2031 on it is another."""
    tables = two_years(plain())
    change(tables["supply"], "product", "packs", year=2030)
    tables["storage"] = table(
        "site product from_year capacity",
        ("Hull", "black mass", None, late),
        ("Hull", "black mass", 2031, 0),
    )
    plan = solve(tables)
    assert tonnes(plan, "stored", *HULL, "2030") == amount
    assert worth(plan) == kept(amount)


def test_stock_is_spread_over_the_years_of_a_period_and_paid_in_each():
    """Packs arise in 2030 alone; 2031 and 2032 are one period of 100 t of CAM a year.

    The 250 t that 2030 does not need itself are in store at its end, a period of one year, and give
    125 t a year in the two years that follow.
    """
    tables = lean_year(cost=50)
    tables["periods"] = table("period first_year years", ("now", 2030, 1), ("later", 2031, 2))
    plan = solve(tables)
    assert tonnes(plan, "stored", *HULL, "now") == 250
    assert tonnes(plan, "throughput", "Hull refinery", "refine", "later") == 125
    assert total(plan, "storage_cost", "now") == 250 * 50
    salt = 2 * (125 - 125 / 2) * 5_000
    assert worth(plan) == CAM - 250 * 50 + 2 * CAM - salt


def test_stock_at_the_end_of_a_long_period_is_paid_in_each_of_its_years():
    """100 t must be left: 50 t a year of 2030 and 2031 are not sold, and cost 7 in either year."""
    tables = plain()
    tables["periods"] = table("period first_year years", ("long", 2030, 2))
    tables["storage"] = table("site product cost closing", ("Hull", "black mass", 7, 100))
    plan = solve(tables)
    assert tonnes(plan, "stored", *HULL, "long") == 100
    assert tonnes(plan, "delivered", "Rotterdam", "black mass", "long") == 200
    assert worth(plan) == 2 * (PLAIN - 50 * 1_500 - 100 * 7)
