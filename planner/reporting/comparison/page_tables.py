"""The tables of the page, as texts: what stands beside each other, and the differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.reporting.comparison.beside_table import difference_names
from planner.reporting.comparison.changed_tables import listed
from planner.reporting.comparison.numbers import amount, digits, signed
from planner.reporting.workbook.styles import DASH
from planner.solution.comparison import Comparison
from planner.solution.comparison.beside import difference, largest_first
from planner.solution.comparison.compliance import RULE, counts_met
from planner.solution.comparison.flows import LANE
from planner.solution.comparison.indicators import CIRCULARITY, HORIZON, KEY_FIGURES
from planner.solution.comparison.inputs import counts
from planner.solution.comparison.plants import SAME

MOST_LANES, MOST_ROWS, MOST_CHANGES = 25, 60, 12
"""Lanes, rows of indicators of a period, and changes of an input table that are shown."""
_FIGURE = ["figure", "unit"]


@dataclass(frozen=True)
class Cell:
    text: str
    kind: str = ""
    """text, delta, gain, loss, quiet; a number without one."""
    bar: float = 0.0
    """Of a difference: its share of the largest, from -1 to 1."""


@dataclass(frozen=True)
class Grid:
    """A table of the page."""

    title: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    folded: bool = False
    """Shown when it is opened."""


def _grid(
    title: str, table: pd.DataFrame, keys: Sequence[str], labels: Sequence[str], unit: str = "",
    *, is_money: bool = False, note: str = "", folded: bool = False, total: bool = False,
) -> Grid:  # fmt: skip
    """A table of ``beside``. Without a unit, each row has its own in the column unit."""
    others = [difference(table, label, labels[0]) for label in labels[1:]]
    largest = max((float(change.abs().max()) for change in others if len(change)), default=0.0)
    every = digits(table[list(labels)].to_numpy().ravel().tolist(), unit)
    rows = []
    for place, record in enumerate(table.to_dict("records")):
        mine = unit or str(record["unit"])
        places = every if unit else digits([record[label] for label in labels], mine)
        texts = [Cell(str(record[key]).replace("_", " "), "text") for key in keys]
        values = [Cell(amount(record[label], mine, places)) for label in labels]
        changes = [
            _change(float(change.iloc[place]), mine, places, is_money, largest if unit else 0.0)
            for change in others
        ]
        rows.append((*texts, *values, *changes))
    if total and len(table):
        sums = [float(table[label].sum()) for label in labels]
        texts = [Cell("total" if not place else "", "text") for place in range(len(keys))]
        changes = [_change(value - sums[0], unit, every, is_money, 0.0) for value in sums[1:]]
        values = [Cell(amount(value, unit, every)) for value in sums]
        rows.append((*texts, *values, *changes))
    return Grid(title, _header(keys, labels), tuple(rows), note, folded)


def _change(value: float, unit: str, places: int, is_money: bool, largest: float) -> Cell:
    """A difference, and how long its bar is."""
    words = signed(value, unit, places)
    kind = "delta"
    if is_money and words not in (DASH, ""):
        kind = "gain" if value > 0 else "loss"
    bar = value / largest if largest and value == value else 0.0
    return Cell(words, kind, round(bar, 4))


def _header(keys: Sequence[str], labels: Sequence[str]) -> tuple[Cell, ...]:
    texts = [Cell(key.replace("_", " "), "text") for key in keys]
    numbers = [*labels, *difference_names(labels)]
    return (*texts, *(Cell(name) for name in numbers))


def money_grid(comparison: Comparison) -> Grid:
    """Present value by term."""
    unit = f"M {comparison.currency}"
    title = f"Money by term, present value, {unit}"
    return _grid(title, comparison.money, ["term", "due"], comparison.labels, unit,
                 is_money=True, total=True)  # fmt: skip


def plants_grids(comparison: Comparison) -> Iterator[Grid]:
    """The plants that differ, and those that do not."""
    table = comparison.plants
    changes = [f"change {run.label}" for run in comparison.others]
    same = table[changes].isin([SAME, ""]).all(axis=1)
    yield _plants(comparison, table[~same], f"Plants that differ: {int((~same).sum())}", False)
    if same.any():
        yield _plants(comparison, table[same], f"Plants that are the same: {int(same.sum())}", True)


def _plants(comparison: Comparison, table: pd.DataFrame, title: str, folded: bool) -> Grid:
    labels, others = comparison.labels, [run.label for run in comparison.others]
    columns = [Cell("plant", "text"), Cell("technology", "text")]
    columns += [Cell(f"change in {label}", "text") for label in others]
    columns += [Cell(f"years in {label}") for label in labels]
    columns += [Cell(f"t/year in {label}") for label in labels]
    rows = []
    for record in table.to_dict("records"):
        texts = [Cell(record["plant"], "text"), Cell(record["technology"], "text quiet")]
        texts += [Cell(record[f"change {label}"], "text") for label in others]
        years = [Cell(_years(record, label)) for label in labels]
        sizes = [Cell(amount(record[f"capacity {label}"], "t/year")) for label in labels]
        rows.append((*texts, *years, *sizes))
    note = "Years are those of each run; capacity is the largest in any period." if rows else ""
    return Grid(title, tuple(columns), tuple(rows), note, folded)


def _years(record: dict, label: str) -> str:  # type: ignore[type-arg]
    """From when to when a plant stands: 2031 on, to 2033, 2031 to 2036, throughout."""
    if record[f"capacity {label}"] != record[f"capacity {label}"]:
        return DASH
    opens, closes = record[f"opens {label}"], record[f"closes {label}"]
    opened, closed = opens == opens, closes == closes
    if opened and closed:
        return f"{opens:.0f} to {closes:.0f}"
    if opened:
        return f"{opens:.0f} on"
    return f"to {closes:.0f}" if closed else "throughout"


def lanes_grid(comparison: Comparison) -> Grid:
    """The lanes on which most changes."""
    lanes, shown = comparison.lanes, comparison.lanes.head(MOST_LANES)
    note = (
        f"The {MOST_LANES} that change most, of {len(lanes):,}; all are in the workbook."
        if len(lanes) > MOST_LANES
        else ""
    )
    title = "Flows that differ, tonnes over the periods in common"
    return _grid(title, shown, LANE, comparison.labels, "t", note=note)


def period_grids(comparison: Comparison, period: str) -> Iterator[Grid]:
    """Figures, money, flows, emissions and indicators of one period."""
    labels, unit = comparison.labels, f"M {comparison.currency}"
    found = comparison.indicators[comparison.indicators["period"] == period]
    found = found.assign(unit=found["unit"].str.replace("money", comparison.currency))
    figures = found[found["table"] == KEY_FIGURES]
    yield _grid("Figures", figures, _FIGURE, labels)
    amounts = comparison.amounts[comparison.amounts["period"] == period]
    title = f"Money, {unit}, a year where due yearly"
    yield _grid(title, amounts, ["term", "due"], labels, unit, is_money=True)
    for title, table, key, what in (
        ("Moved on all lanes, t a year", comparison.groups, "group", "t/year"),
        ("Capacity in place, t a year", comparison.capacities, "stage", "t/year"),
        ("Emissions, t CO2e a year", comparison.emissions, "source", "t CO2e/year"),
    ):
        rows = table[table["period"] == period]
        yield _grid(title, rows, [key], labels, what, total=key == "source")
    circle = found[found["table"] == CIRCULARITY]
    if len(circle):
        yield _grid("Circularity", circle, _FIGURE, labels)
    others = found[~found["table"].isin([KEY_FIGURES, CIRCULARITY])]
    yield from _differing("Other indicators", ["table", "row", *_FIGURE], others, comparison)
    rules = comparison.compliance[comparison.compliance["period"] == period]
    reached = rules[rules["figure"] != "limit"]
    yield from _differing("Rules", [*RULE, *_FIGURE], reached, comparison)


def _differing(
    title: str, keys: Sequence[str], table: pd.DataFrame, comparison: Comparison
) -> Iterator[Grid]:
    """The figures of a table that differ; nothing where none does."""
    table = table.assign(unit=table["unit"].str.replace("money", comparison.currency))
    differing = largest_first(table, comparison.runs)
    if not len(differing):
        return
    shown = differing.head(MOST_ROWS)
    place = {tuple(key): n for n, key in enumerate(table[list(keys)].itertuples(index=False))}
    order = [place[tuple(key)] for key in shown[list(keys)].itertuples(index=False)]
    shown = shown.assign(place=order).sort_values("place", kind="stable")
    note = (
        f"The {MOST_ROWS} that change most, of {len(differing):,}; all are in the workbook."
        if len(differing) > MOST_ROWS
        else ""
    )
    title = f"{title} that differ: {len(differing):,}"
    yield _grid(title, shown, keys, comparison.labels, note=note, folded=True)


def horizon_grids(comparison: Comparison) -> Iterator[Grid]:
    """Figures worked out over all years."""
    found = comparison.indicators[comparison.indicators["period"] == HORIZON]
    circle = found[found["table"] == CIRCULARITY]
    if len(circle):
        circle = circle.assign(unit=circle["unit"].str.replace("money", comparison.currency))
        yield _grid("Circularity over the horizon", circle, _FIGURE, comparison.labels)


def rules_grids(comparison: Comparison) -> Iterator[Grid]:
    """How many rules are met in how many periods, and those that are not met alike."""
    labels, met = comparison.labels, comparison.met
    if not len(met):
        return
    columns = (Cell("rules and periods", "text"), *map(Cell, labels))
    rows = [
        (Cell(words, "text"), *(Cell(f"{n:,}" if n else DASH) for n in numbers))
        for words, numbers in counts_met(met, labels)
    ]
    yield Grid("Rules", columns, tuple(rows))
    unlike = met[met[labels].nunique(axis=1) > 1]
    keys = ["period", *RULE]
    lines = [
        (*(Cell(str(record[key]), "text") for key in keys),
         *(Cell(record[label] or DASH, "text") for label in labels))
        for record in unlike.to_dict("records")
    ]  # fmt: skip
    names = tuple(Cell(name, "text") for name in (*keys, *(f"met in {n}" for n in labels)))
    if lines:
        yield Grid("Rules that are not met alike", names, tuple(lines))


def input_grids(comparison: Comparison) -> Iterator[Grid]:
    """How much differs in each table, and the first changes of each."""
    summed = counts(comparison.inputs)
    columns = [Cell(name, "text") for name in ("run", "table")]
    columns += [Cell(name) for name in ("cells changed", "rows added", "rows removed")]
    rows = [
        (Cell(run, "text"), Cell(table, "text"), *(Cell(f"{n:,}" if n else DASH) for n in numbers))
        for run, table, *numbers in summed.itertuples(index=False, name=None)
    ]
    yield Grid("Tables that differ", tuple(columns), tuple(rows))
    shown = listed(comparison.inputs, MOST_CHANGES)
    reference = comparison.labels[0]
    names = ("run", "table", "row", "change", "column", f"in {reference}", "in the run")
    note = (
        f"The first {MOST_CHANGES} of each table, {len(shown):,} of {len(comparison.inputs):,};"
        " more are in the workbook."
        if len(shown) < len(comparison.inputs)
        else ""
    )
    lines = [
        tuple(Cell(str(text), "text") for text in line)
        for line in shown.itertuples(index=False, name=None)
    ]
    yield Grid("Changes", tuple(Cell(n, "text") for n in names), tuple(lines), note, folded=True)
