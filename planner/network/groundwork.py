"""Groundwork: what is known of a network before its lanes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.instance.instance import Instance
from planner.instance.schema import plants as plant_tables
from planner.network.contracts import Captivity
from planner.network.lanes import Routes
from planner.network.markets import (
    Returns,
    build_demand,
    build_returns,
    build_stores,
    build_supply,
)
from planner.network.mass import build_products, build_recipes
from planner.network.money import build_periods
from planner.network.network import (
    Demand,
    Period,
    PeriodName,
    Plant,
    PlantName,
    Product,
    ProductName,
    Recipe,
    RecipeName,
    Site,
    SiteName,
    Spot,
    Store,
    Supply,
)
from planner.network.plants import build_plants, plant_periods
from planner.network.presence import made_in, presence, products_of, taken_in
from planner.network.reach import Presence, Stores
from planner.network.scope import Scope


@dataclass(frozen=True)
class Groundwork:
    """Fields of the same name are those of the network."""

    instance: Instance
    periods: dict[PeriodName, Period]
    sites: Mapping[SiteName, Site]
    products: Mapping[ProductName, Product]
    recipes: Mapping[RecipeName, Recipe]
    plants: Mapping[PlantName, Plant]
    usable: Mapping[PlantName, tuple[PeriodName, ...]]
    can_run: Mapping[PlantName, tuple[RecipeName, ...]]
    supply: Mapping[tuple[Spot, PeriodName], Supply]
    demand: Mapping[tuple[Spot, PeriodName], Demand]
    returns: Returns
    returns_cost: Returns
    stores: Mapping[Spot, Store]
    scope: Scope
    made: Presence
    """Where and when a product comes from."""
    used: Presence
    """Where and when it is taken in."""

    @cached_property
    def routes(self) -> Routes:
        """Where products may go."""
        return Routes(
            self.instance,
            self.sites,
            self.products,
            self.periods,
            self.made,
            self.used,
            Stores(frozenset(self.stores), tuple(self.periods)),
            Captivity(self.instance, self.periods, self.scope),
        )


def prepare(instance: Instance) -> Groundwork:
    """The groundwork of a checked instance."""
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
    return Groundwork(
        instance=instance,
        periods=periods,
        sites=sites,
        products=products,
        recipes=recipes,
        plants=plants,
        usable=usable,
        can_run=can_run,
        supply=supply,
        demand=demand,
        returns=returns,
        returns_cost=returns_cost,
        stores=stores,
        scope=scope,
        made=made,
        used=used,
    )


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
