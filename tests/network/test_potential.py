"""Potential: the most that can reach a plant, by hand, and never less than a plan can use."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from planner.matrix import Matrix, Name
from planner.network.links import ALL, links_to_candidates
from planner.network.potential import most_throughput
from planner.solving.highs import Options, solve
from tests.model.compiled import LINKING, matrix_of, without_rows
from tests.networks import network_of, random_tables
from tests.random_agreements import random_agreements
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table, tiny_tables

SHREDDER, REFINERY = "Sheffield shredder", "Hull refinery"


def test_a_shredder_is_fed_what_arises_and_a_refinery_what_the_shredders_make_of_it():
    network = network_of(variants.cost_curve())
    assert most_throughput(network) == {
        (SHREDDER, "2030"): 1,
        (SHREDDER, "2031"): 1,
        (REFINERY, "2030"): pytest.approx(0.5),
        (REFINERY, "2031"): pytest.approx(0.5),
    }


def test_what_takes_twice_the_capacity_counts_twice():
    tables = variants.cost_curve()
    change(tables["recipes"], "recipe", "refine", capacity_use=2)
    assert most_throughput(network_of(tables))[REFINERY, "2030"] == pytest.approx(1)


def test_a_plant_that_takes_in_what_it_made_itself_needs_capacity_for_both():
    """A tonne of packs, and the 0.4 t of modules in it, which take 0.5 each."""
    tables = tiny_tables()
    tables["products"] += table("product group origin", ("modules", "modules", "end of life"))
    tables["recipes"] += table("recipe technology capacity_use", ("open", "shredder", 1))
    change(tables["recipes"], "recipe", "shred", capacity_use=0.5)
    flows = [row for row in tables["recipe_flows"] if row["recipe"] == "shred"]
    change(flows, "product", "packs", product="modules")
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("open", "feed", "packs", None),
        ("open", "output", "modules", 0.4),
        ("open", "residue", "waste", None),
    )
    tables["compositions"] += table(
        "product element share", ("modules", "Ni", 0.2), ("modules", "Li", 0.04)
    )
    assert most_throughput(network_of(tables))[SHREDDER, "2030"] == pytest.approx(1 + 0.4 * 0.5)


def test_what_comes_back_from_full_delivery_is_counted():
    """A tenth of the 100 t of CAM at once, a fifth a year later."""
    most = most_throughput(network_of(variants.scrap_comes_back()))
    assert most[SHREDDER, "2030"] == pytest.approx(1 + 0.01)
    assert most[SHREDDER, "2031"] == pytest.approx(1 + 0.01 + 0.02)


def test_what_was_held_back_is_counted_when_it_comes():
    """Packs of 2030 may come back from storage over the two years of B: half a tonne a year."""
    most = most_throughput(network_of(variants.second_life()))
    assert most[SHREDDER, "A"] == pytest.approx(1)
    assert most[SHREDDER, "B"] == pytest.approx(1 + 1 / 2)
    assert most[SHREDDER, "C"] == pytest.approx(1 + 1)  # those of 2031, a year's


def test_what_may_wait_in_store_is_counted_in_every_later_year():
    """100 t are in store; what arises in 2030, one year, or in 2031 and 2032 may wait for 2033."""
    tables = variants.second_life()
    tables["plants"] = [row for row in tables["plants"] if row["plant"] != "Sheffield storage"]
    tables["storage"] = table("site product opening", ("Sheffield", "packs", 100))
    most = most_throughput(network_of(tables))
    assert most[SHREDDER, "A"] == pytest.approx(1 + 0.1)
    assert most[SHREDDER, "B"] == pytest.approx(1 + (1 + 0.1) / 2)  # over the two years of B
    assert most[SHREDDER, "C"] == pytest.approx(1 + 2 * 1 + 1 + 0.1)


def test_what_waits_on_the_way_is_counted_too():
    """Black mass may wait in Hull: the refinery can be fed that of both years in 2031."""
    tables = variants.cost_curve()
    tables["storage"] = table("site product", ("Hull", "black mass"))
    most = most_throughput(network_of(tables))
    assert most[REFINERY, "2030"] == pytest.approx(0.5)
    assert most[REFINERY, "2031"] == pytest.approx(0.5 + 0.5)


def test_what_can_be_bought_without_limit_sets_no_limit():
    tables = tiny_tables()
    change(tables["supply"], "product", "packs", amount=None)
    assert most_throughput(network_of(tables)) == {}
    assert links_to_candidates(network_of(tables)) == {}


def test_a_plant_that_blends_has_no_limit():
    tables = tiny_tables()
    change(tables["plants"], "plant", "Sunderland cathode plant", status="candidate", capacity=None)
    tables["sizes"] += table("technology size capacity capital_cost", ("cathode line", "S", 500, 1))
    assert {plant for plant, _ in most_throughput(network_of(tables))} == {SHREDDER}


def test_a_link_leads_from_a_sender_to_candidates_that_keep_what_they_get():
    (first, _) = links_to_candidates(network_of(tiny_tables())).items()
    key, link = first
    assert key == ("Leeds", "Sheffield", "packs", "2030")
    assert link.lanes == ["Leeds -> Sheffield: packs by road"]
    assert (link.plants, link.most) == ([SHREDDER], 1)


def test_two_modes_ship_the_same_tonnes():
    tables = tiny_tables()
    tables["modes"] += table("mode detour_factor emissions", ("rail", 1.3, 0.02))
    tables["freight"] += table("mode shipping_class cost", ("rail", "dangerous goods", 0.1))
    tables["lane_rules"] += table(
        "rule from_role to_role mode", ("by rail", "collection", "shredder", "rail")
    )
    link = links_to_candidates(network_of(tables))["Leeds", "Sheffield", "packs", "2030"]
    assert len(link.lanes) == 2
    assert link.most == 1


def no_longer_a_link(what: str):
    tables = tiny_tables()
    if what == "a plant stands there":
        tables["plants"] += table(
            "plant site technology status capacity",
            ("old shredder", "Sheffield", "shredder", "existing", 10),
        )
    elif what == "it may leave at the gate":
        tables["outlets"] += table(
            "outlet product kind price", ("dealer", "packs", "disposal", -500)
        )
    elif what == "it may wait there":
        tables["storage"] = table("site product", ("Sheffield", "packs"))
    elif what == "it may wait at the sender":
        tables["storage"] = table("site product", ("Leeds", "packs"))
    elif what == "it is wanted there":
        tables["demand"] += table("site product amount price", ("Sheffield", "packs", 10, -500))
    elif what == "it may be sent on":
        tables["demand"] += table("site product amount price", ("Immingham", "packs", 10, -500))
    elif what == "it comes through the sender":
        tables["sites"] += table(
            "site role country latitude longitude", ("York", "village", "GB", 53.96, -1.08)
        )
        tables["supply"] += table("site product amount", ("York", "packs", 10))
        tables["lane_rules"] += table(
            "rule from_role to_role mode", ("to town", "village", "collection", "road")
        )
    return tables


@pytest.mark.parametrize(
    "what",
    [
        "a plant stands there",
        "it may leave at the gate",
        "it may wait there",
        "it may wait at the sender",
        "it is wanted there",
        "it may be sent on",
        "it comes through the sender",
    ],
)
def test_it_is_no_link_where(what):
    links = links_to_candidates(network_of(no_longer_a_link(what)))
    assert ("Leeds", "Sheffield", "2030") not in links


def most_of(matrix: Matrix, amounts: dict[Name, float]) -> float:
    """The most that any plan makes of a sum of columns."""
    cost = np.zeros(len(matrix.columns))
    for name, coefficient in amounts.items():
        cost[matrix.position[name]] = coefficient
    return solve(replace(matrix, cost=cost, offset=0.0), Options(gap=1e-6)).objective


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("tables_of", [random_tables, random_agreements])
def test_no_plan_uses_more_than_the_potential_or_ships_more_than_the_link(tables_of, seed):
    """Of one plant and one link drawn by lot; the model is without the rules made of them."""
    tables = tables_of(seed)
    for size in tables["sizes"]:  # so that what arises is the limit
        if size["size"] == "large":
            size["capacity"] = 10_000
    network = network_of(tables)
    matrix = without_rows(matrix_of(tables), *LINKING)
    draw = Random(seed)
    (plant, period), most = draw.choice(sorted(most_throughput(network).items()))
    used = {
        name: network.recipes[name.index[1]].capacity_use
        for name in matrix.columns
        if name.of == "throughput" and (name.index[0], name.index[2]) == (plant, period)
    }
    assert most_of(matrix, used) <= most + 1e-6
    links = links_to_candidates(network)
    if links:
        (*_, period), link = draw.choice(sorted(links.items(), key=lambda item: item[0]))
        shipped = {Name("shipped", (lane, period)): 1.0 for lane in link.lanes}
        assert most_of(matrix, shipped) <= link.most + 1e-6


def test_many_products_between_two_sites_share_a_link():
    tables = tiny_tables()
    more = ("module", "cell", "stack")
    tables["products"] += table(
        "product group shipping_class", *((name, "packs", "dangerous goods") for name in more)
    )
    tables["compositions"] += table(
        "product element share",
        *(
            (name, element, share)
            for name in more
            for element, share in (("Ni", 0.1), ("Li", 0.02))
        ),
    )
    tables["recipe_flows"] += table(
        "recipe role product amount", *(("shred", "feed", name, None) for name in more)
    )
    tables["supply"] += table(
        "site product amount price", *(("Leeds", name, 100, 0) for name in more)
    )
    links = links_to_candidates(network_of(tables))
    assert {key[2] for key in links} == {ALL}
    assert links["Leeds", "Sheffield", ALL, "2030"].most == pytest.approx(1.3)
