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
    Store,
    Supply,
)
from planner.network.reach import Presence
from planner.network.years import in_force

Periods = Mapping[PeriodName, Period]
Returns = dict[tuple[Spot, PeriodName, ProductName, PeriodName], float]
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
        open_here = [
            row
            for row in rows[product]
            if row.site in (None, site) and row.country in (None, country)
        ]
        if not open_here:
            continue
        for period in periods.values():
            if period.name in names and (found := _outlets(open_here, period)):
                outlets[Spot(site, product), period.name] = found
    return outlets


def _closest(rows: list[markets.Outlet], year: int) -> dict[str, markets.Outlet]:
    """Of the rows in force, that for the site, else for the country, else for every country."""
    held = in_force(rows, year, lambda row: (row.outlet, row.site, row.country))
    by_name: dict[str, markets.Outlet] = {}
    for row in sorted(
        held.values(), key=lambda row: (row.site is not None, row.country is not None)
    ):
        by_name[row.outlet] = row
    return by_name


def _outlets(rows: list[markets.Outlet], period: Period) -> tuple[Outlet, ...]:
    years = [_closest(rows, year) for year in period.calendar]
    found = []
    for key, first in years[0].items():
        held = [year[key] for year in years if key in year]
        found.append(
            Outlet(
                name=first.outlet,
                kind=first.kind,  # type: ignore[arg-type]
                price=sum(row.price for row in held) / len(held) * KT,
                emissions=sum(row.emissions for row in held) / len(held) * KT,
                most=_most(held),
            )
        )
    return tuple(found)


def _most(held: list[markets.Outlet]) -> float | None:
    """The mean of the years; no limit in one year is none in the period."""
    limits = [row.most for row in held if row.most is not None]
    return fmean(limits) * KT if len(limits) == len(held) else None


def _at(row: markets.Storage) -> Spot:
    return Spot(row.site, row.product)


def build_stores(instance: Instance, periods: Periods) -> dict[Spot, Store]:
    """A store has the limit and the cost that hold at the start of a period."""
    rows: dict[Spot, list[markets.Storage]] = defaultdict(list)
    for row in instance.rows(markets.Storage):
        rows[_at(row)].append(row)
    stores = {}
    for spot, found in rows.items():
        held = {
            name: next(iter(in_force(found, period.first_year, _at).values()), None)
            for name, period in periods.items()
        }
        stores[spot] = Store(
            capacity={
                name: 0.0 if row is None else row.capacity and row.capacity * KT
                for name, row in held.items()
            },
            cost={name: 0.0 if row is None else row.cost * KT for name, row in held.items()},
            opening=found[0].opening * KT,
            closing=found[0].closing * KT,
        )
    return stores


def build_returns(
    instance: Instance, periods: Periods, demand: Mapping[tuple[Spot, PeriodName], Demand]
) -> tuple[Returns, Returns]:
    """kt that come back in a period, a year, per kt a year delivered in a period; and M paid."""
    period_of = {year: period for period in periods.values() for year in period.calendar}
    rows: dict[Spot, list[markets.Return]] = defaultdict(list)
    for row in instance.rows(markets.Return):
        rows[Spot(row.site, row.product)].append(row)
    back: dict[tuple[Spot, PeriodName, ProductName, PeriodName], float] = defaultdict(float)
    paid: dict[tuple[Spot, PeriodName, ProductName, PeriodName], float] = defaultdict(float)
    for spot, found in rows.items():
        for period in periods.values():
            if (spot, period.name) not in demand:
                continue
            for year in period.calendar:
                for row in in_force(found, year, lambda row: (row.returned, row.delay)).values():
                    out = period_of.get(year + row.delay)
                    if out is not None and row.amount > 0:
                        back[spot, period.name, row.returned, out.name] += row.amount / out.years
                        paid[spot, period.name, row.returned, out.name] += (
                            row.amount * row.price * KT / out.years
                        )
    return dict(back), {key: cost for key, cost in paid.items() if cost}
