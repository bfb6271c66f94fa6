"""The chain behind a cathode plant: the share of everything upstream that was for its cathodes.

What leads to cathodes goes by tonnes. A main product is one that recipes can turn into cathode
material over any number of steps, all others are by-products:

    share of a making of cathodes  = 1
    share of a main product        = sum over where it goes of part of its tonnes x share there,
                                     0 where it leaves the network
    share of any other recipe      = the same over the main products it makes
    share of a by-product          = sum over where it came from of part of its tonnes x share there
    share of a recipe that makes
    by-products only               = the same over the by-products it takes in

So black mass that is sold takes its part of the cost of shredding with it, and the copper that
falls off is credited to the cathodes as far as the cells it came from became cathodes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import scipy.sparse as sp

from planner.network.network import Network, ProductName
from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.mixing import reach, solve
from planner.solution.circularity.paths import Node, Paths


def main_products(network: Network) -> frozenset[ProductName]:
    """Products that recipes of the network can turn into cathode material."""
    recipes = {name for names in network.can_run.values() for name in names}
    cathodes = set(cathode_products(network))
    found: set[ProductName] = set()
    wanted = set(cathodes)
    while wanted:
        found |= wanted
        wanted = {
            taken
            for name in recipes
            if any(wanted & set(made) for made in network.recipes[name].outputs.values())
            for taken in _takes(network, name)
        } - found
    return frozenset(found - cathodes)


def _takes(network: Network, recipe: str) -> Iterable[ProductName]:
    steps = network.recipes[recipe]
    yield from steps.blend
    for inputs in steps.inputs.values():
        yield from (product for product, amount in inputs.items() if amount > 0)


def shares_for(paths: Paths, makings: frozenset[Node]) -> Mapping[Node, float]:
    """The share of each node that was for what some makings of cathodes made, where not zero."""
    main = main_products(paths.network)
    forward = _shares_of_main(paths, makings, main)
    shares = _shares_of_by_products(paths, forward, main)
    return {node: share for node, share in shares.items() if share > 1e-12}


def _shares_of_main(
    paths: Paths, makings: frozenset[Node], main: frozenset[ProductName]
) -> dict[Node, float]:
    """Shares of main products and of the recipes that make some, from where they go."""
    nodes = paths.nodes
    leaving: dict[Node, float] = defaultdict(float)
    moves = [move for move in paths.moves if move.product in main and move.origin not in makings]
    for move in moves:
        leaving[move.origin] += move.amount
    for sink in paths.sinks:
        if sink.product in main:
            leaving[sink.node] += sink.amount
    backward: dict[int, list[int]] = defaultdict(list)
    for move in moves:
        backward[nodes[move.destination]].append(nodes[move.origin])
    ending = {nodes[node] for node in makings}
    ending |= {nodes[sink.node] for sink in paths.sinks if sink.product in main}
    led = reach(ending, backward)
    moves = [move for move in moves if nodes[move.origin] in led]
    rows = [nodes[move.origin] for move in moves]
    columns = [nodes[move.destination] for move in moves]
    parts = [move.amount / leaving[move.origin] for move in moves]
    own = np.zeros((len(nodes), 1))
    for node in makings:
        own[nodes[node], 0] = 1.0
    size = (len(nodes), len(nodes))
    solved = solve(sp.csc_matrix((parts, (rows, columns)), shape=size), own)
    known = {*leaving, *makings}
    return {node: float(solved[place, 0]) for node, place in nodes.items() if node in known}


def _shares_of_by_products(
    paths: Paths, known: Mapping[Node, float], main: frozenset[ProductName]
) -> dict[Node, float]:
    """Shares of by-products and of the recipes that make nothing else, from where they came."""
    nodes, cathodes = paths.nodes, cathode_products(paths.network)
    arriving: dict[Node, float] = defaultdict(float)
    moves = [
        move
        for move in paths.moves
        if move.destination not in known and move.product not in cathodes
    ]
    for move in moves:
        arriving[move.destination] += move.amount
    for source in paths.sources:
        arriving[source.node] += source.amount
    own = np.zeros((len(nodes), 1))
    rows, columns, parts = [], [], []
    fed = {nodes[source.node] for source in paths.sources}
    onward: dict[int, list[int]] = defaultdict(list)
    for move in moves:
        if move.product not in main and move.origin not in known:
            onward[nodes[move.origin]].append(nodes[move.destination])
    fed |= {nodes[move.destination] for move in moves if move.origin in known}
    entered = reach(fed, onward)
    for move in moves:
        if move.product in main or nodes[move.destination] not in entered:
            continue
        part = move.amount / arriving[move.destination]
        if move.origin in known:
            own[nodes[move.destination], 0] += part * known[move.origin]
        else:
            rows.append(nodes[move.destination])
            columns.append(nodes[move.origin])
            parts.append(part)
    size = (len(nodes), len(nodes))
    solved = solve(sp.csc_matrix((parts, (rows, columns)), shape=size), own)
    return {node: float(solved[place, 0]) for node, place in nodes.items()} | dict(known)
