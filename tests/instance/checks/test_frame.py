"""Blocs, and electricity beside the grid."""

from typing import Any

import pytest

from tests.instance.told import changed, problems_with, remarks_on
from tests.tiny import Rows, instance_of, rich_tables


def with_blocs(blocs: str, origin: str) -> dict[str, Rows]:
    tables = rich_tables()
    tables["countries"] = [{"country": "GB", "name": "United Kingdom", "bloc": blocs}]
    tables["borders"][0]["origin"] = origin
    return tables


@pytest.mark.parametrize("origin", ["GB", "CPTPP", "OECD"])
def test_a_border_names_a_country_or_one_of_its_blocs(origin: str) -> None:
    assert instance_of(with_blocs("CPTPP; OECD", origin)).remarks == ()


def test_an_unknown_bloc() -> None:
    assert problems_with(with_blocs("CPTPP; OECD", "OECDE")) == [
        "borders, row 2, origin: 'OECDE' is neither a country nor a bloc (did you mean 'OECD'?)"
    ]


def test_a_bloc_is_no_country() -> None:
    tables = with_blocs("FR; OECD", "OECD")
    assert instance_of(tables).remarks == ()
    tables["countries"].append({"country": "FR", "name": "France"})
    assert problems_with(tables) == [
        "countries, row 2, bloc: 'FR' is the code of a country: give the bloc another name"
    ]


def test_a_source_holds_in_one_place() -> None:
    assert problems_with(changed("energy_sources", 0, country="GB")) == [
        "energy_sources, row 2, country: 'GB' must be blank: "
        "the row holds for the site 'Hull' alone"
    ]
    assert remarks_on(changed("energy_sources", 0, country="GB", site=None)) == []
    assert remarks_on(changed("energy_sources", 0, country=None, site=None)) == []


@pytest.mark.parametrize(
    "cells", [{"site": "Leeds"}, {"site": None, "country": "FR"}, {"site": "Coventry"}]
)
def test_a_source_that_nobody_can_use(cells: dict[str, Any]) -> None:
    tables = changed("energy_sources", 0, **cells)
    tables["countries"].append({"country": "FR", "name": "France"})
    assert (
        "energy_sources, row 2, energy_source: 'wind' is chosen by nobody: "
        "no plant there uses electricity"
    ) in remarks_on(tables)
