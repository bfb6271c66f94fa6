"""Rows: is every cell what its column asks for?"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from planner.instance.checks.headers import places_of_columns
from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.checks.tables import Tables
from planner.instance.columns import Row, bounds, fact, is_number
from planner.instance.instance import Problem
from planner.instance.schema import TABLES
from planner.instance.schema.frame import Setting, Settings
from planner.instance.sheets import Cell, Sheet, is_blank

SPREADSHEET_ERROR = re.compile(r"#(N/A|[A-Z0-9]+[!?])|Err:\d+")


def read_rows(sheets: Mapping[str, Sheet], tables: Tables) -> Iterator[Problem]:
    """Fill the tables with the rows whose cells are good."""
    for table, row_type in TABLES.items():
        sheet = sheets.get(table)
        if sheet is None or not sheet.headers:
            continue
        places, problems = places_of_columns(row_type, sheet)
        yield from problems
        names = next(iter(row_type.headers()))
        if names not in places:
            tables.unreadable.add(table)
        if problems:
            tables.incomplete.add(table)
        unread = {problem.column for problem in problems}
        for number, cells in sheet.rows:
            filled = {
                name: cells[place] for name, place in places.items() if not is_blank(cells[place])
            }
            if names in filled:
                tables.declared[table].add(_as_name(filled[names]))
            row, faults = read_row(row_type, filled)
            if row is not None:
                tables.rows[table].append((number, row))
                continue
            tables.incomplete.add(table)
            for name, value, rule, hint in faults:
                if name not in places and unread:
                    continue  # said once, at the header
                header = row_type.headers()[name]
                yield Problem(table, rule, number, header, value, hint)


Fault = tuple[str, Any, str, str]
"""Column, value, rule, hint."""


def read_row(row_type: type[Row], filled: Mapping[str, Cell]) -> tuple[Row | None, list[Fault]]:
    """The row, or what is wrong with its cells."""
    faults: list[Fault] = [
        (name, value, "is an error of the spreadsheet", "")
        for name, value in filled.items()
        if isinstance(value, str) and SPREADSHEET_ERROR.fullmatch(value.strip())
    ]
    try:
        row = row_type(**filled)
    except ValidationError as error:
        told = {name for name, *_ in faults}
        for fault in error.errors():
            name = str(fault["loc"][0])
            if name not in told:
                told.add(name)
                faults.append(_in_plain_words(row_type, name, filled.get(name), fault))
        return None, faults
    return (None, faults) if faults else (row, [])


def _in_plain_words(row_type: type[Row], name: str, value: Cell, fault: Any) -> Fault:
    low, high = bounds(row_type.model_fields[name])
    unit = fact(row_type, name, "unit")
    hint = ""
    match fault["type"]:
        case "missing":
            rule = "must be filled"
        case "greater_than_equal":
            rule = f"must be at least {low:g}"
        case "less_than_equal":
            rule = f"must be at most {high:g}"
            if unit.startswith("share") and isinstance(value, (int, float)) and value <= 100:
                hint = f"{value:g} percent is {value / 100:g}"
        case "value_error":
            rule = str(fault["ctx"]["error"])
            hint = _hint_at_number(value) if is_number(row_type.model_fields[name]) else ""
            choices = fact(row_type, name, "choices")
            if choices and isinstance(value, str):
                hint = did_you_mean(value, choices)
        case _:
            rule = str(fault["msg"])
    return name, value, rule, hint


def _hint_at_number(value: Cell) -> str:
    if not isinstance(value, str):
        return "write a year as a number, not as a date" if hasattr(value, "year") else ""
    digits = value.replace(" ", "").replace("\u00a0", "")
    if digits.endswith("%") and digits[:-1].replace(".", "", 1).isdecimal():
        return f"write {float(digits[:-1]) / 100:g}"
    if digits.replace(",", "").replace(".", "").isdecimal():
        return "write 1234.5, with a point and without separators of thousands"
    if digits.startswith("="):
        return "a formula is not worked out in a CSV file"
    if not any(character.isdigit() for character in digits):
        return ""
    return "write the number alone; its unit stands in the header"


def _as_name(cell: Cell) -> str:
    """The name a cell holds, as the columns of text read it."""
    row, _ = read_row(Setting, {"setting": cell, "value": "x"})
    return row.setting if isinstance(row, Setting) else str(cell).strip()


def read_settings(tables: Tables) -> Iterator[Problem]:
    """Turn the rows of the table of settings into the settings."""
    table = Setting.table
    known = Settings.model_fields
    numbers: dict[str, int] = {}
    filled: dict[str, Cell] = {}
    for number, row in tables.of(Setting):
        if row.setting not in known:
            hint = did_you_mean(row.setting, known) or f"settings are {listed(known)}"
            rule = "is not a setting"
            yield Problem(table, rule, number, "setting", row.setting, hint)
        else:
            numbers.setdefault(row.setting, number)
            filled.setdefault(row.setting, row.value)
    settings, faults = read_row(Settings, filled)
    if isinstance(settings, Settings):
        tables.settings = settings
        return
    for name, value, rule, hint in faults:
        if name in numbers:
            yield Problem(table, f"({name}) {rule}", numbers[name], "value", value, hint)
        elif name not in tables.declared[table]:  # else its own row was faulty and said so
            meaning = known[name].description
            yield Problem(table, f"the setting {name!r} is missing", hint=f"{meaning}")
