"""Tallies: which decisions stand for the uses and arrivals of products.

uses of a product      what is delivered, taken in and blended at some sites
arrivals from places   what is shipped from there to some sites
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.network.network import Network, PeriodName, PlantName, ProductName
from planner.network.rules import Entry, Tally
from planner.network.scope import Scope

Names = frozenset[str]


@dataclass(frozen=True)
class Counted:
    """What a rule counts and takes a share of, for one subject."""

    counted: Tally
    base: Tally
    fixed_base: float = 0.0
    subject: str = ""


def weight_of(network: Network, product: ProductName, element: str | None) -> float:
    """kt counted per kt of a product."""
    return 1.0 if element is None else network.products[product].composition.get(element, 0.0)


def total(terms: Iterable[tuple[Entry, float]]) -> Tally:
    summed: dict[Entry, float] = defaultdict(float)
    for entry, weight in terms:
        summed[entry] += weight
    return {entry: weight for entry, weight in summed.items() if weight}


def intake(
    network: Network,
    plants: Iterable[PlantName],
    products: Names,
    element: str | None,
    period: PeriodName,
) -> Iterator[tuple[Entry, float]]:
    """What plants take in of some products."""
    for plant in plants:
        if period not in network.usable[plant]:
            continue
        for name in network.can_run[plant]:
            recipe = network.recipes[name]
            if period not in recipe.inputs:
                continue
            for product, amount in recipe.inputs[period].items():
                if product in products:
                    weight = amount * weight_of(network, product, element)
                    yield Entry("throughput", (plant, name, period)), weight
            for product in recipe.blend:
                if product in products:
                    entry = Entry("blended", (plant, name, product, period))
                    yield entry, weight_of(network, product, element)


def delivered(
    network: Network, sites: Names, products: Names, element: str | None, period: PeriodName
) -> Iterator[tuple[Entry, float]]:
    for spot, when in network.demand:
        if when == period and spot.site in sites and spot.product in products:
            yield Entry("delivered", (*spot, period)), weight_of(network, spot.product, element)


def uses(
    network: Network,
    scope: Scope,
    sites: Names,
    products: Names,
    element: str | None,
    period: PeriodName,
) -> Iterator[tuple[Entry, float]]:
    yield from delivered(network, sites, products, element, period)
    plants = scope.plants_of(None, sites)
    yield from intake(network, plants, products, element, period)


def arrivals(
    network: Network,
    origins: Names,
    destinations: Names,
    products: Names,
    element: str | None,
    period: PeriodName,
) -> Iterator[tuple[Entry, float]]:
    for lane in network.lanes.values():
        if (
            period in lane.cost
            and lane.product in products
            and lane.origin in origins
            and lane.destination in destinations
        ):
            yield Entry("shipped", (lane.name, period)), weight_of(network, lane.product, element)
