"""Grant programmes, credits, savings and cheaper capital."""

from tests.instance.told import added, changed, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables


def test_a_programme_pays_a_share() -> None:
    assert problems_with(changed("plants", 0, grant_share=0)) == [
        "plants, row 2, grant_share [share]: 0.0 must be more than 0: "
        "the programme 'recycling fund' pays a share of the cost"
    ]
    assert problems_with(changed("plants", 0, programme="recycling funds"))[0].endswith(
        "is not in the table programmes (did you mean 'recycling fund'?)"
    )
    instance_of(changed("plants", 0, programme=None, grant_share=0))


def test_the_years_of_a_programme() -> None:
    (problem,) = problems_with(changed("programmes", 0, first_year=2031))
    assert problem == "programmes, row 2, last_year [year]: 2030 is before the first_year, 2031"
    assert remarks_on(changed("programmes", 0, first_year=2030)) == []


def test_unused_programmes() -> None:
    assert remarks_on(added("programmes", programme="old fund", cap=1)) == [
        "programmes: nothing uses old fund"
    ]
    assert remarks_on(changed("plants", 1, grant_share=0.1, programme="recycling fund")) == [
        "plants, row 3, programme: 'recycling fund' is not read: the plant is existing"
    ]


def test_savings_are_between_two_technologies() -> None:
    assert problems_with(changed("co_locations", 0, beside="shredder")) == [
        "co_locations, row 2, beside: 'shredder' must be another technology than the first"
    ]
    other_way = {"technology": "refinery", "beside": "shredder", "saving": 1}
    assert problems_with(added("co_locations", **other_way, site="Hull")) == [
        "co_locations, row 3, technology: 'refinery' stands beside 'shredder' in row 2 already: "
        "the saving counts twice"
    ]
    assert remarks_on(changed("co_locations", 0, site=None)) == []


def test_savings_without_neighbours() -> None:
    assert remarks_on(changed("co_locations", 0, site="Leeds")) == [
        "co_locations, row 2, technology: 'shredder' has no plant beside one of 'refinery' "
        "at 'Leeds': nothing is saved"
    ]
    assert (
        "at any site" in remarks_on(changed("co_locations", 0, site=None, beside="cathode line"))[0]
    )
    tables = rich_tables()
    tables["plants"][-1]["status"] = "excluded"
    assert "nothing is saved" in remarks_on(tables)[0]


def test_credits_that_nobody_earns() -> None:
    tables = changed("credits", 0, country="FR")
    tables["countries"].append({"country": "FR", "name": "France"})
    assert (
        "credits, row 2, recipe: 'refine' earns nothing: no plant in 'FR' can run it"
        in remarks_on(tables)
    )
    assert remarks_on(changed("credits", 0, country=None)) == []
    tables = changed("credits", 0, country=None)
    tables["recipes"].append({"recipe": "boil", "technology": "kettle"})
    tables["technologies"].append({"technology": "kettle", "stage": "other", "economic_life": 5})
    tables["recipe_flows"].append({"recipe": "boil", "role": "feed", "product": "waste"})
    tables["credits"][0]["recipe"] = "boil"
    assert "earns nothing: no plant can run it" in "".join(remarks_on(tables))


def test_terms_of_lenders() -> None:
    assert problems_with(changed("financing", 0, plant="Hull refinery")) == [
        "financing, row 2, plant: 'Hull refinery' must be a candidate: "
        "this plant is existing and paid for"
    ]
    assert problems_with(changed("financing", 0, cost_of_capital=0.1)) == [
        "financing, row 2, cost_of_capital [share/year]: 0.1 must be below the discount_rate, 0.1 "
        "(settings)"
    ]


def test_more_contracted_is_cheaper() -> None:
    more = {"plant": "Sheffield shredder", "contracted": 0.8}
    assert problems_with(added("financing", **more, cost_of_capital=0.08)) == [
        "financing, row 3, cost_of_capital [share/year]: 0.08 must be below 0.08, "
        "which 0.5 of the capacity gets already"
    ]
    assert remarks_on(added("financing", **more, cost_of_capital=0.07)) == []
    less = more | {"contracted": 0.3}
    told = problems_with(added("financing", **less, cost_of_capital=0.07))
    assert told == [
        "financing, row 2, cost_of_capital [share/year]: 0.08 must be below 0.07, "
        "which 0.3 of the capacity gets already"
    ]


def test_terms_without_a_contract() -> None:
    assert remarks_on(changed("financing", 0, plant="Hull shredder")) == [
        "financing, row 2, plant: 'Hull shredder' can have nothing contracted: "
        "no contract has 'Hull' as its supplier"
    ]
    assert remarks_on(changed("financing", 0, plant="Hull shredder", contracted=0)) == []
