"""Names are the user's: one that looks like another's, or like a word of ours, changes nothing."""

import pytest

from planner.instance.instance import InstanceError
from planner.network.build import build_network
from planner.plan import solve_network
from planner.solving.highs import Options
from tests.tiny import instance_of, tiny_tables

EXACT = Options(gap=1e-6)
NET_PRESENT_VALUE = -3.546305  # of the tiny network, by hand in test_tiny_by_hand.py


def value(tables):
    return solve_network(build_network(instance_of(tables)), EXACT).result.objective


def test_a_plant_named_like_a_period():
    tables = tiny_tables()
    tables["plants"][0]["plant"] = "2030"
    assert value(tables) == pytest.approx(NET_PRESENT_VALUE, abs=1e-5)


def test_a_plant_named_like_its_site():
    tables = tiny_tables()
    tables["plants"][0]["plant"] = "Sheffield"
    assert value(tables) == pytest.approx(NET_PRESENT_VALUE, abs=1e-5)


def test_a_recipe_named_like_a_recipe_with_its_feed():
    tables = tiny_tables()
    twin = {"recipe": "shred, packs"} | {
        column: cell for column, cell in tables["recipes"][0].items() if column != "recipe"
    }
    tables["recipes"].append(twin)
    flows = [row for row in tables["recipe_flows"] if row["recipe"] == "shred"]
    tables["recipe_flows"] += [row | {"recipe": "shred, packs"} for row in flows]
    tables["recipe_flows"].append(
        {"recipe": "shred", "role": "feed", "product": "black mass", "amount": 1}
    )
    network = build_network(instance_of(tables))
    assert len([name for name in network.recipes if name.startswith("shred")]) == 3


@pytest.mark.parametrize(
    ("table", "row", "column", "word"),
    [("periods", 0, "period", "end"), ("sizes", 0, "size", "as is")],
)
def test_a_word_with_a_meaning_of_its_own_is_refused(table, row, column, word):
    tables = tiny_tables()
    tables[table][row][column] = word
    with pytest.raises(InstanceError, match="choose another name"):
        instance_of(tables)


def test_a_plan_that_builds_and_runs_nothing():
    tables = tiny_tables()
    for plant in tables["plants"][1:]:
        plant["status"] = "excluded"
    tables["recipes"][0]["processing_cost"] = 1e9
    assert value(tables) == 0
