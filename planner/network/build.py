"""From the user's tables to the network."""

from collections.abc import Mapping
from dataclasses import replace

from planner.instance.instance import Instance
from planner.instance.schema import plants as plant_tables
from planner.instance.schema import products as product_tables
from planner.network.contracts import Captivity, build_contracts
from planner.network.energy import (
    build_carbon_price,
    build_electricity_price,
    build_energy_sources,
    build_grid_emissions,
)
from planner.network.finance import build_credits, build_programmes, build_savings, build_terms
from planner.network.lanes import build_lanes
from planner.network.markets import (
    build_demand,
    build_outlets,
    build_returns,
    build_stores,
    build_supply,
)
from planner.network.mass import build_products, build_recipes
from planner.network.money import build_periods, horizon_end_factor
from planner.network.network import (
    AS_IS,
    Network,
    Period,
    PeriodName,
    Site,
    SiteName,
    Spot,
)
from planner.network.plants import build_plants, build_sizes, building_periods, plant_periods
from planner.network.presence import made_in, presence, products_of, taken_in
from planner.network.reach import Stores
from planner.network.recycled_content import build_recycled_content
from planner.network.scope import Scope
from planner.network.targets import build_rules

Periods = Mapping[PeriodName, Period]


def build_network(instance: Instance) -> Network:
    """The network of a checked instance."""
    settings = instance.settings
    periods = build_periods(instance)
    sites = build_sites(instance)
    products = build_products(instance)
    recipes = build_recipes(instance, products, periods)
    plants = build_plants(instance)
    scope = Scope(instance, sites, products, plants)
    usable = plant_periods(instance, periods)
    can_run = {
        name: tuple(r.name for r in recipes.values() if r.technology == plant.technology)
        for name, plant in plants.items()
    }
    supply = build_supply(instance, periods)
    demand = build_demand(instance, periods)
    returns, returns_cost = build_returns(instance, periods, demand)
    stores = build_stores(instance, periods)
    made = presence(
        [(spot, period) for spot, period in supply],
        [(spot, next(iter(periods))) for spot, store in stores.items() if store.opening > 0],
        [(Spot(spot.site, back), out) for spot, _, back, out in returns],
        products_of(plants, usable, can_run, recipes, made_in),
    )
    used = presence(
        [(spot, period) for spot, period in demand],
        products_of(plants, usable, can_run, recipes, taken_in),
    )
    lanes = build_lanes(
        instance,
        sites,
        products,
        periods,
        made,
        used,
        Stores(frozenset(stores), tuple(periods)),
        Captivity(instance, periods, scope),
    )
    arriving = [
        (Spot(lane.destination, lane.product), period)
        for lane in lanes.values()
        for period in lane.cost
    ]
    present = presence(
        ((Spot(*spot), p) for spot, ps in made.items() for p in ps),
        arriving,
        ((spot, period) for spot in stores for period in periods),
    )
    ways = build_sizes(instance)
    network = Network(
        title=settings.title,
        currency=settings.currency,
        fingerprint=instance.fingerprint,
        base_year=settings.base_year,
        discount_rate=settings.discount_rate,
        horizon_end_factor=horizon_end_factor(periods, settings.base_year, settings.discount_rate),
        periods=periods,
        elements={r.element: r.name for r in instance.rows(product_tables.Element)},
        products=products,
        sites=sites,
        plants=plants,
        recipes=recipes,
        lanes=lanes,
        sizes=ways,
        standing={way.plant: usable[way.plant] for way in ways if way.size == AS_IS},
        buildable={
            way: building_periods(instance, way, usable[way.plant], periods)
            for way in ways
            if way.size != AS_IS
        },
        usable=usable,
        can_run=can_run,
        supply=supply,
        demand=demand,
        outlets=build_outlets(instance, sites, periods, present),
        returns=returns,
        returns_cost=returns_cost,
        stores=stores,
        recycled_content=build_recycled_content(instance, periods, demand, scope),
        rules=(),
        contracts=build_contracts(instance, periods, lanes, scope),
        programmes=build_programmes(instance, periods),
        savings=build_savings(instance, plants),
        terms=build_terms(instance, plants),
        credits=build_credits(instance, periods, sites, plants, recipes, usable),
        electricity_price=build_electricity_price(instance, periods),
        grid_emissions=build_grid_emissions(instance, periods),
        carbon_price=build_carbon_price(instance, periods),
        energy_sources=build_energy_sources(instance, periods, sites, plants, usable),
    )
    return replace(network, rules=build_rules(instance, network, scope))


def build_sites(instance: Instance) -> dict[SiteName, Site]:
    return {
        row.site: Site(
            name=row.site,
            role=row.role,
            country=row.country,
            region=row.region,
            latitude=row.latitude,
            longitude=row.longitude,
            operator=row.operator,
            status=row.status,
        )
        for row in instance.rows(plant_tables.Site)
    }
