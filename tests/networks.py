"""Networks for tests: of changed tables, and small random ones."""

from random import Random

from planner.network.build import build_network
from planner.network.network import Network
from tests.tiny import Rows, instance_of, table, tiny_tables

Tables = dict[str, Rows]

TOWNS = {"Leeds": (53.8, -1.55), "York": (53.96, -1.08), "Derby": (52.92, -1.48)}


def network_of(tables: Tables) -> Network:
    return build_network(instance_of(tables))


def random_tables(seed: int) -> Tables:
    """The tiny network with three senders, four candidates and figures drawn by lot."""
    draw = Random(seed)
    tables = tiny_tables()
    first, lengths = 2030, [draw.choice((1, 1, 2)) for _ in range(draw.choice((1, 2, 2, 3)))]
    starts = [first + sum(lengths[:place]) for place in range(len(lengths))]
    tables["periods"] = [
        {"period": str(start), "first_year": start, "years": years}
        for start, years in zip(starts, lengths, strict=True)
    ]
    tables["products"] += table(
        "product group origin shipping_class", ("modules", "packs", "end of life", "ordinary")
    )
    tables["compositions"] += table(
        "product element share", ("modules", "Ni", 0.15), ("modules", "Li", 0.03)
    )
    tables["sites"] = [row for row in tables["sites"] if row["site"] not in TOWNS] + [
        {"site": town, "role": "collection", "country": "GB", "latitude": north, "longitude": east}
        for town, (north, east) in TOWNS.items()
    ]
    tables["sites"] += table(
        "site role country latitude longitude",
        ("Goole", "shredder", "GB", 53.7, -0.87),
        ("Crewe", "shredder", "GB", 53.1, -2.44),
    )
    tables["technologies"] += table(
        "technology stage economic_life lead_time minimum_load",
        ("dismantler", "dismantling", 10, 0, 0),
    )
    tables["sizes"] += table(
        "technology size capacity capital_cost fixed_cost",
        ("dismantler", "small", draw.choice((150, 400)), draw.uniform(0.02, 0.3), 0.01),
        ("dismantler", "large", 900, draw.uniform(0.3, 0.6), 0.03),
    )
    tables["recipes"] += table(
        "recipe technology processing_cost capacity_use", ("open", "dismantler", 50, 1)
    )
    tables["recipe_flows"] += table(
        "recipe role product amount delay",
        ("open", "feed", "packs", None, 0),
        ("open", "output", "modules", draw.choice((0.4, 0.6)), draw.choice((0, 0, 1))),
        ("open", "residue", "waste", None, 0),
        ("shred", "feed", "modules", None, 0),
    )
    for row in tables["technologies"]:
        row["minimum_load"] = draw.choice((0, 0, 0.3))
        row["economic_life"] = draw.choice((4, 10, 20))
    for row in tables["sizes"]:
        if row["technology"] == "shredder":
            row["capital_cost"] *= draw.uniform(0.2, 1.5)
    closable = draw.choice(("yes", "no"))
    tables["cost_curves"] = table(
        "technology reference_capacity reference_cost smallest largest sizes",
        ("refinery", 1000, draw.uniform(0.1, 1), 100, 800, 2),
    )
    tables["plants"] = table(
        "plant site technology status capacity fixed_cost may_close closing_cost earliest_year",
        ("Sheffield shredder", "Sheffield", "shredder", "candidate", None, None, closable, 0, None),
        ("Crewe shredder", "Crewe", "shredder", "candidate", None, None, "no", 0, None),
        ("Goole dismantler", "Goole", "dismantler", "candidate", None, None, "no", 0, starts[-1]),
        ("Goole shredder", "Goole", "shredder", "candidate", None, None, "no", 0, None),
        ("Hull refinery", "Hull", "refinery", "candidate", None, None, "no", 0, None),
        ("Hull old line", "Hull", "refinery", "existing", 80, 0.3, closable, 0.1, None),
        ("Sunderland plant", "Sunderland", "cathode line", "existing", 120, 0.5, "yes", 0.2, None),
    )
    if draw.random() < 0.5:
        tables["plants"] = [row for row in tables["plants"] if row["plant"] != "Hull old line"]
    tables["supply"] = [
        {
            "site": town,
            "product": "packs",
            "amount": round(draw.uniform(50, 500)),
            "price": draw.choice((-200, -50, 500)),
            "must_collect": draw.choice((0, 0.8)),
            "shortfall_price": draw.choice((300, 2000)),
        }
        for town in TOWNS
    ] + tables["supply"][1:]
    tables["returns"] = table(
        "site product returned amount delay",
        ("Coventry", "CAM", "packs", draw.choice((0.1, 0.5)), draw.choice((0, 1))),
    )
    tables["lane_rules"] = table(
        "rule from_role to_role groups mode nearest",
        ("packs", "collection", "shredder", "packs", "road", draw.choice((1, 2, None))),
        ("packs back", "buyer", "shredder", "packs", "road", None),
        ("black mass", "shredder", "refinery", "black mass", "road", None),
        ("black mass abroad", "shredder", "port", "black mass", "road", None),
        ("salts", "refinery", "cathode plant", "salts", "road", None),
        ("bought salts", "port", "cathode plant", "salts", "road", None),
        ("CAM", "cathode plant", "buyer", "CAM", "road", None),
    )
    if draw.random() < 0.3:
        tables["lane_rules"] += table(
            "rule from_role to_role groups mode",
            ("between shredders", "shredder", "shredder", "packs", "road"),
        )
    tables["demand"][1]["price"] = draw.choice((0, 1500, 4000))
    return tables
