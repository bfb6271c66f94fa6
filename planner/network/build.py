"""From the user's tables to the network."""

from collections.abc import Container
from dataclasses import replace

from planner.garbage import kept_waiting
from planner.instance.instance import Instance
from planner.instance.schema import products as product_tables
from planner.network.contracts import build_contracts
from planner.network.energy import (
    build_carbon_price,
    build_electricity_price,
    build_energy_sources,
    build_grid_emissions,
)
from planner.network.finance import build_credits, build_programmes, build_savings, build_terms
from planner.network.groundwork import Groundwork, prepare
from planner.network.lanes import Given, build_lanes
from planner.network.markets import build_outlets
from planner.network.money import horizon_end_factor
from planner.network.network import AS_IS, Network, Spot
from planner.network.plants import build_sizes, building_periods
from planner.network.presence import presence
from planner.network.reach import Trip
from planner.network.recycled_content import build_recycled_content
from planner.network.targets import build_rules


@kept_waiting()
def build_network(instance: Instance) -> Network:
    """The network of a checked instance."""
    return connect(prepare(instance), {})


def connect(
    known: Groundwork,
    given: Given,
    closed: Container[Trip] = (),
) -> Network:
    """The network on its groundwork.

    given: sites whose trips are known, whatever the rules say. closed: trips that have no lane,
    while what lies beyond them stays as if they had.
    """
    instance, settings = known.instance, known.instance.settings
    lanes = build_lanes(known.routes, given)
    arriving = [
        (Spot(lane.destination, lane.product), period)
        for lane in lanes.values()
        for period in lane.cost
    ]
    if closed:
        lanes = {
            name: lane
            for name, lane in lanes.items()
            if Trip(lane.origin, lane.destination, lane.product, lane.mode) not in closed
        }
    present = presence(
        ((Spot(*spot), p) for spot, ps in known.made.items() for p in ps),
        arriving,
        ((spot, period) for spot in known.stores for period in known.periods),
    )
    ways = build_sizes(instance)
    network = Network(
        title=settings.title,
        currency=settings.currency,
        fingerprint=instance.fingerprint,
        base_year=settings.base_year,
        discount_rate=settings.discount_rate,
        horizon_end_factor=horizon_end_factor(
            known.periods, settings.base_year, settings.discount_rate
        ),
        periods=known.periods,
        elements={r.element: r.name for r in instance.rows(product_tables.Element)},
        products=known.products,
        sites=known.sites,
        plants=known.plants,
        recipes=known.recipes,
        lanes=lanes,
        sizes=ways,
        standing={way.plant: known.usable[way.plant] for way in ways if way.size == AS_IS},
        buildable={
            way: building_periods(instance, way, known.usable[way.plant], known.periods)
            for way in ways
            if way.size != AS_IS
        },
        usable=known.usable,
        can_run=known.can_run,
        supply=known.supply,
        demand=known.demand,
        outlets=build_outlets(instance, known.sites, known.periods, present),
        returns=known.returns,
        returns_cost=known.returns_cost,
        stores=known.stores,
        recycled_content=build_recycled_content(instance, known.periods, known.demand, known.scope),
        rules=(),
        contracts=build_contracts(instance, known.periods, lanes, known.scope),
        programmes=build_programmes(instance, known.periods),
        savings=build_savings(instance, known.plants),
        terms=build_terms(instance, known.plants),
        credits=build_credits(
            instance, known.periods, known.sites, known.plants, known.recipes, known.usable
        ),
        electricity_price=build_electricity_price(instance, known.periods),
        grid_emissions=build_grid_emissions(instance, known.periods),
        carbon_price=build_carbon_price(instance, known.periods),
        energy_sources=build_energy_sources(
            instance, known.periods, known.sites, known.plants, known.usable
        ),
    )
    return replace(network, rules=build_rules(instance, network, known.scope))
