"""Rules of law and company."""

from typing import ClassVar

from planner.instance.columns import Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced

TARGET_KINDS = ("recycled content",)


class Target(Sourced):
    """Rules set by law or company.

    recycled content: of an element in what the buyer receives of the product, the share that was
    recovered from waste or production scrap is at least the minimum.
    """

    table: ClassVar[str] = "targets"
    target: Text = column("Name of the rule", key=True)
    kind: Text = column("What is limited", choices=TARGET_KINDS)
    site: Text | None = column(
        "Buyer", None, key=True, refers="sites", blank="every buyer, each by itself"
    )
    product: Text = column("Product", key=True, refers="products")
    element: Text = column("Element", key=True, refers="elements")
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    minimum: Number = column("Least share", unit="share", low=0, high=1)
    shortfall_price: Number | None = column(
        "Price of a tonne of the element short", None, unit="money/t", low=0, blank="never allowed"
    )
