"""Planted faults: whatever is done to the tables, the answer is a list of problems.

Each fault is planted at random, and where it must be a fault, its table and row are named.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.instance.check import check_sheets
from planner.instance.columns import fact, is_number
from planner.instance.instance import InstanceError, Problem
from planner.instance.read import read_instance
from planner.instance.schema import TABLES
from planner.instance.sheets import Cell, Sheet, SheetRow, sheets_from
from planner.instance.template import write_csv, write_workbook
from tests.tiny import rich_tables

NUMBERS: list[Cell] = [-1.0, -1e9, float("nan"), float("inf"), 1e300, 1e-300, 0.0, 2.5, True]
TEXTS: list[Cell] = [
    "abc", "=1+1", "#N/A", "1,5", "1_000", "8%", "\u0661\u0662", "\u200b", "\u202e", "a" * 40_000,
    "'; --", "\U0001f50b", "nan", "-inf", "1e999", "\ud7ff", "\x07", "0x10", "--", "None",
]  # fmt: skip


@dataclass
class Fault:
    sheets: dict[str, Sheet]
    table: str
    row: int | None = None
    must_be_told: bool = False

    def is_told(self, problem: Problem) -> bool:
        return problem.table == self.table and self.row in (None, problem.row)


Planter = Callable[[dict[str, Sheet], random.Random], Fault]


def pick(sheets: dict[str, Sheet], chance: random.Random) -> tuple[str, int, int]:
    table = chance.choice(sorted(sheets))
    sheet = sheets[table]
    return table, chance.randrange(len(sheet.rows)), chance.randrange(len(sheet.headers))


def column_at(sheet: Sheet, place: int) -> str:
    return sheet.headers[place].split(" [")[0]


def with_cell(sheet: Sheet, row: int, place: int, value: Cell) -> Sheet:
    cells = list(sheet.rows[row].cells)
    cells[place] = value
    rows = list(sheet.rows)
    rows[row] = SheetRow(rows[row].number, tuple(cells))
    return Sheet(sheet.headers, tuple(rows))


def with_header(sheet: Sheet, place: int, header: str) -> Sheet:
    headers = list(sheet.headers)
    headers[place] = header
    return Sheet(tuple(headers), sheet.rows)


def put(sheets: dict[str, Sheet], chance: random.Random, values: list[Cell]) -> Fault:
    table, row, place = pick(sheets, chance)
    value = chance.choice(values)
    sheet = sheets[table]
    numeric = is_number(TABLES[table].model_fields[column_at(sheet, place)])
    not_a_number = numeric and (isinstance(value, str) or value != value or value is True)
    changed = sheets | {table: with_cell(sheet, row, place, value)}
    return Fault(changed, table, sheet.rows[row].number, not_a_number)


def put_number(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    return put(sheets, chance, NUMBERS)


def put_text(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    return put(sheets, chance, TEXTS)


def blank_a_cell(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table, row, place = pick(sheets, chance)
    sheet = sheets[table]
    required = TABLES[table].model_fields[column_at(sheet, place)].is_required()
    changed = sheets | {table: with_cell(sheet, row, place, chance.choice([None, "", "  "]))}
    alone = len(sheet.headers) == 1
    return Fault(changed, table, sheet.rows[row].number, required and not alone)


def misspell_a_reference(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    references = [
        (table, place)
        for table, sheet in sheets.items()
        for place in range(len(sheet.headers))
        if fact(TABLES[table], column_at(sheet, place), "refers")
    ]
    table, place = chance.choice(references)
    sheet = sheets[table]
    filled = [n for n, row in enumerate(sheet.rows) if row.cells[place] is not None]
    if not filled:
        return Fault(sheets, table)
    row = chance.choice(filled)
    name = str(sheet.rows[row].cells[place])
    typo = chance.choice([name[:-1] + "~", name + "s", name.swapcase() + "~"])
    changed = sheets | {table: with_cell(sheet, row, place, typo)}
    return Fault(changed, table, sheet.rows[row].number, True)


def repeat_a_row(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table, row, _ = pick(sheets, chance)
    sheet = sheets[table]
    number = sheet.rows[-1].number + chance.randint(1, 5)
    rows = (*sheet.rows, SheetRow(number, sheet.rows[row].cells))
    return Fault(sheets | {table: Sheet(sheet.headers, rows)}, table, number, True)


def drop_a_row(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table, row, _ = pick(sheets, chance)
    sheet = sheets[table]
    rows = sheet.rows[:row] + sheet.rows[row + 1 :]
    return Fault(sheets | {table: Sheet(sheet.headers, rows)}, table)


def drop_a_column(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table, _, place = pick(sheets, chance)
    sheet = sheets[table]
    rows = tuple(SheetRow(n, cells[:place] + cells[place + 1 :]) for n, cells in sheet.rows)
    required = TABLES[table].model_fields[column_at(sheet, place)].is_required()
    headers = sheet.headers[:place] + sheet.headers[place + 1 :]
    told = required and bool(headers)
    return Fault(sheets | {table: Sheet(headers, rows)}, table, 1 if told else None, told)


def break_a_header(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table, _, place = pick(sheets, chance)
    header = sheets[table].headers[place]
    broken = [header + "s", header.split(" [")[0] + " [kt]", header.upper(), "", "\u00e9", "[", "="]
    broken += sheets[table].headers[:1] if place else []
    changed = sheets | {table: with_header(sheets[table], place, chance.choice(broken))}
    blank = all(row.cells[place] is None for row in sheets[table].rows)
    return Fault(changed, table, None if blank else 1, not blank)


def rename_a_sheet(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table = chance.choice(sorted(sheets))
    name = chance.choice([table[:-1], table.upper(), table + " (2)", "Sheet1"])
    changed = {(name if key == table else key): sheet for key, sheet in sheets.items()}
    return Fault(changed, name, None, True)


def drop_a_sheet(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    table = chance.choice(sorted(sheets))
    return Fault({key: sheet for key, sheet in sheets.items() if key != table}, table)


def swap_coordinates(sheets: dict[str, Sheet], chance: random.Random) -> Fault:
    sheet = sheets["sites"]
    row = chance.randrange(len(sheet.rows))
    places = [sheet.headers.index(f"{name} [degrees]") for name in ("latitude", "longitude")]
    latitude, longitude = (sheet.rows[row].cells[place] for place in places)
    swapped = with_cell(sheet, row, places[0], longitude)
    swapped = with_cell(swapped, row, places[1], latitude)
    return Fault(sheets | {"sites": swapped}, "sites", sheet.rows[row].number, True)


PLANTERS: list[Planter] = [
    put_number, put_text, blank_a_cell, misspell_a_reference, repeat_a_row, drop_a_row,
    drop_a_column, break_a_header, rename_a_sheet, drop_a_sheet, swap_coordinates,
]  # fmt: skip


@pytest.fixture(scope="module")
def sound() -> dict[str, Sheet]:
    return sheets_from(rich_tables())


def hold(fault: Fault, told: list[Problem], what: str) -> None:
    assert all(str(problem) for problem in told)
    if fault.must_be_told:
        assert any(fault.is_told(p) for p in told), f"{what}: {fault.table} {fault.row} in {told}"


@pytest.mark.parametrize("planter", PLANTERS)
def test_every_planted_fault_is_told(planter: Planter, sound: dict[str, Sheet]) -> None:
    chance = random.Random(planter.__name__)
    for attempt in range(100):
        fault = planter(sound, chance)
        try:
            check_sheets(fault.sheets, "faulty")
            told = []
        except InstanceError as error:
            told = list(error.problems)
            assert told
        hold(fault, told, f"{planter.__name__} {attempt}")


def test_many_faults_at_once(sound: dict[str, Sheet]) -> None:
    chance = random.Random(7)
    for _ in range(100):
        sheets = dict(sound)
        for _ in range(chance.randint(2, 6)):
            usable = {n: s for n, s in sheets.items() if s.rows and s.headers and n in TABLES}
            known = {
                n: s for n, s in usable.items()
                if set(s.headers) <= set(TABLES[n].headers().values())
            }  # fmt: skip
            if "sites" in known and len(known["sites"].headers) == len(sound["sites"].headers):
                sheets |= chance.choice(PLANTERS[:8])(known, chance).sheets
        with pytest.raises(InstanceError) as error:
            check_sheets(sheets | {"unknown": Sheet.of(["a"], [["b"]])}, "faulty")
        assert all(str(problem) for problem in error.value.problems)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_faults_in_files(kind: str, sound: dict[str, Sheet], tmp_path: Path) -> None:
    chance = random.Random(kind)
    for attempt in range(44 if kind == "csv" else 11):
        planter = PLANTERS[attempt % len(PLANTERS)]
        fault = planter(sound, chance)
        path = tmp_path / f"{attempt}.{kind}"
        try:
            if kind == "csv":
                write_csv(fault.sheets, path)
            else:
                write_workbook(fault.sheets, path)
            read_instance(path)
            told = []
        except InstanceError as error:
            told = list(error.problems)
            assert told
        if planter is repeat_a_row and kind == "csv":
            fault.row = None  # the file has no gap before it
        hold(fault, told, f"{planter.__name__} {attempt}")
