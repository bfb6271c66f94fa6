"""Transport work: tonnes times kilometres, by mode and product group.

work = sum over lanes of shipped x distance;  mean distance = work / shipped
"""

import pandas as pd

from planner.solution.record import TONNES
from planner.solution.solution import Solution

COLUMNS = [
    "period", "mode", "group", "shipped [t/year]", "work [t-km/year]", "mean_distance [km]",
    "emissions [t CO2e/year]", "cost [M money/year]",
]  # fmt: skip


def transport_work(solution: Solution) -> pd.DataFrame:
    """By period, mode and product group; a tonne that goes on counts on every lane."""
    network = solution.network
    rows = []
    for (name, period), kt in solution.decisions.get("shipped", {}).items():
        lane = network.lanes[name]
        group = network.products[lane.product].group
        rows.append(
            (period, lane.mode, group, kt * TONNES, kt * TONNES * lane.distance, 0.0,
             kt * lane.emissions * TONNES, kt * lane.cost[period])
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    if not len(table):
        return table
    table = table.groupby(COLUMNS[:3], as_index=False).sum()
    table["mean_distance [km]"] = table["work [t-km/year]"] / table["shipped [t/year]"]
    when = {period: number for number, period in enumerate(network.periods)}
    return table.sort_values("period", key=lambda names: names.map(when), kind="stable")
