"""Tables as they stand in the file: headers and cells, nothing checked yet.

Scenarios change sheets before they are checked, so that a change is held to the same rules as
what the user typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from planner.instance.columns import header, to_cell
from planner.instance.instance import Instance
from planner.instance.schema import TABLES

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class SheetRow(NamedTuple):
    """A row that is not blank."""

    number: int
    """Where it stands in the file; the header is row 1."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook or a CSV file. A blank cell is None, a blank header is empty."""

    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]

    @classmethod
    def of(cls, headers: Iterable[str], rows: Iterable[Iterable[Cell]]) -> "Sheet":
        """A sheet from its headers and the cells of its rows, numbered from row 2."""
        return cls(
            tuple(headers),
            tuple(SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, start=2)),
        )


def sheet_of(grid: Iterable[Iterable[Cell]]) -> Sheet:
    """The sheet that lies in a grid of cells: spaces are blank, blank rows and margins fall away.

    The first row of the grid is the header. Row numbers stay those of the grid.
    """
    lines = [[_tidy(cell) for cell in line] for line in grid]
    width = max((_used(line) for line in lines), default=0)
    lines = [(line + [None] * width)[:width] for line in lines]
    headers = tuple(_header(cell) for cell in lines[0]) if lines else ()
    rows = tuple(
        SheetRow(number, tuple(line))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell is not None for cell in line)
    )
    return Sheet(headers, rows)


def sheets_of(instance: Instance) -> dict[str, Sheet]:
    """The tables of an instance as sheets, every table and column present."""
    return {
        name: Sheet.of(
            row_type.headers().values(),
            (
                [to_cell(getattr(row, column)) for column in row_type.headers()]
                for row in instance.tables[name]
            ),
        )
        for name, row_type in TABLES.items()
    }


def sheets_from(tables: Mapping[str, Iterable[Mapping[str, Cell]]]) -> dict[str, Sheet]:
    """Sheets from rows written as ``{column: cell}``, with the columns that occur in them."""
    sheets = {}
    for name, lines in tables.items():
        rows = [dict(line) for line in lines]
        columns = [column for column in TABLES[name].headers() if any(column in r for r in rows)]
        columns += sorted({column for row in rows for column in row} - set(columns))
        known = TABLES[name].model_fields
        headers = (header(TABLES[name], c) if c in known else c for c in columns)
        sheets[name] = Sheet.of(headers, ([row.get(c) for c in columns] for row in rows))
    return sheets


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _tidy(cell: Cell) -> Cell:
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell


def _header(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _used(line: list[Cell]) -> int:
    return max((place for place, cell in enumerate(line, start=1) if cell is not None), default=0)
