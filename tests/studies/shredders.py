"""Two shredders that may be built for the same packs, worth what can be worked out on paper.

1,000 t of packs arise in Leeds, for which 50 a tonne is received. A tonne costs 100 to shred and
100 kWh at 100 a MWh, and gives half a tonne of black mass, sold for 2,500 a tonne, and half a
tonne of waste, taken for 100. Nothing is paid for carriage. A shredder of 1,000 t earns

    1,000 x (50 - 100 - 10 + 0.5 x 2,500 - 0.5 x 100) = 1.14 M a year, less 0.15 M fixed

in 2030 and in 2031, at 10 %; it is worth nothing after these two years. The cheap one costs
1.5 M, the dear one 1.7 M. There are packs for one of them only.
"""

from tests.tiny import Rows, table, tiny_tables

YEARLY = 1000 * (50 - 100 - 10 + 0.5 * 2500 - 0.5 * 100) / 1e6 - 0.15
TWO_YEARS = YEARLY * (1 + 1 / 1.1)
CHEAP, DEAR = 1.5, 1.7
VALUE_CHEAP, VALUE_DEAR = TWO_YEARS - CHEAP, TWO_YEARS - DEAR
SCENARIOS = ("cheap one never", "no price")


def shredders(**changes: Rows) -> dict[str, Rows]:
    tables = tiny_tables()
    tables["plants"] = table(
        "plant site technology status",
        ("cheap", "Sheffield", "cheap shredder", "candidate"),
        ("dear", "Hull", "dear shredder", "candidate"),
    )
    tables["technologies"] = table(
        "technology stage economic_life",
        ("cheap shredder", "shredding", 2),
        ("dear shredder", "shredding", 2),
    )
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost",
        ("cheap shredder", "large", 1000, CHEAP, 0.15),
        ("dear shredder", "large", 1000, DEAR, 0.15),
    )
    tables["recipes"] = table(
        "recipe technology processing_cost electricity",
        ("shred", "cheap shredder", 100, 100),
        ("shred there", "dear shredder", 100, 100),
    )
    tables["recipe_flows"] = [
        row
        for recipe in ("shred", "shred there")
        for row in table(
            "recipe role product amount",
            (recipe, "feed", "packs", None),
            (recipe, "output", "black mass", 0.5),
            (recipe, "residue", "waste", None),
        )
    ]
    tables["recipe_yields"], tables["recipe_needs"] = [], []
    tables["supply"] = table("site product amount price", ("Leeds", "packs", 1000, -50))
    tables["demand"] = table("site product amount price", ("Immingham", "black mass", None, 2500))
    tables["outlets"] = table("outlet product kind price", ("landfill", "waste", "disposal", -100))
    tables["freight"] = table(
        "mode shipping_class cost handling_cost",
        ("road", "dangerous goods", 0, 0),
        ("road", "hazardous waste", 0, 0),
        ("road", "ordinary", 0, 0),
    )
    tables["lane_rules"] = table(
        "rule from_role to_role mode",
        ("packs to shredder", "collection", "shredder", "road"),
        ("packs to refinery", "collection", "refinery", "road"),
        ("black mass abroad", "shredder", "port", "road"),
        ("black mass from Hull", "refinery", "port", "road"),
    )
    tables["scenarios"] = table(
        "scenario description",
        ("cheap one never", "Nothing is built in Sheffield"),
        ("no price", "Black mass is worth nothing"),
    )
    tables["scenario_items"] = table(
        "scenario order of_table filter of_column action value",
        ("cheap one never", 1, "plants", "plant = cheap", "status", "set", "excluded"),
        ("no price", 1, "demand", "", "price", "set", 0),
    )
    return tables | changes
