"""Grades: products below the standard are sold for less or worked over; sorting errs, by hand.

The limits on blends are in test_targets_on_content.py.
"""

import pytest

from tests.by_hand.plain import CATHODE, PLAIN, plain, solve, tonnes, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000


def a_tenth_off_grade(dealer: float) -> Tables:
    """A tenth of the CAM is below the standard: a dealer buys it, or it is made over for 500."""
    tables = plain()
    tables["products"] += table("product group origin", ("off-grade CAM", "off-grade", "mixed"))
    tables["compositions"] += table("product element share", ("off-grade CAM", "Ni", 0.45))
    made = [r for r in tables["recipe_flows"] if (r["recipe"], r["role"]) == ("make CAM", "output")]
    change(made, "product", "CAM", amount=0.9)
    tables["recipes"] += table(
        "recipe technology processing_cost", ("make over", "cathode line", 500)
    )
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("make CAM", "output", "off-grade CAM", 0.1),
        ("make over", "feed", "off-grade CAM", None),
        ("make over", "output", "CAM", 1),
    )
    tables["outlets"] += table(
        "outlet product kind price", ("dealer", "off-grade CAM", "sale", dealer)
    )
    return tables


# All of a tenth of 100 t is made over
MADE_OVER = PLAIN - 10 * 500
# 111.1 t are made, from 277.8 t of black mass, and 11.1 t go to the dealer
MADE = 100 / 0.9


@pytest.mark.parametrize(
    ("dealer", "made_over", "value"),
    [
        (0, 10, MADE_OVER),
        (3_000, 10, MADE_OVER),
        (6_000, 0, CAM + MADE * 0.1 * 6_000 + (500 - MADE * 2.5) * 1_500),
    ],
)
def test_what_is_below_the_standard_is_made_over_or_sold_for_less(dealer, made_over, value):
    plan = solve(a_tenth_off_grade(dealer))
    assert tonnes(plan, "throughput", CATHODE, "make over", "2030") == made_over
    assert worth(plan) == value


def test_a_full_plant_sells_what_it_has_no_room_to_make_over():
    """110 t a year of room, and 1 t of capacity for either: 100 t with 10 t made over would do."""
    tables = a_tenth_off_grade(3_000)
    change(tables["plants"], "plant", CATHODE, capacity=100)
    plan = solve(tables)
    # m tonnes made, r made over: m + r = 100, 0.9 m + r is delivered. A tonne made instead of made
    # over brings 0.1 t less CAM, and 0.1 t to make over or to sell more
    made, over = 100 / 1.1, 10 / 1.1
    assert tonnes(plan, "throughput", CATHODE, "make over", "2030") == over
    assert worth(plan) == made * 20_000 + (500 - made * 2.5) * 1_500 - over * 500


def sorting(care: float) -> Tables:
    """Half of the packs hold nickel. A tenth of these is taken for others; with care 2 % are.

    Black mass of packs that hold nickel sells at 1,500, that of the others is given away.
    """
    tables = plain()
    tables["products"] += table(
        "product group origin",
        ("mixed packs", "packs", "end of life"),
        ("other packs", "packs", "end of life"),
        ("other black mass", "black masses", "end of life"),
    )
    tables["compositions"] += table(
        "product element share",
        ("mixed packs", "Ni", 0.052),
        ("other packs", "Ni", 0.002),
        ("other black mass", "Ni", 0.004),
    )
    tables["technologies"] += table("technology stage economic_life", ("sorter", "hub", 10))
    tables["recipes"] += table(
        "recipe technology processing_cost", ("sort", "sorter", 0), ("sort well", "sorter", care)
    )
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("sort", "feed", "mixed packs", None),
        ("sort", "output", "packs", 0.45),
        ("sort", "output", "other packs", 0.55),
        ("sort well", "feed", "mixed packs", None),
        ("sort well", "output", "packs", 0.49),
        ("sort well", "output", "other packs", 0.51),
        ("shred others", "feed", "other packs", None),
        ("shred others", "output", "other black mass", 0.5),
        ("shred others", "residue", "waste", None),
    )
    tables["recipes"] += table("recipe technology", ("shred others", "shredder"))
    tables["plants"] += table(
        "plant site technology status capacity",
        ("Sheffield sorter", "Sheffield", "sorter", "existing", 2000),
    )
    change(tables["plants"], "plant", "Sheffield shredder", capacity=2000)
    change(tables["supply"], "product", "packs", product="mixed packs", amount=2000)
    tables["outlets"] += table(
        "outlet product kind price", ("taker", "other black mass", "sale", 0)
    )
    return tables


@pytest.mark.parametrize(
    ("care", "packs"),
    [
        (20, 980),  # 0.04 t more of packs at 750 for each tonne sorted: 30
        (40, 900),
    ],
)
def test_sorting_is_done_with_care_where_that_is_worth_it(care, packs):
    plan = solve(sorting(care))
    shredded = tonnes(plan, "throughput", "Sheffield shredder", "shred", "2030")
    assert shredded == packs
    cost = 2000 * care if packs == 980 else 0
    assert worth(plan) == CAM + (packs - 500) * 0.5 * 1_500 - cost
