"""Recycled content of the cathode material that buyers receive, by element.

    recycled = tonnes of the element that come from waste or scrap / tonnes of the element

Recycled follows the metal itself (see mixing.py). Booked is what is claimed where a rule on
recycled content lets producers run campaigns: no more than was recovered, and no more than the
plan needs, so a rule that is just met is booked at its minimum.
"""

from collections import defaultdict

import pandas as pd

from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.paths import Paths
from planner.solution.circularity.provenance import Mixes
from planner.solution.record import TONNES

COLUMNS = [
    "period", "product", "element", "delivered [t/year]", "content [t/year]",
    "from_end_of_life [t/year]", "from_production_scrap [t/year]", "recycled [share]",
    "booked [t/year]", "booked [share]",
]  # fmt: skip


def recycled_content(paths: Paths, mixes: Mixes) -> pd.DataFrame:
    """By period, cathode material and element, of all buyers together."""
    network, decisions = paths.network, paths.solution.decisions
    cathodes = cathode_products(network)
    delivered: dict[tuple[str, str], float] = defaultdict(float)
    found: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for sink in paths.sinks:
        if sink.kind == "delivered" and sink.product in cathodes:
            kt = sink.amount * TONNES / paths.years(sink.node)
            delivered[sink.node.period, sink.product] += kt
            for element in network.products[sink.product].composition:
                for (origin, _), share in mixes[element].of(sink.node).items():
                    found[sink.node.period, sink.product, element, origin] += share * kt
    booked: dict[tuple[str, str, str], float] = defaultdict(float)
    for (_, product, element, period), kt in decisions.get("handed_over", {}).items():
        booked[period, product, element] += kt * TONNES
    claimed = {target.element for target in network.recycled_content}
    rows = []
    for period in network.periods:
        for product in cathodes:
            total = delivered[period, product]
            for element, share in network.products[product].composition.items():
                if total <= 0:
                    continue
                old, scrap = (
                    share * found[period, product, element, origin]
                    for origin in ("end of life", "production scrap")
                )
                mixed = network.products[product].origin == "mixed"
                claim = booked[period, product, element] if mixed and element in claimed else None
                rows.append(
                    (period, product, element, total, share * total, old, scrap,
                     (old + scrap) / (share * total), claim,
                     None if claim is None else claim / (share * total))
                )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
