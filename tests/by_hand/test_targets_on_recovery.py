"""Targets on recovery, efficiency, collection and landfill: what each limit costs, by hand."""

import pytest

from tests.by_hand.plain import PLAIN, plain, ruled, solve, total, worth
from tests.solution.variants import Tables, change
from tests.tiny import table


def two_ways_to_refine() -> Tables:
    """Refining costs 1,000 a tonne of black mass; roughly, it is free and gets 60 % of the nickel.

    45 t of nickel take 375 t of black mass roughly (75 t of nickel), or 250 t and 250,000.
    """
    tables = plain()
    change(tables["recipes"], "recipe", "refine", processing_cost=1000)
    tables["recipes"] += table("recipe technology", ("refine roughly", "refinery"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("refine roughly", "feed", "black mass", None),
        ("refine roughly", "residue", "waste", None),
    )
    tables["recipe_yields"] += table(
        "recipe element product recovery", ("refine roughly", "Ni", "nickel salt", 0.6)
    )
    return tables


ROUGHLY = 100 * 20_000 + (500 - 375) * 1_500
# 80 % of 56.25 t of nickel are 45 t: two thirds of 281.25 t of black mass are refined well
WELL = 100 * 20_000 + (500 - 281.25) * 1_500 - 187.5 * 1_000


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0.5}, ROUGHLY),  # 60 % are recovered anyway
        ({"minimum": 0.8}, WELL),
        # 45 of 75 t are recovered where 60 t must be; what is missing costs 3,125 a tonne to get
        ({"minimum": 0.8, "shortfall_price": 3000}, ROUGHLY - 15 * 3_000),
        ({"minimum": 0.8, "shortfall_price": 4000}, WELL),
        ({"maximum": 0.7}, ROUGHLY),
        # no way of refining is so bad: all salt is bought
        ({"maximum": 0.5}, 100 * 20_000 - 125 * 5_000 + 500 * 1_500),
    ],
)
def test_material_recovery(limits, value):
    tables = ruled(two_ways_to_refine(), "material recovery", element="Ni", **limits)
    assert worth(solve(tables)) == value


def test_what_the_shredder_passes_on_is_not_treated_yet():
    """Half of the black mass is sold on as it is; of what the refinery treats 90 % come out."""
    plan = solve(ruled(plain(), "material recovery", element="Ni", minimum=0.9))
    assert worth(plan) == PLAIN


def careful_shredding() -> Tables:
    """For 100 a tonne of packs 0.3 t of plastics are kept out of the waste, and given away."""
    tables = plain()
    tables["products"] += table("product group origin", ("plastics", "plastics", "end of life"))
    tables["recipes"] += table(
        "recipe technology processing_cost", ("shred carefully", "shredder", 100)
    )
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("shred carefully", "feed", "packs", None),
        ("shred carefully", "output", "black mass", 0.5),
        ("shred carefully", "output", "plastics", 0.3),
        ("shred carefully", "residue", "waste", None),
    )
    tables["outlets"] += table("outlet product kind price", ("dealer", "plastics", "sale", 0))
    return tables


# 500 t of packs that are no black mass and 250 t of black mass are treated: 45 t of nickel are 6 %.
# 40 % are 300 t: 255 t of plastics, from 850 t of packs
CAREFULLY = PLAIN - 255 / 0.3 * 100


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0.05}, PLAIN),
        ({"minimum": 0.4}, CAREFULLY),
        ({"minimum": 0.4, "shortfall_price": 200}, PLAIN - 255 * 200),
        ({"minimum": 0.4, "shortfall_price": 500}, CAREFULLY),  # 100 / 0.3 a tonne are less
        ({"maximum": 0.07}, PLAIN),
        # with bought salt for each tonne that is not refined. Of s tonnes of salt and 2 s of black
        # mass 0.03 x (500 + 2 s) = 0.36 s, so s = 50; the other 75 cost 5,000 and not 3,000
        ({"maximum": 0.03}, PLAIN - 75 * 2_000),
    ],
)
def test_recycling_efficiency(limits, value):
    tables = ruled(careful_shredding(), "recycling efficiency", **limits)
    assert worth(solve(tables)) == value


def dear_packs() -> Tables:
    """Packs cost 1,000: more than the 750 of their black mass, less than bought salt for CAM."""
    tables = plain()
    change(tables["supply"], "product", "packs", price=1000)
    return tables


WITH_500 = 100 * 20_000 - 500 * 1_000


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"minimum": 0.4}, WITH_500),
        ({"minimum": 0.8}, WITH_500 - 300 * (1_000 - 750)),
        ({"minimum": 0.8, "shortfall_price": 200}, WITH_500 - 300 * 200),
        ({"minimum": 0.8, "shortfall_price": 300}, WITH_500 - 300 * (1_000 - 750)),
        ({"maximum": 0.6}, WITH_500),
        # 60 t of CAM from 300 t of packs, 40 t from 50 t of bought salt
        ({"maximum": 0.3}, 100 * 20_000 - 300 * 1_000 - 50 * 5_000),
        ({"area": "GB", "product": "packs", "element": "Ni", "minimum": 0.8}, WITH_500 - 75_000),
        ({"site": "Leeds", "product": "packs", "minimum": 0.8}, WITH_500 - 75_000),
    ],
)
def test_collection(limits, value):
    assert worth(solve(ruled(dear_packs(), "collection", **limits))) == value


def another_way_out() -> Tables:
    """Waste may be burnt for 100 a tonne: 500 t in Sheffield and 125 t in Hull."""
    tables = plain()
    tables["outlets"] += table("outlet product kind price", ("oven", "waste", "disposal", -100))
    return tables


@pytest.mark.parametrize(
    ("limits", "value"),
    [
        ({"maximum": 700}, PLAIN),
        ({"maximum": 200}, PLAIN - 425 * 100),
        ({"maximum": 200, "shortfall_price": 50}, PLAIN - 425 * 50),
        ({"maximum": 200, "shortfall_price": 150}, PLAIN - 425 * 100),
        ({"maximum": 200, "site": "Sheffield"}, PLAIN - 300 * 100),
        ({"maximum": 0, "site": "Hull", "product": "waste"}, PLAIN - 125 * 100),
    ],
)
def test_landfill(limits, value):
    assert worth(solve(ruled(another_way_out(), "landfill", **limits))) == value


def test_a_landfill_limit_is_a_year_whatever_the_length_of_the_period():
    tables = ruled(another_way_out(), "landfill", maximum=200)
    tables["periods"] = table("period first_year years", ("long", 2030, 3))
    plan = solve(tables)
    assert total(plan, "disposal_cost", "long") == 425 * 100
    assert worth(plan) == 3 * (PLAIN - 425 * 100)
