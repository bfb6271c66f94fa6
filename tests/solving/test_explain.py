"""Why there is no plan: which rules of the user, and by how much."""

import pytest

from planner.matrix import Name
from planner.solving.explain import explain
from planner.solving.highs import Options, solve
from tests.solving.matrices import INF, matrix

RULES = {"collect": "{0}", "ceiling": "{0}", "easy": "{0}"}


def clashes(*arguments: object) -> dict[str, float] | None:
    """Rule -> what it lacks; None where nothing explains it."""
    found = explain(matrix(*arguments, eased=RULES), Options())
    return None if found is None else {clash.rule.of: round(clash.amount, 6) for clash in found}


def test_each_rule_that_cannot_be_met_is_named_with_what_it_lacks_worst_first():
    """At most 5 can be collected where 8 must be, and 2.5 arrive where 2 may be."""
    rows = {
        "easy": (1, [1, 0], INF),
        "ceiling": (-INF, [0, 1], 2),
        "collect": (8, [1, 0], INF),
        "arrives": (2.5, [0, 1], INF),
    }
    found = explain(matrix([1, 1], rows, [5, 9], eased=RULES), Options())
    assert [(clash.rule, clash.amount) for clash in found] == [
        (Name("collect", ("here",)), pytest.approx(3)),
        (Name("ceiling", ("here",)), pytest.approx(0.5)),
    ]


def test_two_rules_on_one_thing_lack_together_what_is_too_little():
    """6 are there, 4 and 5 are asked for."""
    rows = {
        "there": (-INF, [1, 1], 6),
        "collect": (4, [1, 0], INF),
        "easy": (5, [0, 1], INF),
    }
    found = explain(matrix([1, 1], rows, [9, 9], eased=RULES), Options())
    assert sum(clash.amount for clash in found) == pytest.approx(3)


def test_what_earns_without_limit_does_not_keep_it_from_explaining():
    rows = {"collect": (8, [1, 0], INF), "free": (-INF, [-1, -1], 0)}
    assert clashes([0, 1], rows, [5, INF]) == {"collect": 3}


def test_whole_things_lack_what_fractions_would_not():
    """Half of a thing that comes whole, and is too large: nothing of it can be had."""
    rows = {"collect": (0.5, [1], INF), "too large": (-INF, [1], 0.9)}
    assert clashes([1], rows, [5], False) == {}
    assert clashes([1], rows, [5], True) == {"collect": 0.5}


def test_a_clash_of_other_rules_has_no_explanation():
    rows = {"half": (1, [2], 1), "collect": (0, [1], INF)}
    assert solve(matrix([1], rows, [5], True)).status == "infeasible"
    assert clashes([1], rows, [5], True) is None
