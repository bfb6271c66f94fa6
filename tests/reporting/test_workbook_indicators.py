"""The sheets of indicators: what they show, and that they are left out where there is nothing."""

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from planner.reporting.workbook.write import write_workbook
from planner.solution.circularity import circularity_tables
from planner.solution.circularity.definitions import DEFINITIONS
from tests.solution.variants import VARIANTS, change, solve, solved


def written(plan, path):
    write_workbook(plan, path, baseline=None, problems=[], facts={})
    return path


@pytest.fixture(scope="module")
def plan():
    return solved("recycled content")


@pytest.fixture(scope="module")
def file(plan, tmp_path_factory):
    return written(plan, tmp_path_factory.mktemp("indicators") / "plan.xlsx")


def rows(path, sheet):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def test_circularity_shows_every_figure_of_the_headline(file, plan):
    shown = rows(file, "Circularity")
    start = next(number for number, row in enumerate(shown) if row[0] == "indicator")
    header = shown[start]
    assert header[3:7] == ["2030", "2031", "horizon", "claim"]
    found = {
        (row[0], row[1], period): row[header.index(period)]
        for row in shown[start + 1 :]
        for period in ("2030", "2031", "horizon")
        if row[2] != "" and row[header.index(period)] != ""
    }
    figures = circularity_tables(plan)["circularity"]
    expected = {
        (indicator, of, period): value
        for indicator, of, period, value in figures[
            ["indicator", "of", "period", "value"]
        ].itertuples(index=False)
    }
    assert found == pytest.approx(expected)


def test_circularity_has_charts_that_show_cells_of_the_sheet(file):
    charts = load_workbook(file)["Circularity"]._charts
    assert len(charts) == 6
    shown = rows(file, "Circularity")
    for chart in charts:
        for series in chart.series:
            first = series.val.numRef.f.split("!")[1].split(":")[0].replace("$", "")
            assert first.startswith("D")
            assert shown[int(first[1:]) - 1][0] != ""


def test_compliance_is_coloured_by_whether_rules_are_met(file):
    header, *table = rows(file, "Compliance")
    met = [row[header.index("met")] for row in table]
    assert met == ["yes", "at a price", "yes", "yes"]
    assert [row[header.index("limit")] for row in table] == [0.6, 0.95, 0.1, 0.1]
    rules = load_workbook(file)["Compliance"].conditional_formatting
    texts = {rule.formula[0] for area in rules for rule in area.rules}
    assert texts == {'"yes"', '"at a price"', '"no"'}


def test_provenance_begins_with_cathode_material_and_leaves_out_waste(file):
    header, *table = rows(file, "Provenance")
    products = [row[header.index("product")] for row in table]
    assert products[0] == "CAM"
    assert "waste" not in products
    assert "recycled Ni [%]" in header
    assert "booked Ni [%]" in header


def test_definitions_say_what_every_indicator_means(file):
    header, *table = rows(file, "Definitions")
    assert header == ["indicator", "table", "unit", "definition", "worked out from"]
    assert len(table) == len(DEFINITIONS)


def without_anything():
    tables = VARIANTS["tiny"]()
    tables["plants"] = []
    tables["supply"] = tables["supply"][:1]
    change(tables["supply"], "product", "packs", amount=0)
    return tables


def test_sheets_with_nothing_to_say_are_left_out(tmp_path):
    sheets = load_workbook(written(solved("tiny"), tmp_path / "tiny.xlsx")).sheetnames
    assert "Compliance" not in sheets
    assert "Circularity" in sheets
    empty = load_workbook(written(solve(without_anything()), tmp_path / "empty.xlsx")).sheetnames
    assert not {"Circularity", "Compliance", "Provenance", "Definitions"} & set(empty)
