"""What a plant depends on in a plan: where its feed arises, contracts, and rules that bind.

Feed is followed back through every step to where it arises, is bought or lies in store:

    feed that came by a node  = feed, if the node is in the plant, and the sum over where it goes
                                of feed that came by there x share of what arrives there
    feed from a source        = feed that came by its node x share of what arrives there
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import scipy.sparse as sp

from planner.network.network import Lane, Network
from planner.network.rules import Entry, Rule
from planner.solution.circularity.compliance import compliance
from planner.solution.circularity.mixing import reach, solve
from planner.solution.circularity.paths import Node, Paths, trace
from planner.solution.record import TONNES
from planner.solution.solution import Solution

ARISINGS, CONTRACT, RULE = "arisings", "contract", "rule"
COLUMNS = ("plant", "kind", "what", "where", "share [share]", "amount [t]", "note")
"""amount: over the whole horizon."""

SMALL = 0.01
"""Shares of the feed below this are told together."""
MOST_SOURCES, MOST_PERIODS = 12, 4
"""That are told by name of a plant, or of a rule; the rest are counted."""
BINDS = 1e-6
"""Of the limit, or of 1 where that is smaller."""

Line = list[str | float | None]


def dependence(solution: Solution, plants: Iterable[str]) -> list[Line]:
    """A row, with the columns above, for each thing that plants depend on."""
    paths, wanted = trace(solution), list(plants)
    lines = list(_arisings(paths, wanted))
    binding = list(_binding(solution))
    for plant in wanted:
        lines += _contracts(solution, plant)
        lines += _rules(paths, plant, binding)
    order = {plant: number for number, plant in enumerate(wanted)}
    return sorted(lines, key=lambda line: order[str(line[0])])


def _arisings(paths: Paths, plants: list[str]) -> Iterator[Line]:
    """Where the feed of each plant comes from, the largest part first."""
    sources = _sources_of(paths, plants)
    for plant in plants:
        found = sources.get(plant, {})
        total = sum(found.values())
        if total <= 0:
            continue
        ranked = sorted(found.items(), key=lambda item: -item[1])
        told = [(source, kt) for source, kt in ranked[:MOST_SOURCES] if kt >= SMALL * total]
        for (site, what), kt in told:
            yield [plant, ARISINGS, what, site, kt / total, kt * TONNES, ""]
        rest = total - sum(kt for _, kt in told)
        if len(told) < len(ranked):
            others = f"{len(ranked) - len(told)} others"
            yield [plant, ARISINGS, others, "", rest / total, rest * TONNES, ""]


def _sources_of(paths: Paths, plants: list[str]) -> dict[str, dict[tuple[str, str], float]]:
    """Plant -> site and product of a source -> kt over the horizon that reach the plant."""
    nodes = paths.nodes
    own = np.zeros((len(nodes), len(plants)))
    arriving: dict[Node, float] = defaultdict(float)
    for move in paths.moves:
        arriving[move.destination] += move.amount
        if move.destination.kind == "in" and move.destination.place in plants:
            own[nodes[move.destination], plants.index(move.destination.place)] += move.amount
    for source in paths.sources:
        arriving[source.node] += source.amount
    fed = _fed(paths)  # a loop that nothing enters has no source, and no solution
    moves = [move for move in paths.moves if move.origin in fed]
    rows = [nodes[move.origin] for move in moves]
    columns = [nodes[move.destination] for move in moves]
    parts = [move.amount / arriving[move.destination] for move in moves]
    size = (len(nodes), len(nodes))
    passed = solve(sp.csc_matrix((parts, (rows, columns)), shape=size), own)
    found: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for source in paths.sources:
        share = source.amount / arriving[source.node]
        for number, plant in enumerate(plants):
            kt = share * passed[nodes[source.node], number]
            if kt > 0:
                found[plant][source.node.place, source.node.what] += kt
    return {plant: dict(where) for plant, where in found.items()}


def _fed(paths: Paths) -> set[Node]:
    """Nodes that something reaches from a source."""
    nodes, names = paths.nodes, list(paths.nodes)
    onward: dict[int, list[int]] = defaultdict(list)
    for move in paths.moves:
        onward[nodes[move.origin]].append(nodes[move.destination])
    return {names[place] for place in reach({nodes[s.node] for s in paths.sources}, onward)}


def _contracts(solution: Solution, plant: str) -> Iterator[Line]:
    """Contracts that are signed and are about what a plant takes in or makes at its site."""
    network = solution.network
    site, taken, made = network.plants[plant].site, set[str](), set[str]()
    for name in network.can_run[plant]:
        recipe = network.recipes[name]
        taken.update(recipe.blend, *recipe.inputs.values())
        made.update(*recipe.outputs.values())

    def is_its(lane: Lane) -> bool:
        comes = lane.destination == site and lane.product in taken
        return comes or (lane.origin == site and lane.product in made)

    for contract in network.contracts.values():
        lanes = [lane for name in contract.lanes if is_its(lane := network.lanes[name])]
        signed = not contract.optional or solution.amount("signed", contract.name) > 0
        if not lanes or not signed:
            continue
        shipped = sum(
            solution.amount("shipped", lane.name, period) * network.periods[period].years
            for lane in lanes
            for period in contract.periods
        )
        others = {lane.origin if lane.destination == site else lane.destination for lane in lanes}
        where = ", ".join(sorted(others))
        yield [plant, CONTRACT, contract.name, where, None, shipped * TONNES, contract.kind]


Binding = tuple[str, str, frozenset[Entry], frozenset[Node]]
"""Rule, its note, what it counts, and the buyers it is about."""


def _binding(solution: Solution) -> Iterator[Binding]:
    """Rules without slack, in the periods in which they have none."""
    network = solution.network
    rules: Mapping[tuple[str, ...], Rule] = {rule.index: rule for rule in network.rules}
    contents = {(t.name, t.subject, t.element): t for t in network.recycled_content}
    for row in compliance(solution).to_dict("records"):
        margin, limit = row["margin"], row["limit"]
        if margin is None or margin != margin or margin > BINDS * max(1.0, abs(limit)):
            continue
        about = " ".join(filter(None, (row["subject"], row["element"])))
        beside = "" if margin >= -BINDS * max(1.0, abs(limit)) else ", missed at a price"
        unit = (
            "" if row["unit"] == "share" else f" {row['unit'].replace('money', network.currency)}"
        )
        shown = f"{limit:.1%}" if row["unit"] == "share" else f"{limit:,.6g}{unit}"
        note = f"{row['period']}: {row['sense']} {shown}{' of ' + about if about else ''}{beside}"
        rule = rules.get((row["rule"], row["subject"], row["element"], row["sense"], row["period"]))
        if rule is not None:
            yield rule.name, note, frozenset({*rule.counted, *rule.base}), frozenset()
        else:
            target = contents[row["rule"], row["subject"], row["element"]]
            spots = (Node("at", *spot, row["period"]) for spot in target.spots)
            yield row["rule"], note, frozenset(), frozenset(spots)


def _rules(paths: Paths, plant: str, binding: list[Binding]) -> Iterator[Line]:
    """Rules that bind and count what a plant does, or what it makes and buyers receive."""
    network, reached = paths.network, _reached(paths, plant)
    notes: dict[str, list[str]] = {}
    for rule, note, counted, buyers in binding:
        if any(_is_about(network, plant, entry) for entry in counted) or buyers & reached:
            notes.setdefault(rule, []).append(note)
    for rule, found in notes.items():
        told = found[:MOST_PERIODS]
        if len(found) > len(told):
            told.append(f"{len(found) - len(told)} more")
        yield [plant, RULE, rule, "", None, None, "; ".join(told)]


def _is_about(network: Network, plant: str, entry: Entry) -> bool:
    """Whether a decision or account is one of the plant, or of a lane that begins or ends there."""
    first = entry.at[0]
    if entry.of in ("shipped", "carried"):
        lane = network.lanes[first]
        return network.plants[plant].site in (lane.origin, lane.destination)
    return first == plant and entry.of not in ("collected", "delivered", "stored", "let_out")


def _reached(paths: Paths, plant: str) -> set[Node]:
    """Everything that something goes to that the plant makes."""
    nodes, names = paths.nodes, list(paths.nodes)
    onward: dict[int, list[int]] = defaultdict(list)
    for move in paths.moves:
        onward[nodes[move.origin]].append(nodes[move.destination])
    start = {number for node, number in nodes.items() if node.kind == "in" and node.place == plant}
    return {names[number] for number in reach(start, onward)}
