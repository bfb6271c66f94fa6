"""What a study is about, by name: the scenarios or plants of a case that somebody lists."""

from collections.abc import Collection, Iterator, Sequence

from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.schema.plants import Plant
from planner.instance.schema.scenarios import Scenario

ALL = "all"


def chosen_scenarios(instance: Instance, asked: Sequence[str]) -> list[str]:
    """The scenarios asked for, in the order of the case; "all" is every one.

    asked: names, or lists of names with commas. Errors: InstanceError with those it does not have.
    """
    known = [scenario.scenario for scenario in instance.rows(Scenario)]
    if list(asked) == [ALL]:
        return known
    return _chosen(instance, Scenario.table, "scenario", known, asked)


def chosen_plants(instance: Instance, asked: Sequence[str] | None) -> list[str]:
    """The candidate plants asked for, in the order of the case; None is every one.

    asked: names, or lists of names with commas. Errors: InstanceError with those that are none.
    """
    known = [plant.plant for plant in instance.rows(Plant) if plant.status == "candidate"]
    if asked is None:
        return known
    return _chosen(instance, Plant.table, "candidate", known, asked)


def _chosen(
    instance: Instance, table: str, what: str, known: list[str], asked: Sequence[str]
) -> list[str]:
    names = [name for listed in asked for name in _names(listed, known)]
    hint = f"it has {', '.join(known)}" if known else "it has none"
    problems = [
        Problem(table, f"is not a {what} of {instance.name}", value=name, hint=hint)
        for name in names
        if name not in known
    ]
    if problems:
        raise InstanceError(problems)
    return [name for name in known if name in names]


def _names(listed: str, known: Collection[str]) -> Iterator[str]:
    """The names in a list with commas, of which those known may have some themselves."""
    parts = listed.split(",")
    first = 0
    while first < len(parts):
        ends = range(len(parts), first, -1)
        joined = [(",".join(parts[first:end]).strip(), end) for end in ends]
        name, first = next((found for found in joined if found[0] in known), joined[-1])
        if name:
            yield name
