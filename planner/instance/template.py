"""Write an instance: as a workbook with drop-downs and notes, or as a folder of CSV files.

What is written and read again is the same instance, to the last digit. Nothing that is there
already is overwritten.
"""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from planner.instance.columns import LONGEST_TEXT, UNWRITABLE, Row, is_number, to_cell
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet, sheets_of

Sheets = Mapping[str, Sheet]

READ_ME = (
    "An instance for the planner: one sheet a table, one row a thing, units in the headers.",
    "Dark headers must be filled, light ones may be blank. Point at one to read what it means.",
    "Do not rename sheets or headers. Rows may stand in any order; blank rows are skipped.",
    "Names must be spelt alike wherever they are used: choose them from the drop-downs.",
    "Tonnes and money are per year. M is a million of the currency named in the settings.",
    "Sheets named notes and read_me are for you and are not read.",
)


def write_workbook(content: Instance | Sheets, path: Path) -> None:
    """Write a workbook. Raises FileExistsError if the file is there already."""
    from openpyxl import Workbook

    sheets = _sheets(content)
    _refuse_unwritable(sheets)
    workbook = Workbook()
    workbook.remove(workbook.active)
    if "read_me" not in sheets:
        _add_read_me(workbook.create_sheet("read_me"))
    for name in [*TABLES, *(name for name in sheets if name not in TABLES)]:
        row_type = TABLES.get(name)
        empty = Sheet.of(row_type.headers().values() if row_type else (), ())
        try:
            page = workbook.create_sheet(name)
        except ValueError:
            raise InstanceError([Problem(name, "cannot be the name of a sheet")]) from None
        _fill(page, row_type, sheets.get(name, empty), sheets)
    with _new_path(Path(path)) as unfinished:
        workbook.save(unfinished)


def blank_template(path: Path) -> None:
    """Write a workbook with every table and no rows."""
    write_workbook({}, path)


def write_csv(content: Instance | Sheets, folder: Path) -> None:
    """Write a folder of CSV files, a table a file; tables without rows are left out."""
    with _new_path(Path(folder)) as unfinished:
        unfinished.mkdir()
        for name, sheet in _sheets(content).items():
            if not sheet.rows:
                continue
            # The mark at the start of utf-8-sig keeps Excel from garbling what is not ASCII.
            file = unfinished / f"{name}.csv"
            with file.open("w", encoding="utf-8-sig", newline="") as lines:
                writer = csv.writer(lines, lineterminator="\n")
                writer.writerow(sheet.headers)
                writer.writerows([to_cell(cell) for cell in row.cells] for row in sheet.rows)


def _sheets(content: Instance | Sheets) -> dict[str, Sheet]:
    return sheets_of(content) if isinstance(content, Instance) else dict(content)


def _add_read_me(page: object) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(page, Worksheet)
    page.column_dimensions["A"].width = 24
    page.column_dimensions["B"].width = 110
    for line in READ_ME:
        page.append([None, line])
    page.append([])
    for name, row_type in TABLES.items():
        page.append([name, row_type.meaning()])
        page.cell(page.max_row, 1).hyperlink = f"#'{name}'!A1"
        page.cell(page.max_row, 1).font = Font(bold=True, color="1F4E79")


def _fill(page: object, row_type: type[Row] | None, sheet: Sheet, sheets: Sheets) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    from planner.instance import layout

    assert isinstance(page, Worksheet)
    names = {header: name for name, header in row_type.headers().items()} if row_type else {}
    for place, header in enumerate(sheet.headers, start=1):
        name = names.get(header)
        numeric = bool(name and row_type and is_number(row_type.model_fields[name]))
        numeric = numeric or name is None  # of an unknown column, numbers stay numbers
        letter = get_column_letter(place)
        if not numeric:
            page.column_dimensions[letter].number_format = "@"  # keeps 007 as typed
        layout.put_text(page.cell(1, place), header)
        page.cell(1, place).fill, page.cell(1, place).font = layout.UNKNOWN, layout.WHITE
        cells = [row.cells[place - 1] for row in sheet.rows]
        for row in sheet.rows:
            if row.cells[place - 1] is not None:
                layout.put(page.cell(row.number, place), row.cells[place - 1], numeric)
        if name and row_type:
            layout.header_cell(page.cell(1, place), row_type, name)
            layout.add_drop_down(page, letter, row_type, name, sheets)
        layout.fit_width(page, place, header, cells)
    page.freeze_panes = "B2" if row_type else "A2"
    if sheet.headers:
        last = max((row.number for row in sheet.rows), default=1)
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headers))}{last}"


def _refuse_unwritable(sheets: Sheets) -> None:
    """A workbook cannot hold every text a CSV file can, and would drop the rest silently."""
    problems = []
    for name, sheet in sheets.items():
        for row in sheet.rows:
            for header, cell in zip(sheet.headers, row.cells, strict=False):
                if isinstance(cell, str) and UNWRITABLE.search(cell):
                    rule = "holds a character that cannot be shown"
                    problems.append(Problem(name, rule, row.number, header))
                elif isinstance(cell, str) and len(cell) > LONGEST_TEXT:
                    rule = f"is longer than {LONGEST_TEXT} characters"
                    problems.append(Problem(name, rule, row.number, header))
        for header in sheet.headers:
            if UNWRITABLE.search(header):
                problems.append(Problem(name, "a header cannot be shown", row=1))
    if problems:
        raise InstanceError(problems)


@contextmanager
def _new_path(path: Path) -> Iterator[Path]:
    """A path to write to, which takes its name when all is written and vanishes if it fails."""
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    space = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=path.parent))
    try:
        yield space / path.name
        if path.exists():
            raise FileExistsError(f"{path} is there already")
        os.replace(space / path.name, path)
    finally:
        shutil.rmtree(space, ignore_errors=True)
