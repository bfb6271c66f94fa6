"""The headline: every indicator by period and over the horizon, defined, with claims beside."""

import pytest

from planner.solution.circularity import circularity_tables
from tests.solution.circularity.indicators import indicators, row
from tests.solution.variants import VARIANTS, change, solve
from tests.tiny import tiny_tables


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_indicator_is_defined(variant):
    tables = indicators(variant)
    defined = tables["definitions"].set_index("indicator")
    used = tables["circularity"].drop_duplicates("indicator").set_index("indicator")
    assert set(used.index) <= set(defined.index)
    assert (used["unit"] == defined.loc[used.index, "unit"]).all()
    assert set(defined["table"]) <= set(tables)


def test_over_the_horizon_amounts_are_the_mean_of_years_and_shares_those_of_sums():
    """Periods of 2 and 3 years with 1,000 and 500 t of packs; the shredder takes all of them."""
    tables = VARIANTS["longer periods"]()
    tables["supply"] = [
        {"site": "Leeds", "product": "packs", "year": year, "amount": amount, "price": -500}
        for year, amount in ((2030, 1000), (2031, 1000), (2032, 500), (2033, 500), (2034, 500))
    ] + tables["supply"][1:]
    found = circularity_tables(solve(tables))
    taken = row(found["circularity"], indicator="batteries and scrap taken in", period="horizon")
    assert taken["value"] == pytest.approx((2 * 1000 + 3 * 500) / 5)
    nickel = found["recovery"][found["recovery"]["element"] == "Ni"].set_index("period")
    out, into = nickel["recovered [t/year]"], nickel["taken_in [t/year]"]
    share = row(
        found["circularity"], indicator="recovered of what is taken in", of="Ni", period="horizon"
    )
    total = 2 * into["early"] + 3 * into["late"]
    assert share["value"] == pytest.approx((2 * out["early"] + 3 * out["late"]) / total)


def test_claims_stand_beside_what_the_plan_says():
    figures = indicators("tiny")["circularity"]
    claimed = figures[figures["claim"].notna()]
    assert set(claimed["indicator"]) == {
        "cost of cathode material by its chain, against primary",
        "cost of cathode material at the gate, against primary",
    }  # nobody sells primary CAM, so there is no CO2e to compare with
    assert set(claimed["claim"]) == {-0.2}


def test_growth_of_recovered_lithium():
    tables = VARIANTS["expansion"]()  # packs double in 2031
    figures = circularity_tables(solve(tables))["circularity"]
    name = "lithium recovered, times that of the first period"
    recovered = [
        row(figures, indicator="lithium recovered", period=period)["value"]
        for period in ("2030", "2031")
    ]
    growth = row(figures, indicator=name, period="2031")["value"]
    assert growth == pytest.approx(recovered[1] / recovered[0])
    assert "horizon" not in set(figures[figures["indicator"] == name]["period"])


def test_money_is_in_the_currency_of_the_network():
    units = set(indicators("tiny")["circularity"]["unit"])
    assert "EUR/t" in units
    assert not any("money" in unit for unit in units)


def without_cathodes(tables):
    tables["plants"] = tables["plants"][:1]
    tables["demand"] = tables["demand"][1:]


def nothing_at_all(tables):
    without_cathodes(tables)
    tables["plants"] = []
    change(tables["supply"], "product", "packs", amount=0)


@pytest.mark.parametrize("without", [without_cathodes, nothing_at_all])
def test_what_a_network_does_not_have_is_an_empty_table(without):
    tables = tiny_tables()
    without(tables)
    found = circularity_tables(solve(tables))
    for name in ("compliance", "cathode_cost", "cathode_chain", "cathode_emissions"):
        assert len(found[name]) == 0
        assert list(found[name].columns) == list(indicators("tiny")[name].columns)
    assert not any("cathode" in name for name in found["circularity"]["indicator"])
