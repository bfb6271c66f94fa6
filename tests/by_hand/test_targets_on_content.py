"""Targets on what is in products and feeds: recycled content, feed shares and quality, by hand."""

import pytest

from tests.by_hand.plain import PLAIN, cheap_salt, plain, ruled, solve, tonnes, worth
from tests.solution.variants import Tables
from tests.tiny import table

CAM = 100 * 20_000
BOUGHT = CAM - 125 * 1_000 + 500 * 1_500
# 75 t of salt from 150 t of black mass, 50 t bought
RECOVERED_60 = CAM - 50 * 1_000 + 350 * 1_500


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0}, BOUGHT),
        ({"minimum": 0.6}, RECOVERED_60),
        # 27 of 45 t of nickel are short; 75 t of salt cost 150,000 more, 5,556 for each of them
        ({"minimum": 0.6, "shortfall_price": 5000}, BOUGHT - 27 * 5_000),
        ({"minimum": 0.6, "shortfall_price": 6000}, RECOVERED_60),
    ],
)
@pytest.mark.parametrize("kind", ["recycled content", "recycled share"])
def test_recycled_content_of_one_buyer(kind, limits, value):
    tables = ruled(cheap_salt(plain()), kind, product="CAM", element="Ni", **limits)
    assert worth(solve(tables)) == value


def a_second_buyer() -> Tables:
    """York wants 100 t from a plant in Goole that no recovered salt reaches."""
    tables = cheap_salt(plain())
    tables["sites"] += table(
        "site role country latitude longitude",
        ("Goole", "far cathode plant", "GB", 53.7, -0.87),
        ("York", "far buyer", "GB", 53.96, -1.08),
    )
    tables["plants"] += table(
        "plant site technology status capacity",
        ("Goole cathode plant", "Goole", "cathode line", "existing", 500),
    )
    tables["demand"] += table("site product amount price", ("York", "CAM", 100, 20000))
    tables["lane_rules"] += table(
        "rule from_role to_role mode",
        ("bought salt far away", "port", "far cathode plant", "road"),
        ("CAM to far buyer", "far cathode plant", "far buyer", "road"),
    )
    return tables


def test_where_each_buyer_needs_its_share_one_without_recovered_metal_gets_nothing():
    """37.5 t of salt for Coventry are recovered from 75 t of black mass."""
    tables = ruled(a_second_buyer(), "recycled content", product="CAM", element="Ni", minimum=0.3)
    plan = solve(tables)
    assert tonnes(plan, "delivered", "York", "CAM", "2030") == 0
    assert worth(plan) == CAM - 87.5 * 1_000 + 425 * 1_500


def test_where_the_buyers_need_a_share_together_one_makes_up_for_the_other():
    """27 of 90 t of nickel: 75 t of salt for Coventry, from 150 t of black mass."""
    tables = ruled(
        a_second_buyer(), "recycled share", area="GB", product="CAM", element="Ni", minimum=0.3
    )
    plan = solve(tables)
    assert tonnes(plan, "handed_over", "Coventry", "CAM", "Ni", "2030") == 27
    assert tonnes(plan, "handed_over", "York", "CAM", "Ni", "2030") == 0
    assert worth(plan) == 2 * CAM - 175 * 1_000 + 350 * 1_500


FED_30 = CAM - 87.5 * 1_000 + 425 * 1_500


@pytest.mark.parametrize(
    ("product", "limits", "value"),
    [
        ("nickel salt", {"minimum": 0}, BOUGHT),
        # 37.5 of 125 t of salt, from 75 t of black mass
        ("nickel salt", {"minimum": 0.3}, FED_30),
        ("nickel salt", {"minimum": 0.3, "site": "Sunderland"}, FED_30),
        ("nickel salt", {"minimum": 0.3, "shortfall_price": 1500}, BOUGHT - 37.5 * 1_500),
        ("nickel salt", {"minimum": 0.3, "shortfall_price": 2500}, FED_30),
        ("bought nickel salt", {"maximum": 1}, BOUGHT),
        ("bought nickel salt", {"maximum": 0.6}, CAM - 75 * 1_000 + 400 * 1_500),
    ],
)
def test_feed_share(product, limits, value):
    tables = ruled(cheap_salt(plain()), "feed share", product=product, technology="CAM", **limits)
    assert worth(solve(tables)) == value


