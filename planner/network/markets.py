"""What arises, is wanted, leaves and comes back, from years to periods.

Tonnages are means over the years of a period; a year without a row counts as none. Prices are
means weighted by the tonnages, so that a period's money is the sum of its years' money.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import TypeVar

from planner.instance.instance import Instance
from planner.instance.schema import markets
from planner.network.money import KT
from planner.network.network import (
    Demand,
    Outlet,
    Period,
    PeriodName,
    ProductName,
    Site,
    SiteName,
    Spot,
    Supply,
)
from planner.network.reach import Presence
from planner.network.years import in_force

Periods = Mapping[PeriodName, Period]
Row = TypeVar("Row", markets.Supply, markets.Demand)


def build_supply(instance: Instance, periods: Periods) -> dict[tuple[Spot, PeriodName], Supply]:
    return {
        place: Supply(
            amount=_amount(rows, period),
            price=_mean(rows, "price") * KT,
            must_collect=_share(rows, "must_collect", period),
            shortfall_price=_shortfall_price(rows, "must_collect"),
            embodied_emissions=_mean(rows, "embodied_emissions") * KT,
        )
        for place, period, rows in _in_periods(instance.rows(markets.Supply), periods)
    }


def build_demand(instance: Instance, periods: Periods) -> dict[tuple[Spot, PeriodName], Demand]:
    return {
        place: Demand(
            amount=_amount(rows, period),
            price=_mean(rows, "price") * KT,
            must_serve=_share(rows, "must_serve", period),
            shortfall_price=_shortfall_price(rows, "must_serve"),
            emissions=_mean(rows, "emissions") * KT,
        )
        for place, period, rows in _in_periods(instance.rows(markets.Demand), periods)
    }


def _in_periods(
    rows: Iterable[Row], periods: Periods
) -> Iterable[tuple[tuple[Spot, PeriodName], Period, list[Row]]]:
    """Spot, period and the row of each of its years that has one."""
    by_spot: dict[Spot, dict[int | None, Row]] = defaultdict(dict)
    for row in rows:
        by_spot[Spot(row.site, row.product)][row.year] = row
    for spot, by_year in by_spot.items():
        for period in periods.values():
            found = [by_year.get(year, by_year.get(None)) for year in period.calendar]
            present = [row for row in found if row is not None]
            if present:
                yield (spot, period.name), period, present


def _amount(rows: list[Row], period: Period) -> float | None:
    if any(row.amount is None for row in rows):
        return None
    return sum(row.amount or 0.0 for row in rows) / period.years * KT


def _share(rows: list[Row], name: str, period: Period) -> float:
    """The tonnage that must be collected or served: the sum over the years, as a mean."""
    shares: list[float] = [getattr(row, name) for row in rows]
    tonnes = sum(share * (row.amount or 0.0) for share, row in zip(shares, rows, strict=True))
    return tonnes / period.years * KT


def _mean(rows: list[Row], name: str) -> float:
    weights = [row.amount or 0.0 for row in rows]
    if not sum(weights):
        weights = [1.0] * len(rows)
    values: list[float] = [getattr(row, name) for row in rows]
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)


def _shortfall_price(rows: list[Row], share: str) -> float | None:
    """Not allowed in one year that asks for something: not allowed in the period."""
    prices = [row.shortfall_price for row in rows if getattr(row, share) > 0]
    if not prices or any(price is None for price in prices):
        return None
    return fmean(price for price in prices if price is not None) * KT


def build_outlets(
    instance: Instance, sites: Mapping[SiteName, Site], periods: Periods, present: Presence
) -> dict[tuple[Spot, PeriodName], tuple[Outlet, ...]]:
    """The ways out at the gate, wherever a product can be."""
    rows: dict[ProductName, list[markets.Outlet]] = defaultdict(list)
    for row in instance.rows(markets.Outlet):
        rows[row.product].append(row)
    outlets = {}
    for (site, product), names in present.items():
        country = sites[site].country
        named = {row.outlet for row in rows[product] if row.country == country}
        # A row for the country goes before a row for every country.
        open_here = [
            row
            for row in rows[product]
            if row.country == country or (row.country is None and row.outlet not in named)
        ]
        if not open_here:
            continue
        for period in periods.values():
            if period.name in names and (found := _outlets(open_here, period)):
                outlets[Spot(site, product), period.name] = found
    return outlets


def _outlets(rows: list[markets.Outlet], period: Period) -> tuple[Outlet, ...]:
    years = [in_force(rows, year, lambda row: row.outlet) for year in period.calendar]
    found = []
    for key, first in years[0].items():
        held = [year[key] for year in years if key in year]
        found.append(
            Outlet(
                name=first.outlet,
                kind=first.kind,  # type: ignore[arg-type]
                price=sum(row.price for row in held) / len(held) * KT,
                emissions=sum(row.emissions for row in held) / len(held) * KT,
            )
        )
    return tuple(found)


def build_returns(
    instance: Instance, periods: Periods, demand: Mapping[tuple[Spot, PeriodName], Demand]
) -> dict[tuple[Spot, PeriodName, ProductName, PeriodName], float]:
    """kt that come back in a period, a year, per kt a year delivered in a period."""
    period_of = {year: period for period in periods.values() for year in period.calendar}
    rows: dict[Spot, list[markets.Return]] = defaultdict(list)
    for row in instance.rows(markets.Return):
        rows[Spot(row.site, row.product)].append(row)
    back: dict[tuple[Spot, PeriodName, ProductName, PeriodName], float] = defaultdict(float)
    for spot, found in rows.items():
        for period in periods.values():
            if (spot, period.name) not in demand:
                continue
            for year in period.calendar:
                for row in in_force(found, year, lambda row: (row.returned, row.delay)).values():
                    out = period_of.get(year + row.delay)
                    if out is not None and row.amount > 0:
                        back[spot, period.name, row.returned, out.name] += row.amount / out.years
    return dict(back)
