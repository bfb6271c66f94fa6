"""Recycled content: which buyers a target binds, and when."""

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


def with_lfp(tables: Tables) -> Tables:
    """Coventry wants LFP too; it is made like CAM."""
    tables["products"] += table("product group origin", ("LFP", "CAM", "mixed"))
    tables["compositions"] += table("product element share", ("LFP", "Ni", 0.01))
    tables["demand"] += table("site product amount price", ("Coventry", "LFP", 50, 20000))
    tables["recipes"] += table("recipe technology", ("make LFP", "cathode line"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("make LFP", "blend", "nickel salt", None),
        ("make LFP", "output", "LFP", 1),
    )
    tables["recipe_needs"] += table("recipe element need", ("make LFP", "Ni", 0.01))
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
    assert (target.name, target.subject, target.element) == ("law", "Coventry", "Ni")
    assert target.spots == (Spot("Coventry", "CAM"),)
    # 2030-31 begins before the rule, 2032-34 before its last step
    assert target.minimum == {"late": 0.15}
    assert target.shortfall_price == {"late": pytest.approx(3)}


def test_a_rule_ends_with_its_last_year():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind site product element last_year minimum",
        ("law", "recycled content", "Coventry", "CAM", "Ni", 2031, 0.06),
    )
    (target,) = network_of(tables).recycled_content
    assert target.minimum == {"early": 0.06}


def test_a_rule_without_a_buyer_binds_each_of_them_by_itself():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind product element minimum", ("law", "recycled content", "CAM", "Li", 0.1)
    )
    targets = network_of(tables).recycled_content
    assert {target.subject for target in targets} == {"Coventry", "Hull"}
    assert all(target.spots == (Spot(target.subject, "CAM"),) for target in targets)
    assert all(target.minimum == {"early": 0.1, "late": 0.1} for target in targets)


def test_a_row_for_a_buyer_goes_before_the_row_for_every_buyer():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind site product element minimum",
        ("law", "recycled content", None, "CAM", "Li", 0.1),
        ("law", "recycled content", "Hull", "CAM", "Li", 0.3),
    )
    targets = network_of(tables).recycled_content
    assert {target.subject: target.minimum["late"] for target in targets} == {
        "Coventry": 0.1,
        "Hull": 0.3,
    }


def test_a_recycled_share_binds_the_buyers_together():
    tables = two_buyers()
    tables["targets"] = table(
        "target kind area product element minimum",
        ("aim", "recycled share", "GB", "CAM", "Ni", 0.2),
    )
    (target,) = network_of(tables).recycled_content
    assert target.subject == "GB"
    assert set(target.spots) == {Spot("Coventry", "CAM"), Spot("Hull", "CAM")}
    assert target.minimum == {"early": 0.2, "late": 0.2}


@pytest.mark.parametrize(
    ("kind", "where"), [("recycled content", "Coventry"), ("recycled share", "GB")]
)
def test_a_target_on_two_products_holds_for_each_of_them(kind, where):
    tables = with_lfp(two_buyers())
    place = "site" if kind == "recycled content" else "area"
    tables["targets"] = table(
        f"target kind {place} product element minimum",
        ("law", kind, where, "CAM", "Ni", 0.2),
        ("law", kind, where, "LFP", "Ni", 0.4),
    )
    targets = network_of(tables).recycled_content
    assert {target.subject: target.minimum["late"] for target in targets} == {
        f"{where}: CAM": 0.2,
        f"{where}: LFP": 0.4,
    }


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
