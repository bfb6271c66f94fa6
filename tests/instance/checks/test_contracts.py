"""Contracts and tolling: terms, parties, returns and lanes."""

from typing import Any

import pytest

from tests.instance.told import Tables, added, changed, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables

SALTS = {"kind": "firm", "supplier": "Hull", "buyer": "Sunderland", "product": "salts"}

# What is changed in the firm contract (row 0) or the tolling contract (row 1), and what is told.
FAULTS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"maximum": 5}, "contracts, row 2, maximum [t/year]: 5.0 must be at least the minimum, 10"),
    (0, {"first_year": 2031, "last_year": 2030}, "2030 is before the first_year, 2031"),
    (0, {"kind": "optional", "shortfall_price": None},
     "contracts, row 2, maximum [t/year]: must be filled: the contract is optional"),
    (0, {"kind": "optional", "maximum": 50},
     "contracts, row 2, shortfall_price [money/t]: 200.0 must be blank: an optional contract"),
    (0, {"supplier": "Sheffeld"},
     "contracts, row 2, supplier: 'Sheffeld' is neither a site nor an operator of sites "
     "(did you mean 'Sheffield'?)"),
    (0, {"buyer": "Hul"}, "buyer: 'Hul' is neither a site nor an operator of sites"),
    (0, {"product": "blackmass"}, "product: 'blackmass' is neither a product nor a group"),
    (0, {"buyer": "Sheffield"}, "contracts, row 2, buyer: 'Sheffield' is the supplier as well"),
    (0, {"kind": "tolling"},
     "'black mass to Hull' has no row in tolling that says what comes back"),
    (1, {"kind": "firm"}, "tolling, row 2, contract: 'packs for CAM' is a contract of the kind "
     "'firm': nothing comes back"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "cells", "expected"), FAULTS)
def test_a_fault_is_told(row: int, cells: dict[str, Any], expected: str) -> None:
    (problem,) = problems_with(changed("contracts", row, **cells))
    assert expected in problem


@pytest.mark.parametrize(
    "cells",
    [
        {"maximum": 10},
        {"first_year": 2031, "last_year": 2031},
        {"kind": "optional", "maximum": 50, "shortfall_price": None},
        {"kind": "captive", "minimum": 0, "shortfall_price": None},
    ],
)
def test_sound_terms(cells: dict[str, Any]) -> None:
    assert remarks_on(changed("contracts", 0, **cells)) == []


def operated(**operators: str) -> Tables:
    tables = rich_tables()
    for site in tables["sites"]:
        site["operator"] = operators.get(site["site"], "")
    return tables


def test_operators_are_parties() -> None:
    tables = operated(Hull="Metals", Immingham="Metals", Sunderland="Cathodes")
    tables["contracts"].append(
        {"contract": "salts", "kind": "firm", "supplier": "Metals", "buyer": "Cathodes"}
        | {"product": "salts", "minimum": 5}
    )
    assert instance_of(tables).remarks == ()
    tables["contracts"][-1] |= {"buyer": "Metals"}
    assert "'Metals' is the supplier as well" in problems_with(tables)[0]
    tables["sites"][5]["operator"] = ""
    tables["contracts"][-1] |= {"buyer": "Hull"}
    assert "'Hull' has the sites of 'Metals' alone" in problems_with(tables)[0]


def test_tolled_metal_can_come_back() -> None:
    tables = rich_tables()
    tables["elements"].append({"element": "Co", "name": "cobalt"})
    tables["tolling"][0]["element"] = "Co"
    assert problems_with(tables) == [
        "tolling, row 2, element: 'Co' is not in 'packs', which the contract ships (compositions)",
        "tolling, row 2, product: 'CAM' contains no Co (compositions), "
        "so it cannot come back in it",
    ]
    tables["tolling"][0] |= {"element": "Ni", "product": "lithium salt"}
    assert problems_with(tables) == [
        "tolling, row 2, product: 'lithium salt' contains no Ni (compositions), "
        "so it cannot come back in it"
    ]
    tables["tolling"][0]["product"] = "salt"
    assert "'salt' is neither a product nor a group of products" in problems_with(tables)[0]
    tables["tolling"][0]["product"] = "CAM"
    assert remarks_on(tables) == ["elements: nothing uses Co"]


def captives(**cells: Any) -> Tables:
    """Black mass of Sheffield goes to Hull alone, and in a second contract as given."""
    tables = rich_tables()
    first, tolling = tables["contracts"]
    first |= {"kind": "captive", "minimum": 0, "shortfall_price": None, "last_year": 2030}
    second = first | {"contract": "another", "last_year": None}
    tables["contracts"] = [first, tolling, second | cells]
    return tables


def test_captives_have_one_buyer() -> None:
    assert problems_with(captives(buyer="Immingham")) == [
        "contracts, row 4, buyer: 'Immingham' cannot be the only buyer: "
        "row 2 says the same of 'Hull'"
    ]
    for sound in (
        {"buyer": "Hull"},
        {"buyer": "Immingham", "first_year": 2031},
        {"buyer": "Immingham", "kind": "firm"},
        {"buyer": "Sunderland", "product": "nickel salt", "supplier": "Hull"},
    ):
        instance_of(captives(**sound))


def test_contracts_without_a_lane() -> None:
    assert remarks_on(changed("contracts", 0, buyer="Sunderland")) == [
        "contracts, row 2, contract: 'black mass to Hull' has no lane from 'Sheffield' to "
        "'Sunderland' that carries 'black mass' (lane_rules and lanes make lanes)"
    ]
    tables = rich_tables()
    tables["lanes"][1]["allowed"] = "no"
    assert "has no lane from 'Coventry' to 'Sheffield'" in remarks_on(tables)[0]
    tables = changed("tolling", 0, product="nickel salt")
    tables["lane_rules"][5]["groups"] = "CAM"  # from cathode plants to buyers
    assert remarks_on(tables) == [
        "tolling, row 2, product: 'nickel salt' comes back to 'Coventry' on no lane"
    ]
    tables = rich_tables()
    tables["lane_rules"][1]["groups"] = "packs"  # from shredders to refineries
    assert "that carries 'black mass'" in remarks_on(tables)[0]


def test_contracts_that_bind_nobody() -> None:
    loose = {"minimum": 0, "price": 0, "shortfall_price": None}
    assert remarks_on(changed("contracts", 0, **loose)) == [
        "contracts, row 2, minimum [t/year]: 0.0 means that this contract binds nobody: "
        "it has no maximum and no price either"
    ]
    assert remarks_on(changed("contracts", 0, **loose | {"price": 3})) == []
    assert remarks_on(changed("contracts", 0, minimum=0)) == [
        "contracts, row 2, shortfall_price [money/t]: 200.0 is not read: "
        "there is no minimum to fall short of"
    ]


def test_tonnes_that_count_twice() -> None:
    again = {"contract": "again", "kind": "firm", "supplier": "Sheffield", "buyer": "Hull"}
    again |= {"product": "black mass", "minimum": 5}
    assert remarks_on(added("contracts", **again)) == [
        "contracts, row 4, contract: 'again' counts black mass that counts for "
        "'black mass to Hull' (row 2) too"
    ]
    tables = added("contracts", **again, first_year=2031)
    tables["contracts"][0]["last_year"] = 2030
    assert remarks_on(tables) == []
    assert remarks_on(added("contracts", **again | {"kind": "captive"})) == []
