"""Zones: a zone is the mix of its points, and the rest of the network stays as it is."""

import numpy as np
import pytest

from planner.network.build import build_network
from planner.network.distance import great_circle, great_circles
from planner.network.network import Lane, Network
from planner.network.reach import Trip
from planner.network.zones import Bundle, Zoned, detailed
from planner.plan import solve_network
from planner.solving.highs import Options
from tests.benchmarks.synthetic import Scale, tables
from tests.network.merging import POINTS, lane_at, members, small, zones_of
from tests.networks import Tables
from tests.solution.variants import change
from tests.tiny import instance_of, table

LIMITS = [{}, {"nearest": 2}, {"radius": 900}, {"nearest": 3, "radius": 800}]


# The points


@pytest.mark.parametrize("rule", LIMITS)
def test_the_points_have_the_ways_and_costs_of_the_network_in_full_detail(rule):
    full, found = build_network(instance_of(small(**rule))), zones_of(small(**rule))
    assert found.points == tuple(POINTS)
    for bundle in found.bundles:
        for place, point in enumerate(found.points):
            arises = full.supply[(point, bundle.product), bundle.period].amount
            assert bundle.amount[place] == pytest.approx(arises)
            for column, way in enumerate(found.ways):
                lane = lane_at(full, point, bundle.product, way)
                there = lane is not None and bundle.period in lane.cost
                assert np.isfinite(bundle.distance[place, column]) == there
                if there:
                    assert bundle.distance[place, column] == pytest.approx(lane.distance, rel=1e-12)
                    assert found.distance[place, column] == bundle.distance[place, column]
                    assert worth(found, bundle, place, column) == pytest.approx(
                        present_value(full, lane, bundle.period), rel=1e-12
                    )
    assert sum(name.startswith("point") for name in full.lanes) == sum(
        np.isfinite(each.distance).sum() for each in found.bundles if each.period == "2030"
    )


def worth(found: Zoned, bundle: Bundle, point: int, way: int) -> float:
    zone = found.zone_of[point]
    return bundle.charge[zone, way] + bundle.loss[zone, way] * bundle.distance[point, way]


def present_value(network: Network, lane: Lane, period: str) -> float:
    """What a kt a year over the lane takes from the objective."""
    price = network.carbon_price["US", period]
    a_year = lane.cost[period] + price * lane.emissions
    return network.periods[period].annual_factor * a_year


# The zones


@pytest.mark.parametrize("rule", LIMITS)
def test_a_zone_has_the_ways_of_all_its_points_at_their_mean_cost(rule):
    full, found = build_network(instance_of(small(**rule))), zones_of(small(**rule))
    averaged = 0
    for bundle in found.bundles:
        for zone, name in enumerate(found.zones):
            inside = members(found, zone)
            weight = bundle.amount[inside]
            for column, way in enumerate(found.ways):
                lanes = [
                    lane_at(full, found.points[point], bundle.product, way) for point in inside
                ]
                own = bundle.lanes[zone, column]
                assert (own is not None) == all(
                    lane is not None and bundle.period in lane.cost for lane in lanes
                )
                if own is None:
                    assert bundle.mean_distance[zone, column] == np.inf
                    continue
                lane = found.network.lanes[own]
                assert (lane.origin, lane.destination, lane.mode) == (name, *way)
                mean = np.average([each.distance for each in lanes], weights=weight)
                assert bundle.mean_distance[zone, column] == pytest.approx(mean, rel=1e-12)
                values = [present_value(full, each, bundle.period) for each in lanes]
                assert present_value(found.network, lane, bundle.period) == pytest.approx(
                    np.average(values, weights=weight), rel=1e-12
                )
                averaged += len(lanes) > 1
    assert averaged
    assert set(found.network.lanes) - set(full.lanes) == {
        lane for bundle in found.bundles for lane in bundle.lanes.flat if lane not in full.lanes
    } - {None}


def test_the_length_and_emissions_of_a_lane_are_means_over_all_periods():
    full, found = build_network(instance_of(small())), zones_of(small())
    product, way = "NMC modules", found.ways[0]
    zone = int(np.bincount(found.zone_of).argmax())
    total = sum(bundle.amount for bundle in found.bundles if bundle.product == product)
    inside = members(found, zone)
    lanes = [lane_at(full, found.points[point], product, way) for point in inside]
    lane = lane_at(found.network, found.zones[zone], product, way)
    for what in ("distance", "emissions"):
        mean = np.average([getattr(each, what) for each in lanes], weights=total[inside])
        assert getattr(lane, what) == pytest.approx(mean, rel=1e-12)


