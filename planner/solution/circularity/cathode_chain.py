"""Cost of cathodes by their whole chain: what everything upstream costs, net of what it earns.

    cost = sum over all costs and incomes of amount x share that was for the cathodes

with the shares of chain.py. Counted are capital charges, fixed costs, processing, electricity,
carbon prices, carriage (to the plant, not to the buyer), storage, purchases, gate fees, by-products
sold and waste disposed of. Not counted: sales of the cathodes themselves and of main products that
leave on the way, prices of what falls short, and plants that stand idle in a period.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from planner.network.network import PlantName, Spot
from planner.network.rules import Contract
from planner.solution.circularity.cathodes import cathode_products, cathodes_made
from planner.solution.circularity.chain import main_products, shares_for
from planner.solution.circularity.paths import Node, Paths, at, inside, site_of
from planner.solution.circularity.plant_costs import (
    costs_of_running,
    costs_of_standing,
    shares_of_capacity,
)
from planner.solution.solution import Solution

COLUMNS = [
    "period", "cathode_plant", "term", "site", "plant", "product", "amount [M money/year]",
    "for_cathodes [share]", "counted [M money/year]",
]  # fmt: skip

Bearer = Node | tuple[PlantName, str]
"""What the share of a cost is that of: a node, or a plant in a period."""


class Item(NamedTuple):
    """A cost, or an income where negative."""

    period: str
    term: str
    site: str
    plant: str
    product: str
    amount: float
    """M a year."""
    bearer: Bearer


def cathode_chain(paths: Paths) -> pd.DataFrame:
    """Every cost and income of the chain of each cathode plant, and how much of it counts.

    Incomes are negative. A plant's own costs have the share of its capacity that runs for the
    cathodes.
    """
    items = [item for item in _items(paths) if item.amount]
    rows = []
    for plant, makings in makings_by_plant(paths.solution).items():
        shares = _shares(paths, makings)
        for item in items:
            if share := shares.get(item.bearer, 0.0):
                period, *where = item[:5]
                rows.append((period, plant, *where, item.amount, share, item.amount * share))
    table = pd.DataFrame(rows, columns=COLUMNS)
    if not len(table):
        return table
    table = table.groupby(COLUMNS[:6], sort=False, as_index=False).agg(
        {"amount [M money/year]": "sum", "counted [M money/year]": "sum"}
    )
    # Of several lanes or recipes under one name, the mean share.
    counted, amount = table["counted [M money/year]"], table["amount [M money/year]"]
    table["for_cathodes [share]"] = counted / amount.where(amount != 0)
    return table[COLUMNS]


def makings_by_plant(solution: Solution) -> dict[PlantName, tuple[Node, ...]]:
    """The makings of cathode material of each plant that makes some."""
    found: dict[PlantName, dict[Node, None]] = defaultdict(dict)
    for (making, _), kt in cathodes_made(solution).items():
        if kt > 0:
            found[making.plant][inside(*making)] = None
    return {plant: tuple(nodes) for plant, nodes in found.items()}


def _shares(paths: Paths, makings: tuple[Node, ...]) -> dict[Bearer, float]:
    """The share for the cathodes of every node, and of every plant by the capacity it runs."""
    found: dict[Bearer, float] = defaultdict(float)
    shares = shares_for(paths, frozenset(makings))
    for node, part in shares_of_capacity(paths).items():
        found[node.place, node.period] += part * shares.get(node, 0.0)
    for node, share in shares.items():
        found[node] = share
    return found


def _items(paths: Paths) -> Iterator[Item]:
    yield from _of_plants(paths)
    yield from _of_moves(paths)
    yield from _of_sources(paths)
    yield from _of_sinks(paths)
    yield from _of_stock(paths)


def _of_plants(paths: Paths) -> Iterator[Item]:
    network = paths.network
    for (plant, period), terms in costs_of_standing(paths.solution).items():
        for term, amount in terms.items():
            site = network.plants[plant].site
            yield Item(period, term, site, plant, "", amount, (plant, period))
    for node, terms in costs_of_running(paths).items():
        feed, site = network.recipes[node.what].feed or "", site_of(network, node)
        for term, amount in terms.items():
            yield Item(node.period, term, site, node.place, feed, amount, node)


def _of_moves(paths: Paths) -> Iterator[Item]:
    """Carriage counts with where a main product goes, and with where a by-product came from."""
    network = paths.network
    main, cathodes = main_products(network), cathode_products(network)
    agreed: dict[str, list[Contract]] = defaultdict(list)
    for contract in network.contracts.values():
        for name in contract.lanes:
            agreed[name].append(contract)
    for move in paths.moves:
        if not move.lane or move.product in cathodes:
            continue
        lane, period = network.lanes[move.lane], move.origin.period
        bearer = move.destination if move.product in main else move.origin
        kt = move.amount / paths.years(move.origin)
        price = network.carbon_price.get((network.sites[lane.origin].country, period), 0.0)
        income = sum(kt * each.price for each in agreed[lane.name] if period in each.periods)
        for term, amount in (
            ("transport", kt * lane.cost[period]),
            ("carbon", kt * lane.emissions * price),
            ("contract", -income),
        ):
            yield Item(period, term, lane.origin, "", move.product, amount, bearer)


def _of_sources(paths: Paths) -> Iterator[Item]:
    network, cathodes = paths.network, cathode_products(paths.network)
    for source in paths.sources:
        node = source.node
        if source.kind == "collected" and node.what not in cathodes:
            price = network.supply[Spot(node.place, node.what), node.period].price
            term = "purchase" if price > 0 else "gate fee"
            amount = price * source.amount / paths.years(node)
            yield Item(node.period, term, node.place, "", node.what, amount, node)


def _of_sinks(paths: Paths) -> Iterator[Item]:
    """By-products that are sold or disposed of. Main products and cathodes are not counted."""
    network = paths.network
    apart = main_products(network) | set(cathode_products(network))
    for sink in paths.sinks:
        node = sink.node
        if sink.kind not in ("delivered", "let out") or sink.product in apart:
            continue
        spot = Spot(node.place, node.what)
        if sink.kind == "delivered":
            price = network.demand[spot, node.period].price
        else:
            outlets = {outlet.name: outlet for outlet in network.outlets[spot, node.period]}
            price = outlets[sink.outlet].price
        term = "by-products" if price > 0 else "disposal"
        amount = -price * sink.amount / paths.years(node)
        yield Item(node.period, term, node.place, "", node.what, amount, node)


def _of_stock(paths: Paths) -> Iterator[Item]:
    network, solution = paths.network, paths.solution
    for (site, product, period), kt in solution.decisions.get("stored", {}).items():
        cost = network.stores[Spot(site, product)].cost[period] * kt
        node = at(site, product, period)
        yield Item(period, "storage", site, "", product, cost, node)
