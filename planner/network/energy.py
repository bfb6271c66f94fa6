"""Energy and carbon: what electricity costs and emits, what emissions cost, by country and period.

A period has the mean of its years.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from statistics import fmean
from typing import TypeVar

from planner.instance.instance import Instance
from planner.instance.schema.frame import CarbonPrice, Country, Energy
from planner.network.money import KT
from planner.network.network import Period, PeriodName
from planner.network.years import in_force

Periods = Mapping[PeriodName, Period]
ByCountry = dict[tuple[str, PeriodName], float]
Row = TypeVar("Row", Energy, CarbonPrice)


def build_electricity_price(instance: Instance, periods: Periods) -> ByCountry:
    """M per GWh."""
    rows = _by_country(instance.rows(Energy))
    return _means(rows, periods, lambda row: row.electricity_price * KT)


def build_grid_emissions(instance: Instance, periods: Periods) -> ByCountry:
    """kt CO2e per GWh, which is kg per kWh."""
    return _means(_by_country(instance.rows(Energy)), periods, lambda row: row.grid_emissions)


def build_carbon_price(instance: Instance, periods: Periods) -> ByCountry:
    """M per kt CO2e. A country without a row of its own has the price of every country."""
    rows = _by_country(row for row in instance.rows(CarbonPrice) if row.country is not None)
    everywhere = [row for row in instance.rows(CarbonPrice) if row.country is None]
    for country in instance.rows(Country):
        if everywhere:
            rows.setdefault(country.country, everywhere)
    return _means(rows, periods, lambda row: row.price * KT)


def _by_country(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.country or ""].append(row)
    return dict(grouped)


def _means(
    rows: Mapping[str, list[Row]], periods: Periods, value: Callable[[Row], float]
) -> ByCountry:
    """Years before the first row count as zero."""

    def in_year(found: list[Row], year: int) -> float:
        return sum(value(row) for row in in_force(found, year, lambda row: row.country).values())

    return {
        (country, period.name): fmean(in_year(found, year) for year in period.calendar)
        for country, found in rows.items()
        for period in periods.values()
    }
