"""Energy and carbon: what electricity costs and emits, what emissions cost, by country and period.

A period has the mean of its years.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from statistics import fmean
from typing import TypeVar

from planner.instance.instance import Instance
from planner.instance.schema import frame
from planner.instance.schema.frame import CarbonPrice, Country, Energy
from planner.network.money import KT
from planner.network.network import (
    EnergySource,
    Period,
    PeriodName,
    Plant,
    PlantName,
    Site,
    SiteName,
)
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


def build_energy_sources(
    instance: Instance,
    periods: Periods,
    sites: Mapping[SiteName, Site],
    plants: Mapping[PlantName, Plant],
    usable: Mapping[PlantName, tuple[PeriodName, ...]],
) -> dict[tuple[PlantName, PeriodName], tuple[EnergySource, ...]]:
    """What plants may choose beside the grid, where a source holds at the start of the period.

    A row for the site goes before one for the country, and that before one for every country.
    """
    rows = instance.rows(frame.EnergySource)
    found = {}
    for name, plant in plants.items():
        country = sites[plant.site].country
        here = [
            row for row in rows if row.site in (None, plant.site) and row.country in (None, country)
        ]
        for period in usable[name]:
            held = in_force(
                here,
                periods[period].first_year,
                lambda row: (row.energy_source, row.site, row.country),
            )
            closest: dict[str, frame.EnergySource] = {}
            for row in sorted(held.values(), key=_closeness):
                closest[row.energy_source] = row
            if closest:
                found[name, period] = tuple(
                    EnergySource(
                        name=row.energy_source,
                        price=row.price * KT,
                        emissions=row.emissions,
                        most=None if row.most is None else row.most * KT,
                    )
                    for row in closest.values()
                )
    return found


def _closeness(row: frame.EnergySource) -> tuple[bool, bool]:
    return row.site is not None, row.country is not None


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
