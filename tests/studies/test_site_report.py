"""The workbook and the map of a site evaluation say what its tables say."""

import json
from dataclasses import replace
from math import nan

import openpyxl
import pandas as pd
import pytest

from planner.network.build import build_network
from planner.reporting.sites import SiteReport, write_site_report
from planner.reporting.sites.looks import span
from planner.reporting.sites.map import draw_site_map
from planner.reporting.sites.workbook import write_site_workbook
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


def test_a_range_without_an_end_is_told_as_such(report, tmp_path):
    """Where no bound was proven in time; and one that begins at 0 as well says nothing."""
    assert span(0.0, nan) == ""
    report.values.loc[0, ["cost_low [M EUR]", "cost_high [M EUR]"]] = 1.5, nan
    network = build_network(instance_of(shredders()))
    folder = write_site_report(network, report, tmp_path, "two")
    book = openpyxl.load_workbook(folder / "sites.xlsx")
    lines = [list(line) for line in book["Plants"].iter_rows(values_only=True)]
    at = next(number for number, line in enumerate(lines) if line[0] == "rank")
    table = dict(zip(lines[at], lines[at + 1], strict=True))
    assert (table["cost low [M EUR]"], table["cost high [M EUR]"]) == (1.5, None)
    assert "cheap shredder: 1.5 or more" in (folder / "sites.svg").read_text()


def test_the_page_holds_all_it_needs_and_every_plant(report, tmp_path):
    network = build_network(instance_of(shredders()))
    hostile = replace(report, notes=["<script>alert(1)</script>"])
    report.values.loc[0, "owner"] = "</script><b>"
    folder = write_site_report(network, hostile, tmp_path, "two")
    page = (folder / "sites.html").read_text()
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert [plant["name"] for plant in data["plants"]] == ["cheap", "dear"]
    assert [data["sites"][plant["site"]]["name"] for plant in data["plants"]] == [
        "Sheffield", "Hull",
    ]  # fmt: skip
    cheap, dear = data["plants"]
    assert (cheap["short"], dear["short"]) == ("0.0 to 12.5", "cannot be built")
    assert ["Keeping it out costs, M EUR", "0.00 to 12.50"] in cheap["facts"]
    assert ["Owner", "</script><b>"] in cheap["facts"]
    assert cheap["depends"] == [["arisings", "packs, Leeds", "100%, 2,000 t"]]
    assert "<script>alert" not in page
    assert "default-src &#39;none&#39;" in page
    assert "<script src" not in page


def test_a_report_that_cannot_be_written_leaves_nothing(report, tmp_path, monkeypatch):
    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.reporting.sites.map.draw_site_map", no_space)
    network = build_network(instance_of(shredders()))
    with pytest.raises(OSError, match="No space"):
        write_site_report(network, report, tmp_path / "reports", "two")
    assert list((tmp_path / "reports").iterdir()) == []


def test_a_second_report_in_the_same_second_has_a_folder_of_its_own(report, tmp_path):
    network = build_network(instance_of(shredders()))
    first, second = (write_site_report(network, report, tmp_path, "two") for _ in range(2))
    assert first != second
    assert sorted(file.name for file in first.iterdir()) == sorted(
        file.name for file in second.iterdir()
    )
