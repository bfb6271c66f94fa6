"""A network small enough to check on paper.

Packs arise at Leeds: 1,000 t a year with 100 t of nickel and 20 t of lithium. A shredder may be
built in Sheffield: a tonne of packs gives half a tonne of black mass, with all of the metal, and
half a tonne of waste. A refinery stands in Hull: a tonne of black mass gives 0.6 t of nickel salt,
0.1 t of lithium salt and 0.3 t of waste. A cathode plant stands in Sunderland: a tonne of CAM needs
0.5 t of nickel and 0.05 t of lithium, from the refinery or bought at the port; lithium
salt that is not needed is given away. The buyer in
Coventry wants 100 t of CAM a year; black mass may be sold to a trader at the port.

    tiny_instance()                                the instance
    tiny_instance(supply=[])                       with another table
    tables = tiny_tables(); tables["supply"][0]["amount"] = 50; instance_of(tables)
"""

from copy import deepcopy
from typing import Any

from planner.instance.check import check_sheets
from planner.instance.instance import Instance
from planner.instance.sheets import Sheet, sheets_from

Rows = list[dict[str, Any]]


def table(columns: str, *lines: tuple[Any, ...]) -> Rows:
    return [dict(zip(columns.split(), line, strict=True)) for line in lines]


TINY: dict[str, Rows] = {
    "settings": table(
        "setting value",
        ("title", "Tiny"),
        ("currency", "EUR"),
        ("base_year", 2030),
        ("discount_rate", 0.1),
    ),
    "periods": table("period first_year years", ("2030", 2030, 1), ("2031", 2031, 1)),
    "countries": table("country name", ("GB", "United Kingdom")),
    "energy": table("country electricity_price grid_emissions", ("GB", 100, 0.2)),
    "elements": table("element name", ("Ni", "nickel"), ("Li", "lithium")),
    "products": table(
        "product group origin shipping_class",
        ("packs", "packs", "end of life", "dangerous goods"),
        ("black mass", "black mass", "end of life", "hazardous waste"),
        ("nickel salt", "salts", "end of life", "ordinary"),
        ("lithium salt", "salts", "end of life", "ordinary"),
        ("bought nickel salt", "salts", "primary", "ordinary"),
        ("bought lithium salt", "salts", "primary", "ordinary"),
        ("CAM", "CAM", "mixed", "ordinary"),
        ("waste", "waste", "none", "ordinary"),
    ),
    "compositions": table(
        "product element share",
        ("packs", "Ni", 0.1),
        ("packs", "Li", 0.02),
        ("black mass", "Ni", 0.2),
        ("black mass", "Li", 0.04),
        ("nickel salt", "Ni", 0.3),
        ("lithium salt", "Li", 0.2),
        ("bought nickel salt", "Ni", 0.3),
        ("bought lithium salt", "Li", 0.2),
        ("CAM", "Ni", 0.5),
        ("CAM", "Li", 0.05),
    ),
    "sites": table(
        "site role country latitude longitude",
        ("Leeds", "collection", "GB", 53.8, -1.55),
        ("Sheffield", "shredder", "GB", 53.38, -1.47),
        ("Hull", "refinery", "GB", 53.75, -0.35),
        ("Sunderland", "cathode plant", "GB", 54.9, -1.45),
        ("Coventry", "buyer", "GB", 52.4, -1.5),
        ("Immingham", "port", "GB", 53.6, -0.22),
    ),
    "technologies": table(
        "technology stage economic_life lead_time minimum_load",
        ("shredder", "shredding", 10, 0, 0),
        ("refinery", "hydromet", 20, 0, 0),
        ("cathode line", "CAM", 20, 0, 0),
    ),
    "sizes": table(
        "technology size capacity capital_cost fixed_cost",
        ("shredder", "small", 500, 1, 0.1),
        ("shredder", "large", 1000, 1.5, 0.15),
    ),
    "recipes": table(
        "recipe technology processing_cost electricity process_emissions",
        ("shred", "shredder", 100, 100, 10),
        ("refine", "refinery", 1000, 2000, 100),
        ("make CAM", "cathode line", 2000, 5000, 50),
    ),
    "recipe_flows": table(
        "recipe role product amount",
        ("shred", "feed", "packs", None),
        ("shred", "output", "black mass", 0.5),
        ("shred", "residue", "waste", None),
        ("refine", "feed", "black mass", None),
        ("refine", "residue", "waste", None),
        ("make CAM", "blend", "nickel salt", None),
        ("make CAM", "blend", "lithium salt", None),
        ("make CAM", "blend", "bought nickel salt", None),
        ("make CAM", "blend", "bought lithium salt", None),
        ("make CAM", "output", "CAM", 1),
    ),
    "recipe_yields": table(
        "recipe element product recovery",
        ("refine", "Ni", "nickel salt", 0.9),
        ("refine", "Li", "lithium salt", 0.5),
    ),
    "recipe_needs": table("recipe element need", ("make CAM", "Ni", 0.5), ("make CAM", "Li", 0.05)),
    "plants": table(
        "plant site technology status capacity fixed_cost",
        ("Sheffield shredder", "Sheffield", "shredder", "candidate", None, None),
        ("Hull refinery", "Hull", "refinery", "existing", 1000, 1),
        ("Sunderland cathode plant", "Sunderland", "cathode line", "existing", 500, 2),
    ),
    "supply": table(
        "site product amount price",
        ("Leeds", "packs", 1000, -50),
        ("Immingham", "bought nickel salt", None, 5000),
        ("Immingham", "bought lithium salt", None, 10000),
    ),
    "demand": table(
        "site product amount price",
        ("Coventry", "CAM", 100, 20000),
        ("Immingham", "black mass", None, 1500),
    ),
    "outlets": table(
        "outlet product kind price",
        ("landfill", "waste", "disposal", -100),
        ("salt taker", "lithium salt", "sale", 0),
    ),
    "modes": table("mode detour_factor emissions", ("road", 1.25, 0.1)),
    "freight": table(
        "mode shipping_class cost handling_cost",
        ("road", "dangerous goods", 0.4, 20),
        ("road", "hazardous waste", 0.3, 10),
        ("road", "ordinary", 0.1, 5),
    ),
    "lane_rules": table(
        "rule from_role to_role mode",
        ("packs to shredder", "collection", "shredder", "road"),
        ("black mass to refinery", "shredder", "refinery", "road"),
        ("black mass abroad", "shredder", "port", "road"),
        ("salts to cathode plant", "refinery", "cathode plant", "road"),
        ("bought salts", "port", "cathode plant", "road"),
        ("CAM to buyer", "cathode plant", "buyer", "road"),
    ),
}

