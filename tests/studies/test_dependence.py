"""What a plant depends on: feed followed back to where it arises, contracts, rules that bind."""

import pytest

from planner.network.build import build_network
from planner.plan import solve_network
from planner.solving.highs import Options
from planner.studies.dependence import dependence
from tests.solution.variants import solved
from tests.studies.shredders import CHEAP, shredders
from tests.test_tiny_by_hand import REFINED
from tests.tiny import instance_of, rich_tables, table


def told(solution, plant):
    """Kind and what -> where, share, tonnes, note."""
    rows = dependence(solution, [plant])
    assert all(row[0] == plant for row in rows)
    return {(kind, what, where): tuple(rest) for _, kind, what, where, *rest in rows}


def test_feed_is_followed_through_every_step_to_where_it_arises():
    """The refinery takes black mass, which is made of packs from Leeds and nothing else."""
    rows = told(solved("tiny"), "Hull refinery")
    assert set(rows) == {("arisings", "packs", "Leeds")}
    share, tonnes, _ = rows["arisings", "packs", "Leeds"]
    assert share == pytest.approx(1)
    assert tonnes == pytest.approx(2 * REFINED)  # two years


def test_feed_of_two_sources_is_shared_by_what_they_bring():
    """Lithium and nickel salts of the cathode plant come from packs; what is bought, is not."""
    tables = shredders()
    tables["sites"] += table(
        "site role country latitude longitude", ("York", "collection", "GB", 53.96, -1.08)
    )
    tables["supply"] = table(
        "site product amount price", ("Leeds", "packs", 300, -50), ("York", "packs", 700, -50)
    )
    rows = told(plan_of(tables), "cheap")
    shares = {where: values[0] for (_, _, where), values in rows.items()}
    assert shares == {"York": pytest.approx(0.7), "Leeds": pytest.approx(0.3)}
    assert [where for _, _, where in rows] == ["York", "Leeds"]


def plan_of(tables):
    return solve_network(build_network(instance_of(tables)), Options(gap=1e-9))


@pytest.fixture(scope="module")
def rich():
    return plan_of(rich_tables())


def test_contracts_that_are_about_its_products_are_named(rich):
    rows = told(rich, "Sheffield shredder")
    contracts = {what: where for kind, what, where in rows if kind == "contract"}
    assert contracts == {"black mass to Hull": "Hull", "packs for CAM": "Coventry"}
    assert rows["contract", "black mass to Hull", "Hull"][2] == "firm"
    # The shredder of Hull would send black mass, and takes none: the contract is of the refinery.
    assert ("contract", "black mass to Hull", "Sheffield") in told(rich, "Hull refinery")
    assert not [key for key in told(rich, "Hull shredder") if key[0] == "contract"]


def test_a_rule_that_binds_is_told_with_its_period_and_one_with_slack_is_not():
    tables = shredders()
    tables["targets"] = table(
        "target kind maximum", ("money there is", "capital", CHEAP), ("more money", "capital", 9)
    )
    rows = told(plan_of(tables), "cheap")
    rules = {what: values[2] for (kind, what, _), values in rows.items() if kind == "rule"}
    assert list(rules) == ["money there is"]
    assert rules["money there is"] == "2030: maximum 1.5 M EUR"


def test_a_rule_on_what_buyers_receive_is_told_of_those_who_make_it():
    """Half the nickel must be recovered, and just so much is, as what is bought is cheaper."""
    tables = rich_tables()
    tables["supply"][1]["price"] = 10
    tables["targets"][0]["minimum"] = 0.5
    solution = plan_of(tables)
    assert ("rule", "nickel in CAM", "") in told(solution, "Hull refinery")
