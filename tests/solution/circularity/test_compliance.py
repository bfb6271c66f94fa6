"""Compliance: limits, what is reached, margins, and whether a rule is met."""

from dataclasses import replace

import pytest

from planner.network.rules import Entry, Rule
from planner.solution.circularity.compliance import compliance
from tests.solution.circularity.indicators import indicators, row
from tests.solution.variants import solved

LANDFILL = Entry("let_out", ("Sheffield", "waste", "landfill", "2030"))


def rule(**changes) -> Rule:
    """At most half of the 1,000 t of packs of 2030 become waste in Sheffield."""
    half = Rule(
        name="less waste", kind="landfill", subject="Sheffield", element="", period="2030",
        sense="maximum", limit=0.5, unit="share", counted={LANDFILL: 1.0},
        base={Entry("collected", ("Leeds", "packs", "2030")): 1.0}, fixed_base=0.0, price=None,
    )  # fmt: skip
    return replace(half, **changes)


def checked(one: Rule, beside: float = 0.0):
    """The row of a rule in the tiny plan, in which 500 of 1,000 t of packs become waste."""
    plan = solved("tiny")
    decisions = dict(plan.decisions) | {"beside": {one.index: beside} if beside else {}}
    plan = replace(plan, network=replace(plan.network, rules=(one,)), decisions=decisions)
    return compliance(plan).iloc[0]


def test_a_share_that_is_just_reached_is_met():
    found = checked(rule())
    assert found["reached"] == pytest.approx(0.5)
    assert found["margin"] == 0
    assert found["met"] == "yes"


@pytest.mark.parametrize(("sense", "met"), [("maximum", "no"), ("minimum", "yes")])
def test_the_sense_says_on_which_side_of_the_limit_to_be(sense, met):
    found = checked(rule(sense=sense, limit=0.4))
    assert found["margin"] == pytest.approx(-0.1 if sense == "maximum" else 0.1)
    assert found["met"] == met


def test_what_is_paid_for_is_met_at_a_price_and_in_tonnes():
    found = checked(rule(limit=0.4, price=1.0), beside=0.1)
    assert found["met"] == "at a price"
    assert (found["beside"], found["beside_unit"]) == (pytest.approx(100), "t")


def test_an_amount_is_counted_in_the_units_of_the_user():
    found = checked(rule(unit="kt", limit=0.6, base={}, fixed_base=1.0))
    assert (found["limit"], found["reached"], found["margin"]) == pytest.approx((600, 500, 100))
    assert found["unit"] == "t"


def test_a_share_of_nothing_is_met():
    found = checked(rule(base={Entry("collected", ("Leeds", "packs", "1999")): 1.0}))
    assert found["reached"] is None or found["reached"] != found["reached"]
    assert found["met"] == "yes"


def test_part_of_the_base_may_be_fixed():
    assert checked(rule(base={}, fixed_base=2.0))["reached"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("entry", "counted"),
    [
        (Entry("stands", ("Sheffield shredder", "large", "2031")), 1),
        (Entry("stands", ("Sheffield shredder", "small", "2031")), 0),
        (Entry("building_cost", ("Sheffield shredder", "2030")), 1.5),
        (Entry("building_cost", ("Sheffield shredder", "2031")), 0),
        (Entry("process_emissions", ("Hull refinery", "2031")), 50 / 0.18 * 100 / 1e6),
        (Entry("embodied_emissions", ("2031",)), 0),
    ],
)
def test_rules_count_plants_and_accounts(entry, counted):
    unit = {"stands": "plants", "building_cost": "M"}.get(entry.of, "kt CO2e")
    found = checked(rule(counted={entry: 1.0}, base={}, fixed_base=1.0, unit=unit, limit=1.0))
    scale = 1000 if unit == "kt CO2e" else 1
    assert found["reached"] == pytest.approx(counted * scale)


def test_transport_emissions_count_in_the_country_where_a_lane_starts():
    plan = solved("borders")
    lanes = plan.network.lanes
    expected = {"GB": 0.0, "NL": 0.0}
    for (name, period), kt in plan.decisions["shipped"].items():
        if period == "2031":
            country = plan.network.sites[lanes[name].origin].country
            expected[country] += kt * lanes[name].emissions * 1000
    for country, tonnes in expected.items():
        one = rule(
            counted={Entry("transport_emissions", (country, "2031")): 1.0},
            base={}, fixed_base=1.0, unit="kt CO2e", limit=1.0, period="2031",
        )  # fmt: skip
        found = compliance(replace(plan, network=replace(plan.network, rules=(one,)))).iloc[0]
        assert found["reached"] == pytest.approx(tonnes)


def test_recycled_content_by_year():
    """0.6 in 2030, reached; 0.95 in 2031, of which what is missing is paid for."""
    table = indicators("recycled content")["compliance"]
    first = row(table, rule="nickel rule", period="2030")
    assert (first["limit"], first["met"]) == (0.6, "yes")
    second = row(table, rule="nickel rule", period="2031")
    assert second["met"] == "at a price"
    short = (second["limit"] - second["reached"]) * 50  # t of nickel in 100 t of CAM
    assert second["beside"] == pytest.approx(short)
    assert list(table["rule"]) == ["nickel rule"] * 2 + ["lithium rule"] * 2
