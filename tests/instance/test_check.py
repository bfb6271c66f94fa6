"""Checking: what is wrong is said in the words of the user's tables."""

from typing import Any

import pytest

from planner.instance.check import check_sheets
from planner.instance.instance import Instance, InstanceError
from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet, sheets_of
from tests.instance.told import changed, problems_with, remarks_on
from tests.tiny import instance_of, rich_tables, tiny_instance, tiny_sheets, tiny_tables


def test_the_tiny_network_is_clean() -> None:
    assert tiny_instance().remarks == ()
    rich = instance_of(rich_tables())
    assert rich.remarks == ()
    assert set(rich.tables) == set(TABLES)
    assert all(rich.tables.values())


def test_an_instance_is_its_sheets() -> None:
    instance = instance_of(rich_tables())
    again = check_sheets(sheets_of(instance), "again")
    assert isinstance(again, Instance)
    assert again.fingerprint == instance.fingerprint


def test_every_problem_is_told_at_once() -> None:
    tables = tiny_tables()
    tables["plants"][0]["site"] = "Shefield"
    tables["plants"][1]["status"] = "Existing"
    tables["supply"][0]["amount"] = "1,000"
    tables["sites"][3]["role"] = " "
    assert problems_with(tables) == [
        "sites, row 5, role: must be filled",
        "plants, row 2, site: 'Shefield' is not in the table sites (did you mean 'Sheffield'?)",
        "plants, row 3, status: 'Existing' must be one of existing, committed, candidate, excluded "
        "(did you mean 'existing'?)",
        "supply, row 2, amount [t/year]: '1,000' is not a number "
        "(write 1234.5, with a point and without separators of thousands)",
    ]


def test_headers_and_sheets() -> None:
    sheets = tiny_sheets()
    sheets["suply"] = sheets.pop("supply")
    sheets["energy"] = Sheet.of(
        ["country", "electricity_price", "grid_emission [kg CO2e/kWh]", "", "country"],
        [["GB", 100, 0.2, "x", "GB"]],
    )
    sheets["modes"] = Sheet.of(["mode", "detour_factor [ratio]"], [["road", 1.2]])
    with pytest.raises(InstanceError) as error:
        check_sheets(sheets, "tiny")
    assert [str(problem) for problem in error.value.problems] == [
        "suply: is not a table of an instance (did you mean 'supply'?)",
        "energy, row 1, electricity_price: the header must read 'electricity_price [money/MWh]' "
        "(with its unit)",
        "energy, row 1, grid_emission [kg CO2e/kWh]: is not a column of energy "
        "(did you mean 'grid_emissions [kg CO2e/kWh]'?)",
        "energy, row 1: the 4th column holds cells but has no header",
        "energy, row 1, country: stands here twice",
        "modes, row 1, emissions [kg CO2e/t-km]: this column is missing",
    ]


def test_one_misspelt_name_is_one_problem() -> None:
    """The row of a faulty site still declares its name, and what it lacks is not told as well."""
    assert problems_with(changed("sites", 2, latitude="north")) == [
        "sites, row 4, latitude [degrees]: 'north' is not a number"
    ]
    assert len(problems_with(changed("recipe_flows", 1, product="blackmass"))) == 1


# What is changed, and how the one problem it causes reads.
FAULTS: list[tuple[str, int, dict[str, Any], str]] = [
    ("settings", 3, {"value": 8}, "settings, row 5, value: '8' (discount_rate) must be at most 1"),
    ("settings", 3, {"setting": "discont_rate"}, "did you mean 'discount_rate'?"),
    ("settings", 2, {"value": 2031}, "must not be after the first period, which starts in 2030"),
    ("periods", 1, {"first_year": 2032}, "periods, row 3, first_year [year]: 2032 leaves a gap"),
    ("periods", 0, {"years": 2}, "starts before '2030' is over, which lasts to 2031"),
    ("periods", 0, {"first_year": 2035}, "put in order"),
    ("energy", 0, {"from_year": 2031}, "has no row for 'GB' before 2031"),
    ("products", 0, {"origin": "old"}, "must be one of end of life, production scrap"),
    ("compositions", 0, {"share": 0.99}, "sum to 1.01, more than 1"),
    ("compositions", 1, {"element": "Ni"}, "row 2 has the same product and element"),
    ("sizes", 0, {"largest_capacity": 400}, "must be at least the capacity, 500"),
    ("sizes", 0, {"technology": "refinery"}, "has sizes of its own (sizes, row 2)"),
    ("cost_curves", 0, {"largest": 400}, "must be at least the smallest, 500"),
    ("recipes", 0, {"first_year": 2035, "last_year": 2031}, "is before the first_year, 2035"),
    ("recipes", 0, {"technology": "refinery"}, "has no row in recipes: the plant could do nothing"),
    ("recipe_flows", 1, {"amount": None}, "must be filled: the product is an output"),
    ("recipe_flows", 5, {"amount": 1}, "must be blank: of a blend"),
    ("recipe_flows", 1, {"feed": "CAM"}, "'CAM' is not a feed of 'shred'"),
    ("recipe_flows", 1, {"amount": 0.6}, "'shred' of 'packs' creates Li from nothing: "
     "0.02 t go in with a tonne of throughput and 0.024 t come out"),
    ("recipe_flows", 1, {"amount": 1.2}, "nothing is left for the residue of 'shred' of 'packs'"),
    ("recipe_flows", 9, {"amount": 1.01}, "'make CAM' creates Ni from nothing"),
    ("recipe_flows", 2, {"recipe": "make CAM"}, "cannot be worked out beside a blend"),
    ("recipe_flows", 2, {"recipe": "refine", "product": "packs"},
     "'waste' is the second residue of 'refine' of 'black mass', the first stands in row 4"),
    ("recipe_yields", 0, {"product": "lithium salt"}, "contains no Ni"),
    ("recipe_yields", 0, {"recipe": "make CAM"}, "has no feed in recipe_flows"),
    ("recipe_yields", 0, {"recovery": 95}, "must be at most 1 (95 percent is 0.95)"),
    ("recipe_needs", 0, {"recipe": "shred"}, "is carried by no blend or input of 'shred'"),
    ("plants", 1, {"capacity": None}, "must be filled: the plant is existing"),
    ("plants", 1, {"capacity": 0}, "must be more than 0"),
    ("plants", 1, {"status": "committed"}, "earliest_year [year]: must be filled"),
    ("plants", 0, {"earliest_year": 2031, "latest_year": 2030}, "is before the earliest_year"),
    ("plants", 0, {"sizes": "small; medium"}, "'medium' is not a size of 'shredder'"),
    ("plants", 2, {"status": "candidate"}, "has no row in sizes or cost_curves"),
    ("supply", 1, {"must_collect": 0.5}, "must be filled: 0.5 of it must be collected"),
    ("demand", 1, {"must_serve": 1}, "must be filled: 1 of it must be served"),
    ("outlets", 0, {"product": "packs"}, "'waste' is made by 'shred' but never used"),
    ("returns", 0, {"site": "Immingham"}, "is not in demand at 'Immingham'"),
    ("targets", 0, {"site": "Immingham"}, "nobody at 'Immingham' wants 'CAM'"),
    ("targets", 0, {"product": "black mass"}, "nobody at 'Coventry' wants 'black mass'"),
    ("products", 2, {"origin": "none"}, "says nothing about the Ni that 'nickel salt' brings"),
    ("borders", 0, {"destination": "EU"}, "is neither a country nor a bloc"),
    ("lane_rules", 0, {"to_role": "shreder"}, "did you mean 'shredder'?"),
    ("lane_rules", 0, {"groups": "packs; salt"}, "'salt' is not the group of any product"),
    ("lanes", 0, {"allowed": "maybe"}, "is neither yes nor no"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "cells", "expected"), FAULTS)
