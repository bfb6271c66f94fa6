"""Facts: what has happened that the last plan knew otherwise, as input that can be taken back.

What has arisen, prices, delays and closings stand in the tables, where differences.py finds them.
Here are plants financed, started and opened, contracts signed, and tonnes: new ones, those that
were corrected, and those that were withdrawn.
"""

from collections.abc import Collection, Mapping, Sequence

from planner.instance.schema.markets import Supply
from planner.instance.schema.plants import Plant
from planner.replanning.actuals import COMMITTED, Actual, Known
from planner.replanning.differences import Group
from planner.replanning.tonnes import MOST_NAMED

TABLE = "actuals"
SHIPPED, PROCESSED = "tonnes shipped", "tonnes processed"

IN_TABLES = ("arisen", "price", "price of supply", "price of demand")
"""Kinds that are held nowhere."""

Told = Mapping[str, Known]
"""What is known on a day, by key."""


def new_facts(before: Told, told: Told, told_of: Collection[str]) -> tuple[Group, ...]:
    """A group for each plant and contract, and one for tonnes of a kind.

    before: what the last plan knew. told_of: plants whose rows of the tables differ, which are
    taken back with what is known of them.
    """
    found: dict[str, dict[str, str]] = {}
    for key in dict.fromkeys([*before, *told]):
        was, here = before.get(key), told.get(key)
        fact = here or before[key]
        if was is not None and here is not None and was.actual == here.actual:
            continue
        if fact.actual.kind in IN_TABLES:
            continue
        if fact.actual.plant not in told_of or fact.actual.kind == "processed":
            found.setdefault(_subject(fact.actual), {})[key] = _sentence(was, here)
    return tuple(
        Group(TABLE, subject, (), (), _words(tuple(facts.values())), frozenset(facts))
        for subject, facts in found.items()
    )


def taken_back(before: Told, told: Told, gone: Sequence[Group]) -> dict[str, Known]:
    """What is known, but of what is taken back that which the last plan knew."""
    back = {
        key for known in (before, told) for key, one in known.items() if _belongs(key, one, gone)
    }
    kept = {key: one for key, one in told.items() if key not in back}
    return kept | {key: one for key, one in before.items() if key in back}


def withdrawn(before: Told, told: Told) -> set[str]:
    """Plants and contracts that the last plan knew to be built or signed, and we do not."""

    def committed(known: Told) -> set[str]:
        kinds = (*COMMITTED, "signed")
        return {_subject(one.actual) for one in known.values() if one.actual.kind in kinds}

    return committed(before) - committed(told)


def _belongs(key: str, one: Known, gone: Sequence[Group]) -> bool:
    """Whether what has happened is part of what is taken back.

    With the row of a plant goes what is known of the plant, with what arose what was shipped.
    """
    return any(
        key in group.facts
        or (group.table == Plant.table and one.actual.plant == group.subject)
        or (group.table == Supply.table and one.actual.origin == group.subject)
        for group in gone
    )


def _subject(actual: Actual) -> str:
    if actual.kind == "shipped":
        return SHIPPED
    if actual.kind == "processed":
        return PROCESSED
    return actual.plant or actual.contract or ""


def _words(told: tuple[str, ...]) -> str:
    more = f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return "; ".join(told[:MOST_NAMED]) + more


def _sentence(was: Known | None, here: Known | None) -> str:
    if here is None:
        assert was is not None
        return f"{_fact(was)} is withdrawn"
    return _fact(here) if was is None else f"{_fact(here)} instead of {_fact(was)}"


def _fact(one: Known) -> str:
    actual = one.actual
    what = actual.kind if actual.tonnes is None else f"{actual.tonnes:,.6g} t"
    size = "" if actual.size is None else f", {actual.size}"
    return f"{what} in {actual.month}{size} ({one})"
