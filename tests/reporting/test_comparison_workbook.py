"""The workbook of a comparison: it adds up, it is safe with any name, it is the same every time."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from planner.reporting.comparison import changed_tables, write_comparison
from planner.reporting.comparison import workbook as workbook_of
from planner.reporting.comparison.beside_table import signed
from planner.reporting.comparison.headline_lines import headline_lines
from planner.reporting.comparison.numbers import amount
from planner.reporting.comparison.numbers import signed as signed_words
from planner.reporting.comparison.workbook import write_workbook
from planner.solution.comparison import Comparison, compare, read_runs
from tests.finished_runs import write_run
from tests.tiny import tiny_tables


@pytest.fixture(scope="module")
def comparison(tmp_path_factory) -> Comparison:
    reports = tmp_path_factory.mktemp("reports")
    return compare(read_runs([write_run(reports / name, name) for name in ("tiny", "less")]))


@pytest.fixture(scope="module")
def file(comparison, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "compare.xlsx"
    write_workbook(comparison, path)
    return path


def values(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names}  # fmt: skip


def line(rows, *texts):
    """The row that begins with these texts."""
    return next(row for row in rows if row[: len(texts)] == list(texts))


def test_every_part_has_a_sheet_that_excel_can_name(file):
    sheets = values(file)
    assert list(sheets) == [
        "Summary", "Money by term", "Present values", "Money by period", "Plants", "Capacity",
        "Flows", "Lanes", "Emissions", "Indicators", "Inputs",
    ]  # fmt: skip
    for name, rows in sheets.items():
        if name != "Summary":
            assert rows[0][0] == "A tiny (the reference)   B less"


def test_summary_tells_worth_difference_and_certainty(file, comparison):
    rows = values(file)["Summary"]
    worth = [run.result["objective"] for run in comparison.runs]
    assert line(rows, "Net present value [M EUR]")[1:3] == pytest.approx(worth)
    assert line(rows, "Difference to A [M EUR]")[2] == pytest.approx(worth[1] - worth[0])
    assert line(rows, "What is certain")[1:3] == ["the reference", "certain: worth less"]
    assert line(rows, "are smaller")[1] == 1
    assert line(rows, "supply")[1] == "1 cell"


def test_money_adds_up_to_the_net_present_value(file, comparison):
    rows = values(file)["Money by term"]
    worth = [run.result["objective"] for run in comparison.runs]
    assert line(rows, "total")[2:5] == pytest.approx([*worth, worth[1] - worth[0]])
    building = line(rows, "building")
    assert building[2:5] == pytest.approx([-1.5, -1, 0.5])


def test_each_thing_has_a_row_a_run_and_a_row_a_difference(file):
    rows = values(file)["Flows"]
    packs = [row[1:] for row in rows if row[0] == "packs"]
    assert [row[0] for row in packs] == ["A", "B", "B \N{MINUS SIGN} A"]
    assert packs[0][1:] == pytest.approx([1000, 1000, 2000])
    assert packs[2][1:] == pytest.approx([-550, -550, -1100])


def test_yearly_money_counts_in_every_year_and_the_rest_once(tmp_path):
    """The third period of the longer plan lasts two years."""
    folders = [write_run(tmp_path / name, "longer") for name in ("a", "b")]
    path = tmp_path / "compare.xlsx"
    write_workbook(compare(read_runs(folders)), path)
    rows = values(path)["Money by period"]
    fixed = next(row for row in rows if row[0] == "fixed" and row[2] == "A")
    assert fixed[-1] == pytest.approx(fixed[3] + fixed[4] + 2 * fixed[5])
    building = next(row for row in rows if row[0] == "building" and row[2] == "A")
    assert building[-1] == pytest.approx(-1.5)


def test_plants_and_inputs_are_told(file):
    sheets = values(file)
    shredder = line(sheets["Plants"], "Sheffield shredder")
    assert shredder[4] == "smaller"
    assert shredder[-2:] == [1000, 500]
    assert ["B", "supply", "Leeds, packs", "changed", "amount [t/year]", "1000", "450"] in [
        row[:7] for row in sheets["Inputs"]
    ]


def test_what_is_not_known_stays_blank(comparison, tmp_path):
    runs = [
        replace(run, plan={k: v for k, v in run.plan.items() if k != "metal_cover" or i != 1})
        for i, run in enumerate([*comparison.runs, replace(comparison.runs[1], label="C")])
    ]
    path = tmp_path / "compare.xlsx"
    write_workbook(compare(runs), path)
    rows = [row for row in values(path)["Indicators"] if row[:3] == ["metal_cover", "Ni", "wanted"]]
    by_run = {row[4]: row[5] for row in rows}
    assert by_run["A"] == pytest.approx(50)
    assert by_run["B"] == by_run["B \N{MINUS SIGN} A"] == ""
    assert by_run["C \N{MINUS SIGN} A"] == pytest.approx(0)


def test_long_listings_are_cut_and_say_so(comparison, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_of, "MOST_LANES", 2)
    monkeypatch.setattr(changed_tables, "MOST_OF_A_TABLE", 1)
    cell = comparison.inputs.iloc[[1]]
    path = tmp_path / "compare.xlsx"
    write_workbook(replace(comparison, inputs=pd.concat([comparison.inputs, cell])), path)
    sheets = values(path)
    summary = [row[0] for row in sheets["Summary"]]
    count = len(comparison.lanes)
    assert f"• The sheet Lanes shows the 2 lanes that change most, of {count}." in summary
    assert len(sheets["Lanes"]) == 5
    assert any(
        "Of each table the first 1 changes are listed: 2 of 3." in str(row[0])
        for row in sheets["Inputs"]
    )


STRANGE = {"Leeds": "http://x", "packs": "=1+1", "Hull": "*", "Coventry": "<5", "CAM": "@SUM(A1)"}


def strange_run(folder: Path, amount: int) -> Path:
    tables = tiny_tables()
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if value in STRANGE and column not in ("group", "role", "stage"):
                    row[column] = STRANGE[value]
    tables["supply"][0]["amount"] = amount
    return write_run(folder, folder.name, tables)


def test_names_never_become_formulas_or_links(tmp_path):
    runs = read_runs([strange_run(tmp_path / "=2+2", 1000), strange_run(tmp_path / "+b", 450)])
    path = tmp_path / "compare.xlsx"
    write_workbook(compare(runs), path)
    found = set()
    with ZipFile(path) as archive:
        formulas = re.findall(
            "<f>([^<]*)</f>",
            "".join(archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n),
        )
    assert len(formulas) > 100
    assert not any("1+1" in formula or "2+2" in formula or "A1)" in formula for formula in formulas)
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                found.add(cell.value)
    assert found >= {"http://x", "http://x, =1+1", "*", "=2+2", "+b"}


def test_the_same_runs_give_the_same_bytes(comparison, file, tmp_path):
    write_workbook(comparison, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_formulas_recalculate_to_the_values_that_were_written(file, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not on this machine")
    bare = tmp_path / "bare" / "compare.xlsx"
    bare.parent.mkdir()
    without_values(file, bare)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "calculated"), str(bare)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    written, calculated = values(file), values(tmp_path / "calculated" / "compare.xlsx")
    formulas = 0
    for sheet in load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    want = written[sheet.title][cell.row - 1][cell.column - 1]
                    got = calculated[sheet.title][cell.row - 1][cell.column - 1]
                    assert got == pytest.approx(want, abs=1e-6), (sheet.title, cell.coordinate)
                    formulas += 1
    assert formulas > 200


def without_values(source: Path, target: Path) -> None:
    """Copy a workbook without the values of its formulas, so that they must be calculated."""
    with ZipFile(source) as read, ZipFile(target, "w", ZIP_DEFLATED) as write:
        for name in read.namelist():
            content = read.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
            write.writestr(name, content)


def test_plans_in_which_nothing_happens_are_written(tmp_path):
    tables = tiny_tables()
    tables["supply"][0]["amount"] = tables["demand"][0]["amount"] = 0
    tables["plants"] = tables["plants"][:1]
    folders = [write_run(tmp_path / name, name, tables) for name in ("a", "b")]
    folder = write_comparison(compare(read_runs(folders)), tmp_path / "compare")
    sheets = values(folder / "compare.xlsx")
    assert "Lanes" not in sheets
    assert "Inputs" not in sheets
    assert sheets["Plants"][3][0] == "none"
    assert "None." in (folder / "compare.html").read_text(encoding="utf-8")


# The folder, the terminal, the numbers


@pytest.mark.parametrize("part", ["workbook.write_workbook", "page.write_page"])
def test_a_failure_leaves_nothing(part, comparison, tmp_path, monkeypatch):
    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(f"planner.reporting.comparison.{part}", fail)
    with pytest.raises(OSError, match="disk full"):
        write_comparison(comparison, tmp_path / "reports" / "compare")
    assert list((tmp_path / "reports").iterdir()) == []


def test_what_is_there_is_not_overwritten(comparison, tmp_path):
    (tmp_path / "compare").mkdir()
    with pytest.raises(FileExistsError, match="is there already"):
        write_comparison(comparison, tmp_path / "compare")
    assert list((tmp_path / "compare").iterdir()) == []


def test_the_terminal_shows_a_line_a_run(comparison):
    header, first, second = headline_lines(comparison)
    assert header.split() == [
        "run", "value", "[M", "EUR]", "difference", "bound", "gap", "asked", "what", "is", "certain"
    ]  # fmt: skip
    minus = "\N{MINUS SIGN}"
    assert first.split()[:3] == ["A", "tiny", f"{minus}3.55"]
    assert second.split()[:4] == ["B", "less", f"{minus}3.98", f"{minus}0.44"]
    assert second.endswith("certain: worth less")


@pytest.mark.parametrize(
    ("value", "unit", "words", "difference"),
    [
        (46275.4, "t/year", "46,275", "+46,275"),
        (-531.72, "M EUR", "\N{MINUS SIGN}531.7", "\N{MINUS SIGN}531.7"),
        (0.1234, "share", "12.3 %", "+12.3 %"),
        (0.0, "t/year", "0", "\N{EN DASH}"),
        (-0.0004, "M EUR", "0.000", "\N{EN DASH}"),
        (float("nan"), "t/year", "", ""),
        (float("inf"), "M EUR", "not known", "+not known"),
    ],
)
def test_numbers_are_told_with_thousands_apart_and_differences_with_their_sign(
    value, unit, words, difference
):
    assert amount(value, unit) == words
    if value != float("inf"):
        assert signed_words(value, unit) == difference


def test_a_difference_too_small_to_show_is_a_dash_in_the_workbook():
    assert signed("#,##0.00") == '[>=0.005]+#,##0.00;[<=-0.005]-#,##0.00;"\N{EN DASH}"'
    assert signed("0.0%") == '[>=0.0005]+0.0%;[<=-0.0005]-0.0%;"\N{EN DASH}"'
    assert signed("#,##0").startswith("[>=0.5]")