def test_a_zone_supplies_what_its_points_supply():
    full, found = build_network(instance_of(small())), zones_of(small())
    assert len(found.zones) == 5
    for (spot, period), supply in found.network.supply.items():
        inside = [found.points[point] for point in members(found, found.zones.index(spot.site))]
        parts = [full.supply[(point, spot.product), period] for point in inside]
        assert supply.amount == pytest.approx(sum(part.amount for part in parts))
        assert supply.must_collect == pytest.approx(sum(part.must_collect for part in parts))
        assert {part.shortfall_price for part in parts} == {supply.shortfall_price}


def test_points_without_a_way_in_common_are_parted():
    """Of one zone each point would use its nearest receiver only."""
    found = zones_of(small(nearest=1), count=1)
    assert len(found.zones) > 1
    for bundle in found.bundles:
        chosen = np.isfinite(bundle.distance).argmax(axis=1)
        for zone in range(len(found.zones)):
            assert len(set(chosen[members(found, zone)])) == 1


def test_where_a_border_opens_later_there_is_no_lane_before():
    changed = small()
    changed["countries"] += table("country name", ("CA", "Canada"))
    changed["energy"] += table("country electricity_price grid_emissions", ("CA", 0, 0))
    change(changed["sites"], "site", "preprocessor 2", country="CA", latitude=51, longitude=-106)
    changed["borders"] = table(
        "origin destination from_year allowed cost",
        ("US", "CA", None, "no", 0),
        ("US", "CA", 2031, "yes", 7),
    )
    full, found = build_network(instance_of(changed)), zones_of(changed)
    column = found.ways.index(("preprocessor 2", "road"))
    lane = lane_at(full, "point 1", "NMC modules", found.ways[column])
    for bundle in found.bundles:
        closed = bundle.period == "2030"
        assert np.isinf(bundle.distance[:, column]).all() == closed
        assert all((name is None) == closed for name in bundle.lanes[:, column])
        if bundle.product == "NMC modules" and not closed:
            assert worth(found, bundle, 0, column) == pytest.approx(
                present_value(full, lane, bundle.period)
            )


def test_beyond_the_points_the_network_is_that_in_full_detail():
    """Also where no zone as a whole goes: each point has two receivers, a zone one in common."""
    changed = small(nearest=2)
    changed["lane_rules"] += table(
        "rule from_role to_role groups mode", ("on", "preprocessor", "refinery", "modules", "road")
    )
    changed["outlets"] = table("outlet product kind price", ("gate", "NMC modules", "disposal", -9))
    for recipe in [row for row in changed["recipe_flows"] if row["product"] == "NMC black mass"]:
        if recipe["role"] == "feed":
            changed["recipe_flows"].append(recipe | {"product": "NMC modules"})
    full, found = build_network(instance_of(changed)), zones_of(changed, 1)
    reached = {
        lane.destination for lane in found.network.lanes.values() if lane.origin in found.zones
    }
    assert reached < {receiver for receiver, _ in found.ways}
    assert beyond(found.network, found.zones) == beyond(full, found.points)


def beyond(network: Network, points: tuple[str, ...]) -> tuple[object, object]:
    lanes = {name: lane for name, lane in network.lanes.items() if lane.origin not in points}
    outlets = {at: ways for at, ways in network.outlets.items() if at[0].site not in points}
    return lanes, outlets


def test_two_modes_to_one_receiver_are_two_ways():
    changed = small()
    changed["modes"] += table("mode detour_factor emissions", ("rail", 1.5, 0.02))
    changed["freight"] += table("mode shipping_class cost", ("rail", "damaged", 0.05))
    changed["lane_rules"] += table(
        "rule from_role to_role groups mode nearest",
        ("by rail", "point", "preprocessor", "modules", "rail", 4),
    )
    full, found = build_network(instance_of(changed)), zones_of(changed)
    by_rail = [way for way in found.ways if way[1] == "rail"]
    assert by_rail
    for bundle in found.bundles:
        for place, point in enumerate(found.points):
            for way in by_rail:
                column = found.ways.index(way)
                lane = lane_at(full, point, bundle.product, way)
                length = np.inf if lane is None else lane.distance
                assert bundle.distance[place, column] == pytest.approx(length)
                assert bundle.product == "LFP modules" or length == np.inf  # rail takes no other
                if lane is not None:
                    assert worth(found, bundle, place, column) == pytest.approx(
                        present_value(full, lane, bundle.period)
                    )


def test_points_with_nowhere_to_go_are_zones_without_lanes():
    changed = small()
    changed["lane_rules"] = changed["lane_rules"][1:]
    found = zones_of(changed)
    assert found.ways == ()
    assert all(bundle.lanes.shape == (5, 0) for bundle in found.bundles)
    assert found.network.lanes == build_network(instance_of(changed)).lanes


