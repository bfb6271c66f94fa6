"""Months in a row, each with another kind of planted change, and what drives what changes then."""

from functools import partial

import pytest

from planner.instance.instance import Instance
from planner.instance.schema.markets import Supply
from tests.replanning.year import Year, tables, with_memorandum
from tests.tiny import instance_of, table


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    monkeypatch.setattr("planner.run._write_reports", lambda *args: None)


def case(
    price: float = 5000, law_to: int = 2033, status: str = "candidate", landfill: bool = True
) -> Instance:
    """Waste of shredding may be burnt, but then shredding does not pay; CAM in Derby never pays.

    price: of nickel salt that is bought instead. law_to: year to the end of which nobody may
    shred. status: of the shredder in Sheffield. landfill: whether there is one.
    """
    found = tables(400)
    found["supply"][-2]["price"] = price
    found["plants"][0]["status"] = status
    found["targets"] = table(
        "target kind technology last_year maximum", ("not yet", "plants", "shredder", law_to, 0)
    )
    found["outlets"] += table(
        "outlet product kind price", ("incinerator", "waste", "disposal", -3000)
    )
    if not landfill:
        found["outlets"] = found["outlets"][1:]
    return instance_of(with_memorandum(found))


def test_months_with_each_kind_of_change(tmp_path):
    year = Year(tmp_path, case())
    assert year.last.decisions["built"] == {("Sheffield shredder", "small", "2034"): 1.0}
    assert year.month("2031-02-01", case()) == []

    law = partial(case, law_to=2034)
    assert year.month("2031-03-01", law()) == ["Sheffield shredder: later"]
    assert year.why("later") == "targets, not yet: shredder: last_year [year] 2033 -> 2034"

    assert year.month("2031-04-01", law(price=2500)) == ["Sheffield shredder: dropped"]
    assert year.why("dropped") == (
        "supply, Immingham: bought nickel salt: price [money/t] 5000 -> 2500"
    )
    assert year.month("2031-05-01", law()) == ["Sheffield shredder: added"]

    signed = {"kind": "signed", "month": "2031-05", "contract": "CAM for Derby"}
    assert year.month("2031-06-01", law(), signed) == ["CAM for Derby: signed"]
    assert year.why("signed") == (
        "actuals, CAM for Derby: signed in 2031-05 (2031-06-01.csv, row 2)"
    )

    gone = partial(law, status="excluded")
    assert year.month("2031-07-01", gone()) == ["Sheffield shredder: moved"]
    assert year.why("moved") == "plants, Sheffield shredder: status candidate -> excluded"

    assert year.month("2031-08-01", gone(landfill=False)) == ["Goole shredder: dropped"]
    assert year.why("dropped") == "outlets, landfill: waste: a row is gone"

    assert year.month("2031-09-01", gone()) == ["Goole shredder: added"]
    late = {"kind": "delayed", "month": "2031-09", "plant": "Goole shredder", "year": 2036}
    assert year.month("2031-10-01", gone(), late) == ["Goole shredder: later"]
    soon = late | {"month": "2031-10", "year": 2035}
    assert year.month("2031-11-01", gone(), soon) == ["Goole shredder: earlier"]
    assert year.why("earlier") == "plants, Goole shredder: earliest_year [year] 2036 -> 2035"


def test_tonnes_that_arose_in_a_whole_year_take_the_place_of_the_forecast(tmp_path):
    arose = [
        {"kind": "arisen", "month": f"2033-{month:02}", "site": "Leeds", "product": "packs",
         "tonnes": 25}
        for month in range(1, 13)
    ]  # fmt: skip
    year = Year(tmp_path, case(law_to=2030))
    assert year.last.decisions["built"] == {("Sheffield shredder", "small", "2033"): 1.0}
    # What stands stands; the other years are as they were expected.
    assert year.month("2034-02-01", case(law_to=2030), *arose) == []
    rows = year.last.instance.rows(Supply)
    amounts = {row.year: row.amount for row in rows if row.site == "Leeds"}
    assert (amounts[2033], amounts[2034]) == (300, 400)


def test_new_input_that_a_scenario_is_about_can_be_taken_back(tmp_path):
    """A new site of which a new scenario speaks."""
    found = tables(400)
    found["sites"] += [found["sites"][-1] | {"site": "Selby", "longitude": -1.07}]
    cheap = {"plant": "Selby shredder", "site": "Selby", "cost_factor": 0.5}
    found["plants"].append(found["plants"][0] | cheap)
    found["scenarios"] = table("scenario description", ("no Selby", "It is not allowed"))
    found["scenario_items"] = table(
        "scenario order of_table filter of_column action value",
        ("no Selby", 1, "plants", "plant = Selby shredder", "status", "set", "excluded"),
    )
    year = Year(tmp_path, instance_of(tables(400)))
    assert year.month("2031-03-01", instance_of(found)) == ["Sheffield shredder: moved"]
    assert year.why("moved") == "sites, Selby: a row is new; plants, Selby shredder: a row is new"