def test_a_fault_is_told(table: str, row: int, cells: dict[str, Any], expected: str) -> None:
    text = "\n".join(problems_with(changed(table, row, **cells)))
    assert expected in text


def test_codes_of_countries() -> None:
    tables = tiny_tables()
    tables["countries"] += [{"country": "UK", "name": "a"}, {"country": "fr", "name": "b"}]
    assert problems_with(tables) == [
        "countries, row 3, country: 'UK' is not the code of the standard: it is 'GB'",
        "countries, row 4, country: 'fr' must be two capital letters ('FR'?)",
    ]


def test_a_blank_year_beside_a_year() -> None:
    tables = tiny_tables()
    tables["supply"].append({"site": "Leeds", "product": "packs", "year": 2030, "amount": 1})
    assert problems_with(tables) == [
        "supply, row 5, year [year]: 2030 row 2 already holds for every year, its year is blank"
    ]


def test_the_row_for_a_feed_goes_before_the_row_for_every_feed() -> None:
    tables = tiny_tables()
    tables["recipe_flows"] += [
        {"recipe": "shred", "role": "feed", "product": "CAM"},
        {
            "recipe": "shred",
            "role": "output",
            "product": "black mass",
            "feed": "CAM",
            "amount": 0.9,
        },
    ]
    tables["compositions"] = [
        row for row in tables["compositions"] if (row["product"], row["element"]) != ("CAM", "Li")
    ] + [{"product": "CAM", "element": "Li", "share": 0.036}]
    instance_of(tables)
    tables["recipe_flows"][-1]["amount"] = 0.95
    assert "of 'CAM' creates Li from nothing" in problems_with(tables)[0]


def test_amounts_change_from_a_year_on() -> None:
    tables = tiny_tables()
    later = {"recipe": "shred", "role": "output", "product": "black mass", "from_year": 2031}
    tables["recipe_flows"].append(later | {"amount": 0.51})
    (problem,) = problems_with(tables)[:1]
    assert problem.startswith("recipe_flows, row 12, amount [t/t]: 'shred' of 'packs' from 2031")


def test_nothing_to_plan() -> None:
    with pytest.raises(InstanceError) as error:
        check_sheets({}, "empty")
    text = str(error.value)
    for needed in ("periods: needs", "sites: needs", "products: needs", "'currency' is missing"):
        assert needed in text


def test_remarks() -> None:
    tables = tiny_tables()
    tables["technologies"].append({"technology": "oven", "stage": "pyro", "economic_life": 9})
    tables["outlets"].append({"outlet": "x", "product": "waste", "kind": "sale", "price": -1})
    tables["supply"] += [
        {"site": "Leeds", "product": "CAM", "year": year, "amount": 1}
        for year in (2030, 2040, 2041)
    ]
    tables["products"].append({"product": "spare", "group": "spare", "shipping_class": "damaged"})
    assert remarks_on(tables) == [
        "products, row 10, product: 'spare' is in no recipe and no market",
        "technologies: nothing uses oven",
        "supply, row 6, year [year]: 2040 2 rows lie outside the plan (2030 to 2031) "
        "and are left out",
        "outlets, row 4, price [money/t]: -1.0 means that this sale costs money: "
        "is the sign right?",
        "freight: no mode in use carries damaged",
    ]
