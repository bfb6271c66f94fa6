"""CO2e of cathode material, per kg and per kWh of cells, against primary cathode material.

    per kg      = what the product carries at the gate (see mixing.py and carbon.py)
    per kWh     = per kg / kWh of cells that a kg stands for
    difference  = per kg / primary - 1

Primary is the mean embodied in what sellers of the same product offer in the period; where nobody
sells it, in products of the same composition. That of the cathode material made holds the
electricity, processes and carriage of everything upstream, and what purchases embody; that of all
delivered is the mix with what was bought ready made, carriage to the buyer included.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from planner.solution.circularity.carbon import SOURCES
from planner.solution.circularity.cathode_cost import HORIZON
from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.mixing import Burdens
from planner.solution.circularity.paths import Paths
from planner.solution.circularity.provenance import Lot, carried, lots
from planner.solution.record import TONNES

MADE, DELIVERED = "all made", "all delivered"
COLUMNS = [
    "period", "product", "of", "amount [t/year]",
    *(f"{name} [kg CO2e/kg]" for name in SOURCES), "emissions [kg CO2e/kg]",
    "emissions [kg CO2e/kWh]", "primary [kg CO2e/kg]", "against_primary [share]",
]  # fmt: skip


def cathode_emissions(paths: Paths, burdens: Burdens) -> pd.DataFrame:
    """By period and over the horizon, of each plant, of all made and of all delivered.

    Over the horizon, tonnes are the mean of its years and CO2e the mean of its tonnes.
    """
    return pd.DataFrame(_rows(paths, burdens), columns=COLUMNS)


def _rows(paths: Paths, burdens: Burdens) -> Iterator[tuple[object, ...]]:
    network = paths.network
    cathodes = cathode_products(network)
    kt: dict[tuple[str, str, str], float] = defaultdict(float)
    total: dict[tuple[str, str, str], np.ndarray] = {}
    replaced: dict[tuple[str, str, str], float] = defaultdict(float)
    for lot, parts in lots(paths).items():
        if lot.product not in cathodes or lot.use not in ("made", "delivered"):
            continue
        amount = sum(part.kt for part in parts)
        primary = paths.prices.embodied_in_such(lot.product, lot.period)
        emitted = carried(lot, parts, burdens) * amount
        for period in (lot.period, HORIZON):
            for of in _of(lot):
                key = period, lot.product, of
                kt[key] += amount
                total[key] = total.get(key, np.zeros(len(SOURCES))) + emitted
                replaced[key] += amount * (float("nan") if primary is None else primary)
    years = {name: period.years for name, period in network.periods.items()}
    years[HORIZON] = sum(years.values())
    order = {name: number for number, name in enumerate(years)}
    for key in sorted(kt, key=lambda key: (order[key[0]], key[2] in (MADE, DELIVERED))):
        each, primary = total[key] / kt[key], replaced[key] / kt[key]
        energy = network.products[key[1]].cell_energy
        known = primary == primary
        yield (
            *key,
            kt[key] * TONNES / years[key[0]],
            *each,
            each.sum(),
            each.sum() / energy if energy else None,
            primary if known else None,
            each.sum() / primary - 1 if known else None,
        )


def _of(lot: Lot) -> tuple[str, ...]:
    return (lot.plant, MADE) if lot.use == "made" else (DELIVERED,)
