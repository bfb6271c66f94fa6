"""The result workbook: it adds up, it is safe with any name, and it is the same every time."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from planner.network.build import build_network
from planner.plan import solve_network
from planner.reporting.workbook import long_table
from planner.reporting.workbook import write as workbook
from planner.reporting.workbook.write import SHEETS, write_workbook
from planner.solution.solution import Solution
from tests.tiny import instance_of, tiny_tables

FACTS = {"instance": "tiny", "date": "2026-11-21", "planner": "0.1.0"}


def solved(changes=lambda tables: None, **replaced) -> Solution:
    tables = tiny_tables()
    changes(tables)
    return solve_network(dataclasses.replace(build_network(instance_of(tables)), **replaced))


@pytest.fixture(scope="module")
def plan() -> Solution:
    return solved()


@pytest.fixture(scope="module")
def baseline(plan) -> Solution:
    nothing = dict.fromkeys(plan.network.buildable, ())
    return solve_network(dataclasses.replace(plan.network, buildable=nothing))


@pytest.fixture(scope="module")
def file(plan, baseline, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "tiny.xlsx"
    write_workbook(plan, path, baseline=baseline, problems=["Lithium is short."], facts=FACTS)
    return path


def values(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names}  # fmt: skip


def beside(rows: list[list[object]], label: str) -> object:
    """The value to the right of a label in the first column."""
    return next(row[1] for row in rows if row[0] == label)


def records(rows: list[list[object]]) -> list[dict[object, object]]:
    """The rows of a long table, up to the totals."""
    end = next((n for n, row in enumerate(rows) if not any(cell != "" for cell in row)), len(rows))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:end]]


def test_has_its_sheets_in_order_and_excel_can_name_them(file):
    absent = ("Compliance", "Contracts", "Stock")  # the case has no rule, contract or store
    assert list(values(file)) == [name for name in SHEETS if name not in absent]
    assert all(len(name) <= 31 for name in SHEETS)


def test_cost_lines_sum_to_the_objective(file, plan):
    sheets = values(file)
    present = [line["present value [M EUR]"] for line in records(sheets["Cost lines"])]
    assert sum(present) == pytest.approx(plan.result.objective)
    summary = sheets["Summary"]
    assert beside(summary, "Net present value") == pytest.approx(plan.result.objective, rel=1e-12)
    assert beside(summary, "Sum of all cost lines, present value") == pytest.approx(sum(present))
    assert beside(summary, "Check") == "adds up"


def test_costs_by_term_and_site_are_live_and_right(file):
    lines = records(values(file)["Cost lines"])
    live, shown = load_workbook(file), values(file)
    for sheet, key in (("Costs by term", "term"), ("Costs by site", "site")):
        header = shown[sheet][0]
        count = 0
        for row, line in enumerate(shown[sheet][1:], start=2):
            if line[0] == "total":
                break
            for column, period in enumerate(header):
                formula = str(live[sheet].cell(row, column + 1).value)
                if formula.startswith("=SUMIFS('Cost lines'"):
                    mine = [
                        one["present value [M EUR]"]
                        for one in lines
                        if one[key] == line[0] and one["period"] == period
                    ]
                    assert line[column] == pytest.approx(sum(mine))
                    count += 1
        assert count > 0


def test_shows_what_the_plan_is_worth_and_what_to_build(file, plan, baseline):
    summary = values(file)["Summary"]
    value = next(row for row in summary if row[0] == "net present value")
    assert value[2:5] == pytest.approx(
        [plan.result.objective, baseline.result.objective,
         plan.result.objective - baseline.result.objective]
    )  # fmt: skip
    shredder = next(row for row in summary if row[0] == "Sheffield shredder")
    assert shredder[1:4] == [2030, 1000, 1.5]
    assert any(row[0] == "• Lithium is short." for row in summary)


def test_collected_batteries_go_somewhere(file):
    rows = values(file)["Collected batteries"]
    assert rows[1] == ["to shredding", 1000.0, 1000.0, 2000.0]


def test_elements_sum_to_zero(file):
    sums = [row for row in values(file)["Elements"] if str(row[1]).startswith("sum")]
    assert {row[0] for row in sums} == {"nickel", "lithium"}
    assert all(amount == 0 for row in sums for amount in row[2:])


def test_long_sheets_have_filter_frozen_header_and_no_gridlines(file):
    book = load_workbook(file)
    for name in ("Decisions", "Facilities", "Flows", "Throughput", "Supply", "Demand", "Outlets",
                 "Cost lines", "Emission lines", "Recycled content", "Metal gap"):  # fmt: skip
        sheet = book[name]
        assert sheet.auto_filter.ref
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.page_setup.orientation == "landscape"


STRANGE = {"Leeds": "http://x", "packs": "=1+1", "Hull": "*", "Coventry": "<5", "CAM": "@SUM(A1)"}


def strange(tables) -> None:
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if value in STRANGE and column not in ("group", "role", "stage"):
                    row[column] = STRANGE[value]


def test_names_never_become_formulas_or_links(tmp_path):
    path = tmp_path / "strange.xlsx"
    write_workbook(solved(strange), path, baseline=None, problems=["=2+2"], facts={})
    book = load_workbook(path)
    found = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.value in {*STRANGE.values(), "=2+2"}:
                    assert cell.data_type == "s" or "<f>" not in raw(path, sheet.title)
                    found.add(cell.value)
    assert found >= {"http://x", "*", "<5"}
    sheets = values(path)
    assert {"http://x", "*"} <= {row[0] for row in sheets["Costs by site"]}
    assert any(row["product"] == "=1+1" for row in records(sheets["Flows"]))
    assert sheets["Issues"][1][1] == "=2+2"
    formulas = [
        cell.value for row in book["Costs by site"].iter_rows() for cell in row
        if cell.data_type == "f"
    ]  # fmt: skip
    assert any("EXACT" in formula for formula in formulas)
    assert not any("1+1" in formula for formula in formulas)


def raw(path: Path, sheet: str) -> str:
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        number = list(values(path)).index(sheet) + 1
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_the_same_plan_gives_the_same_bytes(file, plan, baseline, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(plan, again, baseline=baseline, problems=["Lithium is short."], facts=FACTS)
    assert again.read_bytes() == file.read_bytes()


def test_a_failed_write_leaves_the_old_file(plan, tmp_path, monkeypatch):
    path = tmp_path / "plan.xlsx"
    path.write_text("old")

    def fail(*arguments, **named):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(workbook, "_write_movements", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        write_workbook(plan, path, baseline=None, problems=[], facts={})
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_table_too_long_for_a_sheet_is_cut_and_said_so(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(long_table, "MOST_ROWS", 10)
    path = tmp_path / "cut.xlsx"
    write_workbook(plan, path, baseline=None, problems=[], facts={})
    issues = [row[1] for row in values(path)["Issues"]]
    assert any(str(issue).startswith("The sheet Flows shows the first 6 of 12") for issue in issues)
    assert len(records(values(path)["Flows"])) == 6


def test_a_large_workbook_is_streamed_with_the_same_values(file, plan, baseline, tmp_path,
                                                           monkeypatch):  # fmt: skip
    monkeypatch.setattr(workbook, "STREAMED", 0)
    path = tmp_path / "streamed.xlsx"
    write_workbook(plan, path, baseline=baseline, problems=["Lithium is short."], facts=FACTS)
    assert values(path) == values(file)


def without_cathodes(tables) -> None:
    for row in tables["demand"]:
        row["amount"] = 0 if row["product"] == "CAM" else row["amount"]


def nothing_happens(tables) -> None:
    without_cathodes(tables)
    for row in tables["supply"]:
        row["amount"] = 0


@pytest.mark.parametrize("change", [without_cathodes, nothing_happens])
def test_writes_plans_in_which_little_happens(change, tmp_path):
    path = tmp_path / "little.xlsx"
    write_workbook(solved(change), path, baseline=None, problems=[], facts={})
    summary = values(path)["Summary"]
    assert beside(summary, "Check") == "adds up"
    assert any("there is no metal gap" in str(row[0]) for row in summary)


@pytest.mark.parametrize("names", [lambda tables: None, strange])
def test_formulas_recalculate_to_the_values_that_were_written(names, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    path, bare = tmp_path / "plan.xlsx", tmp_path / "bare" / "plan.xlsx"
    solution = solved(names)
    write_workbook(solution, path, baseline=solution, problems=[], facts={})
    bare.parent.mkdir()
    strip_values(path, bare)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "calculated"), str(bare)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    written, calculated = values(path), values(tmp_path / "calculated" / "plan.xlsx")
    formulas = 0
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and str(cell.value).startswith("=") and is_ours(cell):
                    want = written[sheet.title][cell.row - 1][cell.column - 1]
                    got = calculated[sheet.title][cell.row - 1][cell.column - 1]
                    assert got == (pytest.approx(want, abs=1e-6) if want != "" else want), (
                        sheet.title, cell.coordinate, cell.value)  # fmt: skip
                    formulas += 1
    assert formulas > 200


def is_ours(cell) -> bool:
    return cell.value not in STRANGE.values()


def strip_values(source: Path, target: Path) -> None:
    """Copy a workbook without the values of its formulas, so that they must be calculated."""
    from zipfile import ZIP_DEFLATED, ZipFile

    with ZipFile(source) as read, ZipFile(target, "w", ZIP_DEFLATED) as write:
        for name in read.namelist():
            content = read.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = content.decode()
                text = re.sub(r"(<c [^>]*?)( t=\"str\")?(>)(<f>[^<]*</f>)<v>[^<]*</v>",
                              r"\1\3\4", text)  # fmt: skip
                content = text.encode()
            write.writestr(name, content)
