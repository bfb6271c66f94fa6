"""Reasons: which changes of the input drive a change of the plan, found by solving again.

For every group of changed input, the case is planned once more with that group as it was. A change
of the plan that is then gone is driven by the group. What the group is worth is the difference of
the two plans, a range that respects both gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner.instance.instance import Instance, InstanceError
from planner.plan import NoPlan, WrongPlan
from planner.replanning.changes import PlantChange
from planner.replanning.differences import Group, without
from planner.replanning.freeze import FreezeError
from planner.solution.solution import Result
from planner.solving.highs import SolverError
from planner.wishes import WishError

MOST_GROUPS = 12
"""More are taken table by table."""


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
    """Why a plan changed."""

    drivers: tuple[Driver, ...]
    together: tuple[PlantChange, ...]
    """Changes that no group drives alone, but all together."""
    otherwise: tuple[PlantChange, ...]
    """Changes that are made also with the input of the last plan: time has passed, or the last
    plan was not the best within its gap."""


PlanAgain = Callable[[Instance, Sequence[Group]], Again]


def reasons_for(
    instance: Instance,
    groups: Sequence[Group],
    result: Result,
    changes: Sequence[PlantChange],
    plan_again: PlanAgain,
    say: Callable[[str], None] = lambda line: None,
) -> Reasons:
    """Plan again without each group, and without all of them. result, changes: with all.

    plan_again: may raise KeyboardInterrupt, which ends it with what is known.
    """
    sets = _sets(groups)
    drivers = []
    driven: set[tuple[str, str]] = set()
    stopped = False
    for words, members in sets.items():
        try:
            if stopped:
                raise KeyboardInterrupt
            found = _driver(instance, words, members, result, changes, plan_again)
        except KeyboardInterrupt:  # what is known so far is kept
            stopped = True
            found = Driver(words, None, None, (), "not looked into: interrupted")
        drivers.append(found)
        driven |= {(change.subject, change.kind) for change in found.drives}
        say(f"without {words}: {_worth(found)}; drives {len(found.drives)} changes")
    left = tuple(c for c in changes if (c.subject, c.kind) not in driven)
    together: tuple[PlantChange, ...] = ()
    if left and len(sets) > 1 and not stopped:
        every = tuple(group for members in sets.values() for group in members)
        try:
            together = _driver(instance, "all", every, result, left, plan_again).drives
        except KeyboardInterrupt:
            stopped = True
    gone = {(change.subject, change.kind) for change in together}
    if stopped:
        left = ()  # it is not known what drives them
    return Reasons(
        tuple(drivers), together, tuple(c for c in left if (c.subject, c.kind) not in gone)
    )


def _sets(groups: Sequence[Group]) -> Mapping[str, tuple[Group, ...]]:
    """Each group by itself, or the groups of a table together where there are many."""
    if len(groups) <= MOST_GROUPS:
        return {str(group): (group,) for group in groups}
    tables = dict.fromkeys(group.table for group in groups)
    sets = {t: tuple(group for group in groups if group.table == t) for t in tables}
    return {
        str(members[0]) if len(members) == 1 else f"{table}, {len(members)} subjects": members
        for table, members in sets.items()
    }


def _driver(
    instance: Instance,
    words: str,
    members: tuple[Group, ...],
    result: Result,
    changes: Sequence[PlantChange],
    plan_again: PlanAgain,
) -> Driver:
    try:
        again = plan_again(without(instance, members), members)
    except InstanceError as error:
        return Driver(words, None, None, (), f"cannot be taken back alone: {error.problems[0]}")
    except NoPlan as error:
        told = f"without it: {str(error).splitlines()[0]}"
        return Driver(words, None, None, tuple(changes) if error.proven else (), told)
    except (FreezeError, WishError, SolverError, WrongPlan) as error:
        # The plan is there: what it is explained by must not take it away.
        return Driver(words, None, None, (), f"cannot be told: {str(error).splitlines()[0]}")
    made = {(change.subject, change.kind) for change in again.changes}
    return Driver(
        words,
        result.value - again.result.bound,
        result.bound - again.result.value,
        tuple(change for change in changes if (change.subject, change.kind) not in made),
    )


def _worth(driver: Driver) -> str:
    if driver.least is None or driver.most is None:
        return driver.note
    return f"worth {driver.least:+,.1f} to {driver.most:+,.1f} M"
