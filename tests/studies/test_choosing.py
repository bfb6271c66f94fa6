"""Scenarios and plants listed by name, also by names that have commas."""

import pytest

from planner.instance.instance import InstanceError
from planner.studies.choosing import chosen_plants, chosen_scenarios
from tests.studies.shredders import SCENARIOS, shredders
from tests.tiny import instance_of, table


@pytest.fixture(scope="module")
def instance():
    plants = table(
        "plant site technology status",
        ("Leeds hub, dismantling", "Sheffield", "cheap shredder", "candidate"),
        ("Leeds hub", "Hull", "dear shredder", "candidate"),
        ("Hull", "Hull", "cheap shredder", "candidate"),
        ("not here", "Hull", "cheap shredder", "excluded"),
    )
    items = table(
        "scenario order of_table filter of_column action value",
        ("no price", 1, "demand", "", "price", "set", 0),
    )
    return instance_of(shredders(plants=plants, scenario_items=items))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (None, ["Leeds hub, dismantling", "Leeds hub", "Hull"]),
        (["Leeds hub, dismantling"], ["Leeds hub, dismantling"]),
        (["Hull,Leeds hub, dismantling"], ["Leeds hub, dismantling", "Hull"]),
        (["Leeds hub , Hull,,"], ["Leeds hub", "Hull"]),
        (["Hull", "Leeds hub"], ["Leeds hub", "Hull"]),
    ],
)
def test_names_with_commas_are_told_from_lists(instance, asked, found):
    assert chosen_plants(instance, asked) == found


def test_those_it_does_not_have_are_all_named(instance):
    with pytest.raises(InstanceError) as error:
        chosen_plants(instance, ["Hull,Leeds hub, shredding,not here"])
    assert [problem.value for problem in error.value.problems] == ["shredding", "not here"]


def test_all_are_the_scenarios_of_the_case_and_none_are_none(instance):
    assert chosen_scenarios(instance, ["all"]) == list(SCENARIOS)
    assert chosen_scenarios(instance, ["no price"]) == ["no price"]
    assert chosen_scenarios(instance, []) == []
    with pytest.raises(InstanceError, match="'al' is not a scenario"):
        chosen_scenarios(instance, ["al"])
