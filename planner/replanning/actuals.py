"""Actuals: what happened, as a table of its own, checked against the case like any input.

One row says one thing: tonnes that arose, were shipped or processed in a month; a plant that was
financed, started, opened, delayed or closed; a price of a year; a contract that was signed. What a
row needs beside its month is listed in NEEDS; other cells stay blank.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from planner.instance.checks.cells import read_row
from planner.instance.checks.headers import places_of_columns
from planner.instance.checks.hints import did_you_mean
from planner.instance.columns import Number, Row, Text, Whole, column, to_cell
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.read import WORKBOOKS, read_csv, read_sheets
from planner.instance.schema.contracts import Contract
from planner.instance.schema.frame import Period
from planner.instance.schema.markets import Demand, Outlet, Supply
from planner.instance.schema.plants import Plant, Site
from planner.instance.schema.products import Product
from planner.instance.schema.sourced import YEARS
from planner.instance.schema.transport import Mode
from planner.instance.sheets import Sheet, is_blank
from planner.network.plants import sizes_by_technology

SHEET = "actuals"

NEEDS: dict[str, tuple[str, ...]] = {
    "arisen": ("site", "product", "tonnes"),
    "shipped": ("origin", "destination", "product", "mode", "tonnes"),
    "processed": ("plant", "recipe", "tonnes"),
    "financed": ("plant", "size"),
    "started": ("plant", "size"),
    "opened": ("plant", "size"),
    "delayed": ("plant", "year"),
    "closed": ("plant",),
    "price": ("outlet", "product", "price"),
    "price of supply": ("site", "product", "price"),
    "price of demand": ("site", "product", "price"),
    "signed": ("contract",),
}
"""Kind -> the cells it needs. Those that stand as they are leave size blank."""

MAY_STAY_BLANK = {("opened", "size")}

COMMITTED = ("financed", "started", "opened")
"""Kinds after which a plant is built; the later say more."""

ONCE = (*COMMITTED, "delayed", "closed", "signed")
"""Kinds that are true of a plant or contract, and not of a month."""

TONNES = ("arisen", "shipped", "processed")
"""Kinds that are a sum over a month, known when it is over."""


class Actual(Row):
    """What happened, one thing a row."""

    table: ClassVar[str] = SHEET
    kind: Text = column("What happened", choices=tuple(NEEDS))
    month: Text = column("Month in which it happened: 2031-05")
    site: Text | None = column("Site where it arose, or is wanted", None, blank="not of this kind")
    product: Text | None = column("Product", None, blank="not of this kind")
    origin: Text | None = column("Site it left", None, blank="not of this kind")
    destination: Text | None = column("Site it came to", None, blank="not of this kind")
    mode: Text | None = column("Mode it went by", None, blank="not of this kind")
    plant: Text | None = column("Plant", None, blank="not of this kind")
    recipe: Text | None = column("Recipe that was run", None, blank="not of this kind")
    size: Text | None = column("Size that is built", None, blank="an existing or committed plant")
    contract: Text | None = column("Contract", None, blank="not of this kind")
    outlet: Text | None = column("Outlet", None, blank="not of this kind")
    tonnes: Number | None = column(
        "Tonnes in the month", None, unit="t", low=0, blank="not of this kind"
    )
    price: Number | None = column(
        "Price in the year of the month", None, unit="money/t", blank="not of this kind"
    )
    year: Whole | None = column(
        "Year in which it now opens", None, blank="not of this kind", **YEARS
    )
    source: Text = column("Where the value comes from", "")

    @property
    def when(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def key(self) -> str:
        """What it is a value of: a later row with the same key supersedes it."""
        parts = [self.kind] if self.kind in ONCE else [self.kind, self.month]
        names = (n for n in NEEDS[self.kind] if n not in ("tonnes", "price", "year", "size"))
        return " | ".join([*parts, *(str(getattr(self, name)) for name in names)])


@dataclass(frozen=True)
class Known:
    """An actual and where it comes from."""

    actual: Actual
    file: str
    row: int
    """Row of the file; the header is row 1."""

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}"


def read_actuals(path: Path, instance: Instance) -> tuple[Known, ...]:
    """The rows of a workbook with a sheet ``actuals``, or of a CSV file, checked against a case.

    Errors: InstanceError with every problem found.
    """
    path = Path(path)
    sheet = _sheet(path)
    places, problems = places_of_columns(Actual, sheet)
    found: list[Known] = []
    for number, cells in sheet.rows:
        filled = {name: cells[at] for name, at in places.items() if not is_blank(cells[at])}
        row, faults = read_row(Actual, filled)
        if isinstance(row, Actual):
            told = list(_faults(row, instance))
            problems += [Problem(SHEET, rule, number, *where) for rule, where in told]
            found += [] if told else [Known(row, path.name, number)]
        for name, value, rule, hint in faults:
            problems.append(Problem(SHEET, rule, number, Actual.headers()[name], value, hint))
    problems += _said_twice(found)
    if not sheet.rows and not problems:
        problems.append(Problem(SHEET, "has no rows"))
    if problems:  # in the name of the file, as several may be read at once
        raise InstanceError([replace(problem, table=path.name) for problem in problems])
    return tuple(found)


def values_of(actual: Actual) -> dict[str, object]:
    """The filled cells, as a user types them."""
    return {
        name: to_cell(getattr(actual, name))
        for name in Actual.model_fields
        if getattr(actual, name) not in (None, "")
    }


def _sheet(path: Path) -> Sheet:
    if path.suffix.lower() == ".csv":
        problems: list[Problem] = []
        sheet = read_csv(path, problems)
        if problems:
            raise InstanceError(problems)
        return sheet
    if path.suffix.lower() not in WORKBOOKS:
        what = "is neither a workbook (.xlsx, .xlsm, .ods) nor a CSV file"
        raise InstanceError([Problem(str(path), what)])
    sheets = read_sheets(path)
    if SHEET not in sheets:
        held = ", ".join(sheets)
        raise InstanceError([Problem(path.name, f"has no sheet {SHEET!r}", hint=f"it has {held}")])
    return sheets[SHEET]


Fault = tuple[str, tuple[str, object, str]]
"""Rule, and column, value and hint."""


def _faults(actual: Actual, instance: Instance) -> Iterator[Fault]:
    header = Actual.headers()
    try:
        when = actual.when
    except ValueError:
        yield "is no month, written as 2031-05", ("month", actual.month, "")
        return
    first, last = _years(instance)
    if not first <= when.year <= last:
        yield f"is not within the plan, {first} to {last}", ("month", actual.month, "")
    needs = NEEDS[actual.kind]
    always = ("kind", "month", "source", *needs)
    for name in Actual.model_fields:
        value = getattr(actual, name)
        if name in needs and value is None and (actual.kind, name) not in MAY_STAY_BLANK:
            yield f"must be filled for what has {actual.kind}", (header[name], None, "")
        if name not in always and value is not None:
            yield (
                f"says nothing for what has {actual.kind}",
                (header[name], value, "leave it blank"),
            )
    yield from _unknown(actual, instance)


def _unknown(actual: Actual, instance: Instance) -> Iterator[Fault]:
    """Names that the case does not have."""
    sites = {row.site for row in instance.rows(Site)}
    names: dict[str, Iterable[str]] = {
        "site": sites,
        "origin": sites,
        "destination": sites,
        "product": {row.product for row in instance.rows(Product)},
        "mode": {row.mode for row in instance.rows(Mode)},
        "plant": {row.plant for row in instance.rows(Plant)},
        "recipe": {row.recipe for row in instance.tables["recipes"]},  # type: ignore[attr-defined]
        "contract": {row.contract for row in instance.rows(Contract)},
        "outlet": {row.outlet for row in instance.rows(Outlet)},
    }
    for name, known in names.items():
        value = getattr(actual, name)
        if value is not None and value not in set(known):
            yield f"is not a {name} of the case", (name, value, did_you_mean(value, known))
    plants = {row.plant: row for row in instance.rows(Plant)}
    plant = plants.get(actual.plant or "")
    if plant is not None and actual.kind in COMMITTED:
        sizes = set(sizes_by_technology(instance)[plant.technology])
        if actual.size is not None and actual.size not in sizes:
            rule = f"is no size of {plant.technology}"
            yield rule, ("size", actual.size, did_you_mean(actual.size, sizes))
        if actual.size is None and plant.status == "candidate":
            yield f"must be filled for {plant.plant}, a candidate", ("size", None, "")
    by_site: dict[str, tuple[str, type[Supply] | type[Demand]]] = {
        "arisen": ("does not arise", Supply),
        "price of supply": ("does not arise", Supply),
        "price of demand": ("is not wanted", Demand),
    }
    if actual.kind in by_site and actual.site in sites:
        word, table = by_site[actual.kind]
        if (actual.site, actual.product) not in {(r.site, r.product) for r in instance.rows(table)}:
            rule = f"{word} at {actual.site} in the table {table.table}"
            yield rule, ("product", actual.product, "")
    if actual.kind == "price":
        sold = {(row.outlet, row.product) for row in instance.rows(Outlet)}
        if (actual.outlet, actual.product) not in sold:
            rule = f"does not leave by the outlet {actual.outlet}"
            yield rule, ("product", actual.product, "")


def _years(instance: Instance) -> tuple[int, int]:
    periods = instance.rows(Period)
    return periods[0].first_year, periods[-1].first_year + periods[-1].years - 1


def _said_twice(found: Iterable[Known]) -> list[Problem]:
    rows: dict[str, int] = {}
    problems = []
    for known in found:
        key = known.actual.key
        if key in rows:
            problems.append(Problem(SHEET, f"says the same as row {rows[key]}", known.row))
        rows.setdefault(key, known.row)
    return problems


def latest(known: Iterable[Known], as_of: date) -> Mapping[str, Known]:
    """What is known on a day, the last word on each, in the order given.

    Tonnes count when their month is over, all else from the first of its month.
    """
    return {one.actual.key: one for one in known if _is_known(one.actual, as_of)}


def _is_known(actual: Actual, as_of: date) -> bool:
    if actual.kind in TONNES:
        return (actual.when.year, actual.when.month) < (as_of.year, as_of.month)
    return actual.when < as_of
