"""The frame: settings, periods, countries and their energy."""

from typing import ClassVar

from planner.instance.columns import Names, Number, Row, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced


class Setting(Sourced):
    """Settings of the instance, one a row; those that exist are listed in the manual."""

    table: ClassVar[str] = "settings"
    setting: Text = column("Name of the setting", key=True)
    value: Text = column("Its value")


class Period(Row):
    """The periods of the plan, in order: blocks of one or more years that follow each other."""

    table: ClassVar[str] = "periods"
    period: Text = column("Name of the period", key=True)
    first_year: Whole = column("First year of the period", **YEARS)
    years: Whole = column("How many years it lasts", 1, unit="years", low=1, high=100)


class Country(Row):
    """Countries that sites lie in."""

    table: ClassVar[str] = "countries"
    country: Text = column("Two-letter code (ISO 3166)", key=True)
    name: Text = column("Name in English")
    bloc: Names = column(
        "Customs or law areas, as borders and targets name them, separated by ;; the closest first",
        (),
        blank="no bloc",
    )


class Energy(Sourced):
    """Electricity in a country: price and emissions, from a year until the next row."""

    table: ClassVar[str] = "energy"
    country: Text = column("Country", key=True, refers="countries")
    from_year: Whole | None = column(
        "First year it holds", None, key=True, blank="from the start", **YEARS
    )
    electricity_price: Number = column("Price for industry", unit="money/MWh", low=0)
    grid_emissions: Number = column("Emissions of the grid", unit="kg CO2e/kWh", low=0, high=3)


class EnergySource(Sourced):
    """Electricity a plant may choose beside the grid: a purchase agreement, own generation."""

    table: ClassVar[str] = "energy_sources"
    energy_source: Text = column("Name of the source", key=True)
    country: Text | None = column(
        "Country in which plants may choose it",
        None,
        key=True,
        refers="countries",
        blank="every country",
    )
    site: Text | None = column(
        "Site at which plants may choose it", None, key=True, refers="sites", blank="every site"
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    price: Number = column("Price", unit="money/MWh", low=0)
    emissions: Number = column("Emissions", 0.0, unit="kg CO2e/kWh", low=0, high=3)
    most: Number | None = column(
        "Most that a plant may take", None, unit="MWh/year", low=0, blank="no limit"
    )


class CarbonPrice(Sourced):
    """Price of emissions from energy, process and transport that start in a country."""

    table: ClassVar[str] = "carbon_prices"
    country: Text | None = column(
        "Country", None, key=True, refers="countries", blank="every country without a row"
    )
    from_year: Whole | None = column(
        "First year it holds", None, key=True, blank="from the start", **YEARS
    )
    price: Number = column("Price", unit="money/t CO2e", low=0)


class Settings(Row):
    """Settings of an instance."""

    title: Text = column("Title, as reports print it")
    currency: Text = column("Currency of every amount of money")
    base_year: Whole = column("Money is discounted to the start of this year", **YEARS)
    discount_rate: Number = column("Cost of capital", 0.08, unit="share/year", low=0, high=1)
    money_of_year: Whole | None = column(
        "Price level of the figures", None, blank="not stated", **YEARS
    )