def test_of_receivers_as_far_away_the_first_by_name_is_taken():
    changed = small(nearest=1)
    where = {"latitude": 39, "longitude": -104}
    for name in ("preprocessor 4", "preprocessor 2", "preprocessor 5"):
        change(changed["sites"], "site", name, **where)
    full, found = build_network(instance_of(changed)), zones_of(changed)
    taken = [
        way
        for way, column in zip(found.ways, found.distance.T, strict=True)
        if np.isfinite(column).any()
    ]
    assert ("preprocessor 2", "road") in taken
    assert set(taken) == {
        (lane.destination, lane.mode) for lane in full.lanes.values() if lane.origin in POINTS
    }


# In full detail


def test_points_that_are_zones_of_their_own_have_the_network_in_full_detail():
    full, found = build_network(instance_of(small(nearest=3))), zones_of(small(nearest=3), 24)
    assert sorted(found.zones) == sorted(POINTS)
    network = found.network
    assert network.sites == full.sites
    assert network.supply == full.supply
    assert network.lanes.keys() == full.lanes.keys()
    for name, lane in network.lanes.items():
        assert lane.distance == pytest.approx(full.lanes[name].distance, rel=1e-12)
        assert lane.emissions == pytest.approx(full.lanes[name].emissions, rel=1e-12)
        assert lane.cost == pytest.approx(full.lanes[name].cost, rel=1e-12)


def test_with_every_trip_kept_the_network_is_that_of_the_instance():
    instance = instance_of(small(nearest=3))
    full = build_network(instance)
    kept = {
        Trip(x.origin, x.destination, x.product, x.mode): tuple(x.cost) for x in full.lanes.values()
    }
    assert detailed(instance, kept) == full


def test_only_the_kept_trips_lead_out_of_points_and_only_then():
    instance = instance_of(small())
    full = build_network(instance)
    name = "point 3 -> preprocessor 2: NMC modules by road"
    then = list(full.lanes[name].cost)[1]
    kept = {Trip("point 3", "preprocessor 2", "NMC modules", "road"): [then]}
    network = detailed(instance, kept)
    from_points = {n: lane for n, lane in network.lanes.items() if lane.origin in POINTS}
    assert list(from_points) == [name]
    assert from_points[name].cost == {then: full.lanes[name].cost[then]}
    assert network.supply == full.supply


@pytest.fixture(scope="module")
def best() -> float:
    return objective(build_network(instance_of(few())))


def few() -> Tables:
    found = tables(Scale(points=7, preprocessors=2, refineries=1, producers=1, years=2), 3)
    found["modes"][0]["emissions"] = 0.1
    found["carbon_prices"] = table("country from_year price", ("US", None, 80), ("US", 2031, 160))
    return found


def objective(network: Network) -> float:
    return solve_network(network, Options(gap=0)).result.objective


@pytest.mark.parametrize("count", [1, 3])
def test_a_zoned_network_is_worth_no_more_than_the_network_in_full_detail(count, best):
    assert objective(zones_of(few(), count).network) <= best + 1e-6 * abs(best)


def test_with_a_zone_for_every_point_it_is_worth_the_same(best):
    assert objective(zones_of(few(), 7).network) == pytest.approx(best, rel=1e-6)


def test_split_in_proportion_the_plan_of_zones_has_the_same_transport_cost():
    """The flows of the zones, given to the points by what arises, cost the same in full detail."""
    full, found = build_network(instance_of(few())), zones_of(few(), 2)
    shipped = solve_network(found.network, Options(gap=0)).decisions["shipped"]
    in_zones = in_detail = 0.0
    for bundle in found.bundles:
        for zone in range(len(found.zones)):
            inside = members(found, zone)
            for column, name in enumerate(bundle.lanes[zone]):
                flow = shipped.get((name, bundle.period), 0.0)
                in_zones += flow * present_value(
                    found.network, found.network.lanes[name], bundle.period
                )
                for point in inside:
                    lane = lane_at(full, found.points[point], bundle.product, found.ways[column])
                    part = flow * bundle.amount[point] / bundle.amount[inside].sum()
                    in_detail += part * present_value(full, lane, bundle.period)
    assert in_zones > 0
    assert in_detail == pytest.approx(in_zones)


def test_many_great_circles_are_those_of_each_pair():
    sites = list(build_network(instance_of(small())).sites.values())
    starts, ends = sites[:3], sites[-4:]
    each = [[great_circle(start, end) for end in ends] for start in starts]
    assert great_circles(starts, ends) == pytest.approx(np.array(each), rel=1e-12)
