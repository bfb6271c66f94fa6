"""Mass: what a tonne of throughput takes in and makes, by period.

A recipe with several feeds becomes one recipe per feed. With yields, the output of a product is

    output = feed x share of the element in the feed x recovery / share of it in the product

The residue is what is left of the mass. What is made in a year comes out a delay later, so with
a throughput T a year in period t, a year of period u sees, of an output with a delay of d years,

    T x (sum over years y of t with y + d in u of the amount in y) / years of u
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import NamedTuple, TypeVar

from planner.instance.instance import Instance
from planner.instance.schema import plants
from planner.instance.schema import products as product_tables
from planner.network.money import KT
from planner.network.names import unused
from planner.network.network import (
    ElementName,
    Period,
    PeriodName,
    Product,
    ProductName,
    Recipe,
    RecipeName,
)
from planner.network.years import in_force

Key = TypeVar("Key")
RecipeRow = TypeVar("RecipeRow", plants.RecipeFlow, plants.RecipeYield, plants.RecipeNeed)
Amounts = dict[PeriodName, dict[ProductName, float]]
Spells = dict[tuple[PeriodName, PeriodName], dict[ProductName, float]]
Products = Mapping[ProductName, Product]
Periods = Mapping[PeriodName, Period]


def build_products(instance: Instance) -> dict[ProductName, Product]:
    composition: dict[ProductName, dict[ElementName, float]] = defaultdict(dict)
    for row in instance.rows(product_tables.Composition):
        if row.share > 0:
            composition[row.product][row.element] = row.share
    return {
        row.product: Product(
            name=row.product,
            group=row.group,
            origin=row.origin,
            shipping_class=row.shipping_class,
            pack_mass=row.pack_mass,
            cell_energy=row.cell_energy,
            composition=dict(composition[row.product]),
        )
        for row in instance.rows(product_tables.Product)
    }


class Steps(NamedTuple):
    """The rows of one recipe of the user."""

    recipe: plants.Recipe
    flows: tuple[plants.RecipeFlow, ...]
    yields: tuple[plants.RecipeYield, ...]
    needs: tuple[plants.RecipeNeed, ...]

    @property
    def feeds(self) -> tuple[ProductName, ...]:
        return tuple(dict.fromkeys(flow.product for flow in self.flows if flow.role == "feed"))


def recipe_steps(instance: Instance) -> list[Steps]:
    """The rows of every recipe."""
    flows, yields, needs = (
        _by_recipe(instance.rows(plants.RecipeFlow)),
        _by_recipe(instance.rows(plants.RecipeYield)),
        _by_recipe(instance.rows(plants.RecipeNeed)),
    )
    return [
        Steps(row, tuple(flows[row.recipe]), tuple(yields[row.recipe]), tuple(needs[row.recipe]))
        for row in instance.rows(plants.Recipe)
    ]


def _by_recipe(rows: Iterable[RecipeRow]) -> dict[str, list[RecipeRow]]:
    grouped: dict[str, list[RecipeRow]] = defaultdict(list)
    for row in rows:
        grouped[row.recipe].append(row)
    return grouped


def build_recipes(
    instance: Instance, products: Products, periods: Periods
) -> dict[RecipeName, Recipe]:
    """Every recipe, one for each of its feeds."""
    recipes: dict[RecipeName, Recipe] = {}
    for steps in recipe_steps(instance):
        for feed in steps.feeds or (None,):
            base = steps.recipe.recipe
            name = unused(f"{base}, {feed}" if len(steps.feeds) > 1 else base, recipes)
            recipes[name] = _build_recipe(name, steps, feed, products, periods)
    return recipes


def _build_recipe(
    name: RecipeName, steps: Steps, feed: ProductName | None, products: Products, periods: Periods
) -> Recipe:
    recipe = steps.recipe
    usable = [period for period in periods.values() if _usable(recipe, period)]
    outputs, held = _outputs(steps, feed, products, usable, periods)
    return Recipe(
        name=name,
        base=recipe.recipe,
        technology=recipe.technology,
        feed=feed,
        capacity_use=recipe.capacity_use,
        processing_cost=recipe.processing_cost * KT,
        electricity=recipe.electricity * KT,
        process_emissions=recipe.process_emissions * KT,
        inputs={period.name: _inputs(steps, feed, period) for period in usable},
        outputs=outputs,
        held_at_end=held,
        blend=tuple(flow.product for flow in steps.flows if flow.role == "blend"),
        needs={need.element: need.need for need in steps.needs},
        after=recipe.after,
        after_technology=recipe.after_technology,
    )


def _usable(recipe: plants.Recipe, period: Period) -> bool:
    """In use in every year of the period."""
    return (recipe.first_year is None or recipe.first_year <= period.first_year) and (
        recipe.last_year is None or recipe.last_year >= period.calendar[-1]
    )


def _inputs(steps: Steps, feed: ProductName | None, period: Period) -> dict[ProductName, float]:
    by_year = {year: taken_in(steps, feed, year) for year in period.calendar}
    taken = dict.fromkeys(product for inputs in by_year.values() for product in inputs)
    return {
        product: fmean(by_year[year].get(product, 0.0) for year in period.calendar)
        for product in taken
    }


def _outputs(
    steps: Steps,
    feed: ProductName | None,
    products: Products,
    usable: Iterable[Period],
    periods: Periods,
) -> tuple[Spells, Amounts]:
    """What comes out within the horizon, and what is still held at its end."""
    period_of = {year: period for period in periods.values() for year in period.calendar}
    outputs: Spells = defaultdict(lambda: defaultdict(float))
    held: Amounts = defaultdict(lambda: defaultdict(float))
    for period in usable:
        for year in period.calendar:
            for (product, delay), amount in made(steps, feed, products, year).items():
                out = period_of.get(year + delay)
                if out is not None:
                    outputs[period.name, out.name][product] += amount / out.years
                else:
                    held[period.name][product] += amount / period.years
    return _without_zeros(outputs), _without_zeros(held)


def _without_zeros(
    amounts: Mapping[Key, Mapping[ProductName, float]],
) -> dict[Key, dict[ProductName, float]]:
    kept = {
        key: {product: amount for product, amount in by_product.items() if amount > 0}
        for key, by_product in amounts.items()
    }
    return {key: by_product for key, by_product in kept.items() if by_product}


def taken_in(steps: Steps, feed: ProductName | None, year: int) -> dict[ProductName, float]:
    """Tonnes taken in per tonne of throughput in a year; what a blend takes in is not fixed."""
    flows = _flows(steps, feed, ("feed", "input"), year)
    return {
        flow.product: 1.0 if flow.amount is None else flow.amount
        for flow in flows
        if flow.role == "input" or flow.product == feed
    }


def made(
    steps: Steps, feed: ProductName | None, products: Products, year: int
) -> dict[tuple[ProductName, int], float]:
    """Tonnes made per tonne of throughput in a year, by product and delay."""
    amounts: dict[tuple[ProductName, int], float] = defaultdict(float)
    for flow in _flows(steps, feed, ("output",), year):
        amounts[flow.product, flow.delay] += flow.amount or 0.0
    inputs = taken_in(steps, feed, year)
    if feed is not None:
        recoveries = in_force(steps.yields, year, lambda row: row.element)
        for element, row in recoveries.items():
            contained = inputs.get(feed, 0.0) * products[feed].composition.get(element, 0.0)
            share = products[row.product].composition[element]
            amounts[row.product, 0] += contained * row.recovery / share
    for flow in _flows(steps, feed, ("residue",), year):
        amounts[flow.product, flow.delay] += max(0.0, sum(inputs.values()) - sum(amounts.values()))
    return dict(amounts)


def _flows(
    steps: Steps, feed: ProductName | None, roles: tuple[str, ...], year: int
) -> list[plants.RecipeFlow]:
    """The rows that hold in the year; a row for this feed goes before a row for every feed."""
    rows = [flow for flow in steps.flows if flow.role in roles]
    general = [flow for flow in rows if flow.feed is None]
    special = [flow for flow in rows if flow.feed is not None and flow.feed == feed]
    held = in_force(general, year, lambda flow: (flow.role, flow.product))
    held |= in_force(special, year, lambda flow: (flow.role, flow.product))
    return list(held.values())
