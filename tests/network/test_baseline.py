"""The baseline: the same network with nothing new built."""

from planner.network.baseline import without_building
from planner.network.network import Making, Spot
from planner.plan import solve_network
from tests.networks import network_of
from tests.solution import variants
from tests.tiny import tiny_tables


def test_candidates_are_gone_and_everything_else_stays():
    network = network_of(tiny_tables())
    assert (
        Making("Sheffield shredder", "shred", "2030")
        in network.made[Spot("Sheffield", "black mass"), "2030"]
    )
    baseline = without_building(network)
    assert set(baseline.plants) == {"Hull refinery", "Sunderland cathode plant"}
    assert baseline.plants.keys() == baseline.usable.keys() == baseline.can_run.keys()
    assert baseline.buildable == {}
    assert (Spot("Sheffield", "black mass"), "2030") not in baseline.made
    assert (baseline.lanes, baseline.supply) == (network.lanes, network.supply)


def test_a_committed_plant_is_built_all_the_same():
    baseline = solve_network(without_building(network_of(variants.committed())))
    assert baseline.amount("throughput", "Sheffield shredder", "shred", "2031") == 0.8
    building = [line for line in baseline.lines if line.account == "building_cost"]
    assert [(line.period, line.amount) for line in building] == [("2031", 2)]
