"""Cells of a workbook that look blank to a reader but are not.

A formula that no spreadsheet has worked out has no value, and an error such as #N/A comes back
from the fast reader as blank. Both would silently take the column's default, so they are looked
up in the file itself.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from planner.instance.instance import InstanceError, Problem

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# A cell element with its attributes and content; empty cells (<c .../>) have no value to miss.
CELL = re.compile(rb"<c ([^>]*[^/>])>(.*?)</c>", re.DOTALL)
PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")


def cells_without_value(workbook: Path, grids: dict[str, list[list[Any]]]) -> None:
    """Put the text of each error into its cell; raise if a formula was never worked out."""
    problems = []
    with zipfile.ZipFile(workbook) as archive:
        for name, part in _parts(archive):
            if name not in grids or part not in archive.namelist():
                continue
            for attributes, content in CELL.findall(archive.read(part)):
                place = PLACE.search(attributes)
                if not place:
                    continue
                letters, row = place[1].decode(), int(place[2])
                value = VALUE.search(content)
                if b't="e"' in attributes:
                    text = value[1].decode() if value else "#VALUE!"
                    _put(grids[name], row, _column_number(letters), text)
                elif b"<f" in content and not value and b't="str"' not in attributes:
                    rule = f"cell {letters}{row} holds a formula that was never worked out"
                    hint = "open the workbook in a spreadsheet and save it"
                    problems.append(Problem(name, rule, row=row, hint=hint))
    if problems:
        raise InstanceError(problems)


def errors_in_open_document(workbook: Path, grids: dict[str, list[list[Any]]]) -> None:
    """Put the text of each error of an .ods file into its cell."""
    with zipfile.ZipFile(workbook) as archive:
        body = ElementTree.fromstring(archive.read("content.xml"))
    for sheet in body.iter(f"{OFFICE}table"):
        name = sheet.get(f"{OFFICE}name", "")
        row = 0
        for line in sheet.iter(f"{OFFICE}table-row"):
            column = 0
            for cell in line:
                if cell.get(ERROR) == "error" and name in grids:
                    _put(grids[name], row + 1, column + 1, "".join(cell.itertext()).strip())
                column += int(cell.get(f"{OFFICE}number-columns-repeated", 1))
            row += int(line.get(f"{OFFICE}number-rows-repeated", 1))


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name and the file inside the workbook that holds it."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for sheet in workbook.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name", ""), part


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _put(grid: list[list[Any]], row: int, column: int, text: str) -> None:
    """Write into the grid, which ends where the reader saw the last value."""
    while len(grid) < row:
        grid.append([])
    line = grid[row - 1]
    line.extend([None] * (column - len(line)))
    line[column - 1] = text
