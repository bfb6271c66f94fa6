"""Writing: what is written and read again is the same, and nothing is overwritten."""

import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.instance.instance import InstanceError
from planner.instance.read import read_instance, read_sheets
from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet
from planner.instance.template import blank_template, write_csv, write_workbook
from tests.tiny import instance_of, rich_tables, tiny_instance, tiny_sheets, tiny_tables

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff;")
    | st.just("\n"),
    min_size=1,
    max_size=30,
).filter(str.strip)


TEXTS = [
    "=1+1",
    "007",
    'a, "b"\nc',
    "_x0041_",
    "+44",
    "#5 bay",
    "2030.0",
    "TRUE",
    "'",
    "\u00fc\u96fb\U0001f50b",
]
NUMBERS = [0.1 + 0.2, 1 / 3, 5e-324, -0.0, 1e12, 123456789.123456789, 1e11 + 0.5]


@settings(max_examples=3, deadline=None)
@given(st.lists(texts, min_size=10, max_size=40), st.lists(st.floats(0, 1e12), max_size=40))
@example(TEXTS, NUMBERS)
def test_nothing_is_lost_between_workbook_and_csv(names: list[str], amounts: list[float]) -> None:
    tables = tiny_tables()
    site = tables["sites"][0]
    tables["sites"] += [site | {"site": f"s{n}", "note": text} for n, text in enumerate(names)]
    tables["supply"] += [
        {"site": "Hull", "product": "packs", "year": 2000 + n, "amount": amount, "price": -amount}
        for n, amount in enumerate(amounts)
    ]
    first = instance_of(tables)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(first, folder / "a.xlsx")
        second = read_instance(folder / "a.xlsx")
        write_csv(second, folder / "b")
        third = read_instance(folder / "b")
        write_workbook(read_sheets(folder / "b"), folder / "c.xlsx")
        fourth = read_instance(folder / "c.xlsx")
    assert first.tables == second.tables == third.tables == fourth.tables
    assert first.fingerprint == second.fingerprint == third.fingerprint == fourth.fingerprint


def test_every_table_survives(tmp_path: Path) -> None:
    first = instance_of(rich_tables())
    assert all(first.tables.values())
    write_csv(first, tmp_path / "rich")
    write_workbook(read_sheets(tmp_path / "rich"), tmp_path / "rich.xlsx")
    assert read_instance(tmp_path / "rich.xlsx").fingerprint == first.fingerprint


def test_nothing_is_overwritten_and_nothing_is_left_half_written(tmp_path: Path) -> None:
    (tmp_path / "there.xlsx").write_text("mine")
    (tmp_path / "there").mkdir()
    with pytest.raises(FileExistsError):
        write_workbook(tiny_instance(), tmp_path / "there.xlsx")
    with pytest.raises(FileExistsError):
        write_csv(tiny_instance(), tmp_path / "there")
    bad = tiny_sheets() | {"notes": Sheet.of(["a"], [["bell \x07"]])}
    with pytest.raises(InstanceError, match="cannot be shown"):
        write_workbook(bad, tmp_path / "bad.xlsx")
    with pytest.raises(InstanceError, match="name of a sheet"):
        write_workbook({"a/b": Sheet.of(["a"], [])}, tmp_path / "bad.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"there.xlsx", "there"}
    assert (tmp_path / "there.xlsx").read_text() == "mine"


def test_the_template_explains_itself(tmp_path: Path) -> None:
    blank_template(tmp_path / "template.xlsx")
    book = openpyxl.load_workbook(tmp_path / "template.xlsx")
    assert book.sheetnames == ["read_me", *TABLES]
    sites = book["sites"]
    headers = {cell.value: cell for cell in sites[1]}
    assert list(headers) == list(TABLES["sites"].headers().values())
    assert sites.freeze_panes == "B2"
    assert "Allowed: number, -90 to 90" in headers["latitude [degrees]"].comment.text
    assert "Must be filled" in headers["site"].comment.text
    assert headers["site"].fill != headers["operator"].fill
    rules = {str(rule.sqref): rule for rule in sites.data_validations.dataValidation}
    country, status = headers["country"].column_letter, headers["status"].column_letter
    of_column = {place.split(":")[0]: rule.formula1 for place, rule in rules.items()}
    assert of_column[f"{country}2"] == "'countries'!$A$2:$A$1000"
    assert of_column[f"{status}2"].startswith('"operating,construction')
    with pytest.raises(InstanceError, match="needs at least one row"):
        read_instance(tmp_path / "template.xlsx")


def test_notes_of_the_user_are_kept(tmp_path: Path) -> None:
    sheets = tiny_sheets() | {"notes": Sheet.of(["who", "when"], [["=me", 2026]])}
    write_workbook(sheets, tmp_path / "tiny.xlsx")
    assert openpyxl.load_workbook(tmp_path / "tiny.xlsx")["notes"]["A2"].value == "=me"
    assert read_instance(tmp_path / "tiny.xlsx").fingerprint == tiny_instance().fingerprint


def test_a_faulty_sheet_is_written_as_it_stands(tmp_path: Path) -> None:
    """Somebody will want to repair it."""
    tables = tiny_tables()
    tables["supply"][0]["amount"] = "a lot"
    write_workbook(tiny_sheets(supply=tables["supply"]), tmp_path / "tiny.xlsx")
    with pytest.raises(InstanceError, match="'a lot' is not a number"):
        read_instance(tmp_path / "tiny.xlsx")
