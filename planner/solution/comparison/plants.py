"""Plants beside each other: which stand in which run, from when to when, and how large.

A plant's capacity is the largest it has in any period of a run. Years are those of each run, so
that runs with different periods can be compared.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from planner.solution.comparison.beside import beside, in_periods
from planner.solution.comparison.runs import CAPACITY, FinishedRun

WHO = ["plant", "site", "technology", "stage"]
SAME = "same"
SMALLEST, SMALLEST_SHARE = 0.5, 0.01
"""t a year, and of the larger capacity: a smaller change is none."""


class Standing(NamedTuple):
    """A plant in a run."""

    opens: int | None
    """First year on stream; None: it stands from the start."""
    closes: int | None
    """First year without it; None: it stands to the end of the horizon."""
    capacity: float
    """t a year, the largest in any period."""
    path: tuple[tuple[str, float], ...]
    """Period, t a year."""


def standings(run: FinishedRun) -> dict[str, Standing]:
    """Every plant that stands in some period of a run."""
    periods = run.periods
    years = {name: span.first_year for name, span in periods.items()}
    order = list(periods)
    found = {}
    for plant, rows in run.plan["plants"].groupby("plant", sort=False):
        there = [name for name in order if name in set(rows["period"])]
        if not there:
            continue
        after = order[order.index(there[-1]) + 1 :]
        capacity = rows.groupby("period")[CAPACITY].sum()
        found[str(plant)] = Standing(
            None if "existing" in set(rows["status"]) else years[there[0]],
            years[after[0]] if after else None,
            float(capacity.max()),
            tuple((name, float(capacity[name])) for name in there),
        )
    return found


def plants(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """One row a plant that stands in some run; those that differ first.

    Columns: who it is; for each run X "opens X" and "closes X" (years, blank where it does
    neither), "capacity X" [t/year, blank where it does not stand]; for each run beside the
    reference "change X" in words.
    """
    by_run = {run.label: standings(run) for run in runs}
    who: dict[str, tuple[str, ...]] = {}
    for run in runs:
        for row in run.plan["plants"][WHO].drop_duplicates("plant").itertuples(index=False):
            who.setdefault(str(row[0]), tuple(map(str, row)))
    reference, *others = by_run
    rows = []
    for name, texts in who.items():
        record: dict[str, object] = dict(zip(WHO, texts, strict=True))
        for label, there in by_run.items():
            mine = there.get(name)
            record[f"opens {label}"] = mine.opens if mine else None
            record[f"closes {label}"] = mine.closes if mine else None
            record[f"capacity {label}"] = mine.capacity if mine else None
        for label in others:
            pair = by_run[reference].get(name), by_run[label].get(name)
            record[f"change {label}"] = change(*pair, reference, label)
        if any(name in there for there in by_run.values()):
            rows.append(record)
    table = pd.DataFrame(rows, columns=_columns(list(by_run)))
    numbers = [column for column in table if column.split()[0] in ("opens", "closes", "capacity")]
    table[numbers] = table[numbers].astype(float)
    return _differing_first(table, others)


def _columns(labels: list[str]) -> list[str]:
    parts = [f"{part} {label}" for part in ("opens", "closes", "capacity") for label in labels]
    return [*WHO, *parts, *(f"change {label}" for label in labels[1:])]


def _differing_first(table: pd.DataFrame, others: Sequence[str]) -> pd.DataFrame:
    changes = [f"change {label}" for label in others]
    same = table[changes].isin([SAME, ""]).all(axis=1)
    sizes = table[[column for column in table if column.startswith("capacity")]].fillna(0.0)
    moved = sizes.max(axis=1) - sizes.min(axis=1)
    order = pd.DataFrame({"same": same, "moved": -moved, "size": -sizes.max(axis=1)})
    order = order.sort_values(["same", "moved", "size"], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def change(
    before: Standing | None, here: Standing | None, reference: str = "A", label: str = "B"
) -> str:
    """What differs from the reference, in words: opens later, larger; nothing where in neither."""
    if before is None and here is None:
        return ""
    if here is None:
        return f"only in {reference}"
    if before is None:
        return f"only in {label}"
    words = [
        *_earlier_or_later("opens", before.opens, here.opens),
        *_closing(before.closes, here.closes),
    ]
    if _differ(before.capacity, here.capacity):
        words.append("larger" if here.capacity > before.capacity else "smaller")
    elif not words and _expands_otherwise(before, here):
        words.append("expands at other times")
    return ", ".join(words) or SAME


def _earlier_or_later(verb: str, before: int | None, here: int | None) -> list[str]:
    if before is None or here is None or before == here:
        return []
    return [f"{verb} {'later' if here > before else 'earlier'}"]


def _closing(before: int | None, here: int | None) -> list[str]:
    if before is None and here is not None:
        return ["closes"]
    if before is not None and here is None:
        return ["stays open"]
    return _earlier_or_later("closes", before, here)


def _expands_otherwise(before: Standing, here: Standing) -> bool:
    known = dict(before.path)
    return any(_differ(known[period], size) for period, size in here.path if period in known)


def _differ(before: float, here: float) -> bool:
    return abs(here - before) > max(SMALLEST, SMALLEST_SHARE * max(before, here))


def capacities(runs: Sequence[FinishedRun], periods: Mapping[str, object]) -> pd.DataFrame:
    """Stage, period, then the capacity in place in each run, t a year."""
    keys = ["stage", "period"]
    return beside(runs, lambda run: in_periods(run.plan["plants"], periods), keys, CAPACITY)
