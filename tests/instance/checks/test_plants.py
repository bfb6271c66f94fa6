"""Plants that grow, and recipes that wait for them."""

from tests.instance.told import changed, problems_with, remarks_on


def test_standing_plants_grow() -> None:
    assert problems_with(changed("plants", 1, largest_capacity=900)) == [
        "plants, row 3, largest_capacity [t/year]: 900.0 must be at least the capacity, 1000"
    ]
    assert problems_with(changed("plants", 0, largest_capacity=900)) == [
        "plants, row 2, largest_capacity [t/year]: 900.0 must be blank: "
        "the plant is a candidate, whose sizes say how far it can grow"
    ]
    assert remarks_on(changed("plants", 1, largest_capacity=1000, expansion_cost=50)) == []


def test_what_can_close_does_not_grow() -> None:
    grown = {"largest_capacity": 2000, "may_close": "yes"}
    assert problems_with(changed("plants", 1, **grown)) == [
        "plants, row 3, may_close: 'yes' is yes, but the plant has a largest_capacity to expand "
        "to: one of the two"
    ]
    assert remarks_on(changed("plants", 1, **grown | {"may_close": "no"})) == []
    assert remarks_on(changed("plants", 1, may_close="yes")) == []


def test_expansion_costs_without_expansion() -> None:
    for column in (
        "expansion_cost [money per t/year]",
        "expansion_fixed_cost [money/year per t/year]",
    ):
        name = column.split()[0]
        rule = "is not read: no largest_capacity says how far it can be expanded"
        assert remarks_on(changed("plants", 1, **{name: 5})) == [
            f"plants, row 3, {column}: 5.0 {rule}"
        ]
        assert remarks_on(changed("sizes", 0, **{name: 5})) == [
            f"sizes, row 2, {column}: 5.0 {rule}"
        ]
        assert remarks_on(changed("sizes", 0, **{name: 5}, largest_capacity=700)) == []


def test_recipes_wait_no_longer_than_the_plan() -> None:
    assert remarks_on(changed("recipes", 1, after=1)) == []
    assert remarks_on(changed("recipes", 1, after=2)) == [
        "recipes, row 3, after [years]: 2 is no less than the 2 years of the plan: is it ever used?"
    ]


def test_recipes_wait_for_a_plant_that_may_stand() -> None:
    assert remarks_on(changed("recipes", 1, after=1, after_technology="shredder")) == []
    tables = changed("recipes", 1, after=1, after_technology="pilot")
    tables["technologies"].append({"technology": "pilot", "stage": "hydromet", "economic_life": 5})
    assert (
        "recipes, row 3, after_technology: 'pilot' has no plant that stands or may be built, "
        "so the recipe is never used"
    ) in remarks_on(tables)
