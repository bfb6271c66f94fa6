"""Recovery: what recycling plants put out for good, of what they take in.

recovered = in recovered products that no recycling plant takes in again
treated   = taken in with recovered products - passed on to recycling plants or later years
"""

from collections.abc import Iterator

from planner.instance.schema.rules import Target
from planner.network.network import RECOVERED, Network, PeriodName, ProductName, Recipe
from planner.network.rules import Entry
from planner.network.scope import Scope
from planner.network.tally import Counted, weight_of

RECYCLING = (
    "hub",
    "dismantling",
    "shredding",
    "hydromet",
    "pyro",
    "direct",
    "graphite",
    "second life",
    "other",
)
"""Stages whose plants recycle; those of the others use what was recovered."""

PUT_OUT = (*RECOVERED, "mixed")
"""Origins of what counts as recovered: direct recycling makes cathode material at once."""


def recovery(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    feeds = _feeds(network)
    recovered: dict[Entry, float] = {}
    treated: dict[Entry, float] = {}
    for plant in scope.plants_of(None, scope.sites(row)):
        if network.plants[plant].stage not in RECYCLING or period not in network.usable[plant]:
            continue
        for name in network.can_run[plant]:
            recipe = network.recipes[name]
            if period in recipe.inputs:
                entry = Entry("throughput", (plant, name, period))
                out, passed_on = _put_out(network, recipe, period, row.element, feeds)
                taken = sum(
                    amount * weight_of(network, product, row.element)
                    for product, amount in recipe.inputs[period].items()
                    if network.products[product].origin in RECOVERED
                )
                if taken > 0:
                    recovered[entry], treated[entry] = out, taken - passed_on
    if treated:
        yield Counted(recovered, treated)


def _feeds(network: Network) -> set[ProductName]:
    """Recovered products that recycling plants take in."""
    return {
        product
        for plant, recipes in network.can_run.items()
        if network.plants[plant].stage in RECYCLING
        for name in recipes
        for inputs in network.recipes[name].inputs.values()
        for product in inputs
        if network.products[product].origin in RECOVERED
    }


def _contents(network: Network, product: ProductName, element: str | None) -> float:
    """What a recovered product holds of what was taken in: no acid, no water of its crystals."""
    composition = network.products[product].composition
    if element is None and composition:
        return sum(composition.values())
    return weight_of(network, product, element)


def _put_out(
    network: Network,
    recipe: Recipe,
    period: PeriodName,
    element: str | None,
    feeds: set[ProductName],
) -> tuple[float, float]:
    """Recovered for good, and passed on to other plants or later years, per kt of throughput."""
    final = passed_on = 0.0
    years = network.periods[period].years
    for (start, out), amounts in recipe.outputs.items():
        if start != period:
            continue
        for product, amount in amounts.items():
            if network.products[product].origin not in PUT_OUT:
                continue
            if out == period and product not in feeds:
                final += amount * _contents(network, product, element)
            else:
                weight = amount * weight_of(network, product, element)
                passed_on += weight * network.periods[out].years / years
    for product, amount in recipe.held_at_end.get(period, {}).items():
        passed_on += amount * weight_of(network, product, element)
    return final, passed_on
