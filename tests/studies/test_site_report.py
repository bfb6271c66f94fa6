"""The workbook and the map of a site evaluation say what its tables say."""

from dataclasses import replace
from math import nan

import openpyxl
import pandas as pd
import pytest

from planner.network.build import build_network
from planner.reporting.sites import SiteReport, draw_site_map, write_site_workbook
from planner.studies.dependence import COLUMNS
from planner.studies.site_tables import VALUE_COLUMNS
from tests.studies.shredders import shredders
from tests.tiny import instance_of


def row(**values):
    given = {
        "rank": 1.0, "plant": "cheap", "site": "Sheffield", "country": "GB", "owner": "=1+1",
        "technology": "cheap shredder", "in_plan": "yes", "question": "keep it out",
        "answer": "costs", "cost_low [M money]": 0.0, "cost_high [M money]": 12.5,
        "how_often": "always", "plans_that_build_it": 3.0, "plans_made": 3.0,
    }  # fmt: skip
    return {name: given.get(name, nan) for name in VALUE_COLUMNS} | given | values


@pytest.fixture
def report():
    out = {"rank": 2.0, "plant": "dear", "site": "Hull", "in_plan": "no", "how_often": "never"}
    values = pd.DataFrame(
        [row(), row(**out, **{"answer": "cannot be built", "cost_low [M money]": nan,
                              "cost_high [M money]": nan})]
    )  # fmt: skip
    values = values.rename(columns=lambda name: name.replace("money", "EUR"))
    depends = pd.DataFrame(
        [["cheap", "arisings", "packs", "Leeds", 1.0, 2000.0, ""]], columns=list(COLUMNS)
    )
    return SiteReport("Two shredders", "EUR", values, depends, ["Mind this."], [("case", "two")])


def test_the_workbook_ranks_plants_and_says_what_they_depend_on(report, tmp_path):
    write_site_workbook(report, tmp_path / "sites.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sites.xlsx")
    assert book.sheetnames == ["Plants", "What it depends on", "Details", "Settings"]
    lines = [list(line) for line in book["Plants"].iter_rows(values_only=True)]
    at = next(number for number, line in enumerate(lines) if line[0] == "rank")
    table = [dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 : at + 3]]
    assert [line["plant"] for line in table] == ["cheap", "dear"]
    assert (table[0]["cost low [M EUR]"], table[0]["cost high [M EUR]"]) == (0, 12.5)
    assert table[1]["answer"] == "cannot be built"
    assert table[1]["cost low [M EUR]"] is None
    assert any("Mind this." in str(line[0]) for line in lines[:at])
    assert book["What it depends on"]["D2"].value == "Leeds"
    assert book["Settings"]["B1"].value == "two"
    owners = [cell.value for cell in book["Details"]["F"]]
    assert owners[1] == "=1+1"  # the text, and no formula
    assert book["Details"]["F2"].data_type == "s"


def test_an_evaluation_of_no_plants_has_its_sheets_all_the_same(report, tmp_path):
    none = replace(report, values=report.values[:0], depends_on=report.depends_on[:0], notes=())
    write_site_workbook(none, tmp_path / "sites.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sites.xlsx")
    assert "none" in [line[0] for line in book["Plants"].iter_rows(values_only=True)]


def test_the_map_names_sites_and_tells_what_their_plants_are_worth(report, tmp_path):
    network = build_network(instance_of(shredders()))
    draw_site_map(network, report.values, "Two shredders", tmp_path / "sites")
    assert (tmp_path / "sites.png").read_bytes().startswith(b"\x89PNG")
    drawn = (tmp_path / "sites.svg").read_text()
    for words in ("Sheffield", "cheap shredder: 0.0 to 12.5", "Hull", "M EUR of present value"):
        assert words in drawn
    assert "#1e7b4f" in drawn.casefold()
    again = tmp_path / "again"
    draw_site_map(network, report.values, "Two shredders", again)
    assert again.with_suffix(".svg").read_bytes() == (tmp_path / "sites.svg").read_bytes()
