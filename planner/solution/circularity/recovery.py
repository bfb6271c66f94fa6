"""Recovery: what recycling gets out of the waste it takes in, by element and by mass.

Recycling plants are those of every stage before cathodes, second life apart. What they take in of
waste and scrap and what they make of it is summed by product over the network:

    taken in  = what they take in more than they make of a product that they take in
    sent on   = what they make more than they take in of such a product: black mass sold abroad
    recovered = what they make of recovered products that none of them takes in
    lost      = taken in - sent on - recovered

By mass, a recovered product counts with its followed elements alone, as salts gain the mass of
acid and water; one without followed elements (steel scrap) counts in full. Of a mixed product that
a recycling plant makes, the share of the element counts that came with waste.
"""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from planner.network.network import RECOVERED, Network
from planner.network.recovery import RECYCLING
from planner.solution.circularity.paths import Move, Node, Paths
from planner.solution.record import TONNES

MASS = "mass"
REUSE = "second life"
COLUMNS = [
    "period", "element", "taken_in [t/year]", "recovered [t/year]", "sent_on [t/year]",
    "lost [t/year]", "recovered [share]", "recovered_or_sent_on [share]",
]  # fmt: skip


def recovery(paths: Paths) -> pd.DataFrame:
    """By period and element, and of all mass; amounts by the period in which they come out."""
    return pd.DataFrame(_rows(paths), columns=COLUMNS)


def _rows(paths: Paths) -> Iterator[tuple[object, ...]]:
    network = paths.network
    feeds = feeds_of_recycling(network)
    net: dict[tuple[str, str, str], float] = defaultdict(float)  # period, product, element
    from_mixed: dict[tuple[str, str], float] = defaultdict(float)
    for period, product, kt in net_output(paths):
        for element, share in _contents(network, product, in_full=product in feeds).items():
            net[period, product, element] += share * kt
    for period, element, kt in _recovered_in_mixed(paths):
        from_mixed[period, element] += kt
    for period, when in network.periods.items():
        for element in (*network.elements, MASS):
            mine = {p: kt for (at, p, e), kt in net.items() if (at, e) == (period, element)}
            taken = sum(max(0.0, -kt) for product, kt in mine.items() if product in feeds)
            sent = sum(max(0.0, kt) for product, kt in mine.items() if product in feeds)
            final = sum(kt for product, kt in mine.items() if product not in feeds)
            final += from_mixed[period, element]
            if taken > 0:
                kts = (taken, final, sent, taken - final - sent)
                amounts = (kt * TONNES / when.years for kt in kts)
                yield (period, element, *amounts, final / taken, (final + sent) / taken)


def recycles(network: Network, node: Node) -> bool:
    """A recipe in a recycling plant."""
    return node.kind == "in" and network.plants[node.place].stage in {*RECYCLING} - {REUSE}


def feeds_of_recycling(network: Network) -> frozenset[str]:
    """Products of waste and scrap that recycling plants take in."""
    return frozenset(
        product
        for plant, recipes in network.can_run.items()
        if network.plants[plant].stage in {*RECYCLING} - {REUSE}
        for name in recipes
        for inputs in (*network.recipes[name].inputs.values(), network.recipes[name].blend)
        for product in inputs
        if network.products[product].origin in RECOVERED
    )


def net_output(paths: Paths) -> Iterator[tuple[str, str, float]]:
    """Period, product and kt over the period: made (positive), taken in (negative)."""
    network = paths.network
    for move in paths.moves:
        if network.products[move.product].origin in RECOVERED:
            if recycles(network, move.origin):
                yield move.destination.period, move.product, move.amount
            if recycles(network, move.destination):
                yield move.destination.period, move.product, -move.amount


def _contents(network: Network, product: str, *, in_full: bool) -> dict[str, float]:
    """kg in a kg of each element and of what counts as mass."""
    composition = dict(network.products[product].composition)
    counts = 1.0 if in_full or not composition else min(1.0, sum(composition.values()))
    return composition | {MASS: counts}


def _recovered_in_mixed(paths: Paths) -> Iterator[tuple[str, str, float]]:
    """Period, element and kt over the period of what recycling plants put into mixed products."""
    network = paths.network
    intake: dict[Node, list[Move]] = defaultdict(list)
    for move in paths.moves:
        if recycles(network, move.destination):
            intake[move.destination].append(move)
    for move in paths.moves:
        product = network.products[move.product]
        if recycles(network, move.origin) and product.origin == "mixed":
            followed = product.composition
            counted = 0.0
            for element, share in followed.items():
                kt = share * move.amount * _from_waste(network, intake[move.origin], element)
                counted += kt
                yield move.destination.period, element, kt
            if followed:
                yield move.destination.period, MASS, counted


def _from_waste(network: Network, intake: list[Move], element: str) -> float:
    """Of an element taken in, the share in waste and scrap."""
    total = waste = 0.0
    for move in intake:
        product = network.products[move.product]
        kt = move.amount * product.composition.get(element, 0.0)
        total += kt
        waste += kt if product.origin in RECOVERED else 0.0
    return waste / total if total > 0 else 0.0
