"""Contracts: firm, take-or-pay, optional, tolling and captive, by hand."""

import pytest

from planner.plan import NoPlan
from tests.by_hand.plain import PLAIN, plain, solve, tonnes, total, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000


def trader(pays: float, **contract: object) -> Tables:
    """A trader in Goole takes any black mass, under a contract with Sheffield."""
    tables = plain()
    tables["sites"] += table(
        "site role country latitude longitude operator",
        ("Goole", "trader", "GB", 53.7, -0.87, "Traders"),
    )
    tables["demand"] += table("site product price", ("Goole", "black mass", pays))
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("black mass to trader", "shredder", "trader", "road")
    )
    tables["contracts"] = [
        {"contract": "deal", "supplier": "Sheffield", "buyer": "Goole", "product": "black mass"}
        | {"kind": "firm", **contract}
    ]
    return tables


# Firm


@pytest.mark.parametrize(
    ("price", "contract", "value"),
    [
        (1_000, {}, PLAIN),
        (1_000, {"minimum": 100}, PLAIN - 100 * 500),
        (1_000, {"minimum": 100, "buyer": "Traders"}, PLAIN - 100 * 500),  # the operator of Goole
        (2_000, {"minimum": 100}, PLAIN + 250 * 500),  # it pays more anyway
        (2_000, {"maximum": 80}, PLAIN + 80 * 500),
        (2_000, {"minimum": 100, "maximum": 300}, PLAIN + 250 * 500),
        # the contract pays, or costs, besides the price
        (1_000, {"price": 600}, PLAIN + 250 * 100),
        (2_000, {"price": -600}, PLAIN),
        (2_000, {"price": -600, "minimum": 100}, PLAIN - 100 * 100),
    ],
)
def test_a_firm_contract(price, contract, value):
    assert worth(solve(trader(price, **contract))) == value


def test_what_a_contract_pays_is_an_account_of_its_own():
    plan = solve(trader(1_000, price=-50, minimum=100))
    assert total(plan, "contract_income") == -50 * 100
    assert worth(plan) == PLAIN - 100 * 500 - 50 * 100


def test_a_minimum_beyond_what_there_is_leaves_no_plan():
    with pytest.raises(NoPlan, match=r"contract deal in 2030: 100\.0 t a year are missing"):
        solve(trader(1_000, minimum=600))


@pytest.mark.parametrize(
    ("price", "below"),
    [(300, 100), (600, 0)],  # the trader pays 500 less than the port
)
def test_take_or_pay(price, below):
    plan = solve(trader(1_000, minimum=100, shortfall_price=price))
    assert tonnes(plan, "below_contract", "deal", "2030") == below
    assert total(plan, "take_or_pay_cost") == below * price
    assert worth(plan) == PLAIN - below * price - (100 - below) * 500


def test_take_or_pay_for_more_than_there_is():
    """500 t arise. Those that become CAM save 2,500 of bought salt, the others sell at 1,500."""
    plan = solve(trader(1_000, minimum=600, shortfall_price=1_200))
    assert tonnes(plan, "below_contract", "deal", "2030") == 600 - 250
    assert worth(plan) == CAM + 250 * 1_000 - 350 * 1_200
    plan = solve(trader(1_000, minimum=600, shortfall_price=2_000))
    assert tonnes(plan, "below_contract", "deal", "2030") == 600 - 500
    assert worth(plan) == CAM - 125 * 5_000 + 500 * 1_000 - 100 * 2_000


def test_a_contract_holds_in_its_years():
    tables = two_years(trader(1_000, minimum=100, first_year=2031))
    plan = solve(tables)
    assert tonnes(plan, "delivered", "Goole", "black mass", "2030") == 0
    assert tonnes(plan, "delivered", "Goole", "black mass", "2031") == 100
    assert worth(plan) == 2 * PLAIN - 100 * 500


def test_a_contract_ends_with_its_last_year():
    tables = two_years(trader(2_000, maximum=80, last_year=2030))
    assert worth(solve(tables)) == 2 * PLAIN + 80 * 500 + 250 * 500


# Optional


@pytest.mark.parametrize(
    ("price", "contract", "signed", "value"),
    [
        (2_000, {"maximum": 200}, 1, PLAIN + 200 * 500),
        (1_000, {"maximum": 200}, 0, PLAIN),
        # 50 t more than CAM leaves: 8,000 - 2,000 lost for each, 500 gained for 250 t
        (2_000, {"minimum": 300, "maximum": 300}, 0, PLAIN),
        (2_000, {"minimum": 260, "maximum": 300}, 1, PLAIN + 250 * 500 - 10 * (8_000 - 2_000)),
    ],
)
def test_an_optional_contract_is_signed_where_it_pays(price, contract, signed, value):
    tables = trader(price, kind="optional", **contract)
    # without bought salt, 2.5 t of black mass less are a tonne of CAM less
    change(tables["supply"], "product", "bought nickel salt", amount=0)
    plan = solve(tables)
    assert plan.amount("signed", "deal") == signed
    assert (plan.amount("shipped", "Sheffield -> Goole: black mass by road", "2030") > 0) == signed
    assert worth(plan) == value


