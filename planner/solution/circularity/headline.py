"""The headline: the indicators of a circular network in one table, by period and over the horizon.

Over the horizon, an amount is the mean of its years, and a share or a figure per tonne is worked
out from the sums of numerator and denominator over its years. Where a claim was made of recycled
cathode material, it stands beside: that it costs a fifth less than primary material and carries
half the CO2e. An indicator that a network has nothing to say of has no rows.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from planner.network.network import Network
from planner.solution.circularity.cathode_cost import ALL, HORIZON
from planner.solution.circularity.cathode_emissions import DELIVERED, MADE
from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.compliance import MET
from planner.solution.circularity.recovery import MASS

Tables = Mapping[str, pd.DataFrame]

CLAIMS = {
    "CO2e of cathode material made, against primary": -0.5,
    "cost of cathode material by its chain, against primary": -0.2,
    "cost of cathode material at the gate, against primary": -0.2,
}
"""Announced by Altilium for cathode material made in the UK."""
CLAIMED_BY = "Altilium"

LITHIUM = "Li"

COLUMNS = ["theme", "indicator", "of", "unit", "period", "value", "claim", "claim_by"]


class Figure(NamedTuple):
    """An indicator by period: amounts, or numerators and denominators of a ratio."""

    theme: str
    indicator: str
    of: str
    unit: str
    amounts: Mapping[str, float]
    over: Mapping[str, float] | None = None
    over_horizon: bool = True
    """Whether the figure of all periods together means anything."""


def headline(network: Network, tables: Tables) -> pd.DataFrame:
    """Every indicator; tables: those of this package, by name."""
    years = {name: period.years for name, period in network.periods.items()}
    rows = [
        (figure.theme, figure.indicator, figure.of, figure.unit, period, value)
        for figure in _figures(network, tables)
        for period, value in _by_period(figure, years)
    ]
    rows += list(_of_cathodes(network, tables))
    named = [
        (*row, claim, "" if claim is None else CLAIMED_BY)
        for row in rows
        for claim in [CLAIMS.get(row[1])]
    ]
    table = pd.DataFrame(named, columns=COLUMNS)
    order = {theme: number for number, theme in enumerate(THEMES)}
    return table.sort_values("theme", key=lambda names: names.map(order), kind="stable")


THEMES = (
    "collection and transport", "recycling", "closing the loop", "carbon", "cost", "dependence",
    "rules",
)  # fmt: skip


def _by_period(figure: Figure, years: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    amounts, over = figure.amounts, figure.over
    known = [period for period in years if period in amounts]
    if over is None:
        for period in known:
            yield period, amounts[period]
        if known and figure.over_horizon:
            yield HORIZON, sum(years[p] * amounts[p] for p in known) / sum(years.values())
        return
    known = [period for period in known if over.get(period, 0.0) > 0]
    for period in known:
        yield period, amounts[period] / over[period]
    if known:
        total = sum(years[p] * over[p] for p in known)
        yield HORIZON, sum(years[p] * amounts[p] for p in known) / total


def _figures(network: Network, tables: Tables) -> Iterator[Figure]:
    yield from _of_collection(tables)
    yield from _of_recycling(network, tables)
    yield from _of_the_loop(network, tables)
    yield from _of_dependence(network, tables)
    yield from _of_rules(tables["compliance"])


def _column(table: pd.DataFrame, value: str, **where: str) -> dict[str, float]:
    """A column by period, summed over the rows in which other columns have the texts given."""
    for column, text in where.items():
        table = table[table[column] == text]
    return dict(table.groupby("period", sort=False)[value].sum())


def _of_collection(tables: Tables) -> Iterator[Figure]:
    theme, waste = THEMES[0], tables["waste"]
    taken = _column(waste, "taken_in [t/year]")
    yield Figure(theme, "batteries and scrap taken in", "", "t/year", taken)
    sent = _column(waste, "sent_on [t/year]")
    yield Figure(theme, "sent on to others", "", "t/year", sent)
    carried = tables["transport_work"]
    carried = carried.assign(work=carried["work [t-km/year]"] / 1e6)
    unit = "M t-km/year"
    yield Figure(theme, "transport work", "", unit, _column(carried, "work"))
    for mode in dict.fromkeys(carried["mode"]):
        yield Figure(theme, "transport work", mode, unit, _column(carried, "work", mode=mode))


def _of_recycling(network: Network, tables: Tables) -> Iterator[Figure]:
    theme, recovery, waste = THEMES[1], tables["recovery"], tables["waste"]
    for element in (*network.elements, MASS):
        taken = _column(recovery, "taken_in [t/year]", element=element)
        out = _column(recovery, "recovered [t/year]", element=element)
        yield Figure(theme, "recovered of what is taken in", element, "share", out, taken)
    for element in (*network.elements, MASS):
        taken = _column(recovery, "taken_in [t/year]", element=element)
        lost = _column(recovery, "lost [t/year]", element=element)
        kept = {period: kt - lost[period] for period, kt in taken.items()}
        yield Figure(theme, "recovered or sent on", element, "share", kept, taken)
    if LITHIUM in network.elements:
        out = _column(recovery, "recovered [t/year]", element=LITHIUM)
        yield Figure(theme, "lithium recovered", "", "t/year", out)
        first = next((kt for kt in out.values() if kt > 0), 0.0)
        if first > 0:
            growth = {period: kt / first for period, kt in out.items()}
            name = "lithium recovered, times that of the first period"
            yield Figure(theme, name, "", "times", growth, over_horizon=False)
    value = tables["value_recovered"]
    worth = {p: v * 1e6 for p, v in _column(value, "value [M money/year]").items()}
    taken = _column(value, "taken_in [t/year]")
    yield Figure(theme, "value recovered of a tonne of waste", "", "money/t", worth, taken)
    taken = _column(waste, "taken_in [t/year]")
    kept = _column(waste, "kept_from_landfill [t/year]")
    yield Figure(theme, "kept from landfill", "", "share", kept, taken)
    yield Figure(theme, "waste to landfill", "", "t/year", _column(waste, "landfill [t/year]"))
    disposed = _column(waste, "disposal [t/year]")
    yield Figure(theme, "waste disposed of in another way", "", "t/year", disposed)
    stages = tables["use_of_capacity"]
    for stage in dict.fromkeys(stages["stage"]):
        used = _column(stages, "used [t/year]", stage=stage)
        there = _column(stages, "capacity [t/year]", stage=stage)
        yield Figure(theme, "use of capacity", stage, "share", used, there)


def _of_the_loop(network: Network, tables: Tables) -> Iterator[Figure]:
    theme, content = THEMES[2], tables["recycled_content"]
    recycled = content["from_end_of_life [t/year]"] + content["from_production_scrap [t/year]"]
    content = content.assign(recycled=recycled)
    for element in dict.fromkeys(content["element"]):
        whole = _column(content, "content [t/year]", element=element)
        part = _column(content, "recycled", element=element)
        name = "recycled content of cathode material delivered"
        yield Figure(theme, name, element, "share", part, whole)
    domestic = tables["domestic_share"]
    for group in groups_of_cathodes(network):
        used = _column(domestic, "used_at_home [t/year]", group=group)
        abroad = _column(domestic, "from_abroad [t/year]", group=group)
        own = {period: max(0.0, kt - abroad[period]) for period, kt in used.items()}
        yield Figure(theme, "domestic share", group, "share", own, used)
    avoided = tables["primary_avoided"]
    for element in dict.fromkeys(avoided["element"]):
        mine = _column(avoided, "avoided [t/year]", element=element)
        if any(mine.values()):
            yield Figure(theme, "primary material avoided", element, "t/year", mine)
    saved = _column(avoided, "avoided_emissions [t CO2e/year]")
    name = "CO2e of the primary material avoided"
    yield Figure(THEMES[3], name, "", "t CO2e/year", saved)


def groups_of_cathodes(network: Network) -> tuple[str, ...]:
    """Product groups that cathode material belongs to."""
    groups = (network.products[product].group for product in cathode_products(network))
    return tuple(dict.fromkeys(groups))


def _of_dependence(network: Network, tables: Tables) -> Iterator[Figure]:
    theme, table = THEMES[5], tables["dependence"]
    primary = [p.group for p in network.products.values() if p.origin == "primary"]
    for group in dict.fromkeys((*groups_of_cathodes(network), *primary)):
        mine = table[(table["kind"] == "product group") & (table["of"] == group)]
        for what in ("site", "country"):
            share = dict(zip(mine["period"], mine[f"largest_{what} [share]"], strict=True))
            whole = dict(zip(mine["period"], mine["amount [t/year]"], strict=True))
            part = {period: each * whole[period] for period, each in share.items()}
            yield Figure(theme, f"share of the largest {what}", group, "share", part, whole)


def _of_rules(table: pd.DataFrame) -> Iterator[Figure]:
    met = table.assign(met=(table["met"] == MET).astype(float), one=1.0)
    yield Figure(
        THEMES[6], "rules met", "", "share", _column(met, "met"), _column(met, "one")
    )  # fmt: skip


def _of_cathodes(
    network: Network, tables: Tables
) -> Iterator[tuple[str, str, str, str, str, float]]:
    """Of all cathode plants together; these tables have a row for the horizon of their own."""
    emissions = tables["cathode_emissions"]
    primary = "primary [kg CO2e/kg]"
    made, per_kg, per_kwh = "CO2e of cathode material made", "kg CO2e/kg", "kg CO2e/kWh"
    kinds = (
        (MADE, made, f"emissions [{per_kg}]", per_kg),
        (MADE, f"{made}, per kWh", f"emissions [{per_kwh}]", per_kwh),
        (MADE, "CO2e of primary cathode material", primary, per_kg),
        (MADE, f"{made}, against primary", "against_primary [share]", "share"),
        (DELIVERED, "CO2e of cathode material delivered", f"emissions [{per_kg}]", per_kg),
    )
    for of, indicator, column, unit in kinds:
        mine = emissions[(emissions["of"] == of) & emissions[column].notna()]
        for period, product, value in mine[["period", "product", column]].itertuples(index=False):
            yield THEMES[3], indicator, product, unit, period, float(value)
    costs = tables["cathode_cost"]
    if costs["cathode_plant"].nunique() > 1:
        costs = costs[costs["cathode_plant"] == ALL]
    figures = (
        (THEMES[2], "cathode material made", "made [t/year]", "t/year"),
        (THEMES[4], "cost of cathode material by its chain", "chain [money/t]", "money/t"),
        (THEMES[4], "cost of cathode material at the gate", "gate [money/t]", "money/t"),
        (THEMES[4], "price of primary cathode material", "primary [money/t]", "money/t"),
        (THEMES[4], "cost of cathode material by its chain, against primary",
         "chain_against_primary [share]", "share"),
        (THEMES[4], "cost of cathode material at the gate, against primary",
         "gate_against_primary [share]", "share"),
    )  # fmt: skip
    for theme, indicator, column, unit in figures:
        mine = costs[costs[column].notna()]
        for period, value in mine[["period", column]].itertuples(index=False):
            yield theme, indicator, "", unit, period, float(value)
