"""What arises, is wanted, leaves and comes back."""

from typing import ClassVar

from planner.instance.columns import Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced

OUTLET_KINDS = ("sale", "disposal", "landfill")


class Supply(Sourced):
    """What arises or can be bought: tonnes per year."""

    table: ClassVar[str] = "supply"
    site: Text = column("Site", key=True, refers="sites")
    product: Text = column("Product", key=True, refers="products")
    year: Whole | None = column("Year", None, key=True, blank="every year", **YEARS)
    amount: Number | None = column(
        "Tonnes that arise or are for sale", None, unit="t/year", low=0, blank="no limit"
    )
    price: Number = column("Paid for a tonne; a gate fee received is negative", 0.0, unit="money/t")
    must_collect: Number = column("Share that must be collected", 0.0, unit="share", low=0, high=1)
    shortfall_price: Number | None = column(
        "Price of a tonne not collected that must be",
        None,
        unit="money/t",
        low=0,
        blank="never allowed",
    )
    embodied_emissions: Number = column(
        "Emissions of making it, before it gets here", 0.0, unit="kg CO2e/t", low=0
    )


class Demand(Sourced):
    """What is wanted: tonnes per year."""

    table: ClassVar[str] = "demand"
    site: Text = column("Site", key=True, refers="sites")
    product: Text = column("Product", key=True, refers="products")
    year: Whole | None = column("Year", None, key=True, blank="every year", **YEARS)
    amount: Number | None = column("Tonnes wanted", None, unit="t/year", low=0, blank="no limit")
    price: Number = column("Received for a tonne; a fee paid is negative", 0.0, unit="money/t")
    must_serve: Number = column("Share that must be served", 0.0, unit="share", low=0, high=1)
    shortfall_price: Number | None = column(
        "Price of a tonne not served that must be",
        None,
        unit="money/t",
        low=0,
        blank="never allowed",
    )
    emissions: Number = column(
        "Emissions of what happens to it there", 0.0, unit="kg CO2e/t", low=0
    )


class Outlet(Sourced):
    """Where a product can leave the network without a lane: sold or disposed of at the gate."""

    table: ClassVar[str] = "outlets"
    outlet: Text = column("Name of the outlet", key=True)
    product: Text = column("Product", key=True, refers="products")
    country: Text | None = column(
        "Country it is open in", None, key=True, refers="countries", blank="every country"
    )
    site: Text | None = column(
        "Site it is open at", None, key=True, refers="sites", blank="every site"
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    kind: Text = column("sale, disposal, or disposal on landfill", choices=OUTLET_KINDS)
    price: Number = column("Received for a tonne; a fee paid is negative", unit="money/t")
    emissions: Number = column("Emissions per tonne", 0.0, unit="kg CO2e/t", low=0)
    most: Number | None = column(
        "Most that may leave, at each site", None, unit="t/year", low=0, blank="no limit"
    )


class Storage(Sourced):
    """Where a product may wait from one period to a later one.

    What is in store before the plan and after it is that of the first row of a site and product.
    """

    table: ClassVar[str] = "storage"
    site: Text = column("Site", key=True, refers="sites")
    product: Text = column("Product", key=True, refers="products")
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    capacity: Number | None = column(
        "Most in store, as permitted", None, unit="t", low=0, blank="no limit"
    )
    cost: Number = column(
        "Cost of a tonne in store for a year", 0.0, unit="money/t per year", low=0
    )
    opening: Number = column("In store at the start of the plan", 0.0, unit="t", low=0)
    closing: Number = column("Least in store at its end", 0.0, unit="t", low=0)


class Return(Sourced):
    """What is delivered to a user comes back: scrap at once, packs after their life."""

    table: ClassVar[str] = "returns"
    site: Text = column("User", key=True, refers="sites")
    product: Text = column("Product delivered", key=True, refers="products")
    returned: Text = column(
        "Product that comes back, at the same site", key=True, refers="products"
    )
    amount: Number = column("Tonnes back per tonne delivered", unit="t/t", low=0)
    delay: Whole = column("Years until it comes back", 0, unit="years", low=0, high=100, key=True)
    from_year: Whole | None = column(
        "First year of delivery it holds for, until the next row",
        None,
        key=True,
        blank="from the start",
        **YEARS,
    )
    price: Number = column(
        "Paid for a tonne that comes back; a gate fee received is negative", 0.0, unit="money/t"
    )
