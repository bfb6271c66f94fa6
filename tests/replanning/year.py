"""A case for a year of re-plannings: arisings come in 2033, and two sites may shred them.

Black mass earns 1,500 a tonne at the port, packs earn 50 at the gate, shredding costs 100 a tonne:
a tonne of packs is worth some 600 EUR. A large shredder costs 1.5 M, a small one 1 M.
"""

from pathlib import Path
from typing import Any

from planner.instance.instance import Instance
from tests.tiny import Rows, instance_of, table, tiny_tables

YEARS = range(2030, 2038)
COMES = 2033


def tables(tonnes: float = 400.0, **others: Rows) -> dict[str, Rows]:
    found = tiny_tables()
    found["periods"] = table("period first_year years", *((str(y), y, 1) for y in YEARS))
    found["technologies"][0]["lead_time"] = 1
    found["sites"] += table(
        "site role country latitude longitude", ("Goole", "shredder", "GB", 53.7, -0.87)
    )
    # Hull takes no black mass, so that shredding alone is looked at.
    found["plants"] = table(
        "plant site technology status cost_factor",
        ("Sheffield shredder", "Sheffield", "shredder", "candidate", 1.0),
        ("Goole shredder", "Goole", "shredder", "candidate", 1.1),
    ) + [row for row in found["plants"] if row["status"] == "existing"]
    found["supply"] = [
        {"site": "Leeds", "product": "packs", "year": year, "amount": tonnes, "price": -50}
        for year in YEARS
        if year >= COMES
    ] + [row for row in found["supply"] if row["site"] != "Leeds"]
    return found | others


def case(tonnes: float = 400.0, **others: Rows) -> Instance:
    return instance_of(tables(tonnes, **others))


HEADERS = {
    "kind": "kind", "month": "month", "site": "site", "product": "product", "origin": "origin",
    "destination": "destination", "mode": "mode", "plant": "plant", "recipe": "recipe",
    "size": "size", "contract": "contract", "outlet": "outlet", "tonnes": "tonnes [t]",
    "price": "price [money/t]", "year": "year [year]", "source": "source",
}  # fmt: skip


def actuals_file(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    """A CSV file of actuals."""
    lines = [",".join(HEADERS.values())]
    lines += [",".join(str(row.get(column, "")) for column in HEADERS) for row in rows]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
