"""Targets: what each kind reads, what its limits may be, and what it finds to count."""

from typing import Any

import pytest

from planner.instance.schema.rules import KINDS
from tests.instance.told import Tables, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables

CONTENT = {
    "kind": "recycled content", "site": "Coventry", "product": "CAM", "element": "Ni",
    "minimum": 0.06,
}  # fmt: skip
GB = {"area": "GB"}

# A row of each kind that the tiny network can hold, with all that it needs.
SOUND: dict[str, dict[str, Any]] = {
    "recycled content": CONTENT,
    "recycled share": {"product": "CAM", "element": "Li", "minimum": 0.1, **GB},
    "material recovery": {"element": "Li", "minimum": 0.4, **GB},
    "recycling efficiency": {"minimum": 0.1, "maximum": 0.9},
    "collection": {"product": "packs", "element": "Ni", "minimum": 0.5},
    "landfill": {"product": "waste", "maximum": 100},
    "domestic share": {"product": "nickel salt", "minimum": 0.2, **GB},
    "country share": {"product": "CAM", "maximum": 0.65},
    "supplier share": {"product": "salts", "element": "Ni", "origin": "Immingham", "maximum": 0.9},
    "share of need": {"product": "CAM", "origin": "Sunderland", "minimum": 0.3},
    "feed share": {"product": "black mass", "technology": "refinery", "minimum": 0.1},
    "quality": {"product": "black mass", "element": "Li", "technology": "hydromet", "maximum": 0.1},
    "emissions": {"maximum": 1000},
    "capital": {"technology": "shredding", "maximum": 2},
    "plants": {"site": "Hull", "minimum": 1, "maximum": 2},
    "stock": {"site": "Hull", "maximum": 50},
}


def target(kind: str, **cells: Any) -> Tables:
    """The tiny network with one target, of what it needs, and the landfill as one."""
    tables = rich_tables()
    tables["outlets"][0]["kind"] = "landfill"
    row = SOUND[kind] | cells
    tables["targets"] = [{"target": "rule", "kind": kind} | row]
    return tables


def test_a_row_of_every_kind() -> None:
    assert set(SOUND) == set(KINDS)
    for kind in KINDS:
        assert instance_of(target(kind)).remarks == (), kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_needs_its_columns(kind: str) -> None:
    for column in KINDS[kind].needs:
        (problem,) = problems_with(target(kind, **{column: None}))
        assert problem == f"targets, row 2, {column}: must be filled: the kind is {kind!r}"
    if "minimum" not in KINDS[kind].needs:
        (problem,) = problems_with(target(kind, minimum=None, maximum=None))
        assert problem == "targets, row 2, minimum: must be filled, or maximum, or both"


