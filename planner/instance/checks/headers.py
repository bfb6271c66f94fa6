"""Sheets and columns: are they those of the schema?"""

from collections.abc import Iterator, Mapping

from planner.instance.checks.hints import did_you_mean
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema import TABLES
from planner.instance.sheets import Sheet


def unknown_sheets(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    for name, sheet in sheets.items():
        if name not in TABLES and (sheet.headers or sheet.rows):
            hint = did_you_mean(name, TABLES) or "a sheet for people is named notes or read_me"
            yield Problem(name, "is not a table of an instance", hint=hint)


def places_of_columns(row_type: type[Row], sheet: Sheet) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands in the sheet, and what is wrong with the headers."""
    table = row_type.table
    expected = row_type.headers()
    names = {header: name for name, header in expected.items()}
    places: dict[str, int] = {}
    mistaken: set[str] = set()
    problems: list[Problem] = []
    for place, header in enumerate(sheet.headers):
        if not header:
            if any(row.cells[place] is not None for row in sheet.rows):
                rule = f"the {_ordinal(place)} column holds cells but has no header"
                problems.append(Problem(table, rule, row=1))
        elif header not in names:
            word = header.split("[")[0].strip().lower()
            if word in expected:
                mistaken.add(word)
                rule = f"the header must read {expected[word]!r}"
                hint = "with its unit" if "[" in expected[word] else ""
            else:
                rule = f"is not a column of {table}"
                near = did_you_mean(word, expected)
                hint = did_you_mean(header, names) or near
                mistaken |= {name for name in expected if f"{expected[name]!r}" in hint}
            problems.append(Problem(table, rule, row=1, column=header, hint=hint))
        elif names[header] in places:
            problems.append(Problem(table, "stands here twice", row=1, column=header))
        else:
            places[names[header]] = place
    for name, header in expected.items():
        required = row_type.model_fields[name].is_required()
        if required and name not in places and name not in mistaken:
            problems.append(Problem(table, "this column is missing", row=1, column=header))
    return places, problems


def _ordinal(place: int) -> str:
    """Column letters as a spreadsheet shows them would mislead in a CSV file: count instead."""
    number = place + 1
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"
