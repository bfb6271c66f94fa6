"""Paths: where every tonne of a plan comes from, what it passes through and where it ends.

One graph over the whole horizon. A node is a product at a site, or a recipe at a plant, in a
period; a move is what goes from one node to another. Amounts are kt over the whole period, so
that what waits in store or serves a second life in a plant arrives in a later period unchanged:

    at a site:   sources + moves in = moves out + sinks
    in a plant:  moves in is what is taken in, moves out is what is made, sooner or later

A source is what is collected or bought, comes back from a buyer, or lies in store at the start.
A sink is what is delivered or let out, lies in store or is still in use at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from planner.network.network import Network, PeriodName, ProductName, Recipe
from planner.solution.circularity.prices import Prices
from planner.solution.solution import Solution


class Node(NamedTuple):
    """A product at a site, or a recipe in a plant, in a period."""

    kind: Literal["at", "in"]
    place: str
    """Site or plant."""
    what: str
    """Product or recipe."""
    period: PeriodName


class Move(NamedTuple):
    origin: Node
    destination: Node
    product: ProductName
    amount: float
    """kt over the period."""
    lane: str
    """Lane it goes by; "" within a site."""


class Source(NamedTuple):
    node: Node
    kind: Literal["collected", "come back", "in store at the start"]
    amount: float


class Sink(NamedTuple):
    node: Node
    kind: Literal["delivered", "let out", "in store at the end", "in use at the end"]
    product: ProductName
    outlet: str
    amount: float


@dataclass(frozen=True)
class Paths:
    """The graph of a plan."""

    solution: Solution
    moves: tuple[Move, ...]
    sources: tuple[Source, ...]
    sinks: tuple[Sink, ...]

    @property
    def network(self) -> Network:
        return self.solution.network

    @cached_property
    def prices(self) -> Prices:
        return Prices(self.solution)

    @cached_property
    def nodes(self) -> dict[Node, int]:
        """Every node and its place in vectors and matrices."""
        found = [end for move in self.moves for end in (move.origin, move.destination)]
        found += [source.node for source in self.sources] + [sink.node for sink in self.sinks]
        return {node: number for number, node in enumerate(dict.fromkeys(found))}

    def years(self, node: Node) -> int:
        return self.network.periods[node.period].years


def at(site: str, product: str, period: str) -> Node:
    return Node("at", site, product, period)


def inside(plant: str, recipe: str, period: str) -> Node:
    return Node("in", plant, recipe, period)


def trace(solution: Solution) -> Paths:
    """The graph of a plan."""
    return Paths(
        solution,
        moves=tuple(_moves(solution)),
        sources=tuple(_sources(solution)),
        sinks=tuple(_sinks(solution)),
    )


def _moves(solution: Solution) -> Iterator[Move]:
    network = solution.network
    years = {name: period.years for name, period in network.periods.items()}
    for (name, period), amount in solution.decisions.get("shipped", {}).items():
        lane = network.lanes[name]
        ends = at(lane.origin, lane.product, period), at(lane.destination, lane.product, period)
        yield Move(*ends, lane.product, amount * years[period], name)
    for (plant, name, period), throughput in solution.decisions.get("throughput", {}).items():
        site, recipe = network.plants[plant].site, network.recipes[name]
        here = inside(plant, name, period)
        for product, amount in taken_in(solution, plant, recipe, period, throughput):
            yield Move(at(site, product, period), here, product, amount * years[period], "")
        for (start, out), amounts in recipe.outputs.items():
            if start == period:
                for product, amount in amounts.items():
                    made = throughput * amount * years[out]
                    yield Move(here, at(site, product, out), product, made, "")
    for spot in network.stores:
        for before, after in pairwise(network.periods):
            waits = solution.amount("stored", *spot, before)
            if waits > 0:
                yield Move(at(*spot, before), at(*spot, after), spot.product, waits, "")


def taken_in(
    solution: Solution, plant: str, recipe: Recipe, period: str, throughput: float
) -> Iterator[tuple[ProductName, float]]:
    """kt a year of each product that an activity takes in; a product may come twice."""
    for product, amount in recipe.inputs[period].items():
        if amount > 0:
            yield product, amount * throughput
    for product in recipe.blend:
        blended = solution.amount("blended", plant, recipe.name, product, period)
        if blended > 0:
            yield product, blended


def _sources(solution: Solution) -> Iterator[Source]:
    network = solution.network
    for (site, product, period), amount in solution.decisions.get("collected", {}).items():
        kt = amount * network.periods[period].years
        yield Source(at(site, product, period), "collected", kt)
    for (spot, period, product, out), back in network.returns.items():
        delivered = solution.amount("delivered", *spot, period)
        kt = back * delivered * network.periods[out].years
        if kt > 0:
            yield Source(at(spot.site, product, out), "come back", kt)
    first = next(iter(network.periods))
    for spot, store in network.stores.items():
        if store.opening > 0:
            yield Source(at(*spot, first), "in store at the start", store.opening)


def _sinks(solution: Solution) -> Iterator[Sink]:
    network = solution.network
    years = {name: period.years for name, period in network.periods.items()}
    for (site, product, period), amount in solution.decisions.get("delivered", {}).items():
        yield Sink(at(site, product, period), "delivered", product, "", amount * years[period])
    for (site, product, outlet, period), amount in solution.decisions.get("let_out", {}).items():
        kt = amount * years[period]
        yield Sink(at(site, product, period), "let out", product, outlet, kt)
    last = list(network.periods)[-1]
    for spot in network.stores:
        left = solution.amount("stored", *spot, last)
        if left > 0:
            yield Sink(at(*spot, last), "in store at the end", spot.product, "", left)
    for (plant, name, period), throughput in solution.decisions.get("throughput", {}).items():
        for product, amount in network.recipes[name].held_at_end.get(period, {}).items():
            held = amount * throughput * years[period]
            yield Sink(inside(plant, name, period), "in use at the end", product, "", held)


def _wanted(network: Network) -> set[ProductName]:
    taken = {
        product
        for recipe in network.recipes.values()
        for inputs in (*recipe.inputs.values(), dict.fromkeys(recipe.blend))
        for product in inputs
    }
    sold = {
        spot.product
        for (spot, _), outlets in network.outlets.items()
        if any(outlet.kind == "sale" for outlet in outlets)
    }
    bought = {spot.product for (spot, _), demand in network.demand.items() if demand.price >= 0}
    return taken | sold | bought


def waste(network: Network) -> frozenset[ProductName]:
    """Products that nobody wants."""
    return frozenset(network.products) - _wanted(network)


def site_of(network: Network, node: Node) -> str:
    return node.place if node.kind == "at" else network.plants[node.place].site
