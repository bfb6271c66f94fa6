"""The checks of a re-planned year: two plans by hand, and faults that must be found."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from planner.matrix import Name
from planner.wishes import Wanted, Wishes
from tests.benchmarks.replanned_changes import arisings_times, dearer, withdrawn
from tests.benchmarks.replanned_checks import (
    Plan,
    Written,
    cost_apart,
    faults,
    faults_of_cost,
    told_cost,
)

AS_OF = "2030-03-01"
"""All that begins before 2031-03-01 is frozen."""
YEARS = {"2030": 2030, "2031-32": 2031, "2033": 2033}
LAST = Plan(
    {
        "built": {
            ("Leeds hub", "small", "2030"): 1.0,
            ("Hull shredder", "small", "2033"): 1.0,
            ("Goole shredder", "small", "2033"): 0.0,
        },
        "signed": {("memorandum",): 0.0},
        "added": {("Leeds hub", "2031-32"): 1.0, ("Leeds hub", "2033"): 2.0},
    },
    YEARS,
)

PLANTED = (withdrawn("Hull shredder"), dearer("Goole shredder", 1.1, harmless=True))
INPUT = "plants, Hull shredder: status candidate -> excluded"
HARMLESS = "plants, Goole shredder: cost_factor [ratio] 1 -> 1.1"
MOVED = "moved to Goole: Goole shredder in its place, in 2033, 5,000 t/year"
EXPANDS = "adds 3,500 instead of 3,000 t/year"


def planned(**otherwise: object) -> Plan:
    """The shredder has moved, and the hub adds half a kt a year more in 2033."""
    decisions = {
        "built": {("Leeds hub", "small", "2030"): 1.0, ("Goole shredder", "small", "2033"): 1.0},
        "signed": {("memorandum",): 0.0},
        "added": {("Leeds hub", "2031-32"): 1.0, ("Leeds hub", "2033"): 2.5},
    }
    return Plan(decisions | otherwise, YEARS)


def changes(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["subject", "kind", "change", "driven_by"])


def inputs(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["input", "worth_least [M EUR]", "worth_most [M EUR]"])


IS_MOVED = ("Hull shredder", "moved", MOVED, INPUT)
IS_EXPANDED = ("Leeds hub", "expands", EXPANDS, INPUT)
GOOD = Written(
    changes=changes(IS_MOVED, IS_EXPANDED),
    held=pd.DataFrame(
        [
            ("built", "Leeds hub, small, 2030", 1.0, 1.0, "1 is yes", "frozen"),
            ("added", "Leeds hub, 2031-32", 999.999, 1000.001, "t/year", "frozen"),
            ("processed", "Goole shredder, shredding, 2030", 0.0, math.nan, "t/year", "known"),
        ],
        columns=["decision", "of", "least", "most", "unit", "why"],
    ),
    inputs=inputs((INPUT, -3.0, -1.0), (HARMLESS, -1.0, 1.0)),
    stability={
        "cost_least [M EUR]": 0.5,
        "cost_most [M EUR]": 1.5,
        "worth [M EUR]": 100.0,
        "price_of_changes [M EUR]": 4.05,
    },
    wishes=Wishes(
        prices={Name("built", ("Goole shredder", "small", "2033")): 1.0},
        wanted={Name("added", ("Leeds hub", "2033")): Wanted(2.0, 0.1)},
        price=3.0,
    ),
    excluded=frozenset({"Hull shredder"}),
)


def found(now: Plan = planned(), written: Written = GOOD, planted=PLANTED, last: Plan = LAST):
    return faults(last, now, written, AS_OF, planted, happened=())


def told(*rows: tuple[str, str, str, str]) -> Written:
    return replace(GOOD, changes=changes(*rows))


def test_a_good_month_has_no_faults():
    assert found() == []


def test_a_month_without_changes_has_none():
    still = replace(
        GOOD, changes=changes(), inputs=None, stability=GOOD.stability | {
            "price_of_changes [M EUR]": 3.0},
    )  # fmt: skip
    assert found(LAST, still, planted=()) == []


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (told(IS_MOVED), "Leeds hub: expands, and is not told"),
        (
            told(IS_MOVED, IS_EXPANDED, ("memorandum", "signed", "contract is signed", INPUT)),
            "memorandum: told as signed, and is not",
        ),
        (
            told(("Hull shredder", "moved", MOVED, "nothing that was given"), IS_EXPANDED),
            "is driven by nothing that was given",
        ),
        (told(IS_MOVED, (*IS_EXPANDED[:3], HARMLESS)), "is harmless, and named for 1 changes"),
        (
            replace(GOOD, inputs=pd.concat([GOOD.inputs, inputs(("sites, Hull: new", 0.0, 0.0))])),
            "changed input that nobody planted: sites, Hull",
        ),
        (replace(GOOD, inputs=GOOD.inputs.iloc[:1]), "is not among the changed input"),
        (
            # All but the capacity that is added otherwise.
            replace(GOOD, stability=GOOD.stability | {"price_of_changes [M EUR]": 4.0}),
            "their prices come to 4.05 M",
        ),
        (
            replace(GOOD, stability=GOOD.stability | {"cost_least [M EUR]": 2.0}),
            "stability costs 2.0 to 1.5 M",
        ),
    ],
)
def test_what_is_told_wrongly_is_a_fault(written, what):
    (fault,) = found(written=written)
    assert what in fault


def test_what_is_frozen_and_moves_is_a_fault_also_if_it_is_told():
    later = {("Leeds hub", "small", "2033"): 1.0, ("Goole shredder", "small", "2033"): 1.0}
    late = ("Leeds hub", "later", "opens later: 2033 instead of 2030", INPUT)
    wrong = found(planned(built=later), told(IS_MOVED, IS_EXPANDED, late))
    assert len(wrong) == 2
    assert "Leeds hub is frozen and built in 2033, small instead of in 2030, small" in wrong[0]
    assert "Leeds hub, small, 2030 is held within 1.0 and 1.0, frozen, and is 0.0" in wrong[1]


def test_capacity_that_is_frozen_and_added_otherwise_is_a_fault():
    added = {("Leeds hub", "2031-32"): 1.2, ("Leeds hub", "2033"): 2.5}
    wrong = found(planned(added=added))
    assert "Leeds hub is frozen and adds 1200.0 instead of 1000.0 t/year in 2031" in wrong
    assert any("added Leeds hub, 2031-32 is held" in fault for fault in wrong)


def test_a_plant_that_is_withdrawn_and_stays_is_a_fault():
    wrong = found(LAST, replace(GOOD, changes=changes()))
    assert "Hull shredder withdrawn, and it is as it was" in wrong


def test_a_plant_that_is_withdrawn_and_was_in_no_plan_asks_for_nothing():
    planted = (withdrawn("Selby shredder"),)
    nothing = inputs(("plants, Selby shredder: status candidate -> excluded", -0.5, 0.5))
    rows = [(*row[:3], "nothing that was given") for row in (IS_MOVED, IS_EXPANDED)]
    assert found(written=replace(told(*rows), inputs=nothing), planted=planted) == []


def test_input_that_is_worth_something_and_drives_nothing_is_a_fault():
    more = arisings_times("Leeds", 2031, 1.4)
    its = inputs(("supply, Leeds: packs, 2031: amount [t/year] 10 -> 14", 5.0, 7.0))
    rows = [(*row[:3], "nothing that was given") for row in (IS_MOVED, IS_EXPANDED)]
    (fault,) = found(written=replace(told(*rows), inputs=its), planted=(more,))
    assert "is worth something, and named for none" in fault


def test_capacity_that_should_stay_where_it_was_not_is_a_fault():
    prices = {Name("added", ("Leeds hub", "2033")): Wanted(2.1, 0.125)}
    (fault,) = found(written=replace(GOOD, wishes=replace(GOOD.wishes, wanted=prices)))
    assert "should stay at 2.1, and the last plan has 2.0" in fault


def test_what_stability_costs_is_what_a_solve_of_its_own_finds():
    cost = told_cost(GOOD.stability)
    assert list(faults_of_cost(cost, cost_apart(GOOD.stability, free=(101.0, 103.0)))) == []
    (fault,) = faults_of_cost(cost, cost_apart(GOOD.stability, free=(102.0, 103.0)))
    assert "0.5 to 1.5 M as told, and 2.0 to 3.0 M by a solve of its own" in fault
