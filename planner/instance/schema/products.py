"""What is shipped: elements, products, compositions."""

from typing import ClassVar

from planner.instance.columns import Number, Row, Text, column
from planner.instance.schema.sourced import Sourced

ORIGINS = ("end of life", "production scrap", "primary", "mixed", "none")
SHIPPING_CLASSES = ("dangerous goods", "hazardous waste", "damaged", "ordinary")


class Element(Row):
    """Elements and materials followed through the network."""

    table: ClassVar[str] = "elements"
    element: Text = column("Symbol or short name", key=True)
    name: Text = column("Name")


class Product(Sourced):
    """Anything that is shipped."""

    table: ClassVar[str] = "products"
    product: Text = column("Name of the product", key=True)
    group: Text = column("Family, as lane rules and maps name it")
    origin: Text = column("Where its metal was before", "none", choices=ORIGINS)
    shipping_class: Text = column("Class for carriage", "ordinary", choices=SHIPPING_CLASSES)
    pack_mass: Number | None = column(
        "Mass of one pack, to count vehicles", None, unit="kg", low=1, blank="not counted"
    )
    cell_energy: Number | None = column(
        "Cell energy that a kilogram stands for, to report per kWh",
        None,
        unit="kWh/kg",
        low=0,
        blank="not counted",
    )
    packaging_cost: Number = column(
        "Cost of packaging, every time it is shipped", 0.0, unit="money/t", low=0
    )
    holding_cost: Number = column(
        "Cost of a day's wait at a border: storage, insurance, capital",
        0.0,
        unit="money/t-day",
        low=0,
    )


class Composition(Sourced):
    """What a product is made of. Elements without a row are not followed in that product."""

    table: ClassVar[str] = "compositions"
    product: Text = column("Product", key=True, refers="products")
    element: Text = column("Element", key=True, refers="elements")
    share: Number = column("Share of the product's mass", unit="kg/kg", low=0, high=1)
