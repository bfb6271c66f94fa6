"""Presence: where and when plants could make or take in products."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from planner.network.network import (
    PeriodName,
    Plant,
    PlantName,
    ProductName,
    Recipe,
    RecipeName,
    SiteName,
    Spot,
)
from planner.network.reach import Presence


def presence(*parts: Iterable[tuple[Spot, PeriodName]]) -> Presence:
    found: dict[tuple[SiteName, ProductName], set[PeriodName]] = defaultdict(set)
    for part in parts:
        for spot, period in part:
            found[spot].add(period)
    return found


def made_in(recipe: Recipe, period: PeriodName) -> Iterable[tuple[ProductName, PeriodName]]:
    for (start, out), amounts in recipe.outputs.items():
        if start == period:
            for product in amounts:
                yield product, out


def taken_in(recipe: Recipe, period: PeriodName) -> Iterable[tuple[ProductName, PeriodName]]:
    if period in recipe.inputs:
        for product in (*recipe.inputs[period], *recipe.blend):
            yield product, period


def products_of(
    plants: Mapping[PlantName, Plant],
    usable: Mapping[PlantName, tuple[PeriodName, ...]],
    can_run: Mapping[PlantName, tuple[RecipeName, ...]],
    recipes: Mapping[RecipeName, Recipe],
    of: Callable[[Recipe, PeriodName], Iterable[tuple[ProductName, PeriodName]]],
) -> Iterator[tuple[Spot, PeriodName]]:
    """Where and when plants could make or take in products."""
    for name, plant in plants.items():
        for period in usable[name]:
            for recipe in can_run[name]:
                for product, when in of(recipes[recipe], period):
                    yield Spot(plant.site, product), when
