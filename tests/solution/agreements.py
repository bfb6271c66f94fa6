"""Variants of the tiny network with stock, contracts, targets and terms of finance."""

from tests.tiny import Rows, table, tiny_tables

Tables = dict[str, Rows]


def storage() -> Tables:
    """Packs arise in 2030 alone; black mass waits in Hull for 2031, and 20 t must be left."""
    tables = tiny_tables()
    tables["supply"][0]["year"] = 2030
    tables["storage"] = table(
        "site product capacity cost opening closing", ("Hull", "black mass", 400, 5, 50, 20)
    )
    return tables


def limited_outlet() -> Tables:
    """100 t a year of the waste of each site may be burnt, which costs less than landfill."""
    tables = tiny_tables()
    tables["outlets"] += table(
        "outlet product kind price most", ("oven", "waste", "disposal", -60, 100)
    )
    return tables


def electricity() -> Tables:
    """Hull may draw 200 MWh a year of wind at half the price."""
    tables = tiny_tables()
    tables["energy_sources"] = table(
        "energy_source site price emissions most", ("wind", "Hull", 50, 0.01, 200)
    )
    return tables


def contracts() -> Tables:
    """A port that takes or pays, one that may be signed up, and packs that are tolled."""
    tables = tiny_tables()
    tables["sites"] += table(
        "site role country latitude longitude", ("Goole", "trader", "GB", 53.7, -0.87)
    )
    tables["demand"] += table("site product amount price", ("Goole", "black mass", None, 1600))
    tables["supply"] += table("site product amount", ("Coventry", "packs", 40))
    tables["plants"][0] |= {"status": "existing", "capacity": 2000}
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("black mass to trader", "shredder", "trader", None, "road"),
        ("packs from Coventry", "buyer", "shredder", "packs", "road"),
    )
    tables["contracts"] = table(
        "contract kind supplier buyer product last_year minimum maximum price shortfall_price",
        ("port", "firm", "Sheffield", "Immingham", "black mass", None, 150, None, -5, 20),
        ("trade", "optional", "Sheffield", "Goole", "black mass", None, 100, 120, 10, None),
        ("toll", "tolling", "Coventry", "Sheffield", "packs", 2030, 30, None, 0, None),
    )
    tables["tolling"] = table("contract element product share", ("toll", "Ni", "CAM", 0.5))
    return tables


def finance() -> Tables:
    """A shredder in Sheffield or beside the refinery in Hull; a fund, a credit and a lender."""
    tables = tiny_tables()
    tables["plants"][0] |= {"grant_share": 0.4, "programme": "fund", "may_close": "yes"}
    tables["plants"] += table(
        "plant site technology status grant_share programme",
        ("Hull shredder", "Hull", "shredder", "candidate", 0.4, "fund"),
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("packs to Hull", "collection", "refinery", "packs", "road"),
        ("black mass from Hull", "refinery", "port", "black mass", "road"),
    )
    tables["programmes"] = table("programme cap last_year", ("fund", 0.5, 2030))
    tables["co_locations"] = table("technology beside saving", ("shredder", "refinery", 0.3))
    tables["credits"] = table("credit recipe amount", ("metal credit", "refine", 200))
    tables["contracts"] = table(
        "contract kind supplier buyer product minimum maximum",
        ("offtake", "optional", "Hull", "Immingham", "black mass", 200, 300),
    )
    tables["financing"] = table(
        "plant contracted cost_of_capital",
        ("Hull shredder", 0.1, 0.08),
        ("Hull shredder", 0.2, 0.05),
    )
    return tables


