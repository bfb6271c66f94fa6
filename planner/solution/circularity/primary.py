"""Primary material avoided: recovered metal that plants put into new goods instead of mined metal.

    avoided = tonnes of the element in products of waste and scrap that plants other than
              recycling plants take in
    CO2e    = avoided x kg CO2e per kg of the element when bought from primary sources

That of primary metal is the mean of what is offered in the period; a product that holds several
elements spreads it over them by mass. What recycling itself emits is not taken off: it is in the
CO2e of the goods. Recovered metal that is sold is shown beside, as nobody knows what it replaces.
"""

from collections import defaultdict

import pandas as pd

from planner.network.network import RECOVERED
from planner.network.recovery import RECYCLING
from planner.solution.circularity.paths import Move, Paths
from planner.solution.circularity.recovery import feeds_of_recycling
from planner.solution.record import TONNES

COLUMNS = [
    "period", "element", "avoided [t/year]", "sold [t/year]", "primary_bought [t/year]",
    "primary_emissions [kg CO2e/kg]", "avoided_emissions [t CO2e/year]",
]  # fmt: skip


def primary_avoided(paths: Paths) -> pd.DataFrame:
    """By period and element."""
    network = paths.network
    avoided: dict[tuple[str, str], float] = defaultdict(float)
    sold: dict[tuple[str, str], float] = defaultdict(float)
    bought: dict[tuple[str, str], float] = defaultdict(float)
    for move in paths.moves:
        if used_again(paths, move):
            composition = network.products[move.product].composition
            for element, share in composition.items():
                kt = share * move.amount / paths.years(move.destination)
                avoided[move.destination.period, element] += kt
    feeds = feeds_of_recycling(network)
    for sink in paths.sinks:
        product = network.products[sink.product]
        leaves = sink.kind in ("delivered", "let out") and product.name not in feeds
        if leaves and product.origin in RECOVERED:
            for element, share in product.composition.items():
                sold[sink.node.period, element] += share * sink.amount / paths.years(sink.node)
    for source in paths.sources:
        product = network.products[source.node.what]
        if source.kind == "collected" and product.origin == "primary":
            for element, share in product.composition.items():
                kt = share * source.amount / paths.years(source.node)
                bought[source.node.period, element] += kt
    rows = []
    for period in network.periods:
        for element in network.elements:
            key = period, element
            if not (avoided[key] or sold[key] or bought[key]):
                continue
            each = paths.prices.embodied_in_primary(element, period)
            saved = None if each is None else avoided[key] * each * TONNES
            kts = (amounts[key] * TONNES for amounts in (avoided, sold, bought))
            rows.append((period, element, *kts, each, saved))
    return pd.DataFrame(rows, columns=COLUMNS)


def used_again(paths: Paths, move: Move) -> bool:
    """A recovered product that goes into new goods."""
    network = paths.network
    return (
        move.destination.kind == "in"
        and network.products[move.product].origin in RECOVERED
        and network.plants[move.destination.place].stage not in RECYCLING
    )