ANY = {
    "site": "Coventry", "area": "GB", "technology": "refinery", "origin": "Hull",
    "product": "CAM", "element": "Ni", "minimum": 0.1, "maximum": 0.9,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reads_no_other_columns(kind: str) -> None:
    reads = KINDS[kind].reads
    for column in set(ANY) - set(reads):
        problems = problems_with(target(kind, **{column: ANY[column]}))
        assert problems == [
            f"targets, row 2, {column}: {ANY[column]!r} must be blank: it is not read for the kind "
            f"{kind!r} (it reads {', '.join(reads)})"
        ]


@pytest.mark.parametrize("kind", ["country share", "supplier share"])
def test_a_minimum_needs_an_origin(kind: str) -> None:
    limits = {"minimum": 0.1, "maximum": None}
    told = problems_with(target(kind, product="CAM", element=None, origin=None, **limits))
    rule = f"must be filled where there is a minimum: the kind is {kind!r}"
    assert told == [f"targets, row 2, origin: {rule}"]
    instance_of(target(kind, product="CAM", element=None, origin="Sunderland", **limits))


def test_limits() -> None:
    assert problems_with(target("collection", minimum=70)) == [
        "targets, row 2, minimum: 70.0 must be at most 1: the kind 'collection' limits a share "
        "(70 percent is 0.7)"
    ]
    assert problems_with(target("quality", maximum=2000)) == [
        "targets, row 2, maximum: 2000.0 must be at most 1: the kind 'quality' limits a share"
    ]
    assert problems_with(target("plants", minimum=3)) == [
        "targets, row 2, maximum: 2.0 must be at least the minimum, 3"
    ]
    instance_of(target("plants", minimum=2))
    instance_of(target("emissions", maximum=1e6))


def test_a_site_lies_in_the_area() -> None:
    tables = target("stock", area="FR")
    tables["countries"].append({"country": "FR", "name": "France"})
    (problem,) = problems_with(tables)
    assert "'Hull' does not lie in 'FR', the area of the rule" in problem
    assert instance_of(target("stock", area="GB")).remarks == ()


@pytest.mark.parametrize("kind", ["recycled share", "domestic share", "share of need"])
def test_places_have_sites(kind: str) -> None:
    column = "origin" if "origin" in KINDS[kind].reads else "area"
    tables = target(kind, **{column: "FR"})
    tables["countries"].append({"country": "FR", "name": "France"})
    assert problems_with(tables) == [f"targets, row 2, {column}: 'FR' has no site"]


def test_blocs_and_groups() -> None:
    tables = target("domestic share", area="near", product="salts", element="Ni")
    tables["countries"][0]["bloc"] = "near; everywhere"
    assert instance_of(tables).remarks == ()


# A hard minimum, what is changed, and how it reads that there is nothing to count.
NOTHING: list[tuple[str, dict[str, Any], str]] = [
    ("recycled content", {"site": "Hull"}, "nobody at 'Hull' wants 'CAM'"),
    ("recycled share", {"product": "packs"}, "nobody in 'GB' wants 'packs'"),
    ("material recovery", {"area": None, "site": "Leeds"},
     "no plant at 'Leeds' takes in what is at end of life or production scrap"),
    ("recycling efficiency", {"site": "Coventry"}, "no plant at 'Coventry' takes in"),
    ("collection", {"product": "bought nickel salt", "element": None},
     "no amount of 'bought nickel salt' arises at end of life or as scrap"),
    ("landfill", {"product": "black mass", "minimum": 1}, "'black mass' has no outlet"),
    ("domestic share", {"product": "waste"}, "nobody in 'GB' wants or takes in 'waste'"),
    ("share of need", {"product": "black mass"}, "wants a stated amount of 'black mass'"),
    ("feed share", {"technology": "CAM"}, "no plant of 'CAM' takes in 'black mass'"),
    ("quality", {"technology": "refinery", "product": "CAM", "minimum": 0.01},
     "no plant of 'refinery' takes in 'CAM'"),
    ("quality", {"technology": None, "product": "packs", "minimum": 0.01}, "nobody wants 'packs'"),
    ("emissions", {"technology": "pyro", "minimum": 1}, "no plant of 'pyro' stands or may be"),
    ("capital", {"technology": "pyro", "minimum": 1}, "no plant of 'pyro' stands or may be built"),
    ("plants", {"site": "Leeds"}, "no plant at 'Leeds' stands or may be built"),
    ("stock", {"site": "Leeds", "minimum": 1}, "any product has no row in storage at 'Leeds'"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cells", "expected"), NOTHING)
def test_nothing_to_count(kind: str, cells: dict[str, Any], expected: str) -> None:
    """An error where the rule could not be met, else a remark."""
    (problem,) = problems_with(target(kind, **cells))
    assert problem.startswith(f"targets, row 2, kind: {kind!r} finds nothing to count: ")
    assert expected in problem
    assert remarks_on(target(kind, **cells, shortfall_price=5)) == [problem]


def test_what_is_nothing_today_may_be_something_in_a_scenario() -> None:
    tables = target("share of need")
    tables["demand"][0]["amount"] = 0
    assert instance_of(tables).remarks == ()
    tables["demand"][0]["amount"] = None
    assert "wants a stated amount of 'CAM'" in problems_with(tables)[0]


def test_the_element_is_in_what_is_counted() -> None:
    (problem,) = problems_with(target("recycled content", element="Co"))
    assert "did you mean" not in problem
    assert "'Co' is not in the table elements" in problem
    tables = target("recycled content", element="Co")
    tables["elements"].append({"element": "Co", "name": "cobalt"})
    problems = problems_with(tables)
    assert problems == [
        "targets, row 2, element: 'Co' is in nothing that the rule counts: CAM (compositions)"
    ]


def test_excluded_plants_do_not_count() -> None:
    tables = target("material recovery")
    tables["returns"] = []
    for plant in tables["plants"]:
        if plant["technology"] in ("shredder", "refinery"):
            plant["status"] = "excluded"
    assert any("finds nothing to count: no plant in 'GB'" in p for p in problems_with(tables))


@pytest.mark.parametrize("kind", ["recycled content", "quality"])
def test_origins_are_asked_for_recycled_metal_alone(kind: str) -> None:
    """Bought nickel salt says where it is from only where a rule on recycled metal asks."""
    tables = target(kind)
    products = {row["product"]: row for row in tables["products"]}
    products["bought nickel salt"]["origin"] = "none"
    if kind == "quality":
        assert instance_of(tables).remarks == ()
    else:
        (problem,) = problems_with(tables)
        assert "says nothing about the Ni that 'bought nickel salt' brings" in problem


def test_a_target_on_a_group_asks_for_origins_too() -> None:
    tables = target("recycled content", product="cathodes")
    for product in tables["products"]:
        if product["product"] == "CAM":
            product["group"] = "cathodes"
        if product["product"] == "nickel salt":
            product["origin"] = "none"
    assert "says nothing about the Ni that 'nickel salt' brings" in problems_with(tables)[0]
