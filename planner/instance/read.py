"""Read an instance from an Excel or OpenDocument workbook, or from a folder of CSV files."""

import csv
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from planner.instance.check import check_sheets
from planner.instance.formulas import cells_without_value, errors_in_open_document
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.schema import NOTES
from planner.instance.sheets import Sheet, sheet_of

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
UNREADABLE = (
    CalamineError, OSError, BadZipFile, ParseError, KeyError, ValueError, RuntimeError, zlib.error,
)  # fmt: skip
MOST_CELLS = 20_000_000  # a stray cell in the last row and column would fill the memory


def read_instance(path: Path) -> Instance:
    """Read and check an instance. Raises InstanceError with every problem found."""
    path = Path(path)
    return check_sheets(read_sheets(path), path.resolve().name if path.is_dir() else path.stem)


def read_sheets(path: Path) -> dict[str, Sheet]:
    """The sheets as they stand in the file, those for people (notes, read_me) left out."""
    path = Path(path)
    if not path.exists():
        raise InstanceError([Problem(str(path), "does not exist")])
    if path.is_dir():
        return _read_folder(path)
    if path.suffix.lower() in WORKBOOKS:
        return _read_workbook(path)
    what = "is neither a workbook (.xlsx, .xlsm, .ods) nor a folder of CSV files"
    hint = "give the folder that holds it" if path.suffix.lower() == ".csv" else ""
    raise InstanceError([Problem(str(path), what, hint=hint)])


def _is_for_people(name: str) -> bool:
    return name.strip().lower() in NOTES


def _read_workbook(path: Path) -> dict[str, Sheet]:
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet and not _is_for_people(sheet.name)
            ]
            grids = {}
            for name in names:
                sheet = workbook.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    rule = "has a cell far out: delete the empty rows and columns"
                    raise InstanceError([Problem(name, rule)])
                grids[name] = sheet.to_python(skip_empty_area=False)
        if path.suffix.lower() == ".ods":
            errors_in_open_document(path, grids)
        else:
            cells_without_value(path, grids)
    except PasswordError:
        rule = "is protected by a password: save it without one"
        raise InstanceError([Problem(path.name, rule)]) from None
    except UNREADABLE as error:
        rule = f"cannot be read as a workbook: {error}"
        raise InstanceError([Problem(path.name, rule)]) from None
    if not any(grids.values()):
        raise InstanceError([Problem(path.name, "is an empty workbook")])
    return {name: sheet_of(grid) for name, grid in grids.items()}


def read_csv(file: Path, problems: list[Problem]) -> Sheet:
    """The sheet of one CSV file. What is wrong with it is added to the problems."""
    return sheet_of(_read_csv(file, problems))


def _read_folder(folder: Path) -> dict[str, Sheet]:
    files = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() == ".csv" and not file.name.startswith((".", "~"))
    )
    if not files:
        raise InstanceError([Problem(folder.resolve().name, "holds no CSV file")])
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for file in files:
        if not _is_for_people(file.stem):
            grid = _read_csv(file, problems)
            sheets[file.stem] = sheet_of(grid)
    if problems:
        raise InstanceError(problems)
    return sheets


def _read_csv(file: Path, problems: list[Problem]) -> list[list[str]]:
    """The records of a CSV file. A record is a row, even where a cell holds a line break."""
    table = file.stem
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            grid = list(csv.reader(lines, strict=True))
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        rule = f"is not UTF-8 text, first in line {line}: save it as CSV UTF-8"
        problems.append(Problem(table, rule))
        return []
    except (csv.Error, OSError) as error:
        problems.append(Problem(table, f"cannot be read as CSV: {error}"))
        return []
    problems.extend(_ragged(table, grid))
    return grid


def _ragged(table: str, grid: list[list[str]]) -> list[Problem]:
    if not grid:
        return []
    width = len(grid[0])
    separator = next((s for s in (";", "\t") if width == 1 and s in grid[0][0]), None)
    if separator:
        rule = f"is separated by {separator!r}: save it with commas"
        return [Problem(table, rule, row=1)]
    return [
        Problem(table, f"has {len(line)} cells where the header has {width}", row=number)
        for number, line in enumerate(grid, start=1)
        if any(cell.strip() for cell in line)
        and (len(line) < width or any(cell.strip() for cell in line[width:]))
    ]
