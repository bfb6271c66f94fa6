"""Mixing: what a product is made of by origin, and what it carries of all that led to it.

Origins. At a site, what arrives mixes and all that leaves is alike; a recipe passes on the mix of
what it takes in, for each element by the tonnes of that element, for mass by all tonnes:

    (sum of what arrives) x mix = sum over what arrives of tonnes x its mix + sources

Burdens. What a node emits or receives leaves with what leaves it: by mass at a site, and in a
plant by mass over what is made, of which waste bears none unless nothing else is made:

    burden of a node = own + burden of its moves in + sum of (share of a node x its burden)

Both are sparse linear systems, so loops do no harm. What comes back from a buyer starts anew: its
origin is what it comes back as, and its burden stayed with what was delivered.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from planner.network.network import RECOVERED, Network
from planner.solution.circularity.paths import Node, Paths, Sink, site_of, waste

NOT_FOLLOWED = "not followed"
ORIGINS = (*RECOVERED, "primary", "goods bought", NOT_FOLLOWED)
"""goods bought: things bought ready made, in which nobody knows the mix; none of it counts as
recovered. Not followed: what no table says anything of."""

Origin = tuple[str, str]
"""Origin and country."""


@dataclass(frozen=True)
class Mix:
    """Of mass or an element: the share of every origin in every node."""

    nodes: Mapping[Node, int]
    origins: tuple[Origin, ...]
    shares: np.ndarray
    """A row for each node, a column for each origin; rows sum to 1, or to 0 where there is none."""

    def of(self, node: Node) -> dict[Origin, float]:
        row = self.shares[self.nodes[node]]
        return {
            origin: float(row[place]) for place, origin in enumerate(self.origins) if row[place]
        }


def origin_of(network: Network, product: str) -> str:
    """Where the metal was before, of what enters the network."""
    origin = network.products[product].origin
    return origin if origin in ORIGINS else "goods bought"


def weight(network: Network, product: str, element: str | None) -> float:
    """kt of the element in a kt of the product; all of it, where no element is named."""
    return 1.0 if element is None else network.products[product].composition.get(element, 0.0)


def mix(paths: Paths, element: str | None) -> Mix:
    """The origins of an element, or of mass (None), in every node that holds it."""
    network, nodes = paths.network, paths.nodes
    arrives: list[tuple[int, int, float]] = []  # to, from, kt
    for move in paths.moves:
        kt = move.amount * weight(network, move.product, element)
        if kt > 0:
            arrives.append((nodes[move.destination], nodes[move.origin], kt))
    entered: dict[tuple[int, Origin], float] = defaultdict(float)
    for source in paths.sources:
        product = source.node.what
        kt = source.amount * weight(network, product, element)
        if kt > 0:
            country = network.sites[source.node.place].country
            entered[nodes[source.node], (origin_of(network, product), country)] += kt
    known = {place for place, _ in entered}
    for node, origin in list(_unexplained(paths, element, arrives, known)):
        entered[nodes[node], origin] += 1.0
    return _solve_mix(nodes, arrives, entered)


def _unexplained(
    paths: Paths, element: str | None, arrives: Iterable[tuple[int, int, float]], known: set[int]
) -> Iterator[tuple[Node, Origin]]:
    """Nodes that pass on what nothing brought them, as far as the tables say."""
    network, nodes = paths.network, paths.nodes
    onward: dict[int, list[int]] = defaultdict(list)
    fed = set()
    for destination, origin, _ in arrives:
        onward[origin].append(destination)
        fed.add(destination)
    passed_on = [(move.origin, move.product) for move in paths.moves]
    passed_on += [(sink.node, sink.product) for sink in paths.sinks]
    holding = [node for node, product in passed_on if weight(network, product, element) > 0]
    reached = reach(known, onward)
    # First where nothing arrives; then what is left are loops that nothing enters.
    for loops in (False, True):
        found = {
            node: nodes[node]
            for node in holding
            if nodes[node] not in reached and (loops or nodes[node] not in fed)
        }
        for node in found:
            yield node, (NOT_FOLLOWED, network.sites[site_of(network, node)].country)
        reached |= reach(set(found.values()), onward)


def reach(start: set[int], onward: Mapping[int, list[int]]) -> set[int]:
    """What can be reached from a set of places, themselves included."""
    reached, queue = set(start), deque(start)
    while queue:
        for place in onward.get(queue.popleft(), ()):
            if place not in reached:
                reached.add(place)
                queue.append(place)
    return reached


def _solve_mix(
    nodes: Mapping[Node, int],
    arrives: list[tuple[int, int, float]],
    entered: Mapping[tuple[int, Origin], float],
) -> Mix:
    origins = tuple(dict.fromkeys(origin for _, origin in entered))
    column = {origin: place for place, origin in enumerate(origins)}
    count = len(nodes)
    source = np.zeros((count, len(origins)))
    total = np.zeros(count)
    for (place, origin), kt in entered.items():
        source[place, column[origin]] += kt
        total[place] += kt
    for destination, _, kt in arrives:
        total[destination] += kt
    # A node with nothing in it is left with an empty mix.
    total[total == 0] = 1.0
    rows = [destination for destination, _, _ in arrives]
    columns = [origin for _, origin, _ in arrives]
    shares = [kt / total[destination] for destination, _, kt in arrives]
    moved = sp.csc_matrix((shares, (rows, columns)), shape=(count, count))
    solved = solve(moved, source / total[:, None])
    return Mix(nodes, origins, np.where(solved > 1e-12, solved, 0.0))


def solve(moved: sp.csc_matrix, own: np.ndarray) -> np.ndarray:
    """x = own + moved x"""
    if not own.size:
        return own
    matrix = (sp.identity(moved.shape[0], format="csc") - moved).tocsc()
    return np.asarray(splu(matrix).solve(own))


@dataclass(frozen=True)
class Burdens:
    """What every node passes on, by kind of burden (the columns), over the period."""

    paths: Paths
    passed_on: np.ndarray
    """A row for each node."""
    leaving: np.ndarray
    """kt over which each node spreads it."""
    bears: frozenset[tuple[Node, str]]
    """Node and product of all that bears a part of it."""

    def per_kt(self, node: Node, product: str) -> np.ndarray:
        """What a kt of a product bears that leaves a node."""
        place = self.paths.nodes[node]
        if (node, product) not in self.bears:
            return np.zeros(self.passed_on.shape[1])
        return np.asarray(self.passed_on[place] / self.leaving[place])

    def of(self, sink: Sink) -> np.ndarray:
        """What ends in a sink."""
        return self.per_kt(sink.node, sink.product) * sink.amount

    @property
    def kept(self) -> np.ndarray:
        """What is passed on to nobody: a row for each node, zero for nearly all."""
        return np.where(self.leaving[:, None] > 0, 0.0, self.passed_on)


def burdens(paths: Paths, own: np.ndarray, on_moves: np.ndarray) -> Burdens:
    """Pass on what nodes (own) and moves (on_moves) bear; a row each, a column for each kind."""
    nodes = paths.nodes
    bears = _bearers(paths)
    moves = [move for move in paths.moves if (move.origin, move.product) in bears]
    sinks = [sink for sink in paths.sinks if (sink.node, sink.product) in bears]
    # What leads to no sink keeps what it bears, or a closed loop would pass it round for ever.
    backward: dict[int, list[int]] = defaultdict(list)
    for move in moves:
        backward[nodes[move.destination]].append(nodes[move.origin])
    ending = reach({nodes[sink.node] for sink in sinks}, backward)
    moves = [move for move in moves if nodes[move.origin] in ending]
    leaving = np.zeros(len(nodes))
    for move in moves:
        leaving[nodes[move.origin]] += move.amount
    for sink in sinks:
        leaving[nodes[sink.node]] += sink.amount
    rows = [nodes[move.destination] for move in moves]
    columns = [nodes[move.origin] for move in moves]
    shares = [move.amount / leaving[nodes[move.origin]] for move in moves]
    moved = sp.csc_matrix((shares, (rows, columns)), shape=(len(nodes), len(nodes)))
    borne = np.array(own, dtype=float)
    for move, burden in zip(paths.moves, on_moves, strict=True):
        borne[nodes[move.destination]] += burden
    kept = frozenset((node, product) for node, product in bears if nodes[node] in ending)
    return Burdens(paths, solve(moved, borne), leaving, kept)


def _bearers(paths: Paths) -> set[tuple[Node, str]]:
    """Node and product of what bears a burden: of what a plant makes, all but waste."""
    unwanted = waste(paths.network)
    out = {(move.origin, move.product) for move in paths.moves}
    out |= {(sink.node, sink.product) for sink in paths.sinks}
    useful = {node for node, product in out if node.kind == "in" and product not in unwanted}
    return {
        (node, product)
        for node, product in out
        if node.kind == "at" or product not in unwanted or node not in useful
    }
