"""Finance: grant programmes, production credits, savings side by side, cheaper capital.

    relief a year per M of capital = (discount rate - rate of the contract) / 2

as a straight repayment leaves half the capital outstanding on average.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.instance.instance import Instance
from planner.instance.schema import contracts, plants
from planner.network.money import KT
from planner.network.network import (
    Making,
    Period,
    PeriodName,
    Plant,
    PlantName,
    Recipe,
    RecipeName,
    Site,
    SiteName,
)
from planner.network.rules import Programme, Saving, Terms
from planner.network.years import in_force

Periods = Mapping[PeriodName, Period]
Plants = Mapping[PlantName, Plant]


def build_programmes(instance: Instance, periods: Periods) -> dict[str, Programme]:
    return {
        row.programme: Programme(
            cap=row.cap,
            periods=tuple(
                name
                for name, period in periods.items()
                if (row.first_year is None or row.first_year <= period.first_year)
                and (row.last_year is None or period.first_year <= row.last_year)
            ),
        )
        for row in instance.rows(plants.Programme)
    }


def build_savings(instance: Instance, built: Plants) -> tuple[Saving, ...]:
    """One for each site and pair; a row for the site goes before a row for every site."""
    rows = {(r.technology, r.beside, r.site): r for r in instance.rows(plants.CoLocation)}
    at: dict[tuple[SiteName, str], list[PlantName]] = defaultdict(list)
    for plant in built.values():
        at[plant.site, plant.technology].append(plant.name)
    sites = dict.fromkeys(plant.site for plant in built.values())
    return tuple(
        Saving(site, technology, beside, tuple(here), tuple(there), row.saving)
        for technology, beside in dict.fromkeys((first, second) for first, second, _ in rows)
        for site in sites
        if (here := at[site, technology])
        and (there := at[site, beside])
        and (row := rows.get((technology, beside, site)) or rows.get((technology, beside, None)))
        and row.saving > 0
    )


def build_terms(instance: Instance, built: Plants) -> dict[PlantName, tuple[Terms, ...]]:
    rate = instance.settings.discount_rate
    found: dict[PlantName, list[Terms]] = defaultdict(list)
    for row in instance.rows(contracts.Financing):
        if row.plant in built and row.cost_of_capital < rate:
            relief = (rate - row.cost_of_capital) / 2
            found[row.plant].append(Terms(row.contracted, relief))
    return {plant: tuple(terms) for plant, terms in found.items()}


def build_credits(
    instance: Instance,
    periods: Periods,
    sites: Mapping[SiteName, Site],
    built: Plants,
    recipes: Mapping[RecipeName, Recipe],
    usable: Mapping[PlantName, tuple[PeriodName, ...]],
) -> dict[Making, float]:
    """M per kt of throughput: the mean of the years of a period. Several credits add up."""
    rows = instance.rows(plants.Credit)
    earned = {}
    for name, plant in built.items():
        country = sites[plant.site].country
        for recipe in recipes.values():
            fitting = [
                row for row in rows if row.recipe == recipe.base and row.country in (None, country)
            ]
            if recipe.technology != plant.technology or not fitting:
                continue
            for period in usable[name]:
                years = periods[period].calendar
                total = sum(row.amount for year in years for row in _closest(fitting, year))
                if total > 0:
                    earned[Making(name, recipe.name, period)] = total / len(years) * KT
    return earned


def _closest(rows: list[plants.Credit], year: int) -> Iterator[plants.Credit]:
    """Of each credit the row that holds; one for the country goes before one for every country."""
    held = in_force(rows, year, lambda row: (row.credit, row.country))
    for (credit, country), row in held.items():
        if country is not None or not any(c == credit and k is not None for c, k in held):
            yield row
