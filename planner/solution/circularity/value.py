"""Value recovered: what a tonne of waste brings once it is recycled or used again.

    value per tonne = (sold + used again + second life) / tonnes taken in

    sold        = income from recovered products and intermediates that plants make and that
                  leave by an outlet or to a buyer
    used again  = recovered metal that goes into new goods, at the least price of primary metal;
                  a product of which no element has such a price, at its best sale price
    second life = income from what second-life plants make and sell

Taken in is what recycling plants take in of waste (see recovery.py) and what second-life plants do.
No cost is taken off: gate fees, processing and carriage are in the costs.
"""

from collections import defaultdict

import pandas as pd

from planner.network.network import RECOVERED, Network, Spot
from planner.solution.circularity.paths import Paths, Sink
from planner.solution.circularity.primary import used_again
from planner.solution.circularity.recovery import (
    MASS,
    REUSE,
    feeds_of_recycling,
    recovery,
    recycles,
)
from planner.solution.record import TONNES

COLUMNS = [
    "period", "taken_in [t/year]", "sold [M money/year]", "used_again [M money/year]",
    "second_life [M money/year]", "value [M money/year]", "value [money/t]",
]  # fmt: skip


def value_recovered(paths: Paths) -> pd.DataFrame:
    """A row for each period in which waste is taken in."""
    network = paths.network
    recycled = recovery(paths)
    mass = recycled[recycled["element"] == MASS].set_index("period")["taken_in [t/year]"]
    taken = defaultdict(float, mass.to_dict())
    worth: dict[tuple[str, str], float] = defaultdict(float)
    for move in paths.moves:
        node, years = move.destination, paths.years(move.destination)
        if node.kind == "in" and network.plants[node.place].stage == REUSE:
            taken[node.period] += move.amount * TONNES / years
        if used_again(paths, move):
            each = paths.prices.of_metal_in(move.product, node.period)
            worth[node.period, "used again"] += each * move.amount / years
    kinds = _kinds(paths)
    for sink in paths.sinks:
        if sink.product in kinds and (income := _income(network, sink)) > 0:
            worth[sink.node.period, kinds[sink.product]] += income / paths.years(sink.node)
    rows = []
    for period in network.periods:
        if taken[period] > 0:
            parts = [worth[period, kind] for kind in ("sold", "used again", "second life")]
            total = sum(parts)
            rows.append((period, taken[period], *parts, total, total * 1e6 / taken[period]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _kinds(paths: Paths) -> dict[str, str]:
    """What recycling plants and second-life plants make, as far as it counts."""
    network = paths.network
    arising = feeds_of_recycling(network) - {
        move.product for move in paths.moves if recycles(network, move.origin)
    }
    found = {}
    for move in paths.moves:
        product = network.products[move.product]
        if recycles(network, move.origin) and product.origin in RECOVERED:
            found[product.name] = "sold"
        elif move.origin.kind == "in" and network.plants[move.origin.place].stage == REUSE:
            found.setdefault(product.name, "second life")
    return {product: kind for product, kind in found.items() if product not in arising}


def _income(network: Network, sink: Sink) -> float:
    """M over the period."""
    spot, period = Spot(*sink.node[1:3]), sink.node.period
    if sink.kind == "delivered":
        return network.demand[spot, period].price * sink.amount
    if sink.kind == "let out":
        prices = {outlet.name: outlet.price for outlet in network.outlets[spot, period]}
        return prices[sink.outlet] * sink.amount
    return 0.0
