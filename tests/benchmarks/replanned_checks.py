"""What must be true of a month of replanned_year.py: each check says what is not, in sentences.

They read the two plans, the tables of the run and what was planted, and know nothing of how the
planner finds changes, holds decisions or looks for reasons.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from planner.plan import Decisions
from planner.replanning.tables import NOT_TOLD
from planner.solution.files import read_decisions
from planner.wishes import Wishes, read_wishes
from tests.benchmarks.replanned_changes import Change

T = 1000.0
"""t in a kt."""
CLOSE = 1e-4
"""Share of an amount, and part of a t or of a yes, that is a trace of the solver."""
TRACE = 0.01
"""Share of the capacity added to a plant by which plans may differ without telling it."""
FREEZE = 12
"""Months, as `planner replan` has it."""

SAME_AS = {"larger": "resized", "smaller": "resized", "expands less": "expands"}
MOVED_TO = re.compile(r"moved to .*?: (.+?) in its place")

Told = set[tuple[str, str]]
"""Subject and kind of every change."""


@dataclass(frozen=True)
class Plan:
    """What a plan decides, by the first year of each period."""

    decisions: Decisions
    years: Mapping[str, int]
    """First year of each period."""

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        """From the folder of a run."""
        periods = pd.read_csv(folder / "inputs" / "periods.csv", dtype={"period": str})
        years = dict(zip(periods["period"], periods["first_year [year]"], strict=True))
        return cls(read_decisions(folder), years)

    @property
    def last_year(self) -> int:
        return max(self.years.values())

    def yes(self, decision: str) -> list[tuple[str, ...]]:
        return [index for index, value in self.decisions.get(decision, {}).items() if value > 0.5]

    def built(self) -> dict[str, tuple[str, int]]:
        """Size and first year of each plant."""
        return {plant: (size, self.years[then]) for plant, size, then in self.yes("built")}

    def closed(self) -> dict[str, int]:
        """The year in which plants close."""
        return {index[0]: self.years[index[-1]] for index in self.yes("closed")}

    def signed(self) -> set[str]:
        return {contract for (contract,) in self.yes("signed")}

    def added(self) -> dict[tuple[str, int], float]:
        """Capacity added to plants by year, kt a year."""
        found = self.decisions.get("added", {})
        return {(plant, self.years[then]): amount for (plant, then), amount in found.items()}

    def added_by(self, plant: str, year: int) -> float:
        added = self.added()
        return sum(value for (one, then), value in added.items() if one == plant and then <= year)


def decided_otherwise(last: Plan, now: Plan) -> Told:
    """Every difference of two plans; of years that the last one did not know there is none."""
    found: Told = set()
    was, here = last.built(), now.built()
    for plant in was.keys() | here.keys():
        if plant not in here or plant not in was:
            found.add((plant, "added" if plant in here else "dropped"))
            continue
        (old_size, then), (size, year) = was[plant], here[plant]
        if then != year:
            found.add((plant, "later" if year > then else "earlier"))
        if old_size != size:
            found.add((plant, "resized"))
    closed, closes = last.closed(), now.closed()
    found |= {(plant, "stays") for plant in closed.keys() - closes.keys()}
    found |= {(plant, "closes") for plant, year in closes.items() if closed.get(plant) != year}
    found |= {(contract, "not signed") for contract in last.signed() - now.signed()}
    found |= {(contract, "signed") for contract in now.signed() - last.signed()}
    plants = {plant for plan in (last, now) for plant, _ in plan.added()}
    return found | {(plant, "expands") for plant in plants if _expands(last, now, plant)}


def _expands(last: Plan, now: Plan, plant: str) -> bool:
    years = {year for plan in (last, now) for year in plan.years.values()}
    known = last.last_year
    trace = TRACE * max(plan.added_by(plant, known) for plan in (last, now))
    away = (abs(now.added_by(plant, y) - last.added_by(plant, y)) for y in years if y <= known)
    return max(away) > trace


def told(changes: pd.DataFrame) -> Told:
    """What a list of changes says. One that is moved is dropped, and another added."""
    found: Told = set()
    for row in changes.itertuples():
        if row.kind == "moved":
            to = MOVED_TO.match(row.change)
            found |= {(row.subject, "dropped"), (to[1] if to else row.change, "added")}
        else:
            found.add((row.subject, SAME_AS.get(row.kind, row.kind)))
    return found


def faults_of_changes(last: Plan, now: Plan, changes: pd.DataFrame) -> Iterator[str]:
    """The list of changes is the difference of the two plans."""
    made, said = decided_otherwise(last, now), told(changes)
    yield from (f"{subject}: {kind}, and is not told" for subject, kind in sorted(made - said))
    yield from (f"{subject}: told as {kind}, and is not" for subject, kind in sorted(said - made))


def end_of_freeze(as_of: str) -> date:
    day = date.fromisoformat(as_of)
    months = day.year * 12 + day.month - 1 + FREEZE
    return date(months // 12, months % 12 + 1, 1)


def faults_of_freeze(
    last: Plan, now: Plan, as_of: str, otherwise: Collection[str]
) -> Iterator[str]:
    """What opens, closes or expands within the freeze does so as in the last plan.

    otherwise: plants of which something has happened, or which may not be built any more.
    """
    end = end_of_freeze(as_of)

    def frozen(year: int) -> bool:
        return date(year, 1, 1) < end

    ends = {"built": (last.built(), now.built()), "closed": (last.closed(), now.closed())}
    for words, (then, here) in ends.items():
        for plant in sorted((then.keys() | here.keys()) - set(otherwise)):
            was, is_now = then.get(plant), here.get(plant)
            if was != is_now and any(frozen(_year(one)) for one in (was, is_now) if one):
                yield f"{plant} is frozen and {words} {_when(is_now)} instead of {_when(was)}"
    added, adds = last.added(), now.added()
    for plant, year in sorted(added.keys() | adds.keys()):
        was, is_now = (T * of.get((plant, year), 0.0) for of in (added, adds))
        if frozen(year) and plant not in otherwise and _apart(was, is_now):
            yield f"{plant} is frozen and adds {is_now} instead of {was} t/year in {year}"


def _year(when: int | tuple[str, int]) -> int:
    return when[1] if isinstance(when, tuple) else when


def _when(when: int | tuple[str, int] | None) -> str:
    """A year, or a size and a year."""
    if when is None:
        return "not at all"
    return f"in {_year(when)}" + (f", {when[0]}" if isinstance(when, tuple) else "")


def _apart(one: float, other: float) -> bool:
    return abs(one - other) > CLOSE * max(1.0, abs(one), abs(other))


def faults_of_held(now: Plan, held: pd.DataFrame) -> Iterator[str]:
    """Every decision that is held lies within its range."""
    values = {
        (decision, ", ".join(index)): value
        for decision, found in now.decisions.items()
        for index, value in found.items()
    }
    for row in held.itertuples():
        value = values.get((row.decision, row.of), 0.0) * (T if row.unit == "t/year" else 1.0)
        # No most is none at all.
        below = value < row.least and _apart(value, row.least)
        above = value > row.most and _apart(value, row.most)
        if below or above:
            yield (
                f"{row.decision} {row.of} is held within {row.least} and {row.most}, {row.why}, "
                f"and is {value}"
            )


def named_for(changes: pd.DataFrame, planted: Collection[Change]) -> int:
    """How many changes have one of what was planted as a driver."""
    return sum(any(_names(why, change) for change in planted) for why in changes["driven_by"])


def _names(told: str, change: Change) -> bool:
    return f", {change.subject}:" in told


def faults_of_drivers(
    last: Plan, changes: pd.DataFrame, inputs: pd.DataFrame | None, planted: Sequence[Change]
) -> Iterator[str]:
    """Input is told that was planted, no other; it is named where it matters, not where harmless.

    inputs: the changed input that was looked into, None if no change was made.
    """
    rows = [] if inputs is None else inputs.to_dict("records")
    for row in rows:
        if not any(_names(row["input"], change) for change in planted):
            yield f"changed input that nobody planted: {row['input']}"
    for change in planted:
        named = named_for(changes, [change])
        its = [row for row in rows if _names(row["input"], change)]
        if inputs is not None and not its and not change.actual:
            yield f"{change.words}, and it is not among the changed input"
        if change.harmless and named and not any(map(_matters, its)):
            yield f"{change.words} is harmless, and named for {named} changes"
        if not change.harmless and not named and any(map(_matters, its)) and _all_told(changes):
            yield f"{change.words} is worth something, and named for none of the changes"
        _, opens = last.built().get(change.subject, ("", math.inf))
        if opens < change.not_before:
            yield from _unnamed(change, changes)


def _matters(row: Mapping[str, object]) -> bool:
    """Whether it is proven that an input is worth something."""
    least, most = (_column(row, name) for name in ("worth_least", "worth_most"))
    return least > 0 or most < 0


def _all_told(changes: pd.DataFrame) -> bool:
    return len(changes) > 0 and not (changes["driven_by"] == NOT_TOLD).any()


def _unnamed(change: Change, changes: pd.DataFrame) -> Iterator[str]:
    """A plant that cannot open as was planned is changed, and named as what drives that."""
    expands = changes["kind"].isin(["expands", "expands less"])
    of_plant = changes[(changes["subject"] == change.subject) & ~expands]
    if of_plant.empty:
        yield f"{change.words}, and it is as it was"
    for row in of_plant.itertuples():
        if not _names(row.driven_by, change) and row.driven_by != NOT_TOLD:
            yield f"{change.words}, and {row.change} is driven by {row.driven_by}"


def faults_of_stability(
    now: Plan, stability: Mapping[str, object], wishes: Wishes
) -> Iterator[str]:
    """What changes are counted as is the price of each, of capacity added otherwise too."""
    paid = wishes.price

    def decided(of: str, index: tuple[str, ...]) -> float:
        return now.decisions.get(of, {}).get(index, 0.0)

    paid += sum(price * decided(*name) for name, price in wishes.prices.items())
    paid += sum(
        wanted.price * abs(decided(*name) - wanted.amount) for name, wanted in wishes.wanted.items()
    )
    said = _column(stability, "price_of_changes")
    if _apart(paid, said):
        yield f"changes are counted as {said} M, and their prices come to {paid} M"
    least, most = told_cost(stability)
    if least < 0 or least > most:
        yield f"stability costs {least} to {most} M"


def faults_of_wanted(last: Plan, now: Plan, wishes: Wishes) -> Iterator[str]:
    """Capacity has a price for being added otherwise than the last plan adds it."""
    added = last.added()
    for name, wanted in wishes.wanted.items():
        plant, period = name.index
        amount = added.get((plant, now.years[period]), 0.0)
        if name.of != "added" or _apart(wanted.amount, amount):
            yield f"{name} should stay at {wanted.amount}, and the last plan has {amount}"


def told_cost(stability: Mapping[str, object]) -> tuple[float, float]:
    """M that stability costs at least and at most; not a number where it is not told."""
    return _column(stability, "cost_least"), _column(stability, "cost_most")


def cost_apart(stability: Mapping[str, object], free: tuple[float, float]) -> tuple[float, float]:
    """M that stability costs, at least and at most, by a solve of its own.

    free: M that a plan without prices of changes is worth, at least and at most.
    """
    worth = _column(stability, "worth [")
    return free[0] - worth, free[1] - worth


def faults_of_cost(told: tuple[float, float], apart: tuple[float, float]) -> Iterator[str]:
    """What stability costs, M at least and at most, as told and by a solve of its own."""
    if apart[0] > told[1] + CLOSE or apart[1] < told[0] - CLOSE:
        yield (
            f"stability costs {told[0]:.1f} to {told[1]:.1f} M as told, and {apart[0]:.1f} to "
            f"{apart[1]:.1f} M by a solve of its own"
        )


def _column(row: Mapping[str, object], begins: str) -> float:
    """A number by how its header begins: the currency differs."""
    value = next(value for header, value in row.items() if header.startswith(begins))
    return math.nan if value == "" else float(value)


@dataclass(frozen=True)
class Written:
    """The tables of a re-planning that are looked into."""

    changes: pd.DataFrame
    held: pd.DataFrame
    inputs: pd.DataFrame | None
    stability: Mapping[str, object]
    wishes: Wishes
    excluded: frozenset[str]
    """Plants that may not be built by the tables."""

    @classmethod
    def read(cls, folder: Path) -> "Written":
        """From the folder of a run."""
        plan = folder / "plan"
        inputs = plan / "changed_input.csv"
        plants = pd.read_csv(folder / "inputs" / "plants.csv", encoding="utf-8-sig")
        return cls(
            pd.read_csv(plan / "plan_changes.csv", keep_default_na=False),
            pd.read_csv(plan / "held.csv"),
            pd.read_csv(inputs, keep_default_na=False) if inputs.exists() else None,
            pd.read_csv(plan / "stability.csv").iloc[0].to_dict(),
            read_wishes(plan / "wishes.json"),
            frozenset(plants.loc[plants["status"] == "excluded", "plant"]),
        )


def faults(
    last: Plan,
    now: Plan,
    written: Written,
    as_of: str,
    planted: Sequence[Change],
    happened: Collection[str],
) -> list[str]:
    """Everything that is not as it must be. happened: plants that actuals speak of."""
    return [
        *faults_of_changes(last, now, written.changes),
        *faults_of_freeze(last, now, as_of, {*happened, *written.excluded}),
        *faults_of_held(now, written.held),
        *faults_of_drivers(last, written.changes, written.inputs, planted),
        *faults_of_stability(now, written.stability, written.wishes),
        *faults_of_wanted(last, now, written.wishes),
    ]
