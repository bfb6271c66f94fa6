"""Energy and carbon prices by country and period."""

import pytest

from tests.networks import network_of
from tests.solution import variants
from tests.tiny import table


def test_a_period_has_the_mean_of_its_years():
    tables = variants.longer_periods()  # 2030-31 and 2032-34
    tables["energy"] = table(
        "country from_year electricity_price grid_emissions",
        ("GB", None, 100, 0.2),
        ("GB", 2031, 140, 0.1),
        ("GB", 2034, 80, 0.04),
    )
    network = network_of(tables)
    assert network.electricity_price == {
        ("GB", "early"): pytest.approx(0.120),  # M per GWh: money per MWh / 1000
        ("GB", "late"): pytest.approx((0.140 + 0.140 + 0.080) / 3),
    }
    assert network.grid_emissions == {
        ("GB", "early"): pytest.approx(0.15),
        ("GB", "late"): pytest.approx((0.1 + 0.1 + 0.04) / 3),
    }


def test_a_country_without_a_carbon_price_has_that_of_every_country():
    tables = variants.borders()  # Great Britain and the Netherlands, 2030 and 2031
    tables["carbon_prices"] = table(
        "country from_year price", (None, 2031, 50), ("GB", 2031, 60), ("GB", 2030, 20)
    )
    assert network_of(tables).carbon_price == {
        ("GB", "2030"): pytest.approx(0.02),
        ("GB", "2031"): pytest.approx(0.06),
        ("NL", "2030"): 0,  # before the first row
        ("NL", "2031"): pytest.approx(0.05),
    }


def test_a_row_for_one_country_says_nothing_of_another():
    tables = variants.borders()
    tables["carbon_prices"] = table("country price", ("NL", 50))
    assert set(network_of(tables).carbon_price) == {("NL", "2030"), ("NL", "2031")}
