"""Supply, demand, outlets and returns: years become periods, tonnes become kt."""

import pytest

from planner.network.network import Demand, Outlet, Spot, Supply
from tests.networks import network_of
from tests.solution import variants
from tests.tiny import table

LEEDS, COVENTRY = Spot("Leeds", "packs"), Spot("Coventry", "CAM")


def test_tonnes_are_means_over_the_years_and_prices_weigh_by_tonnes():
    """2030-31 and 2032-34; a year without a row counts as none."""
    tables = variants.longer_periods()
    tables["supply"] = table(
        "site product year amount price must_collect shortfall_price embodied_emissions",
        ("Leeds", "packs", 2030, 100, -40, 1, 200, 10),
        ("Leeds", "packs", 2031, 300, -80, 0.5, 400, 30),
        ("Leeds", "packs", 2033, 600, 50, 0, 100, 0),
        ("Immingham", "bought nickel salt", None, None, 5000, 0, None, 8000),
        ("Immingham", "bought lithium salt", None, None, 10000, 0, None, 0),
    )
    supply = network_of(tables).supply
    early = supply[LEEDS, "early"]
    assert early == Supply(
        amount=pytest.approx((0.1 + 0.3) / 2),
        price=pytest.approx((100 * -0.04 + 300 * -0.08) / 400),
        must_collect=pytest.approx((0.1 + 0.5 * 0.3) / 2),
        shortfall_price=pytest.approx(0.3),
        embodied_emissions=pytest.approx((100 * 0.01 + 300 * 0.03) / 400),
    )
    # Money of the years: 100 x 40 + 300 x 80 = 28,000 received in two years
    assert early.amount * early.price * 2 == pytest.approx(-0.028)
    assert supply[LEEDS, "late"].amount == pytest.approx(0.6 / 3)
    assert supply[LEEDS, "late"].price == pytest.approx(0.05)


def test_demand_is_counted_like_supply():
    tables = variants.longer_periods()
    tables["demand"] = table(
        "site product year amount price must_serve shortfall_price emissions",
        ("Coventry", "CAM", 2030, 100, 20000, 1, 900, 5),
        ("Coventry", "CAM", 2031, 400, 15000, 0, 900, 10),
        ("Immingham", "black mass", None, None, 1500, 0, None, 0),
    )
    demand = network_of(tables).demand
    assert demand[COVENTRY, "early"] == Demand(
        amount=pytest.approx(0.25),
        price=pytest.approx(16),  # (100 x 20 + 400 x 15) / 500
        must_serve=pytest.approx(0.05),
        shortfall_price=pytest.approx(0.9),
        emissions=pytest.approx(0.009),
    )
    assert (COVENTRY, "late") not in demand


def test_falling_short_that_is_not_allowed_in_one_year_is_not_allowed_in_its_period():
    tables = variants.longer_periods()
    tables["supply"] += table(
        "site product year amount must_collect shortfall_price",
        ("Hull", "packs", 2030, 10, 1, 100),
        ("Hull", "packs", 2031, 10, 1, None),
        ("Hull", "packs", 2032, 10, 1, 100),
    )
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("from Hull", "refinery", "shredder", "road")
    )
    supply = network_of(tables).supply
    assert supply[Spot("Hull", "packs"), "early"].shortfall_price is None
    assert supply[Spot("Hull", "packs"), "late"].shortfall_price == pytest.approx(0.1)


def test_a_blank_year_is_every_year_and_a_blank_amount_has_no_limit():
    network = network_of(variants.longer_periods())
    assert [network.supply[LEEDS, period].amount for period in network.periods] == [1, 1]
    salt = Spot("Immingham", "bought nickel salt")
    assert [network.supply[salt, period].amount for period in network.periods] == [None, None]
    assert network.supply[salt, "early"].price == 5


def test_an_outlet_of_the_country_goes_before_one_of_every_country():
    tables = variants.borders()
    tables["outlets"] = table(
        "outlet product country from_year kind price emissions",
        ("landfill", "waste", None, None, "disposal", -100, 40),
        ("landfill", "waste", "GB", None, "disposal", -60, 0),
        ("landfill", "waste", "GB", 2031, "disposal", -80, 0),
        ("sea", "black mass", "NL", None, "sale", 10, 0),
        ("salt taker", "lithium salt", None, None, "sale", 0, 0),
    )
    outlets = network_of(tables).outlets
    waste = Spot("Sheffield", "waste")
    assert outlets[waste, "2030"] == (
        Outlet("landfill", "disposal", pytest.approx(-0.06), 0, None),
    )
    assert outlets[waste, "2031"] == (
        Outlet("landfill", "disposal", pytest.approx(-0.08), 0, None),
    )
    # Open in the Netherlands only, and only where the product can be
    assert [spot.site for spot, _ in outlets if spot.product == "black mass"] == ["Immingham"] * 2
    assert not [spot for spot, _ in outlets if spot.site == "Leeds"]


def test_an_outlet_has_the_mean_of_its_years():
    tables = variants.longer_periods()
    tables["outlets"] += table(
        "outlet product from_year kind price emissions",
        ("landfill", "waste", 2033, "disposal", -190, 90),
    )
    outlets = network_of(tables).outlets
    assert outlets[Spot("Hull", "waste"), "late"] == (
        # one year, then two
        Outlet("landfill", "disposal", pytest.approx(-0.16), pytest.approx(0.06), None),
    )


def test_returns_come_back_in_the_years_after_delivery():
    """Two periods, 2030-31 and 2032-34, and a delay of one year; from 2033 on twice as much."""
    tables = variants.longer_periods()
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("back", "buyer", "shredder", "packs", "road")
    )
    tables["returns"] = table(
        "site product returned amount delay from_year",
        ("Coventry", "CAM", "packs", 0.1, 1, None),
        ("Coventry", "CAM", "packs", 0.2, 1, 2033),
    )
    assert network_of(tables).returns == {
        # of 2030, back in 2031
        (COVENTRY, "early", "packs", "early"): pytest.approx(0.1 / 2),
        # of 2031, back in 2032
        (COVENTRY, "early", "packs", "late"): pytest.approx(0.1 / 3),
        # of 2032 and 2033, back in 2033 and 2034; that of 2034 comes after the end
        (COVENTRY, "late", "packs", "late"): pytest.approx((0.1 + 0.2) / 3),
    }
