"""Cost of cathodes at the gate of their plant, with recycled salts at what they could be sold for.

    cost = capital charge + fixed cost + processing + electricity + carbon price - credits
           + sum over what is taken in of tonnes x (price + carriage to the plant) - by-products

The price of what is bought is the mean price paid; of what is recovered, the best price for which
it could be sold instead, or, where nobody buys it, that of the primary metal in it; of other things
made in the network (pCAM), what they could be sold for, or what sellers ask for a product of the
same composition. Carriage is
that of the lanes into the site. A plant that makes other things too bears the share of its
capacity that runs for cathodes. No cost is known where a price is not.
"""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from planner.network.network import RECOVERED, PlantName, Spot
from planner.solution.circularity.cathode_chain import makings_by_plant
from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.paths import Node, Paths, site_of
from planner.solution.circularity.plant_costs import (
    costs_of_running,
    costs_of_standing,
    shares_of_capacity,
)

COLUMNS = ["period", "cathode_plant", "term", "product", "amount [M money/year]"]


def plant_gate(paths: Paths) -> pd.DataFrame:
    """Every cost of each cathode plant, by term; by-products and credits are negative."""
    rows = [item for item in _items(paths) if item[-1] != 0]
    table = pd.DataFrame(rows, columns=COLUMNS)
    if not len(table):
        return table
    # A price that nobody knows leaves the whole cost unknown.
    summed = table.groupby(COLUMNS[:4], sort=False, as_index=False)
    return summed.agg({COLUMNS[4]: lambda amounts: amounts.sum(skipna=False)})


def _items(paths: Paths) -> Iterator[tuple[str, PlantName, str, str, float]]:
    """Period, cathode plant, term, product, M a year."""
    makings = makings_by_plant(paths.solution)
    own = {node: plant for plant, nodes in makings.items() for node in nodes}
    share: dict[tuple[PlantName, str], float] = defaultdict(float)
    for node, part in shares_of_capacity(paths).items():
        if node in own:
            share[own[node], node.period] += part
    standing, running = costs_of_standing(paths.solution), costs_of_running(paths)
    for (plant, period), part in share.items():
        for term, amount in standing.get((plant, period), {}).items():
            yield period, plant, term, "", amount * part
    for node, plant in own.items():
        for term, amount in running[node].items():
            yield node.period, plant, term, "", amount
    carriage = _carriage(paths)
    cathodes = cathode_products(paths.network)
    for move in paths.moves:
        kt = move.amount / paths.years(move.destination)
        period, product = move.destination.period, move.product
        if move.destination in own:
            plant = own[move.destination]
            carried = kt * carriage.get(move.origin, 0.0)
            yield period, plant, "inputs", product, kt * _price(paths, product, period)
            yield period, plant, "carriage of inputs", product, carried
        elif move.origin in own and product not in cathodes:
            worth = _worth_at_the_gate(paths, move.destination)
            yield period, own[move.origin], "by-products", product, -kt * worth


def _price(paths: Paths, product: str, period: str) -> float:
    """M per kt, before carriage."""
    prices = paths.prices
    sold, paid = prices.sold_for(product, period), prices.paid(product, period)
    if paths.network.products[product].origin in RECOVERED:
        return sold if sold is not None else prices.of_metal_in(product, period)
    known = (paid, sold, prices.asked_for_such(product, period))
    return next((price for price in known if price is not None), float("nan"))


def _carriage(paths: Paths) -> dict[Node, float]:
    """M per kt of what is at a site: cost of the lanes it came by, over all that came."""
    network = paths.network
    cost: dict[Node, float] = defaultdict(float)
    came: dict[Node, float] = defaultdict(float)
    for move in paths.moves:
        came[move.destination] += move.amount
        if move.lane:
            each = network.lanes[move.lane].cost[move.origin.period]
            cost[move.destination] += each * move.amount
    for source in paths.sources:
        came[source.node] += source.amount
    return {node: cost[node] / came[node] for node in cost if came[node] > 0}


def _worth_at_the_gate(paths: Paths, node: Node) -> float:
    """M per kt of a by-product: what the best outlet at the site gives or asks for."""
    spot = Spot(site_of(paths.network, node), node.what)
    outlets = paths.network.outlets.get((spot, node.period), ())
    return max((outlet.price for outlet in outlets), default=0.0)
