"""The frame: is there something to plan, do the periods follow each other, are codes codes?"""

import re
from collections.abc import Iterator
from itertools import pairwise

from planner.instance.checks.hints import listed
from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.frame import Country, Energy, EnergySource, Period, Setting
from planner.instance.schema.markets import Demand, Supply
from planner.instance.schema.plants import Plant, Recipe, Site, Size
from planner.instance.schema.products import Product

NEEDED: tuple[type[Row], ...] = (Period, Country, Product, Site)
OFTEN_MISTAKEN = {"UK": "GB", "EL": "GR", "EN": "GB"}


def tables_are_filled(tables: Tables) -> Iterator[Problem]:
    for kind in NEEDED:
        if not tables.rows[kind.table] and kind.table not in tables.incomplete:
            yield Problem(kind.table, "needs at least one row")
    markets = (Supply.table, Demand.table)
    if not any(tables.rows[table] or table in tables.incomplete for table in markets):
        yield Problem(Supply.table, "needs at least one row here or in demand")


def words_are_free(tables: Tables) -> Iterator[Problem]:
    """Two words have a meaning of their own in plans."""
    for number, period in tables.of(Period):
        if period.period.lower() == "end":
            rule = "is the word for the end of the horizon: choose another name"
            yield Problem(Period.table, rule, number, "period", period.period)
    for number, size in tables.of(Size):
        if size.size.lower() == "as is":
            rule = "is the word for a plant that stands: choose another name"
            yield Problem(Size.table, rule, number, "size", size.size)


@concludes_from(Period)
def periods_follow_each_other(tables: Tables) -> Iterator[Problem]:
    periods = tables.of(Period)
    for (_, before), (number, period) in pairwise(periods):
        expected = before.first_year + before.years
        if period.first_year == expected:
            continue
        if period.first_year <= before.first_year:
            rule = (
                f"stands after {before.period!r}, which starts in {before.first_year}: put in order"
            )
        elif period.first_year < expected:
            rule = f"starts before {before.period!r} is over, which lasts to {expected - 1}"
        else:
            rule = f"leaves a gap: {before.period!r} ends with {expected - 1}"
        header = Period.headers()["first_year"]
        yield Problem(Period.table, rule, number, header, period.first_year)


@concludes_from(Period)
def money_starts_with_the_plan(tables: Tables) -> Iterator[Problem]:
    if tables.settings is None or not tables.rows[Period.table]:
        return
    first = min(period.first_year for period in tables.all(Period))
    if tables.settings.base_year > first:
        numbers = {row.setting: number for number, row in tables.of(Setting)}
        rule = f"(base_year) must not be after the first period, which starts in {first}"
        base = tables.settings.base_year
        yield Problem(Setting.table, rule, numbers["base_year"], "value", base)


def codes_are_codes(tables: Tables) -> Iterator[Problem]:
    for number, country in tables.of(Country):
        code = country.country
        if not re.fullmatch("[A-Z]{2}", code):
            rule = "must be two capital letters"
            hint = f"{code.upper()!r}?" if re.fullmatch("[A-Za-z]{2}", code) else ""
            yield Problem(Country.table, rule, number, "country", code, hint)
        elif code in OFTEN_MISTAKEN:
            rule = f"is not the code of the standard: it is {OFTEN_MISTAKEN[code]!r}"
            yield Problem(Country.table, rule, number, "country", code)


def blocs_are_no_countries(tables: Tables) -> Iterator[Problem]:
    """A name in borders and targets would stand for both."""
    codes = tables.declared[Country.table]
    for number, country in tables.of(Country):
        for bloc in country.bloc:
            if bloc in codes:
                rule = "is the code of a country: give the bloc another name"
                yield Problem(Country.table, rule, number, "bloc", bloc)


def energy_sources_hold_in_one_place(tables: Tables) -> Iterator[Problem]:
    for number, source in tables.of(EnergySource):
        if source.country is not None and source.site is not None:
            rule = f"must be blank: the row holds for the site {source.site!r} alone"
            yield Problem(EnergySource.table, rule, number, "country", source.country)


def energy_sources_find_users(tables: Tables) -> Iterator[Problem]:
    """Remarks: sources that no plant can choose."""
    country_of = {site.site: site.country for site in tables.all(Site)}
    electric = {recipe.technology for recipe in tables.all(Recipe) if recipe.electricity > 0}
    users = {
        plant.site
        for plant in tables.all(Plant)
        if plant.technology in electric and plant.status != "excluded"
    }
    for number, source in tables.of(EnergySource):
        if not any(
            source.site in (None, site) and source.country in (None, country_of[site])
            for site in users
        ):
            rule = "is chosen by nobody: no plant there uses electricity"
            yield Problem(EnergySource.table, rule, number, "energy_source", source.energy_source)


@concludes_from(Period, Energy, Site, Plant, Recipe, Country)
def energy_is_priced(tables: Tables) -> Iterator[Problem]:
    """Where a plant may use electricity, its price is known from the first period on."""
    if not tables.rows[Period.table]:
        return
    start = min(period.first_year for period in tables.all(Period))
    country_of = {site.site: site.country for site in tables.all(Site)}
    electric = {recipe.technology for recipe in tables.all(Recipe) if recipe.electricity > 0}
    wanted: dict[str, list[str]] = {}
    for plant in tables.all(Plant):
        if plant.technology in electric and plant.status != "excluded":
            wanted.setdefault(country_of[plant.site], []).append(plant.plant)
    for country, plants in wanted.items():
        years = [row.from_year for row in tables.all(Energy) if row.country == country]
        if not years:
            rule = f"has no row for {country!r}, where {listed(plants)} uses electricity"
            yield Problem(Energy.table, rule)
        elif None not in years and min(year for year in years if year) > start:
            rule = f"has no row for {country!r} before {min(y for y in years if y)}"
            yield Problem(Energy.table, rule, hint=f"the plan starts in {start}")
