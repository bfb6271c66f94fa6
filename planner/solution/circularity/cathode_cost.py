"""Levelised cost of the cathode material made, against what primary cathode material costs.

    levelised cost = sum over periods of annual factor x cost / sum of annual factor x tonnes made

worked out in two ways that answer two questions: by the chain (cathode_chain.py: what do these
cathodes cost the network, waste and all?) and at the gate (plant_gate.py: what would they cost a
plant that had to buy its recycled salts?). Of one period it is cost / tonnes, of the plants that
make some in it. Primary cathode material costs what the cheapest seller of the same product asks,
before carriage; where nobody sells it, of a product of the same composition (a quality for tests);
where nobody sells that, what its buyers pay.

    difference = levelised cost / primary price - 1
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.network.network import PeriodName, ProductName
from planner.solution.circularity.cathodes import cathodes_made
from planner.solution.circularity.prices import Prices
from planner.solution.record import TONNES
from planner.solution.solution import Solution

Place = tuple[str, str]
"""Plant and period."""

HORIZON, ALL = "horizon", "all"
COLUMNS = [
    "period", "cathode_plant", "made [t/year]", "chain [money/t]", "gate [money/t]",
    "primary [money/t]", "primary_is", "chain_against_primary [share]",
    "gate_against_primary [share]",
]  # fmt: skip


def cathode_cost(solution: Solution, chain: pd.DataFrame, gate: pd.DataFrame) -> pd.DataFrame:
    """By period and over the horizon, of each cathode plant and of all together.

    chain, gate: the tables of cathode_chain and plant_gate. Over the horizon, tonnes are the mean
    of its years, costs and prices present values per present value of tonnes.
    """
    return pd.DataFrame(_rows(solution, chain, gate), columns=COLUMNS)


def _rows(
    solution: Solution, chain: pd.DataFrame, gate: pd.DataFrame
) -> Iterator[tuple[object, ...]]:
    network = solution.network
    made, worth, sellers = _made(solution, Prices(solution))
    costs = _sums(chain, "counted [M money/year]"), _sums(gate, "amount [M money/year]")
    plants = tuple(dict.fromkeys(plant for plant, _ in made))
    factors = {name: period.annual_factor for name, period in network.periods.items()}
    horizons: dict[str, tuple[str, ...]] = {name: (name,) for name in network.periods}
    horizons[HORIZON] = tuple(network.periods)
    groups: dict[str, tuple[str, ...]] = {plant: (plant,) for plant in plants}
    if len(plants) > 1:
        groups[ALL] = plants
    for period, when in horizons.items():
        for group, these in groups.items():
            # What falls due before a plant makes anything counts over the horizon alone.
            places = [
                (plant, name)
                for plant in these
                for name in when
                if period == HORIZON or made.get((plant, name), 0.0) > 0
            ]

            def present(amounts: Mapping[Place, float], places: list[Place] = places) -> float:
                return sum(factors[place[1]] * amounts.get(place, 0.0) for place in places)

            kt = present(made)
            if kt <= 0:
                continue
            primary = present(worth) / kt
            each = [present(cost) / kt for cost in costs]
            years = {name: network.periods[name].years for name in when}
            tonnes = sum(made.get(place, 0.0) * years[place[1]] for place in places)
            names = {sellers[place] for place in places if place in sellers}
            yield (
                period,
                group,
                tonnes * TONNES / sum(years.values()),
                *(cost * TONNES for cost in each),
                primary * TONNES,
                " or ".join(sorted(names)),
                *(cost / primary - 1 for cost in each),
            )


def _sums(table: pd.DataFrame, column: str) -> dict[Place, float]:
    """M a year by plant and period; not a number where a part is not known."""
    found: dict[Place, float] = defaultdict(float)
    for plant, period, amount in table[["cathode_plant", "period", column]].itertuples(index=False):
        found[plant, period] += amount
    return found


def _made(
    solution: Solution, prices: Prices
) -> tuple[dict[Place, float], dict[Place, float], dict[Place, str]]:
    """By plant and period: kt a year made, what as much primary costs, and who says so."""
    made: dict[Place, float] = defaultdict(float)
    worth: dict[Place, float] = defaultdict(float)
    sellers: dict[Place, str] = {}
    for (making, product), kt in cathodes_made(solution).items():
        place = making.plant, making.period
        price, who = _of_primary(prices, product, making.period)
        made[place] += kt
        worth[place] += kt * price
        sellers[place] = who
    return made, worth, sellers


def _of_primary(prices: Prices, product: ProductName, period: PeriodName) -> tuple[float, str]:
    """M per kt, and whether sellers ask it or buyers pay it."""
    asked = prices.asked_for_such(product, period)
    if asked is not None:
        return asked, "asked by sellers"
    paid = prices.sold_for(product, period)
    return (float("nan") if paid is None else paid), "paid by buyers"
