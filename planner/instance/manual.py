"""The manual of the tables: instances/README.md, written from the schema."""

from collections.abc import Iterable
from pathlib import Path

from planner.instance.columns import Row, fact
from planner.instance.describe import allowed_in_words, blank_in_words
from planner.instance.schema import NOTES, TABLES
from planner.instance.schema.frame import Settings
from planner.instance.schema.rules import KINDS, Target
from planner.instance.schema.sourced import Sourced

INTRODUCTION = f"""# The tables of an instance

<!-- Written from planner/instance/schema by planner/instance/manual.py. Do not edit. -->

An instance is a workbook (`.xlsx`, `.xlsm`, `.ods`) with a sheet for each table, or a folder with
a CSV file for each table (`sites.csv`, UTF-8, commas). Both hold the same tables and give the same
instance.

- Row 1 holds the headers, written as below with the unit in brackets: `capacity [t/year]`. Columns
  may stand in any order, and those that may be blank may be left out. Nothing unknown is ignored:
  a sheet or column that is not below is an error, except sheets named {" or ".join(NOTES)}.
- One row is one thing. Blank rows are skipped. Tables that are not needed may be left out.
- **Key** columns together name a row; no two rows may have the same key.
- What a blank cell means is said for every column.
- `from_year` begins a figure that holds until the next row of the same key.
- Lists are separated by `;`. Yes and no are written `yes` and `no`. Numbers have a decimal point.
- Tonnes and money are per year. M is a million of the currency in the settings.
"""


def manual() -> str:
    """The Markdown page."""
    contents = (f"- [{name}](#{name}): {row.meaning()}" for name, row in TABLES.items())
    chapters = (_chapter(name, row_type) for name, row_type in TABLES.items())
    return "\n".join([INTRODUCTION, "## Tables", "", *contents, "", *chapters])


def _chapter(name: str, row_type: type[Row]) -> str:
    lines = [f"## {name}", "", row_type.meaning(), ""]
    if name == "settings":
        lines += ["These settings exist:", "", *_columns(Settings, Settings.model_fields), ""]
        lines += ["Columns of the table:", ""]
    if row_type is Target:
        lines += [*_kinds(), "", "Columns of the table:", ""]
    sourced = issubclass(row_type, Sourced)
    own = [n for n in row_type.headers() if not (sourced and n in Sourced.model_fields)]
    lines += _columns(row_type, own)
    if sourced:
        lines += ["", "Also `source` and `confidence`: " + SOURCED]
    return "\n".join([*lines, ""])


def _columns(row_type: type[Row], names: Iterable[str]) -> list[str]:
    what = "setting" if row_type is Settings else "column"
    lines = [f"| {what} | meaning | allowed | blank |", "|---|---|---|---|"]
    for name in names:
        key = " **Key.**" if fact(row_type, name, "key") else ""
        meaning = f"{row_type.model_fields[name].description}.{key}"
        allowed = allowed_in_words(row_type, name)
        if target := fact(row_type, name, "refers"):
            allowed = f"a name of [{target}](#{target})"
        title = row_type.headers()[name]
        if row_type is Settings:
            title, meaning = name, meaning.removesuffix(".") + _unit(row_type, name) + "."
        cells = (f"`{title}`", meaning, allowed, blank_in_words(row_type, name))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _kinds() -> list[str]:
    """The kinds of target, and the columns each reads."""
    lines = [
        "These kinds exist. Columns that a kind does not read must be blank; every kind reads the "
        "years and `shortfall_price`, and has a minimum, a maximum or both.",
        "",
        "| kind | what is limited | limits in | price in | must be filled | may be filled |",
        "|---|---|---|---|---|---|",
    ]
    for name, kind in KINDS.items():
        meaning = kind.meaning
        if kind.minimum_needs:
            meaning += f" A minimum needs `{kind.minimum_needs}`."
        columns = (", ".join(f"`{column}`" for column in c) for c in (kind.needs, kind.may))
        cells = (f"`{name}`", meaning, kind.unit, kind.price, *columns)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _unit(row_type: type[Row], name: str) -> str:
    unit = fact(row_type, name, "unit")
    return f" [{unit}]" if unit else ""


SOURCED = (
    "where the row comes from, and how sure it is. "
    + str(Sourced.model_fields["confidence"].description)
    + "."
)


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "instances" / "README.md"
    page.write_text(manual(), encoding="utf-8")