def another_black_mass(name: str, price: float, **content: float) -> Tables:
    """Sheffield can buy any amount of it; Hull refines it like its own."""
    tables = plain()
    tables["elements"] += table("element name", ("Al", "aluminium"))
    tables["products"] += table("product group origin", (name, "black masses", "end of life"))
    tables["compositions"] += [
        {"product": name, "element": element, "share": share} for element, share in content.items()
    ]
    tables["supply"] += table("site product price", ("Sheffield", name, price))
    tables["recipe_flows"] += table("recipe role product", ("refine", "feed", name))
    return tables


# 250 t of dirty black mass at 500, all of the clean is sold
DIRTY = CAM - 250 * 500 + 500 * 1_500
# at most 2 % where the dirty one has 5 %: 100 t of 250 t
CLEANER = CAM - 100 * 500 + 350 * 1_500


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"maximum": 0.05}, DIRTY),
        ({"maximum": 0.02}, CLEANER),
        ({"maximum": 0.02, "site": "Hull"}, CLEANER),
        # 12.5 t of aluminium where 5 t may be; to keep them out costs 20,000 a tonne
        ({"maximum": 0.02, "shortfall_price": 10_000}, DIRTY - 7.5 * 10_000),
        ({"maximum": 0.02, "shortfall_price": 30_000}, CLEANER),
    ],
)
def test_quality_of_a_feed_at_most(limits, value):
    tables = another_black_mass("dirty black mass", 500, Ni=0.2, Al=0.05)
    rule = {"technology": "refinery", "product": "black masses", "element": "Al"}
    tables = ruled(tables, "quality", **rule, **limits)
    assert worth(solve(tables)) == value


def test_quality_of_a_feed_at_least():
    """Poor black mass is free and holds 10 % of nickel; 18 % are needed on average.

    So one tonne of it to four of the other, c: 0.18 c + 0.09 c / 4 = 45 t, c = 222.2 t.
    """
    tables = another_black_mass("poor black mass", 0, Ni=0.1)
    free = solve(tables)
    assert worth(free) == CAM + 500 * 1_500
    rule = {"technology": "refinery", "product": "black masses", "element": "Ni"}
    ruled_plan = solve(ruled(tables, "quality", **rule, minimum=0.18))
    own = 45 / (0.18 + 0.09 / 4)
    assert tonnes(ruled_plan, "throughput", "Hull refinery", "refine, black mass", "2030") == own
    assert worth(ruled_plan) == CAM + (500 - own) * 1_500


@pytest.mark.parametrize(
    ("maximum", "dirty"),
    [
        (0.05, 200),
        (0.01, 62.5),  # 0.05 d <= 0.01 (d + 250 t of clean)
    ],
)
def test_quality_of_what_a_buyer_receives(maximum, dirty):
    """Rotterdam pays 1,400 for dirty black mass, of which Sheffield has 200 t."""
    tables = plain()
    tables["elements"] += table("element name", ("Al", "aluminium"))
    tables["products"] += table(
        "product group origin", ("dirty black mass", "black masses", "end of life")
    )
    tables["compositions"] += table("product element share", ("dirty black mass", "Al", 0.05))
    tables["supply"] += table("site product amount", ("Sheffield", "dirty black mass", 200))
    tables["demand"] += table("site product price", ("Rotterdam", "dirty black mass", 1400))
    tables = ruled(tables, "quality", product="black masses", element="Al", maximum=maximum)
    assert worth(solve(tables)) == PLAIN + dirty * 1_400
