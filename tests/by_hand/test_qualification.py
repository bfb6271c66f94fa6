"""Qualification: recipes that wait until a plant has stood for some years, by hand."""

import pytest

from tests.by_hand.plain import CATHODE, PLAIN, candidate, plain, solve, tonnes, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000
SOLD = 500 * 1_500


def approved(after: int, **plant: object) -> Tables:
    """CAM needs approval; until then Coventry takes 100 t for testing at 5,000."""
    tables = plain()
    tables["periods"] = table(
        "period first_year years", ("A", 2030, 1), ("B", 2031, 2), ("C", 2033, 1)
    )
    tables["products"] += table("product group origin", ("CAM for testing", "CAM", "mixed"))
    tables["compositions"] += table("product element share", ("CAM for testing", "Ni", 0.45))
    change(tables["recipes"], "recipe", "make CAM", after=after)
    tables["recipes"] += table("recipe technology", ("make CAM for testing", "cathode line"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("make CAM for testing", "blend", "nickel salt", None),
        ("make CAM for testing", "blend", "bought nickel salt", None),
        ("make CAM for testing", "output", "CAM for testing", 1),
    )
    tables["recipe_needs"] += table("recipe element need", ("make CAM for testing", "Ni", 0.45))
    tables["demand"] += table(
        "site product amount price", ("Coventry", "CAM for testing", 100, 5_000)
    )
    change(tables["plants"], "plant", CATHODE, **plant)
    return tables


TESTED = 100 * 5_000 + 250 * 1_500  # before approval
BOTH = CAM + 100 * 5_000  # after it, all 500 t of black mass become CAM

COMMITTED = {"status": "committed", "earliest_year": 2030}


@pytest.mark.parametrize(
    ("after", "plant", "years"),
    [
        (0, COMMITTED, (BOTH, BOTH, BOTH)),
        (1, COMMITTED, (TESTED, BOTH, BOTH)),
        (2, COMMITTED, (TESTED, TESTED, BOTH)),  # one year old at the start of B
        (3, COMMITTED, (TESTED, TESTED, BOTH)),
        (4, COMMITTED, (TESTED, TESTED, TESTED)),
        (2, {"status": "committed", "earliest_year": 2031}, (SOLD, TESTED, BOTH)),
        (4, {"status": "existing"}, (BOTH, BOTH, BOTH)),  # it has stood for long
    ],
)
def test_a_new_plant_makes_what_is_approved_after_its_years(after, plant, years):
    first, second, third = years
    assert worth(solve(approved(after, **plant))) == first + 2 * second + third


@pytest.mark.parametrize(("after", "built"), [(0, "B"), (1, "A")])
def test_a_plant_is_built_early_to_be_approved_in_time(after, built):
    """Nobody wants CAM before B; a year of the plant costs 10,000."""
    tables = approved(after)
    tables["demand"] = [row for row in tables["demand"] if row["product"] == "black mass"] + table(
        "site product year amount price",
        *[("Coventry", "CAM", year, 100, 20_000) for year in (2031, 2032, 2033)],
        ("Coventry", "CAM for testing", 2031, 1, 0),
    )
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost", ("cathode line", "M", 100, 0, 0.01)
    )
    candidate(tables, CATHODE)
    plan = solve(tables)
    assert plan.decisions["built"] == {(CATHODE, "M", built): 1}
    assert worth(plan) == SOLD + 3 * PLAIN - 3 * 10_000 - (built == "A") * 10_000


def proven_by_a_pilot(after: int = 1, **pilot: object) -> Tables:
    """Refining on a large scale needs a pilot line, anywhere, that has stood for its years."""
    tables = plain()
    tables["periods"] = table(
        "period first_year years", ("2030", 2030, 1), ("2031", 2031, 1), ("2032", 2032, 1)
    )
    tables["technologies"] += table("technology stage economic_life", ("pilot", "hydromet", 1))
    tables["recipes"] += table("recipe technology", ("try", "pilot"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("try", "feed", "waste", None),
        ("try", "residue", "waste", None),
    )
    change(tables["recipes"], "recipe", "refine", after=after, after_technology="pilot")
    tables["plants"] += [
        {"plant": "pilot line", "site": "Sheffield", "technology": "pilot", "capacity": 1}
        | {"status": "existing", **pilot}
    ]
    return tables


BOUGHT = CAM - 125 * 5_000 + SOLD  # without refining all salt is bought

LATER = {"status": "committed", "earliest_year": 2031}


@pytest.mark.parametrize(
    ("after", "pilot", "years"),
    [
        (5, {}, 3),
        (0, {"last_year": 2031}, 2),  # it must still stand
        (0, LATER, 2),
        (1, LATER, 1),
        (2, LATER, 0),
    ],
)
def test_what_a_pilot_has_proven_is_used(after, pilot, years):
    tables = proven_by_a_pilot(after, **pilot)
    assert worth(solve(tables)) == years * PLAIN + (3 - years) * BOUGHT


@pytest.mark.parametrize(
    ("capital", "built"),
    [
        (0.3, 1),  # two years of 250,000 less for salt
        (0.6, 0),
    ],
)
def test_a_pilot_is_built_where_it_pays(capital, built):
    tables = proven_by_a_pilot(status="candidate")
    change(tables["plants"], "plant", "pilot line", capacity=None)
    tables["sizes"] = table("technology size capacity capital_cost", ("pilot", "S", 1, capital))
    plan = solve(tables)
    assert len(plan.decisions["built"]) == built
    assert worth(plan) == 3 * BOUGHT + built * (2 * (PLAIN - BOUGHT) - capital * 1e6)


def test_a_pilot_that_is_closed_proves_nothing_any_more():
    """It costs 200,000 a year and closing it nothing: so it stays, for 250,000 a year, or goes."""
    for cost, value in ((0.2, 3 * PLAIN - 3 * 200_000), (0.3, 3 * BOUGHT)):
        tables = proven_by_a_pilot(fixed_cost=cost, may_close="yes")
        plan = solve(tables)
        assert worth(plan) == value
        refined = tonnes(plan, "throughput", "Hull refinery", "refine", "2032")
        assert refined == (250 if cost == 0.2 else 0)
