"""Modes, freight, borders and lanes."""

from typing import ClassVar

from planner.instance.columns import Flag, Names, Number, Text, Whole, column
from planner.instance.schema.sourced import YEARS, Sourced

SHIPPING_CLASSES = ("dangerous goods", "hazardous waste", "damaged", "ordinary")
DISTANCES = ("land", "sea")


class Mode(Sourced):
    """Ways of transport."""

    table: ClassVar[str] = "modes"
    mode: Text = column("Name of the mode", key=True)
    distance: Text = column(
        "land: great circle x detour; sea: shipping routes", "land", choices=DISTANCES
    )
    detour_factor: Number = column(
        "Length of the way per length of the distance", 1.0, unit="ratio", low=1, high=5
    )
    emissions: Number = column("Emissions", unit="kg CO2e/t-km", low=0)


class Freight(Sourced):
    """What carriage costs. A mode carries the classes that have a row."""

    table: ClassVar[str] = "freight"
    mode: Text = column("Mode", key=True, refers="modes")
    shipping_class: Text = column("Class for carriage", key=True, choices=SHIPPING_CLASSES)
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    cost: Number = column("Cost by distance", unit="money/t-km", low=0)
    handling_cost: Number = column(
        "Cost of loading, unloading and packaging", 0.0, unit="money/t", low=0
    )


class Border(Sourced):
    """What crossing from one country or bloc to another costs, and whether it is allowed."""

    table: ClassVar[str] = "borders"
    origin: Text = column("Country or bloc it leaves", key=True)
    destination: Text = column("Country or bloc it enters", key=True)
    shipping_class: Text | None = column(
        "Class for carriage", None, key=True, choices=SHIPPING_CLASSES, blank="every class"
    )
    from_year: Whole | None = column(
        "First year it holds, until the next row", None, key=True, blank="from the start", **YEARS
    )
    allowed: Flag = column("May it cross?", True)
    cost: Number = column("Duty, papers and consent", 0.0, unit="money/t", low=0)
    delay: Number = column("Wait for papers and consent", 0.0, unit="days", low=0)


class LaneRule(Sourced):
    """Which sites feed which: lanes are found by these rules."""

    table: ClassVar[str] = "lane_rules"
    rule: Text = column("Name of the rule", key=True)
    from_role: Text = column("Role of the sites that send")
    to_role: Text = column("Role of the sites that receive")
    groups: Names = column("Product groups carried, separated by ;", (), blank="all")
    mode: Text = column("Mode", refers="modes")
    nearest: Whole | None = column(
        "Only so many nearest receivers, per product", None, low=1, blank="all"
    )
    radius: Number | None = column(
        "Only receivers this near", None, unit="km", low=0, blank="any distance"
    )


class LaneOverride(Sourced):
    """Single lanes: forbidden, added, or with their own figures."""

    table: ClassVar[str] = "lanes"
    origin: Text = column("Site that sends", key=True, refers="sites")
    destination: Text = column("Site that receives", key=True, refers="sites")
    product: Text | None = column(
        "Product", None, key=True, refers="products", blank="every product that has use there"
    )
    mode: Text = column("Mode", key=True, refers="modes")
    allowed: Flag = column("May it be used?", True)
    distance: Number | None = column(
        "Length of the way", None, unit="km", low=0, blank="worked out"
    )
    cost: Number | None = column("Cost, all in", None, unit="money/t", low=0, blank="worked out")
    emissions: Number | None = column(
        "Emissions", None, unit="kg CO2e/t", low=0, blank="worked out"
    )
