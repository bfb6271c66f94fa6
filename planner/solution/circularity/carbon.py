"""CO2e of products: every emission of a plan, attributed to what leaves the network.

Electricity and processes burden what the recipe makes, carriage what is carried, purchases what
was bought; from there on burdens go with the tonnes, see mixing.py. What happens to a product
where it is delivered or let out (treatment, burning) burdens that product alone. So

    sum over what leaves, waits and is in use = sum of all emissions of the plan
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.network.network import Spot
from planner.solution.circularity.mixing import Burdens, burdens
from planner.solution.circularity.paths import Node, Paths, Sink, site_of
from planner.solution.record import TONNES
from planner.solution.solution import Solution

SOURCES = ("energy", "process", "transport", "purchases")
"""What a product carries when it leaves; the columns of the burdens."""


def carried_emissions(paths: Paths) -> Burdens:
    """kt CO2e over the period that every node passes on, by source."""
    return burdens(paths, emissions_of_nodes(paths), emissions_of_moves(paths))


def emissions_of_nodes(paths: Paths) -> np.ndarray:
    """kt CO2e over the period of what happens in a node: a row each, a column for each source."""
    network, nodes = paths.network, paths.nodes
    own = np.zeros((len(nodes), len(SOURCES)))
    power = energy_shares(paths.solution)
    of_power = _of_plants(paths.solution, "energy_emissions")
    for node, place in nodes.items():
        if node.kind == "in":
            recipe, years = network.recipes[node.what], paths.years(node)
            throughput = paths.solution.amount("throughput", *node[1:])
            share = power.get((node.place, node.what, node.period), 0.0)
            own[place, 0] = share * of_power.get((node.place, node.period), 0.0) * years
            own[place, 1] = recipe.process_emissions * throughput * years
    for source in paths.sources:
        if source.kind == "collected":
            spot = Spot(source.node.place, source.node.what)
            supply = network.supply[spot, source.node.period]
            own[nodes[source.node], 3] += supply.embodied_emissions * source.amount
    return own


def emissions_of_moves(paths: Paths) -> np.ndarray:
    """kt CO2e over the period of carriage: a row for each move."""
    own = np.zeros((len(paths.moves), len(SOURCES)))
    for number, move in enumerate(paths.moves):
        if move.lane:
            own[number, 2] = paths.network.lanes[move.lane].emissions * move.amount
    return own


def energy_shares(solution: Solution) -> dict[tuple[str, str, str], float]:
    """Of the electricity of a plant in a period, the share that each of its recipes uses."""
    used: dict[tuple[str, str, str], float] = {}
    total: dict[tuple[str, str], float] = defaultdict(float)
    for (plant, recipe, period), amount in solution.decisions.get("throughput", {}).items():
        electricity = solution.network.recipes[recipe].electricity * amount
        used[plant, recipe, period] = electricity
        total[plant, period] += electricity
    return {
        (plant, recipe, period): electricity / total[plant, period]
        for (plant, recipe, period), electricity in used.items()
        if electricity > 0
    }


def _of_plants(solution: Solution, account: str) -> Mapping[tuple[str, str], float]:
    """An account of plants, by plant and period."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for line in solution.lines:
        if line.account == account and line.period is not None:
            found[line.plant, line.period] += line.amount
    return found


def after_the_gate(paths: Paths, sink: Sink) -> float:
    """kt CO2e of what happens to a product where it is delivered or let out."""
    spot, period = Spot(*sink.node[1:3]), sink.node.period
    if sink.kind == "delivered":
        return paths.network.demand[spot, period].emissions * sink.amount
    if sink.kind == "let out":
        outlets = {outlet.name: outlet for outlet in paths.network.outlets[spot, period]}
        return outlets[sink.outlet].emissions * sink.amount
    return 0.0


COLUMNS = [
    "period", "site", "product", "where", "amount [t]", *(f"{name} [t CO2e]" for name in SOURCES),
    "after_the_gate [t CO2e]", "emissions [t CO2e]",
]  # fmt: skip


def attributed_emissions(paths: Paths, carried: Burdens) -> pd.DataFrame:
    """Emissions by what they were for, over the whole period.

    They sum to the emissions of the plan. Where: delivered, let out, in store or in use at the end
    of the plan; not attributed where a plant makes nothing that leads anywhere.
    """
    rows = []
    for sink in paths.sinks:
        before, after = carried.of(sink), after_the_gate(paths, sink)
        rows.append(_row(paths, sink.node, sink.product, sink.kind, sink.amount, before, after))
    for node, kept in zip(paths.nodes, carried.kept, strict=True):
        if kept.any():
            product = node.what if node.kind == "at" else ""
            rows.append(_row(paths, node, product, "not attributed", 0.0, kept, 0.0))
    table = pd.DataFrame(rows, columns=COLUMNS)
    keys = COLUMNS[:4]
    return table.groupby(keys, sort=False, as_index=False).sum() if len(table) else table


def _row(
    paths: Paths, node: Node, product: str, kind: str, kt: float, before: np.ndarray, after: float
) -> list[object]:
    site = site_of(paths.network, node)
    amounts = [*before, after, before.sum() + after]
    return [node.period, site, product, kind, kt * TONNES, *(amount * TONNES for amount in amounts)]
