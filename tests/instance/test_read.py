"""Reading: files that are not what they should be are named, not traced back."""

import contextlib
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from planner.instance.instance import InstanceError
from planner.instance.read import read_instance, read_sheets
from planner.instance.template import write_csv, write_workbook
from tests.tiny import tiny_instance, tiny_sheets


def problem_with(path: Path) -> str:
    with pytest.raises(InstanceError) as error:
        read_instance(path)
    return str(error.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_csv(tiny_sheets(), tmp_path / "tiny")
    return tmp_path / "tiny"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    write_workbook(tiny_sheets(), tmp_path / "tiny.xlsx")
    return tmp_path / "tiny.xlsx"


def test_a_folder_and_a_workbook_give_the_same_instance(folder: Path, workbook: Path) -> None:
    expected = tiny_instance()
    for path in (folder, workbook):
        instance = read_instance(path)
        assert instance.name == "tiny"
        assert instance.settings.discount_rate == 0.1
        assert instance.tables == expected.tables
        assert instance.fingerprint == expected.fingerprint


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("absent.xlsx", None, "does not exist"),
        ("sites.csv", b"site\n", "give the folder"),
        ("old.xls", b"x", "neither a workbook"),
        ("empty.xlsx", b"", "cannot be read as a workbook"),
        ("torn.xlsx", b"PK\x03\x04", "cannot be read as a workbook"),
        ("text.ods", b"site,role\n", "cannot be read as a workbook"),
    ],
)
def test_what_is_no_instance_is_said_so(
    tmp_path: Path, name: str, content: bytes | None, expected: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert expected in problem_with(tmp_path / name)


def test_an_empty_folder_and_an_empty_workbook(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no CSV file" in problem_with(tmp_path / "empty")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    assert "is an empty workbook" in problem_with(tmp_path / "empty.xlsx")


def test_csv_that_cannot_be_read(folder: Path) -> None:
    (folder / "sites.csv").write_bytes("site,role\nMünchen,x\n".encode("latin-1"))
    (folder / "supply.csv").write_text("site;product\nLeeds;packs\n")
    (folder / "demand.csv").write_text('site,product\n"Coventry,CAM\n')
    (folder / "modes.csv").write_text("mode,distance,emissions [kg CO2e/t-km]\nroad,land\n")
    text = problem_with(folder)
    assert "sites: is not UTF-8 text, first in line 2" in text
    assert "supply, row 1: is separated by ';'" in text
    assert "demand: cannot be read as CSV" in text
    assert "modes, row 2: has 2 cells where the header has 3" in text


def test_blank_rows_and_margins_are_skipped_and_row_numbers_stay(folder: Path) -> None:
    (folder / "elements.csv").write_text("element,name,,\n\n , \nNi,nickel,,\n\nLi,,,\n")
    sheet = read_sheets(folder)["elements"]
    assert sheet.headers == ("element", "name")
    assert [row.number for row in sheet.rows] == [4, 6]
    assert "elements, row 6, name: must be filled" in problem_with(folder)


def test_sheets_for_people_and_other_files_are_not_read(folder: Path) -> None:
    (folder / "notes.csv").write_text("anything")
    (folder / "README.md").write_text("anything")
    assert read_instance(folder).fingerprint == tiny_instance().fingerprint


def test_errors_and_formulas_of_a_spreadsheet(workbook: Path) -> None:
    """A fast reader gives both as blank, which would silently be the default."""
    book = openpyxl.load_workbook(workbook)
    book["supply"]["C2"] = "#N/A"
    book.save(workbook)
    text = problem_with(workbook)
    assert "supply, row 2, amount [t/year]: '#N/A' is an error of the spreadsheet" in text
    book["supply"]["C2"] = "=500*2"
    book.save(workbook)
    assert "supply, row 2: cell C2 holds a formula that was never worked out" in problem_with(
        workbook
    )


def test_cells_as_a_spreadsheet_gives_them(workbook: Path) -> None:
    """Numbers in columns of text, truth values and dates are read as they were typed."""
    book = openpyxl.load_workbook(workbook)
    book["periods"]["A2"] = 2030  # the name of the period, typed as a number
    book["periods"]["A2"].data_type = "n"
    book["settings"]["B2"] = True
    book.save(workbook)
    instance = read_instance(workbook)
    assert instance.tables["periods"][0].period == "2030"  # type: ignore[attr-defined]
    assert instance.settings.title == "yes"


ODS = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="elements">
<table:table-row><table:table-cell office:value-type="string"><text:p>element</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>name</text:p>
</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Ni</text:p>
</table:table-cell><table:table-cell office:value-type="string" office:string-value=""
 calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_errors_of_an_open_document(tmp_path: Path) -> None:
    path = tmp_path / "tiny.ods"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", ODS.replace("\n</table:table-cell>", "</table:table-cell>"))
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}/>")
    sheet = read_sheets(path)["elements"]
    assert sheet.rows == ((4, ("Ni", "#REF!")),)
    text = problem_with(path)
    assert "elements, row 4, name: '#REF!' is an error of the spreadsheet" in text


def test_a_damaged_workbook_is_said_to_be_damaged(workbook: Path) -> None:
    sound = workbook.read_bytes()
    chance = random.Random(3)
    for _ in range(40):
        damaged = bytearray(sound)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        workbook.write_bytes(damaged[: chance.choice([len(damaged), len(damaged) // 2])])
        with contextlib.suppress(InstanceError):  # any other error would be a traceback
            read_instance(workbook)
