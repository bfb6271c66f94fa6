"""What the reader of a plan must know, word by word."""

from dataclasses import replace

from planner.solution.issues import issues
from tests.solution.variants import change, solve, solved
from tests.tiny import tiny_tables


def test_a_good_plan_leaves_nothing_to_say():
    assert issues(solved("tiny"), "", []) == []


def test_what_is_left_or_short_is_told_by_place_and_year():
    """1,800 t must be collected and 1,000 fit in; 640 t must be served and 500 can be made."""
    assert issues(solved("shortfalls"), "", []) == [
        "2030: 800.0 t a year of packs at Leeds are not collected.",
        "2031: 800.0 t a year of packs at Leeds are not collected.",
        "2030: Coventry gets 140.0 t a year of CAM too little.",
        "2031: Coventry gets 140.0 t a year of CAM too little.",
    ]


def test_a_target_missed_is_told_in_tonnes_of_the_element():
    assert issues(solved("recycled content"), "", []) == [
        "2031: nickel rule is missed: 43.0 t a year of recovered Ni are short."
    ]


def test_a_plant_that_stands_and_never_runs_is_told_and_a_closed_one_is_not():
    """The cathode plant is closed, so the refinery has nobody to refine for."""
    assert issues(solved("closing"), "", []) == ["Hull refinery stands and never runs."]
    tables = tiny_tables()
    change(tables["supply"], "product", "packs", amount=0)
    change(tables["plants"], "plant", "Hull refinery", may_close="yes")
    assert issues(solve(tables), "", []) == []


def test_a_gap_that_was_not_reached_is_told_in_money():
    plan = solved("tiny")
    unproven = replace(
        plan.result,
        status="time limit",
        objective=200.0,
        bound=1234.5,
        gap=0.05,
        gap_asked=0.01,
        start_used=False,
    )
    assert issues(replace(plan, result=unproven), "", []) == [
        "The gap asked for was not reached (time limit): a better plan may be worth up to "
        "1,034.5 M EUR more (5.00% instead of 1.00%).",
        "The earlier plan given as a start did not fit this instance and was not used.",
    ]


def test_a_missing_baseline_and_the_remarks_of_the_tables_are_told():
    found = issues(solved("tiny"), "It was interrupted.", ["supply, row 2: odd"])
    assert found == [
        "There is no baseline to compare with. It was interrupted.",
        "In the tables: supply, row 2: odd",
    ]
