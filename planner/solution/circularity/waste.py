"""Waste: what is kept from landfill, and what goes there or is disposed of in another way.

    taken in         = end-of-life products and scrap collected, bought or come back
    kept             = taken in - landfill
    recycled, reused = taken in - landfill - disposed of in another way - sent on to others

Landfill and disposal count everything that leaves by such an outlet, residues of processes too.
Sent on is what recycling plants could take in and buyers get instead: packs, scrap, black mass.
What arises and is not collected is shown beside: where it ends is not known.
"""

from collections import defaultdict

import pandas as pd

from planner.network.network import RECOVERED, Spot
from planner.solution.circularity.paths import Paths
from planner.solution.circularity.recovery import feeds_of_recycling
from planner.solution.record import TONNES

COLUMNS = [
    "period", "taken_in [t/year]", "landfill [t/year]", "disposal [t/year]", "sent_on [t/year]",
    "kept_from_landfill [t/year]", "recycled_or_reused [t/year]", "kept_from_landfill [share]",
    "not_collected [t/year]",
]  # fmt: skip


def waste(paths: Paths) -> pd.DataFrame:
    """A row for each period in which waste comes in or goes out."""
    network = paths.network
    taken: dict[str, float] = defaultdict(float)
    out: dict[tuple[str, str], float] = defaultdict(float)
    left: dict[str, float] = defaultdict(float)
    for source in paths.sources:
        known = source.kind != "in store at the start"
        if known and network.products[source.node.what].origin in RECOVERED:
            taken[source.node.period] += source.amount * TONNES / paths.years(source.node)
    feeds = feeds_of_recycling(network)
    for sink in paths.sinks:
        if sink.kind == "delivered" and sink.product in feeds:
            out[sink.node.period, "sent on"] += sink.amount * TONNES / paths.years(sink.node)
        if sink.kind == "let out":
            spot, period = Spot(*sink.node[1:3]), sink.node.period
            kinds = {outlet.name: outlet.kind for outlet in network.outlets[spot, period]}
            out[period, kinds[sink.outlet]] += sink.amount * TONNES / paths.years(sink.node)
    for (spot, period), supply in network.supply.items():
        if network.products[spot.product].origin in RECOVERED and supply.amount is not None:
            collected = paths.solution.amount("collected", *spot, period)
            left[period] += max(0.0, supply.amount - collected) * TONNES
    rows = []
    for period in network.periods:
        inside = taken[period]
        landfill, disposal, sent = (out[period, k] for k in ("landfill", "disposal", "sent on"))
        if inside or landfill or disposal or left[period]:
            kept = inside - landfill
            rows.append(
                (period, inside, landfill, disposal, sent, kept, kept - disposal - sent,
                 kept / inside if inside else None, left[period])
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