RICH: dict[str, Rows] = {
    "carbon_prices": table("country from_year price", (None, None, 50), ("GB", 2031, 60)),
    "borders": table(
        "origin destination shipping_class allowed cost", ("GB", "GB", None, "yes", 0)
    ),
    "cost_curves": table(
        "technology reference_capacity reference_cost smallest largest",
        ("refinery", 1000, 10, 500, 2000),
    ),
    "returns": table("site product returned amount delay", ("Coventry", "CAM", "packs", 0.1, 1)),
    "lanes": table(
        "origin destination product mode allowed distance",
        ("Leeds", "Sheffield", "packs", "road", "yes", 60),
        ("Coventry", "Sheffield", "packs", "road", "yes", 150),
    ),
    "targets": table(
        "target kind site product element minimum",
        ("nickel in CAM", "recycled content", "Coventry", "CAM", "Ni", 0.06),
    )
    + table("target kind product maximum", ("little waiting", "stock", "black mass", 80)),
    "plants": [
        TINY["plants"][0] | {"grant_share": 0.4, "programme": "recycling fund"},
        *TINY["plants"][1:],
        *table("plant site technology status", ("Hull shredder", "Hull", "shredder", "candidate")),
    ],
    "programmes": table("programme cap last_year", ("recycling fund", 0.3, 2030)),
    "co_locations": table("technology beside site saving", ("shredder", "refinery", "Hull", 0.05)),
    "credits": table("credit recipe country amount", ("metal credit", "refine", "GB", 20)),
    "energy_sources": table(
        "energy_source site price emissions most", ("wind", "Hull", 90, 0, 500)
    ),
    "storage": table("site product capacity cost opening", ("Hull", "black mass", 100, 5, 10)),
    "contracts": table(
        "contract kind supplier buyer product minimum maximum price shortfall_price",
        ("black mass to Hull", "firm", "Sheffield", "Hull", "black mass", 10, None, -5, 200),
        ("packs for CAM", "tolling", "Coventry", "Sheffield", "packs", 0, 50, 0, None),
    ),
    "tolling": table("contract element product share", ("packs for CAM", "Ni", "CAM", 0.5)),
    "financing": table("plant contracted cost_of_capital", ("Sheffield shredder", 0.5, 0.08)),
    "scenarios": table("scenario description", ("more packs", "Twice the packs arise")),
    "scenario_items": table(
        "scenario order of_table filter of_column action value",
        ("more packs", 1, "supply", "product = packs", "amount", "multiply", 2),
    ),
}
"""What the tiny network does without: a row in every other table."""


def tiny_tables() -> dict[str, Rows]:
    return deepcopy(TINY)


def rich_tables() -> dict[str, Rows]:
    """The tiny network with a row in every table."""
    return deepcopy(TINY | RICH)


def tiny_sheets(**changes: Rows) -> dict[str, Sheet]:
    """The sheets of the tiny network; ``supply=[...]`` puts other rows into a table."""
    return sheets_from(tiny_tables() | changes)


def tiny_instance(**changes: Rows) -> Instance:
    return instance_of(tiny_tables() | changes)


def instance_of(tables: dict[str, Rows]) -> Instance:
    return check_sheets(sheets_from(tables), "tiny")
