"""How a sheet of the workbook looks: headers with notes, drop-downs, widths, exact cells."""

import re
from collections.abc import Mapping
from typing import Any

from openpyxl.cell import Cell as ExcelCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.instance.columns import NO, NUMBER, YES, Row, bounds, fact, is_number, to_cell
from planner.instance.describe import (
    allowed_in_words,
    blank_in_words,
    is_flag,
    is_required,
    is_whole,
)
from planner.instance.schema import TABLES
from planner.instance.sheets import Cell, Sheet

REQUIRED = PatternFill("solid", start_color="1F4E79")
OPTIONAL = PatternFill("solid", start_color="8EA9C1")
UNKNOWN = PatternFill("solid", start_color="A6A6A6")
WHITE = Font(bold=True, color="FFFFFF")

SPARE_ROWS = 1000  # below the last row, for drop-downs and the format of what is typed next
WIDEST = 60

# openpyxl writes _x0041_ as it stands, and a spreadsheet reads it as the letter A.
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def header_cell(cell: ExcelCell, row_type: type[Row], name: str) -> None:
    required = is_required(row_type, name)
    cell.fill, cell.font = REQUIRED if required else OPTIONAL, WHITE
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    unit = fact(row_type, name, "unit")
    lines = [
        str(row_type.model_fields[name].description),
        f"Unit: {unit}" if unit else "",
        f"Allowed: {allowed_in_words(row_type, name)}",
        "Must be filled" if required else f"Blank: {blank_in_words(row_type, name)}",
        "Part of the key: the key columns together name a row once"
        if fact(row_type, name, "key")
        else "",
    ]
    text = "\n".join(line for line in lines if line)
    cell.comment = Comment(text, "planner", height=40 + 20 * len(text) // 25, width=260)


def add_drop_down(
    page: Worksheet, letter: str, row_type: type[Row], name: str, sheets: Mapping[str, Sheet]
) -> None:
    """Offer what a cell may hold; names of another table are offered, but others can be typed."""
    choices = (YES, NO) if is_flag(row_type, name) else fact(row_type, name, "choices")
    refers = fact(row_type, name, "refers")
    low, high = bounds(row_type.model_fields[name])
    if choices:
        rule = DataValidation("list", formula1=f'"{",".join(choices)}"')
    elif refers:
        target = TABLES[refers].headers()
        place = next(iter(target))
        headers = sheets[refers].headers if refers in sheets else tuple(target.values())
        column = get_column_letter(headers.index(place) + 1 if place in headers else 1)
        end = (len(sheets[refers].rows) if refers in sheets else 0) + SPARE_ROWS
        rule = DataValidation("list", formula1=f"'{refers}'!${column}$2:${column}${end}")
        rule.errorStyle = "warning"
    elif is_number(row_type.model_fields[name]) and low is not None:
        kind = "whole" if is_whole(row_type, name) else "decimal"
        if high is None:
            rule = DataValidation(kind, operator="greaterThanOrEqual", formula1=f"{low:g}")
        else:
            rule = DataValidation(
                kind, operator="between", formula1=f"{low:g}", formula2=f"{high:g}"
            )
    else:
        return
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = name, allowed_in_words(row_type, name)[:250]
    page.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{page.max_row + SPARE_ROWS}")


def put(cell: ExcelCell, value: Cell, numeric: bool) -> None:
    """Write a value exactly: a number with all its digits, a text never as a formula."""
    plain = to_cell(value)
    if isinstance(plain, str) and numeric and NUMBER.fullmatch(plain.strip()):
        number = float(plain)
        plain = to_cell(number) if abs(number) < float("inf") else plain  # NaN is not below
    if plain is None:
        return
    if isinstance(plain, (int, float)) and numeric:
        _put_number(cell, plain)
    elif isinstance(plain, (int, float)):
        put_text(cell, str(plain))
    else:
        put_text(cell, plain.isoformat() if hasattr(plain, "isoformat") else str(plain))


def _put_number(cell: ExcelCell, number: float) -> None:
    # openpyxl rounds floats to 16 digits; given as text in a number cell it writes all of them.
    cell.value = 0
    cell._value = repr(number)


def put_text(cell: ExcelCell, text: str) -> None:
    cell.value = ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(("=", "+", "-", "@", "#")):
        cell.quotePrefix = True


def fit_width(page: Worksheet, place: int, header: str, cells: list[Any]) -> None:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    widest_word = max(len(word) for word in [*header.split(), " "])
    width = min(max(longest, widest_word, len(header) // 2) + 3, WIDEST)
    page.column_dimensions[get_column_letter(place)].width = max(width, 10)