def targets() -> Tables:
    """A target of every kind of amount, hard and at a price."""
    tables = tiny_tables()
    tables["outlets"][0]["kind"] = "landfill"
    tables["outlets"] += table("outlet product kind price", ("oven", "waste", "disposal", -300))
    tables["storage"] = table("site product capacity", ("Hull", "black mass", 100))
    tables["demand"] += table("site product amount price", ("Hull", "CAM", 40, 15000))
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("CAM to Hull", "cathode plant", "refinery", "CAM", "road"),
    )
    columns = "target kind site technology product element minimum maximum shortfall_price"
    tables["targets"] = table(
        columns,
        ("recovery law", "material recovery", None, None, None, "Ni", 0.8, None, None),
        ("lithium law", "material recovery", None, None, None, "Li", 0.6, None, 700),
        ("collection law", "collection", "Leeds", None, "packs", None, 0.9, None, None),
        ("landfill law", "landfill", None, None, None, None, None, 450, None),
        ("climate law", "emissions", None, None, None, None, None, 250, 2000),
        ("budget", "capital", None, "shredder", None, None, None, 1.6, None),
        ("one plant", "plants", None, "shredding", None, None, 1, 1, None),
        ("reserve", "stock", None, None, "black mass", None, 30, None, 4000),
        ("nickel aim", "recycled share", None, None, "CAM", "Ni", 0.5, None, None),
        ("nickel dream", "recycled share", "Hull", None, "CAM", "Li", 0.9, None, 90000),
    )
    return tables


def approval() -> Tables:
    """The cathode plant is new: its CAM is approved after a year, tried out before."""
    tables = tiny_tables()
    tables["plants"][2] |= {"status": "committed", "earliest_year": 2030, "capital_cost": 1}
    tables["products"] += table("product group origin", ("CAM for testing", "CAM", "mixed"))
    tables["compositions"] += table("product element share", ("CAM for testing", "Ni", 0.5))
    tables["recipes"][2]["after"] = 1
    tables["recipes"] += table("recipe technology", ("try CAM", "cathode line"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("try CAM", "blend", "nickel salt", None),
        ("try CAM", "output", "CAM for testing", 1),
    )
    tables["recipe_needs"] += table("recipe element need", ("try CAM", "Ni", 0.5))
    tables["demand"] += table(
        "site product amount price", ("Coventry", "CAM for testing", 50, 15000)
    )
    return tables


def pilot() -> Tables:
    """Refining needs a pilot that has stood for a year; the pilot is to be built, and may close."""
    tables = tiny_tables()
    tables["technologies"] += table("technology stage economic_life", ("pilot", "hydromet", 5))
    tables["sizes"] += table("technology size capacity capital_cost", ("pilot", "S", 1, 0.1))
    tables["recipes"] += table("recipe technology", ("try", "pilot"))
    tables["recipe_flows"] += table(
        "recipe role product amount",
        ("try", "feed", "waste", None),
        ("try", "residue", "waste", None),
    )
    tables["recipes"][1] |= {"after": 1, "after_technology": "pilot"}
    tables["plants"] += table(
        "plant site technology status may_close",
        ("pilot line", "Sheffield", "pilot", "candidate", "yes"),
    )
    tables["demand"][1]["price"] = 100
    return tables


def growth() -> Tables:
    """The refinery stands with 100 t a year and may grow to 400 t."""
    tables = tiny_tables()
    tables["plants"][1] |= {
        "capacity": 100,
        "largest_capacity": 400,
        "expansion_cost": 800,
        "expansion_fixed_cost": 20,
    }
    return tables


def paid_returns() -> Tables:
    """Scrap that comes back is paid for at once, and brings a fee a year later."""
    tables = tiny_tables()
    tables["returns"] = table(
        "site product returned amount delay price",
        ("Coventry", "CAM", "packs", 0.1, 0, 70),
        ("Coventry", "CAM", "packs", 0.2, 1, -30),
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("packs back", "buyer", "shredder", "packs", "road"),
    )
    return tables


AGREEMENTS = {
    "storage": storage,
    "limited outlet": limited_outlet,
    "electricity": electricity,
    "contracts": contracts,
    "finance": finance,
    "targets": targets,
    "approval": approval,
    "pilot": pilot,
    "growth": growth,
    "paid returns": paid_returns,
}