def test_an_optional_contract_is_signed_for_all_its_years():
    """In 2030 it earns 500 on 250 t, in 2031 the trader pays nothing for the 200 t he must get."""
    for price_later, signed in ((0, 0), (1_200, 1)):
        tables = two_years(trader(2_000, kind="optional", minimum=200, maximum=300))
        tables["demand"] = [row for row in tables["demand"] if row["site"] != "Goole"] + table(
            "site product year price",
            ("Goole", "black mass", 2030, 2000),
            ("Goole", "black mass", 2031, price_later),
        )
        plan = solve(tables)
        assert plan.amount("signed", "deal") == signed
        later = -200 * (1_500 - price_later)
        assert worth(plan) == 2 * PLAIN + signed * (250 * 500 + later)


def test_before_its_years_the_lanes_of_an_optional_contract_are_free():
    tables = two_years(
        trader(2_000, kind="optional", first_year=2031, minimum=260, maximum=300, price=-2_000)
    )
    plan = solve(tables)
    assert plan.amount("signed", "deal") == 0
    assert tonnes(plan, "delivered", "Goole", "black mass", "2030") == 250
    assert tonnes(plan, "delivered", "Goole", "black mass", "2031") == 0


# Tolling


def toller(*tolling: tuple[object, ...], least: float = 100) -> Tables:
    """Coventry has 100 t of packs with 10 t of nickel; York pays 1,000 more for 200 t of CAM."""
    tables = plain()
    tables["sites"] += table(
        "site role country latitude longitude", ("York", "buyer", "GB", 53.96, -1.08)
    )
    change(tables["demand"], "product", "CAM", amount=1000, price=19_000)
    tables["demand"] += table("site product amount price", ("York", "CAM", 200, 20_000))
    change(tables["plants"], "plant", "Sunderland cathode plant", capacity=200)
    tables["supply"] += table("site product amount", ("Coventry", "packs", 100))
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("packs back", "buyer", "shredder", "packs", "road")
    )
    tables["contracts"] = table(
        "contract kind supplier buyer product minimum",
        ("toll", "tolling", "Coventry", "Sheffield", "packs", least),
    )
    tables["tolling"] = table("contract element product share", *tolling)
    change(tables["plants"], "plant", "Sheffield shredder", capacity=2000)
    return tables


# 1,100 t of packs, of which 1,000 t make 200 t of CAM; 50 t of black mass are sold
TOLLED = 200 * 20_000 + 50 * 1_500


@pytest.mark.parametrize(
    ("share", "cam"),
    [
        (0, 0),
        (0.9, 20),  # 9 t of nickel in 20 t of CAM, which York would pay more for
        (0.45, 10),
    ],
)
def test_tolled_metal_comes_back(share, cam):
    plan = solve(toller(("toll", "Ni", "CAM", share)))
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == cam
    assert worth(plan) == TOLLED - cam * 1_000


def test_what_would_have_to_come_back_at_a_loss_is_not_sent():
    """75,000 for the black mass of 100 t of packs, 20,000 lost for the CAM: it is sent.

    With CAM at 10,000 for Coventry 200,000 are lost, and it is not.
    """
    tables = toller(("toll", "Ni", "CAM", 0.9), least=0)
    assert tonnes(solve(tables), "collected", "Coventry", "packs", "2030") == 100
    change(tables["demand"], "site", "Coventry", price=10_000)
    plan = solve(tables)
    assert tonnes(plan, "collected", "Coventry", "packs", "2030") == 0
    assert worth(plan) == 200 * 20_000


def test_each_product_that_comes_back_has_its_own_share():
    """4.5 t of nickel in 10 t of CAM, 3.6 t in 10 t of salt, for which nobody pays in Coventry.

    10 t of salt are 20 t of black mass that would be sold for 1,500.
    """
    tables = toller(("toll", "Ni", "CAM", 0.45), ("toll", "Ni", "nickel salt", 0.36))
    tables["demand"] += table("site product price", ("Coventry", "nickel salt", 0))
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("salt back", "refinery", "buyer", "salts", "road")
    )
    plan = solve(tables)
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == 10
    assert tonnes(plan, "delivered", "Coventry", "nickel salt", "2030") == 10
    assert worth(plan) == TOLLED - 10 * 1_000 - 20 * 1_500


# Captive


@pytest.mark.parametrize(
    ("buyer", "value"),
    [
        ("Hull", CAM),  # the port gets none, and 500 t of packs stay
        ("Rotterdam", 500 * 1_500 + CAM - 125 * 5_000),  # Hull gets none: all salt is bought
    ],
)
def test_a_captive_product_goes_to_its_buyer_alone(buyer, value):
    tables = plain()
    tables["contracts"] = table(
        "contract kind supplier buyer product",
        ("bond", "captive", "Sheffield", buyer, "black mass"),
    )
    assert worth(solve(tables)) == value


def test_a_captive_product_of_another_supplier_is_free():
    tables = plain()
    tables["contracts"] = table(
        "contract kind supplier buyer product", ("bond", "captive", "Hull", "Sunderland", "salts")
    )
    assert worth(solve(tables)) == PLAIN


def test_captivity_ends_with_its_years():
    tables = two_years(plain())
    tables["contracts"] = table(
        "contract kind supplier buyer product last_year",
        ("bond", "captive", "Sheffield", "Hull", "black mass", 2030),
    )
    assert worth(solve(tables)) == CAM + PLAIN
