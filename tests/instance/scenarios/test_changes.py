"""Changes: what an item does to the cells it finds, and what it refuses to do.

Items that cannot be done are told when the tables are read: tests/instance/checks.
"""

from typing import Any

import pytest

from planner.instance.columns import to_cell
from planner.instance.scenarios.apply import with_scenario
from tests.instance.scenarios.cases import applied, case, cells, items
from tests.tiny import instance_of


@pytest.mark.parametrize(
    ("item", "after"),
    [
        (("supply", "site = Immingham", "price", "set", 7), [-50, 7, 7]),
        (("supply", "", "price [money/t]", "multiply", 1.1), [-55, 5500, 11000]),
        (("supply", "", "price", "add", -50), [-100, 4950, 9950]),
        (("supply", "amount !=", "amount", "multiply", 0), [0, None, None]),
        (("supply", "site = Leeds", "amount", "set", None), [None, None, None]),
        (("supply", "amount =", "year", "set", "2031"), [None, 2031, 2031]),
        (("modes", "", "detour_factor", "multiply", 2), [2.5]),
        (("modes", "", "detour_factor", "set", None), [1]),
        (("periods", "", "first_year", "add", 5), [2035, 2036]),
        (("plants", "status = existing", "may_close", "set", "Yes"), [False, True, True]),
        (("plants", "plant = Sheff*", "sizes", "set", "large ; small"),
         [("large", "small"), (), ()]),
        (("plants", "plant = Sheff*", "status", "set", "excluded"),
         ["excluded", "existing", "existing"]),
        (("settings", "setting = discount_rate", "value", "multiply", 0.5),
         ["Tiny", "EUR", "2030", "0.05"]),
        (("settings", "setting = base_year", "value", "add", -1), ["Tiny", "EUR", "2029", "0.1"]),
        (("settings", "setting = title", "value", "set", "Small"), ["Small", "EUR", "2030", "0.1"]),
    ],
)  # fmt: skip
def test_what_an_item_does(item: tuple[Any, ...], after: list[Any]) -> None:
    made = applied(item)
    column = item[2].split(" [")[0]
    assert cells(made, item[0], column) == after


def test_settings_are_read_again() -> None:
    made = applied(("settings", "setting = discount_rate", "value", "add", 0.02))
    assert made.instance.settings.discount_rate == 0.12


def test_results_have_the_digits_of_paper() -> None:
    """0.1 x 3 is 0.30000000000000004 in binary."""
    made = applied(("compositions", "product = packs; element = Ni", "share", "multiply", 3))
    assert cells(made, "compositions", "share")[0] == 0.3


def test_each_item_acts_on_what_those_before_it_left() -> None:
    made = applied(
        ("supply", "", "price", "add", 1000),
        ("supply", "price > 1000; price < 11000", "price", "multiply", 2),
        ("supply", "price = 12000", "price", "set", 1),
    )
    assert cells(made, "supply", "price") == [950, 1, 11000]
    assert [step.found for step in made.steps] == [3, 1, 1]


def test_order_is_that_of_the_numbers_and_not_of_the_rows() -> None:
    lines = items("other", ("supply", "", "price", "set", 1), ("supply", "", "price", "set", 2))
    lines[0]["order"] = 30
    instance = instance_of(case() | {"scenario_items": lines})
    assert [row.price for row in with_scenario(instance, "other").tables["supply"]] == [1, 1, 1]


def test_cells_that_were_changed_are_listed_and_no_others() -> None:
    made = applied(
        ("outlets", "", "price", "set", 0),  # one of the two is 0 already
        ("plants", "plant = Hull refinery", "plant", "set", "Humber refinery"),
        ("plants", "plant = Humber *", "capacity", "add", 250),
    )
    told = [
        (c.order, c.table, c.row, c.column, to_cell(c.before), to_cell(c.after))
        for c in made.changes
    ]
    assert told == [
        (1, "outlets", "outlet = landfill; product = waste", "price [money/t]", -100, 0),
        (2, "plants", "plant = Hull refinery", "plant", "Hull refinery", "Humber refinery"),
        (3, "plants", "plant = Humber refinery", "capacity [t/year]", 1000, 1250),
    ]
    assert [(step.found, len(step.changes)) for step in made.steps] == [(2, 1), (1, 1), (1, 1)]
