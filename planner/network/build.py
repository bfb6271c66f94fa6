"""From the user's tables to the network."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from planner.instance.instance import Instance
from planner.instance.schema import plants
from planner.instance.schema import products as product_tables
from planner.network.energy import (
    build_carbon_price,
    build_electricity_price,
    build_grid_emissions,
)
from planner.network.lanes import build_lanes
from planner.network.markets import build_demand, build_outlets, build_returns, build_supply
from planner.network.mass import build_products, build_recipes
from planner.network.money import (
    build_periods,
    build_sizes,
    horizon_end_factor,
    plant_periods,
)
from planner.network.network import (
    AS_IS,
    Network,
    Period,
    PeriodName,
    Plant,
    PlantName,
    ProductName,
    Recipe,
    RecipeName,
    Site,
    SiteName,
    Spot,
)
from planner.network.reach import Presence
from planner.network.targets import build_recycled_content

Periods = Mapping[PeriodName, Period]


def build_network(instance: Instance) -> Network:
    """The network of a checked instance."""
    settings = instance.settings
    periods = build_periods(instance)
    sites = build_sites(instance)
    products = build_products(instance)
    recipes = build_recipes(instance, products, periods)
    plants_ = build_plants(instance)
    usable = plant_periods(instance, periods)
    can_run = {
        name: tuple(r.name for r in recipes.values() if r.technology == plant.technology)
        for name, plant in plants_.items()
    }
    supply = build_supply(instance, periods)
    demand = build_demand(instance, periods)
    returns = build_returns(instance, periods, demand)
    made = _presence(
        [(spot, period) for spot, period in supply],
        [(Spot(spot.site, back), out) for spot, _, back, out in returns],
        _products_of(plants_, usable, can_run, recipes, _made_in),
    )
    used = _presence(
        [(spot, period) for spot, period in demand],
        _products_of(plants_, usable, can_run, recipes, _taken_in),
    )
    lanes = build_lanes(instance, sites, products, periods, made, used)
    arriving = [
        (Spot(lane.destination, lane.product), period)
        for lane in lanes.values()
        for period in lane.cost
    ]
    present = _presence(((Spot(*spot), p) for spot, ps in made.items() for p in ps), arriving)
    ways = build_sizes(instance)
    return Network(
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
        plants=plants_,
        recipes=recipes,
        lanes=lanes,
        sizes=ways,
        standing={way.plant: usable[way.plant] for way in ways if way.size == AS_IS},
        buildable={
            way: _building_periods(instance, way.plant, usable[way.plant], periods)
            for way in ways
            if way.size != AS_IS
        },
        usable=usable,
        can_run=can_run,
        supply=supply,
        demand=demand,
        outlets=build_outlets(instance, sites, periods, present),
        returns=returns,
        recycled_content=build_recycled_content(instance, periods, demand),
        electricity_price=build_electricity_price(instance, periods),
        grid_emissions=build_grid_emissions(instance, periods),
        carbon_price=build_carbon_price(instance, periods),
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
        for row in instance.rows(plants.Site)
    }


def build_plants(instance: Instance) -> dict[PlantName, Plant]:
    """Every plant but the excluded ones."""
    technologies = {row.technology: row for row in instance.rows(plants.Technology)}
    return {
        row.plant: Plant(
            name=row.plant,
            site=row.site,
            technology=row.technology,
            stage=technologies[row.technology].stage,
            status=row.status,
            owner=row.owner,
            minimum_load=technologies[row.technology].minimum_load,
            may_close=row.may_close,
            closing_cost=row.closing_cost,
            life=technologies[row.technology].economic_life,
        )
        for row in instance.rows(plants.Plant)
        if row.status != "excluded"
    }


def _building_periods(
    instance: Instance, plant: PlantName, usable: Iterable[PeriodName], periods: Periods
) -> tuple[PeriodName, ...]:
    row = next(row for row in instance.rows(plants.Plant) if row.plant == plant)
    latest = row.latest_year
    return tuple(p for p in usable if latest is None or periods[p].first_year <= latest)


def _presence(*parts: Iterable[tuple[Spot, PeriodName]]) -> Presence:
    found: dict[tuple[SiteName, ProductName], set[PeriodName]] = defaultdict(set)
    for part in parts:
        for spot, period in part:
            found[spot].add(period)
    return found


def _made_in(recipe: Recipe, period: PeriodName) -> Iterable[tuple[ProductName, PeriodName]]:
    for (start, out), amounts in recipe.outputs.items():
        if start == period:
            for product in amounts:
                yield product, out


def _taken_in(recipe: Recipe, period: PeriodName) -> Iterable[tuple[ProductName, PeriodName]]:
    if period in recipe.inputs:
        for product in (*recipe.inputs[period], *recipe.blend):
            yield product, period


def _products_of(
    plants_: Mapping[PlantName, Plant],
    usable: Mapping[PlantName, tuple[PeriodName, ...]],
    can_run: Mapping[PlantName, tuple[RecipeName, ...]],
    recipes: Mapping[RecipeName, Recipe],
    of: Callable[[Recipe, PeriodName], Iterable[tuple[ProductName, PeriodName]]],
) -> Iterator[tuple[Spot, PeriodName]]:
    """Where and when plants could make or take in products."""
    for name, plant in plants_.items():
        for period in usable[name]:
            for recipe in can_run[name]:
                for product, when in of(recipes[recipe], period):
                    yield Spot(plant.site, product), when
