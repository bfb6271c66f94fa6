"""Facts of the network that indicators need beside the tables of the plan."""

import pandas as pd

from planner.network.network import Network
from planner.solution.circularity.cathodes import cathode_products
from planner.solution.circularity.chain import main_products
from planner.solution.circularity.paths import waste
from planner.solution.circularity.recovery import feeds_of_recycling
from planner.solution.indicators import home


def products(network: Network) -> pd.DataFrame:
    """A row for each product: its origin, and what it counts as."""
    unwanted, feeds = waste(network), feeds_of_recycling(network)
    main, cathodes = main_products(network), cathode_products(network)
    rows = [
        (
            product.name, product.group, product.origin, product.cell_energy,
            _yes(product.name in feeds), _yes(product.name in unwanted),
            _yes(product.name in main), _yes(product.name in cathodes),
        )
        for product in network.products.values()
    ]  # fmt: skip
    columns = [
        "product", "group", "origin", "cell_energy [kWh/kg]", "feed_of_recycling", "waste",
        "becomes_cathodes", "cathode_material",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def compositions(network: Network) -> pd.DataFrame:
    """A row for each followed element of a product."""
    rows = [
        (product.name, element, share)
        for product in network.products.values()
        for element, share in product.composition.items()
    ]
    return pd.DataFrame(rows, columns=["product", "element", "share [kg/kg]"])


def sites(network: Network) -> pd.DataFrame:
    """A row for each site: its country, and whether that is at home."""
    countries = home(network)
    rows = [
        (site.name, site.role, site.country, _yes(site.country in countries))
        for site in network.sites.values()
    ]
    return pd.DataFrame(rows, columns=["site", "role", "country", "at_home"])


def periods(network: Network) -> pd.DataFrame:
    """A row for each period: its years, and the present value of 1 a year in it."""
    rows = [
        (period.name, period.first_year, period.years, period.annual_factor)
        for period in network.periods.values()
    ]
    columns = ["period", "first_year [year]", "years [years]", "annual_factor [years]"]
    return pd.DataFrame(rows, columns=columns)
