"""Reasons: which changes of the input drive a change of the plan, found by solving again.

For every group of changed input, the case is planned once more with that group as it was. A change
of the plan that is then gone is driven by the group. What the group is worth is the difference of
the two plans, a range that respects both gaps.

Input that hangs together, as a new site and the plants on it, is taken back together. Where much
has changed it is taken back table by table, and a table that drives something subject by subject.
All solves share an amount of time; what it was not enough for is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from planner.instance.instance import Instance, InstanceError
from planner.plan import NoPlan, WrongPlan
from planner.replanning.changes import PlantChange
from planner.replanning.differences import Group, hanging_together, without
from planner.replanning.held import FreezeError
from planner.solution.solution import Result
from planner.solving.highs import SolverError
from planner.wishes import WishError

MOST_GROUPS = 12
"""More are taken table by table."""

LEAST_SECONDS = 0.1
"""A solve is not begun with less."""

Sets = Mapping[str, tuple[Group, ...]]
"""What is taken back together, by its words."""


@dataclass(frozen=True)
class Again:
    """The case planned once more."""

    result: Result
    changes: tuple[PlantChange, ...]


@dataclass(frozen=True)
class Driver:
    """What a group of changed input does to the plan."""

    group: str
    least: float | None
    """M that the plan is worth more for it, the price of its changes taken off, at least; None
    where it could not be told."""
    most: float | None
    drives: tuple[PlantChange, ...]
    """Changes of the plan that are not made without it."""
    note: str = ""


@dataclass(frozen=True)
class Reasons:
    """Why a plan changed. Changes that are nowhere here are not told of by any solve."""

    drivers: tuple[Driver, ...]
    together: tuple[PlantChange, ...]
    """Changes that no group of which it can be told drives alone, but all together."""
    otherwise: tuple[PlantChange, ...]
    """Changes that are made also with the input of the last plan: time has passed, or the last
    plan was not the best within its gap."""


PlanAgain = Callable[[Instance, Sequence[Group], float], Again]
"""From tables, what was taken back, and seconds at most."""


def reasons_for(
    instance: Instance,
    groups: Sequence[Group],
    result: Result,
    changes: Sequence[PlantChange],
    plan_again: PlanAgain,
    seconds: float = float("inf"),
    say: Callable[[str], None] = lambda line: None,
) -> Reasons:
    """Plan again without each group, and without all of them. result, changes: with all.

    plan_again: may raise KeyboardInterrupt, which ends it with what is known. seconds: for all.
    """
    search = _Search(instance, result, plan_again, monotonic() + seconds, say)
    sets = _sets(groups)
    # Of several, one solve more is kept for all of them together.
    all_together = int(len(sets) > 1)
    drivers = [
        search.driver(words, members, changes, len(sets) - place + all_together)
        for place, (words, members) in enumerate(sets.items())
    ]
    left = _not_in(changes, [change for driver in drivers for change in driver.drives])
    together: tuple[PlantChange, ...] = ()
    otherwise = left
    if left and sets:
        every = tuple(group for members in sets.values() for group in members)
        one = len(sets) == 1
        of_all = drivers[0] if one else search.driver("all changed input", every, left, 1)
        together = () if one else of_all.drives
        otherwise = () if of_all.least is None else _not_in(left, together)
    drivers = [
        found
        for driver in drivers
        for found in search.in_parts(driver, sets[driver.group], len(drivers))
    ]
    return Reasons(tuple(drivers), together, otherwise)


@dataclass
class _Search:
    """Solves without some of the changed input, one after the other."""

    instance: Instance
    result: Result
    plan_again: PlanAgain
    ends: float
    """By the clock that never jumps."""
    say: Callable[[str], None]
    interrupted: bool = field(default=False, init=False)

    def driver(
        self, words: str, members: tuple[Group, ...], changes: Sequence[PlantChange], shares: int
    ) -> Driver:
        """What members do. shares: solves that the time left is for, this one among them."""
        try:
            found = self._driver(words, members, changes, shares)
        except KeyboardInterrupt:  # what is known so far is kept
            self.interrupted = True
            found = _untold(words, "not looked into: interrupted")
        self.say(f"without {words}: {_worth(found)}; drives {len(found.drives)} changes")
        return found

    def in_parts(self, whole: Driver, members: tuple[Group, ...], shares: int) -> list[Driver]:
        """A driver of many subjects, and its parts that drive something or could not be told."""
        parts = hanging_together(members)
        if not whole.drives or len(parts) == 1:
            return [whole]
        if len(parts) > MOST_GROUPS:
            note = f"{len(parts)} subjects are too many to be looked into one by one"
            return [replace(whole, note="; ".join(filter(None, (whole.note, note))))]
        found = [
            self.driver(_words(part), part, whole.drives, shares * (len(parts) - place))
            for place, part in enumerate(parts)
        ]
        telling = [part for part in found if part.drives or part.least is None]
        told = [change for part in telling for change in part.drives]
        return [replace(whole, drives=_not_in(whole.drives, told)), *telling]

    def _driver(
        self, words: str, members: tuple[Group, ...], changes: Sequence[PlantChange], shares: int
    ) -> Driver:
        seconds = (self.ends - monotonic()) / shares
        if self.interrupted:
            raise KeyboardInterrupt
        if seconds < LEAST_SECONDS:
            return _untold(words, "not looked into: the time for reasons was over")
        try:
            again = self.plan_again(without(self.instance, members), members, seconds)
        except InstanceError as error:
            return _untold(words, f"cannot be taken back alone: {error.problems[0]}")
        except NoPlan as error:
            return _untold(words, f"without it: {str(error).splitlines()[0]}")
        except (FreezeError, WishError, SolverError, WrongPlan) as error:
            # The plan is there: what it is explained by must not take it away.
            return _untold(words, f"cannot be told: {str(error).splitlines()[0]}")
        stopped = again.result.status != "optimal"
        return Driver(
            words,
            self.result.value - again.result.value_bound,
            self.result.value_bound - again.result.value,
            _not_in(changes, again.changes),
            f"planned again to a gap of {again.result.gap:.1%} only" if stopped else "",
        )


def _sets(groups: Sequence[Group]) -> Sets:
    """What hangs together by itself, or the groups of a table together where there are many."""
    alone = hanging_together(groups)
    if len(alone) <= MOST_GROUPS:
        return {_words(members): members for members in alone}
    by_table: dict[str, tuple[Group, ...]] = {}
    for members in alone:
        table = members[0].table
        by_table[table] = (*by_table.get(table, ()), *members)
    return {
        _words(members)
        if len(hanging_together(members)) == 1
        else f"{table}, {len(members)} subjects": members
        for table, members in by_table.items()
    }


def _words(members: Sequence[Group]) -> str:
    return "; ".join(str(group) for group in members)


def _untold(words: str, note: str) -> Driver:
    return Driver(words, None, None, (), note)


def _not_in(
    changes: Sequence[PlantChange], others: Sequence[PlantChange]
) -> tuple[PlantChange, ...]:
    """Changes of which there is none of the subject and kind among others."""
    made = {(change.subject, change.kind) for change in others}
    return tuple(change for change in changes if (change.subject, change.kind) not in made)


def _worth(driver: Driver) -> str:
    if driver.least is None or driver.most is None:
        return driver.note
    return f"worth {driver.least:+,.1f} to {driver.most:+,.1f} M"
