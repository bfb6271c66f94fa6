"""Rules of law and company: targets, and what each of their kinds reads."""

from dataclasses import dataclass
from typing import ClassVar

from planner.instance.columns import Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced


@dataclass(frozen=True)
class Kind:
    """What a kind of target limits, and which columns it reads.

    Every kind reads the years, and the price where the limit is not a hard one.
    """

    meaning: str
    unit: str
    """Of minimum and maximum."""
    price: str
    """Unit of the price of what lies beside the limit."""
    needs: tuple[str, ...]
    """Columns that must be filled."""
    may: tuple[str, ...]
    """Columns that may be filled."""
    minimum_needs: str = ""
    """Column that must be filled where there is a minimum."""

    @property
    def reads(self) -> tuple[str, ...]:
        return self.needs + self.may


LIMITS = ("minimum", "maximum")
PLACE = ("site", "area")

KINDS: dict[str, Kind] = {
    "recycled content": Kind(
        "Of an element in what each buyer receives of the product, the share that was recovered "
        "from waste or production scrap.",
        unit="share", price="money/t",
        needs=("product", "element", "minimum"), may=PLACE,
    ),
    "recycled share": Kind(
        "The same of all buyers in the area together.",
        unit="share", price="money/t",
        needs=("product", "element", "minimum"), may=PLACE,
    ),
    "material recovery": Kind(
        "Of an element that recycling plants take in with waste, less what they pass on to each "
        "other, the share that leaves in recovered products.",
        unit="share", price="money/t",
        needs=("element",), may=(*PLACE, *LIMITS),
    ),
    "recycling efficiency": Kind(
        "The same of all mass; a recovered product counts with the elements followed in it.",
        unit="share", price="money/t",
        needs=(), may=(*PLACE, *LIMITS),
    ),
    "collection": Kind(
        "Of what arises at end of life or as scrap, the share that is collected.",
        unit="share", price="money/t",
        needs=(), may=(*PLACE, "product", "element", *LIMITS),
    ),
    "landfill": Kind(
        "What is let out to landfill.",
        unit="t/year", price="money/t",
        needs=(), may=(*PLACE, "product", "element", *LIMITS),
    ),
    "domestic share": Kind(
        "Of the use of a product in the area, the share that does not come from outside.",
        unit="share", price="money/t",
        needs=("area", "product"), may=("element", *LIMITS),
    ),
    "country share": Kind(
        "Of the use of a product, the share that comes from the origin; with no origin, from each "
        "country outside by itself.",
        unit="share", price="money/t",
        needs=("product",), may=(*PLACE, "origin", "element", *LIMITS), minimum_needs="origin",
    ),
    "supplier share": Kind(
        "Of the use of a product, the share that comes from the origin; with no origin, from each "
        "site that sends it by itself.",
        unit="share", price="money/t",
        needs=("product",), may=(*PLACE, "origin", "element", *LIMITS), minimum_needs="origin",
    ),
    "share of need": Kind(
        "Of what buyers want of a product, the share that arrives from the origin.",
        unit="share", price="money/t",
        needs=("origin", "product"), may=(*PLACE, "element", *LIMITS),
    ),
    "feed share": Kind(
        "Of what each plant takes in, the share that is the product.",
        unit="share", price="money/t",
        needs=("product",), may=(*PLACE, "technology", *LIMITS),
    ),
    "quality": Kind(
        "Of what each plant of the technology takes in of the product, the share of an element; "
        "without a technology, of what each buyer receives.",
        unit="share", price="money/t",
        needs=("product", "element"), may=(*PLACE, "technology", *LIMITS),
    ),
    "emissions": Kind(
        "Emissions of energy and processes, in an area also of transport that starts there, in "
        "the whole network also of purchases, treatment and outlets; with a site or a technology, "
        "of its plants alone.",
        unit="t CO2e/year", price="money/t CO2e",
        needs=(), may=(*PLACE, "technology", *LIMITS),
    ),
    "capital": Kind(
        "Spent on building, less grants.",
        unit="M money/year", price="money/M money",
        needs=(), may=(*PLACE, "technology", *LIMITS),
    ),
    "plants": Kind(
        "How many plants stand.",
        unit="plants", price="money/plant",
        needs=(), may=(*PLACE, "technology", *LIMITS),
    ),
    "stock": Kind(
        "In store at the end of a period.",
        unit="t", price="money/t",
        needs=(), may=(*PLACE, "product", "element", *LIMITS),
    ),
}  # fmt: skip

RECYCLED = ("recycled content", "recycled share")
"""Kinds that follow recovered metal through blends."""


class Target(Sourced):
    """Rules set by law or company, hard or at a price. Each kind reads columns of its own."""

    table: ClassVar[str] = "targets"
    target: Text = column("Name of the rule", key=True)
    kind: Text = column("What is limited", choices=tuple(KINDS))
    site: Text | None = column(
        "Site the rule is for", None, key=True, refers="sites", blank="every site of the area"
    )
    area: Text | None = column(
        "Country or bloc the rule is for", None, key=True, blank="the whole network"
    )
    technology: Text | None = column(
        "Technology, or stage, the rule is for", None, key=True, blank="every plant"
    )
    origin: Text | None = column(
        "Site, country or bloc it comes from", None, key=True, blank="each by itself"
    )
    product: Text | None = column(
        "Product, or group of products", None, key=True, blank="every product it can be about"
    )
    element: Text | None = column(
        "Element", None, key=True, refers="elements", blank="mass instead of an element"
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    last_year: Whole | None = column(
        "Last year it holds", None, blank="until the next row", **YEARS
    )
    minimum: Number | None = column(
        "Least share, or least amount where the kind is an amount", None, low=0, blank="none"
    )
    maximum: Number | None = column(
        "Largest share, or largest amount where the kind is an amount", None, low=0, blank="none"
    )
    shortfall_price: Number | None = column(
        "Price of a tonne, plant or M money beside the limit",
        None,
        unit="money/t",
        low=0,
        blank="never allowed",
    )
