"""The ledger behind provenance: every lot that moved, and every recipe that ran.

A lot is a product at a site, or a recipe at a plant, in a period. The two tables hold all that is
needed to work out mixes, CO2e and chains again, and serve to trace products.
"""

from collections.abc import Iterator

import pandas as pd

from planner.network.network import Spot
from planner.solution.circularity.carbon import (
    SOURCES,
    after_the_gate,
    emissions_of_moves,
    emissions_of_nodes,
)
from planner.solution.circularity.paths import Move, Node, Paths
from planner.solution.circularity.plant_costs import costs_of_running
from planner.solution.record import TONNES

LOTS = ["kind", "from", "to", "product", "lane", "amount [t]", "emissions [t CO2e]"]
RUNS = [
    "lot", "period", "plant", "site", "recipe", "throughput [t/year]", "capacity_used [t/year]",
    "electricity [MWh/year]", "energy [t CO2e/year]", "process [t CO2e/year]",
    "processing [M money/year]", "energy [M money/year]", "carbon [M money/year]",
    "credit [M money/year]",
]  # fmt: skip


def lots_moved(paths: Paths) -> pd.DataFrame:
    """What enters, moves and leaves, in t and t CO2e over the whole period.

    CO2e: embodied in what is bought, of carriage, and of what happens after the gate.
    """
    return pd.DataFrame(_lots(paths), columns=LOTS)


def name_of(node: Node) -> str:
    """The name of a lot: "Hull: black mass, 2030", "Hull refinery runs refine, 2030"."""
    joint = ": " if node.kind == "at" else " runs "
    return f"{node.place}{joint}{node.what}, {node.period}"


def _lots(paths: Paths) -> Iterator[tuple[object, ...]]:
    network = paths.network
    for source in paths.sources:
        node, embodied = source.node, 0.0
        if source.kind == "collected":
            supply = network.supply[Spot(node.place, node.what), node.period]
            embodied = supply.embodied_emissions * source.amount
        tonnes = source.amount * TONNES
        yield (source.kind, "", name_of(node), node.what, "", tonnes, embodied * TONNES)
    carried = emissions_of_moves(paths).sum(axis=1)
    for move, emitted in zip(paths.moves, carried, strict=True):
        ends = name_of(move.origin), name_of(move.destination)
        tonnes = move.amount * TONNES
        yield (_kind(move), *ends, move.product, move.lane, tonnes, emitted * TONNES)
    for sink in paths.sinks:
        after = after_the_gate(paths, sink) * TONNES
        ends = name_of(sink.node), sink.outlet
        yield (sink.kind, *ends, sink.product, "", sink.amount * TONNES, after)


def _kind(move: Move) -> str:
    if move.lane:
        return "shipped"
    if move.destination.kind == "in":
        return "taken in"
    return "made" if move.origin.kind == "in" else "waits"


def recipes_run(paths: Paths) -> pd.DataFrame:
    """Every recipe in every plant and period: throughput, electricity, CO2e and costs a year."""
    network, rows = paths.network, []
    emitted, costs = emissions_of_nodes(paths), costs_of_running(paths)
    for node, place in paths.nodes.items():
        if node.kind == "in":
            recipe, years = network.recipes[node.what], paths.years(node)
            kt = paths.solution.amount("throughput", *node[1:])
            carbon = [emitted[place, SOURCES.index(s)] / years for s in ("energy", "process")]
            money = [costs[node][term] for term in ("processing", "energy", "carbon", "credit")]
            tonnes = (kt, kt * recipe.capacity_use, kt * recipe.electricity, *carbon)
            site = network.plants[node.place].site
            rows.append(
                (name_of(node), node.period, node.place, site, node.what,
                 *(each * TONNES for each in tonnes), *money)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=RUNS)
