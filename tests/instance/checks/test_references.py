"""Names that may be of several kinds, with a hint at the nearest."""

import pytest

from tests.instance.told import added, changed, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables

RULE = {"target": "another", "kind": "plants", "maximum": 5}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"area": "GBR"}, "area: 'GBR' is neither a country nor a bloc (did you mean 'GB'?)"),
        ({"technology": "hydro"}, "technology: 'hydro' is neither a technology nor a stage "
         "(did you mean 'hydromet'?)"),
        ({"technology": "refiner"}, "(did you mean 'refinery'?)"),
        ({"kind": "share of need", "product": "CAM", "maximum": 1, "origin": "Hulll"},
         "origin: 'Hulll' is neither a site, a country nor a bloc (did you mean 'Hull'?)"),
        ({"kind": "landfill", "product": "salt"},
         "product: 'salt' is neither a product nor a group of products (did you mean 'salts'?)"),
        ({"site": "GB"}, "site: 'GB' is not in the table sites"),
    ],
)  # fmt: skip
def test_names_in_targets(cells: dict[str, object], expected: str) -> None:
    (problem,) = problems_with(added("targets", **RULE | cells))
    assert problem.startswith("targets, row 4, ")
    assert expected in problem


def test_a_technology_or_its_stage() -> None:
    for name in ("refinery", "hydromet"):
        assert instance_of(added("targets", **RULE, technology=name)).remarks == ()


def test_names_with_two_meanings() -> None:
    tables = added("targets", **RULE, technology="hydromet")
    tables["technologies"].append({"technology": "hydromet", "stage": "hydromet"})
    tables["technologies"][-1]["economic_life"] = 9
    tables["products"][1]["group"] = "packs"
    tables["sites"][0]["operator"] = "Sheffield"
    assert remarks_on(tables) == [
        "technologies: nothing uses hydromet",
        "contracts, row 2, supplier: 'Sheffield' is a site and the operator of others: "
        "the site is meant (the others are Leeds)",
        "contracts, row 3, buyer: 'Sheffield' is a site and the operator of others: "
        "the site is meant (the others are Leeds)",
        "contracts, row 3, product: 'packs' is a product and a group of others: "
        "the product is meant (the others are black mass)",
        "targets, row 4, technology: 'hydromet' is a technology and the stage of others: "
        "all are meant (the others are refinery)",
    ]


def test_one_faulty_site_is_no_unknown_operator() -> None:
    """What a faulty row may have named is not told as missing."""
    tables = changed("contracts", 0, supplier="Metals")
    for site in tables["sites"]:
        site["operator"] = "Metals" if site["site"] == "Sheffield" else ""
    instance_of(tables)
    tables["sites"][1]["latitude"] = "north"
    assert problems_with(tables) == ["sites, row 3, latitude [degrees]: 'north' is not a number"]
    tables = rich_tables()
    tables["products"][1]["origin"] = "old"
    (problem,) = problems_with(tables)
    assert problem.startswith("products, row 3, origin")
