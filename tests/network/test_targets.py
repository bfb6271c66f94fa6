"""Targets: which buyer they bind, and when."""

import pytest

from planner.network.network import Spot
from tests.networks import Tables, network_of
from tests.solution import variants
from tests.tiny import table


def two_buyers() -> Tables:
    tables = variants.longer_periods()  # 2030-31 and 2032-34
    tables["demand"] += table("site product amount price", ("Hull", "CAM", 50, 20000))
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("CAM to Hull", "cathode plant", "refinery", "road")
    )
    return tables


def test_a_rule_holds_in_the_periods_that_begin_no_earlier():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind site product element from_year minimum shortfall_price",
        ("law", "recycled content", "Coventry", "CAM", "Ni", 2031, 0.06, None),
        ("law", "recycled content", "Coventry", "CAM", "Ni", 2032, 0.15, 3000),
        ("law", "recycled content", "Coventry", "CAM", "Ni", 2033, 0.5, 1),
    )
    (target,) = network_of(tables).recycled_content
    assert (target.name, target.spot, target.element) == ("law", Spot("Coventry", "CAM"), "Ni")
    # 2030-31 begins before the rule, 2032-34 before its last step
    assert target.minimum == {"late": 0.15}
    assert target.shortfall_price == {"late": pytest.approx(3)}


def test_a_rule_without_a_buyer_binds_each_of_them_by_itself():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind product element minimum", ("law", "recycled content", "CAM", "Li", 0.1)
    )
    targets = network_of(tables).recycled_content
    assert {target.spot.site for target in targets} == {"Coventry", "Hull"}
    assert all(target.minimum == {"early": 0.1, "late": 0.1} for target in targets)


def test_a_rule_binds_no_buyer_in_a_period_without_demand():
    tables = two_buyers()
    for row in tables["demand"]:
        if row["site"] == "Coventry":
            row["year"] = 2030
    tables["targets"] = table(
        "target kind site product element minimum",
        ("law", "recycled content", "Coventry", "CAM", "Ni", 0.1),
    )
    (target,) = network_of(tables).recycled_content
    assert target.minimum == {"early": 0.1}
