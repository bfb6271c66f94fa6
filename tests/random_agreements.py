"""Small random networks with stock, contracts, targets and terms of finance.

Every target has a price, every contract a way out, so that there is always a plan.
"""

from random import Random

from tests.networks import Tables, random_tables
from tests.tiny import Rows, table

STORES = (
    ("Leeds", "packs"),
    ("Sheffield", "packs"),
    ("Sheffield", "modules"),
    ("Goole", "black mass"),
    ("Hull", "black mass"),
    ("Sunderland", "nickel salt"),
    ("Coventry", "CAM"),
)


def random_agreements(seed: int) -> Tables:
    """The random network of the seed with a few of each, drawn by lot."""
    tables = random_tables(seed)
    draw = Random(1000 + seed)
    tables["storage"] = _some(draw, [_store(draw, *place) for place in STORES])
    tables["contracts"] = _some(draw, _contracts(draw))
    if any(row["kind"] == "tolling" for row in tables["contracts"]):
        tables["tolling"] = table(
            "contract element product share", ("toll", "Ni", "CAM", draw.choice((0.1, 0.6)))
        )
    tables["targets"] = _some(draw, _targets(draw))
    tables["energy_sources"] = _some(
        draw,
        table(
            "energy_source site price emissions most",
            ("wind", "Hull", draw.choice((50, 110)), 0.01, draw.choice((None, 100))),
            ("sun", None, 60, 0, 30),
        ),
    )
    tables["credits"] = _some(draw, table("credit recipe amount", ("credit", "refine", 300)))
    tables["co_locations"] = _some(
        draw, table("technology beside saving", ("shredder", "dismantler", 0.1))
    )
    tables["outlets"] += table(
        "outlet product kind price most",
        ("oven", "waste", "landfill", -40, draw.choice((30, None))),
    )
    tables["financing"] = _some(
        draw,
        table(
            "plant contracted cost_of_capital",
            ("Goole shredder", 0.02, 0.08),
            ("Goole shredder", 0.1, 0.02),
            ("Hull refinery", 0.01, 0.05),
        ),
    )
    tables["programmes"] = table("programme cap", ("fund", draw.choice((0.1, 0.4))))
    for row in tables["plants"]:
        if row["status"] == "candidate" and draw.random() < 0.5:
            row |= {"grant_share": 0.4, "programme": draw.choice(("fund", None))}
    _wait(draw, tables)
    return tables


def _some(draw: Random, rows: Rows) -> Rows:
    return [row for row in rows if draw.random() < 0.6]


def _store(draw: Random, site: str, product: str) -> dict[str, object]:
    opening = draw.choice((0, 0, 60))
    return {
        "site": site,
        "product": product,
        "capacity": draw.choice((None, 80, 300)),
        "cost": draw.choice((0, 20)),
        "opening": opening,
        "closing": draw.choice((0, opening)),
    }


def _contracts(draw: Random) -> Rows:
    return table(
        "contract kind supplier buyer product minimum maximum price shortfall_price",
        ("supply", "firm", "Sheffield", "Hull", "black mass", 100, 200, 30, draw.choice((50, 900))),
        ("port", "optional", "Goole", "Immingham", "black mass", 40, 150, 200, None),
        ("toll", "tolling", "Coventry", "Sheffield", "packs", 10, None, 0, 200),
        ("bond", "captive", "Crewe", "Hull", "black mass", 0, None, 0, None),
    )


def _targets(draw: Random) -> Rows:
    price = draw.choice((50, 2_000, 50_000))
    columns = "target kind site area technology origin product element minimum maximum"
    rows = table(
        columns,
        ("a", "material recovery", None, None, None, None, None, "Ni", 0.95, None),
        ("b", "recycling efficiency", None, "GB", None, None, None, None, 0.5, None),
        ("c", "collection", None, None, None, None, "packs", None, 0.7, None),
        ("d", "landfill", None, None, None, None, "waste", None, None, 200),
        ("e", "supplier share", None, None, None, None, "salts", "Ni", None, 0.7),
        ("f", "supplier share", None, None, None, "Hull", "salts", "Ni", 0.5, None),
        ("g", "share of need", None, None, None, "Sunderland", "CAM", None, 0.9, None),
        ("h", "feed share", None, None, "CAM", None, "nickel salt", None, 0.4, None),
        ("i", "quality", None, None, "hydromet", None, "black mass", "Ni", None, 0.19),
        ("j", "quality", None, None, None, None, "black mass", "Ni", 0.21, None),
        ("k", "emissions", None, None, None, None, None, None, None, 100),
        ("l", "capital", None, None, "shredder", None, None, None, None, 0.4),
        ("m", "plants", None, None, "shredding", None, None, None, 1, 1),
        ("n", "stock", None, None, None, None, None, "Ni", 2, 10),
        ("o", "recycled share", None, None, None, None, "CAM", "Ni", 0.5, None),
    )
    return [row | {"shortfall_price": price} for row in rows]


def _wait(draw: Random, tables: Tables) -> None:
    """Refining may have to wait for the refinery's first years, or for a dismantler's."""
    (refine,) = [row for row in tables["recipes"] if row["recipe"] == "refine"]
    refine |= draw.choice(({}, {}, {"after": 1}, {"after": 1, "after_technology": "dismantler"}))
