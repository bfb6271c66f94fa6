"""Where each fact of the source documents lives: instances/COVERAGE.md, from coverage.csv.

A pointer is one of
    instances/uk/plants.csv: NAME        a row of a table that has the name in one of its cells
    planner/model/blending.py: WORDS     a file, and words that stand in it (words may be left out)
    plan/key_figures: COLUMN             a table of a plan, and a column or a word in its rows
Pointers of a row are separated by " | ". A row without one says in its note why it is left out.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SEPARATOR = " | "
LEFT_OUT = "left out: "

# How many facts each source document has, in the order of the documents.
FACTS = {"S0": 31, "S1": 26, "S2": 19, "S3": 44, "S4": 20}

INTRODUCTION = """# Where the facts of the source documents live

<!-- Written from coverage.csv by tests/instances/coverage.py. Do not edit. -->

One row for each fact of the five documents the project grew from: S0 Altilium, Nissan and
Connected Energy (UK); S1 a European midstream review; S2 Ascend Elements, EcoPro and SK (North
America); S3 an essay on automakers and recyclers; S4 Italvolt and Politecnico di Milano. `plan/` is
the folder of tables that a run writes. A test checks that everything pointed to exists.
"""


class Fact(NamedTuple):
    """A fact of a source document, and where it lives."""

    id: str
    fact: str
    where: str
    note: str

    @property
    def pointers(self) -> list[str]:
        return [pointer.strip() for pointer in self.where.split(SEPARATOR) if pointer.strip()]


def facts() -> list[Fact]:
    with (ROOT / "instances" / "coverage.csv").open(encoding="utf-8", newline="") as lines:
        return [Fact(**row) for row in csv.DictReader(lines)]


def expected_ids() -> list[str]:
    return [f"{document}-{n:02}" for document, count in FACTS.items() for n in range(1, count + 1)]


def page() -> str:
    return "\n".join([INTRODUCTION, *_lines(), ""])


def _lines() -> Iterator[str]:
    yield "| id | what the source says | where it lives | note |"
    yield "|---|---|---|---|"
    for fact in facts():
        places = "; ".join(f"`{pointer}`" for pointer in fact.pointers)
        cells = (fact.id, fact.fact, places or "left out", fact.note.removeprefix(LEFT_OUT))
        yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    (ROOT / "instances" / "COVERAGE.md").write_text(page(), encoding="utf-8")
