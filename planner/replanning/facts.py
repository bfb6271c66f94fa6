"""Facts: what has happened that the last plan did not know of, as input that can be taken back.

What has arisen, prices, delays and closings stand in the tables, where differences.py finds them.
Here is what is held: plants financed, started and opened, contracts signed, tonnes.
"""

from collections.abc import Collection, Mapping

from planner.matrix import Name
from planner.replanning.actuals import Actual, Known
from planner.replanning.differences import Group
from planner.replanning.held import Held
from planner.replanning.tonnes import MOST_NAMED
from planner.wishes import Range

TABLE = "actuals"
SHIPPED, PROCESSED = "tonnes shipped", "tonnes processed"


def new_facts(
    held: Mapping[Name, Held], held_before: Mapping[Name, Range], told_of: Collection[str]
) -> tuple[Group, ...]:
    """A group for each plant and contract, and one for tonnes of a kind.

    held_before: what was held in the last plan. told_of: plants whose rows of the tables differ,
    which are taken back with what is known of them.
    """
    found: dict[str, dict[str, Known]] = {}
    for name, one in held.items():
        if held_before.get(name) == one.range:
            continue
        for fact in one.facts:
            if fact.actual.plant not in told_of or fact.actual.kind == "processed":
                found.setdefault(_subject(fact.actual), {})[fact.actual.key] = fact
    return tuple(
        Group(TABLE, subject, (), (), _words(tuple(facts.values())), frozenset(facts))
        for subject, facts in found.items()
    )


def _subject(actual: Actual) -> str:
    if actual.kind == "shipped":
        return SHIPPED
    if actual.kind == "processed":
        return PROCESSED
    return actual.plant or actual.contract or ""


def _words(facts: tuple[Known, ...]) -> str:
    told = [_sentence(one) for one in facts[:MOST_NAMED]]
    more = f"; and {len(facts) - MOST_NAMED} more" if len(facts) > MOST_NAMED else ""
    return "; ".join(told) + more


def _sentence(one: Known) -> str:
    actual = one.actual
    what = actual.kind if actual.tonnes is None else f"{actual.tonnes:,.6g} t"
    size = "" if actual.size is None else f", {actual.size}"
    return f"{what} in {actual.month}{size} ({one})"
