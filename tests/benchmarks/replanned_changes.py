"""The year that replanned_year.py plans: what changes in the tables, or happens, in each month.

A change is written into a folder of CSV files, or is rows of actuals. Some are harmless: the plan
should not change for them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

Row = Mapping[str, object]
Where = Mapping[str, Sequence[str]]
"""Column -> values that it may have."""

AUTOMATED = "{} hub, automated dismantling"
ATLANTA, CHICAGO, LOS_ANGELES, NEWARK, SAN_JOSE = (
    AUTOMATED.format(city) for city in ("Atlanta", "Chicago", "Los Angeles", "Newark", "San Jose")
)
DENVER = "Denver hub, manual dismantling"
CAROLINA_CAM = "Redwood Carolina CAM"
CAROLINA_HYDROMET = "ABTC South Carolina hydromet"

ARISINGS = "Los Angeles catchment"
PACKS = "pack NMC811"
SALE = "nickel sulphate sale"
GOAL = "North American cathode"
MEMORANDUM = "EcoPro memorandum"

NEW_SITE = {
    "site": "Fresno hub",
    "latitude [degrees]": "36.74",
    "longitude [degrees]": "-119.79",
}
NEW_SITE_LIKE = "Collection hub San Jose (generic)"
NEW_PLANT = {
    "plant": "Fresno automated dismantling",
    "site": "Fresno hub",
    "status": "candidate",
    "cost_factor [ratio]": "0.3",
}
NEW_PLANT_LIKE = LOS_ANGELES


Make = Callable[[Path], list[Row]]
"""Writes a change into a folder of tables, and returns rows of actuals."""


@dataclass(frozen=True)
class Change:
    """Something that is otherwise than a month before."""

    words: str
    subject: str
    """What the re-planning calls it: the plant, site, outlet, target or contract."""
    make: Make
    harmless: bool = False
    not_before: float = -math.inf
    """First year in which the plant may open: one that was to open earlier must be changed."""
    actual: bool = False
    """It has happened, and stands in no table."""


@dataclass(frozen=True)
class Month:
    as_of: str
    changes: tuple[Change, ...] = ()
    solved_apart: bool = False
    """What stability costs is also found by a solve of its own."""

    @property
    def words(self) -> str:
        return ", ".join(change.words for change in self.changes) or "nothing"


def read(tables: Path, name: str) -> pd.DataFrame:
    """A table, as text."""
    file = tables / f"{name}.csv"
    return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def write(tables: Path, name: str, table: pd.DataFrame) -> None:
    table.to_csv(tables / f"{name}.csv", index=False, encoding="utf-8-sig")


def rows_where(table: pd.DataFrame, where: Where) -> pd.Series:
    """Which rows have one of these values in every column. Errors: LookupError if none has."""
    found = table[list(where)].isin(where).all(axis="columns")
    if not found.any():
        raise LookupError(f"no row of the tables has {where}")
    return found


def cells(name: str, where: Where, column: str, to: Callable[[str], str]) -> Make:
    """Changes cells of a table."""

    def make(tables: Path) -> list[Row]:
        table = read(tables, name)
        rows = rows_where(table, where)
        table.loc[rows, column] = table.loc[rows, column].map(to)
        write(tables, name, table)
        return []

    return make


def times(factor: float) -> Callable[[str], str]:
    return lambda cell: f"{float(cell) * factor:.3f}"


def add_row_like(tables: Path, name: str, where: Where, new: Mapping[str, str]) -> None:
    table = read(tables, name)
    row = table[rows_where(table, where)].iloc[[0]].assign(**new)
    write(tables, name, pd.concat([table, row]))


def arisings_times(site: str, from_year: int, factor: float) -> Change:
    years = [str(year) for year in range(from_year, 2100)]
    where = {"site": [site], "year [year]": years}
    make = cells("supply", where, "amount [t/year]", times(factor))
    return Change(f"arisings of {site} from {from_year} on x {factor:g}", site, make)


def target_later(target: str, year: int, to: int) -> Change:
    where = {"target": [target], "from_year [year]": [str(year)]}
    make = cells("targets", where, "from_year [year]", lambda cell: str(to))
    return Change(f"{target} of {year} from {to} on", target, make, harmless=True)


def price_times(outlet: str, factor: float) -> Change:
    make = cells("outlets", {"outlet": [outlet]}, "price [money/t]", times(factor))
    return Change(f"price of {outlet} x {factor:.2f}", outlet, make)


def withdrawn(plant: str) -> Change:
    make = cells("plants", {"plant": [plant]}, "status", lambda cell: "excluded")
    return Change(f"{plant} withdrawn", plant, make, not_before=math.inf)


def dearer(plant: str, factor: float, harmless: bool = False) -> Change:
    make = cells("plants", {"plant": [plant]}, "cost_factor [ratio]", lambda cell: f"{factor:g}")
    return Change(f"{plant} {factor:g} times as dear", plant, make, harmless)


def new_site() -> Change:
    def make(tables: Path) -> list[Row]:
        add_row_like(tables, "sites", {"site": [NEW_SITE_LIKE]}, NEW_SITE)
        add_row_like(tables, "plants", {"plant": [NEW_PLANT_LIKE]}, NEW_PLANT)
        return []

    return Change(f"{NEW_SITE['site']} is a new site", NEW_SITE["site"], make)


def signed(contract: str, month: str) -> Change:
    row = {"kind": "signed", "month": month, "contract": contract}
    return Change(f"{contract} signed", contract, lambda tables: [row], actual=True)


def delayed(plant: str, month: str, year: int) -> Change:
    row = {"kind": "delayed", "month": month, "plant": plant, "year": year, "source": "owner"}
    words = f"{plant} not before {year}"
    return Change(words, plant, lambda tables: [row], not_before=year, actual=True)


def arisings_known(site: str, product: str, year: int, share: float) -> Change:
    """Every month of a year: a twelfth of a share of what the table says of it."""
    where = {"site": [site], "product": [product], "year [year]": [str(year)]}

    def make(tables: Path) -> list[Row]:
        table = read(tables, "supply")
        amounts = table.loc[rows_where(table, where), "amount [t/year]"]
        tonnes = round(float(amounts.iloc[0]) * share / 12, 3)
        row = {"kind": "arisen", "site": site, "product": product, "tonnes": tonnes}
        return [row | {"month": f"{year}-{month:02}"} for month in range(1, 13)]

    return Change(f"arisings of {site} in {year} known", site, make, actual=True)


MONTHS = (
    Month("2026-02-01"),
    Month("2026-03-01", (arisings_times(ARISINGS, 2027, 1.4),)),
    Month("2026-04-01", (withdrawn(NEWARK), target_later(GOAL, 2036, 2037)), solved_apart=True),
    Month("2026-05-01", (price_times(SALE, 2 / 3),)),
    Month("2026-06-01", (signed(MEMORANDUM, "2026-05"),)),
    Month("2026-07-01", (withdrawn(SAN_JOSE),)),
    Month("2026-08-01", (dearer(LOS_ANGELES, 5), new_site())),
    Month("2026-09-01", (delayed(CAROLINA_CAM, "2026-03", 2032),)),
    Month("2026-10-01", (withdrawn(CAROLINA_HYDROMET),), solved_apart=True),
    Month("2026-11-01", (delayed(CAROLINA_CAM, "2026-03", 2029),)),
    Month("2026-12-01", (arisings_known(ARISINGS, PACKS, 2025, 0.9),)),
    Month("2027-01-01", (dearer(CHICAGO, 4),)),
    Month(
        "2027-02-01",
        (
            withdrawn(ATLANTA),
            arisings_times(ARISINGS, 2027, 1.4),
            dearer(DENVER, 1.1, harmless=True),
        ),
    ),
)
