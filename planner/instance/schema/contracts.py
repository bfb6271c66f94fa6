"""Contracts between suppliers and buyers, and what they are worth to lenders."""

from typing import ClassVar

from planner.instance.columns import Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced

CONTRACT_KINDS = ("firm", "optional", "tolling", "captive")


class Contract(Sourced):
    """Who ships what to whom by agreement. A party is a site, or an operator with all its sites.

    firm: at least the minimum is shipped every year, or its price is paid (take-or-pay). optional:
    a memorandum; the plan may sign it, once for all its years, and only then ship. tolling: as
    firm, and metal of what is shipped comes back to the supplier (table tolling). captive: the
    product goes from the supplier to this buyer and to nobody else. All that is shipped of the
    product on lanes from supplier to buyer is under the contract.
    """

    table: ClassVar[str] = "contracts"
    contract: Text = column("Name of the contract", key=True)
    kind: Text = column("What binds the parties", choices=CONTRACT_KINDS)
    supplier: Text = column("Site or operator that ships")
    buyer: Text = column("Site or operator that receives")
    product: Text = column("Product, or group of products")
    first_year: Whole | None = column(
        "First year of delivery", None, blank="from the start", **YEARS
    )
    last_year: Whole | None = column("Last year of delivery", None, blank="to the end", **YEARS)
    minimum: Number = column("Least shipped", 0.0, unit="t/year", low=0)
    maximum: Number | None = column("Most shipped", None, unit="t/year", low=0, blank="no limit")
    price: Number = column(
        "Received for a tonne besides the prices in supply and demand; paid where negative",
        0.0,
        unit="money/t",
    )
    shortfall_price: Number | None = column(
        "Take-or-pay: price of a tonne below the minimum",
        None,
        unit="money/t",
        low=0,
        blank="never allowed",
    )


class Tolling(Sourced):
    """What comes back under a tolling contract: recovered metal, to the sites of the supplier."""

    table: ClassVar[str] = "tolling"
    contract: Text = column("Contract", key=True, refers="contracts")
    element: Text = column("Element", key=True, refers="elements")
    product: Text = column("Product, or group, in which it comes back", key=True)
    share: Number = column(
        "Least share of the metal shipped that comes back", unit="share", low=0, high=1
    )


class Financing(Sourced):
    """Cost of capital of a candidate plant that falls with its contracted output.

    The best row counts whose share is reached. What is saved each year is the discount rate less
    this rate, on half the capital cost after grants: the mean debt of a straight repayment.
    """

    table: ClassVar[str] = "financing"
    plant: Text = column("Plant", key=True, refers="plants")
    contracted: Number = column(
        "Least shipped by contract from its site, as a share of its capacity",
        key=True,
        unit="share",
        low=0,
    )
    cost_of_capital: Number = column("Cost of capital then", unit="share/year", low=0, high=1)
