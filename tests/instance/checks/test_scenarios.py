"""Scenarios: a broken one is told before anyone plans with it."""

import pytest

from tests.instance.scenarios.cases import Item, case, items, scenarios
from tests.instance.told import Tables, problems_with, remarks_on
from tests.tiny import tiny_tables


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (("suply", "", "price", "set", 1),
         "of_table: 'suply' is not a table (did you mean 'supply'?)"),
        (("scenarios", "", "description", "set", "x"),
         "of_table: 'scenarios' cannot be changed by a scenario"),
        (("scenario_items", "", "value", "set", "x"),
         "of_table: 'scenario_items' cannot be changed by a scenario"),
        (("supply", "", "prise", "set", 1),
         "of_column: 'prise' is not a column of supply (did you mean 'price'?)"),
        (("supply", "", "price [money/kg]", "set", 1),
         "of_column: 'price [money/kg]' must read 'price' or 'price [money/t]'"),
        (("supply", "sight = Leeds", "price", "set", 1),
         "filter: 'sight = Leeds' ('sight' is not a column of supply) (did you mean 'site'?)"),
        (("supply", "site Leeds", "price", "set", 1),
         "filter: 'site Leeds' ('site Leeds' is no condition) (write column = value)"),
        (("supply", "site = Leds", "price", "set", 1),
         "filter: 'site = Leds' finds no row: none has site = Leds (did you mean 'Leeds'?)"),
        (("lanes", "", "cost", "set", 1), "filter: '' finds no row: the table has none"),
        (("supply", "", "site", "multiply", 2),
         "action: 'multiply' needs a column of numbers, and site of supply holds none (use set)"),
        (("plants", "", "may_close", "add", 1),
         "action: 'add' needs a column of numbers, and may_close of plants holds none (use set)"),
        (("supply", "", "price", "double", 2),
         "action: 'double' must be one of set, multiply, add"),
        (("supply", "", "price", "multiply", None),
         "value: must be filled: there is nothing to multiply"),
        (("supply", "", "price", "add", "10%"), "value: '10%' is not a number (write 0.1)"),
        (("supply", "", "price", "set", "a lot"),
         "value: 'a lot' (price [money/t] of supply) is not a number"),
        (("supply", "", "price", "set", "1,000"),
         "value: '1,000' (price [money/t] of supply) is not a number "
         "(write 1234.5, with a point and without separators of thousands)"),
        (("supply", "", "must_collect", "set", 2),
         "value: '2' (must_collect [share] of supply) must be at most 1"),
        (("plants", "", "status", "set", "exist"),
         "value: 'exist' (status of plants) must be one of existing, committed, candidate, "
         "excluded (did you mean 'existing'?)"),
        (("plants", "", "may_close", "set", "true"),
         "value: 'true' (may_close of plants) is neither yes nor no"),
        (("sites", "", "role", "set", None), "value: (role of sites) must be filled"),
        (("settings", "setting = base_year", "value", "set", "soon"),
         "value: 'soon' (base_year of settings) is not a number"),
        (("settings", "setting = discount_rate", "value", "set", 8),
         "value: '8' (discount_rate of settings) must be at most 1"),
        (("settings", "setting = discount_rate", "value", "set", None),
         "value: (discount_rate of settings) must be filled"),
        (("recipe_yields", "", "recovery", "multiply", 1.2),
         "value: '1.2' makes recovery [share] of recipe_yields 1.08, which must be at most 1 "
         "(at recipe = refine; element = Ni)"),
        (("periods", "", "first_year", "add", 0.5),
         "value: '0.5' makes first_year [year] of periods 2030.5, which is not a whole number "
         "(at period = 2030 and 1 more)"),
        (("supply", "", "amount", "multiply", 2),
         "filter: '' finds rows where amount is blank: "
         "site = Immingham; product = bought lithium salt, "
         "site = Immingham; product = bought nickel salt (leave them out: amount !=)"),
        (("compositions", "product = *salt; element = Ni", "share", "multiply", 4),
         "value: '4' makes share [kg/kg] of compositions 1.2, which must be at most 1 "
         "(at product = nickel salt; element = Ni and 1 more)"),
        (("settings", "setting = t*", "value", "add", 2),
         "filter: 'setting = t*' finds rows where value is not a number: setting = title"),
    ],
)  # fmt: skip
def test_a_faulty_item_is_told(item: Item, expected: str) -> None:
    told = problems_with(case(("supply", "", "price", "add", 1), item))
    assert f"scenario_items, row 3, {expected}" in told
    assert all(line.startswith("scenario_items, row 3, ") for line in told)


def test_every_faulty_item_is_told_once() -> None:
    """Also of a scenario that others are based on, and of one that leads nowhere."""
    misspelt = ("supply", "site = Leds", "price", "set", 1)
    tables = tiny_tables() | {
        "scenarios": scenarios(("b", "a"), ("c", "a"), ("a", None), ("d", "e")),
        "scenario_items": [
            *items("a", misspelt, ("supply", "", "x", "set", 1)),
            *items("b", ("outlets", "", "price", "set", "free")),
            *items("d", ("outlet", "", "price", "set", 1)),
        ],
    }  # fmt: skip
    assert problems_with(tables) == [
        "scenarios, row 5, based_on: 'e' is not in the table scenarios (it has a, b, c, d)",
        "scenario_items, row 2, filter: 'site = Leds' finds no row: none has site = Leds "
        "(did you mean 'Leeds'?)",
        "scenario_items, row 3, of_column: 'x' is not a column of supply",
        "scenario_items, row 4, value: 'free' (price [money/t] of outlets) is not a number",
        "scenario_items, row 5, of_table: 'outlet' is not a table (did you mean 'outlets'?)",
    ]


def test_items_find_rows_in_what_those_before_them_left() -> None:
    rename = ("plants", "plant = Hull *", "plant", "set", "Humber")
    assert remarks_on(case(rename, ("plants", "plant = Humber", "capacity", "add", 1))) == []
    (told,) = problems_with(case(rename, ("plants", "plant = Hull *", "capacity", "add", 1)))
    assert told.startswith("scenario_items, row 3, filter: 'plant = Hull *' finds no row")


def based(*lines: tuple[str, str | None]) -> Tables:
    return tiny_tables() | {"scenarios": scenarios(*lines)}


def test_no_scenario_leads_back_to_itself() -> None:
    assert problems_with(based(("a", "a"))) == [
        "scenarios, row 2, based_on: 'a' leads back to itself: a -> a"
    ]
    assert problems_with(based(("d", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("e", None))) == [
        "scenarios, row 2, based_on: 'a' leads back to itself: a -> b -> c -> a"
    ]


def test_what_follows_from_another_fault_is_not_told() -> None:
    """The site is misspelt where it is renamed, and where the plant stands."""
    first = ("sites", "site = Hul", "site", "set", "Kingston")
    second = ("sites", "site = Kingston", "role", "set", "port")
    assert len(problems_with(case(first, second))) == 1
    tables = case(("plants", "plant = Hull refinery", "capacity", "set", 1))
    tables["plants"][1]["capacity"] = "much"
    assert problems_with(tables) == ["plants, row 3, capacity [t/year]: 'much' is not a number"]


def test_two_items_of_one_place_are_refused() -> None:
    tables = case(("supply", "", "price", "add", 1), ("supply", "", "price", "add", 1))
    tables["scenario_items"][1]["order"] = 1
    assert problems_with(tables) == [
        "scenario_items, row 3, scenario: 'other' row 2 has the same scenario and order"
    ]
