"""How much comes from home, and how much hangs on one site or country."""

import pytest

from planner.solution.circularity import circularity_tables
from tests.solution.circularity.indicators import indicators, row
from tests.solution.variants import borders, change, solve
from tests.tiny import table


def imported():
    """The port is in the Netherlands: from 2031 it sells CAM that costs less than making it."""
    tables = borders()
    change(tables["demand"], "product", "CAM", amount=100, must_serve=1)
    change(tables["plants"], "plant", "Sunderland cathode plant", capacity=60)
    tables["supply"] += table("site product amount price", ("Immingham", "CAM", None, 30_000))
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode", ("CAM in", "port", "buyer", "CAM", "road")
    )
    tables["demand"][0]["shortfall_price"] = 50_000
    return tables


@pytest.fixture(scope="module")
def tables():
    return circularity_tables(solve(imported()))


def test_domestic_share_of_cathodes(tables):
    """The line makes 60 t; from 2031, 40 t come from abroad."""
    first, second = (
        row(tables["domestic_share"], period=period, group="CAM") for period in ("2030", "2031")
    )
    assert first["used_at_home [t/year]"] == pytest.approx(60)
    assert first["domestic [share]"] == pytest.approx(1)
    assert second["used_at_home [t/year]"] == pytest.approx(100)
    assert second["from_abroad [t/year]"] == pytest.approx(40)
    assert second["domestic [share]"] == pytest.approx(0.6)


def test_dependence_on_one_site_and_country(tables):
    cathodes = row(tables["dependence"], period="2031", kind="product group", of="CAM")
    assert (cathodes["sites"], cathodes["countries"]) == (2, 2)
    assert (cathodes["largest_site"], cathodes["largest_country"]) == ("Sunderland", "GB")
    assert cathodes["largest_site [share]"] == pytest.approx(0.6)
    assert cathodes["country_concentration [share]"] == pytest.approx(0.6**2 + 0.4**2)


def test_dependence_of_a_stage_is_that_of_what_runs(tables):
    shredding = row(tables["dependence"], period="2031", kind="stage", of="shredding")
    assert shredding["amount [t/year]"] == pytest.approx(1000)
    assert shredding["largest_site"] == "Sheffield"
    assert shredding["site_concentration [share]"] == pytest.approx(1)


def test_waste_that_nobody_wants_is_no_dependence():
    groups = indicators("tiny")["dependence"]["of"]
    assert "waste" not in set(groups)
    assert "salts" in set(groups)


def test_imported_cathodes_are_goods_bought_and_not_recycled(tables):
    delivered = row(tables["provenance"], period="2031", product="CAM", use="delivered")
    assert delivered["goods bought [share]"] == pytest.approx(0.4)
    assert delivered["recycled Ni [share]"] == pytest.approx(0.6)
    assert delivered["from_home [share]"] == pytest.approx(0.6)
