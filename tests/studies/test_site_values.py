"""Ranges that hold whatever a longer search would find, from values and bounds made up here."""

from math import inf, isnan

from planner.network.build import build_network
from planner.studies.site_tables import values_of
from planner.studies.site_task import NO_PLAN, NOT_KNOWN, PLAN
from planner.studies.site_values import BUILD, KEEP_OUT, Answer, Findings, Question, answer_of
from planner.studies.tasks import Done
from tests.studies.shredders import shredders
from tests.tiny import instance_of

SMALL = {"size": "small", "period": "2030", "capacity": 100.0, "capital_cost": 5.0}


def plan(objective, bound, *built):
    return Answer(PLAN, objective, bound, {name: {} for name in built}, {}, [], 0.0, 1.0, "")


def without(found):
    bound = -inf if found == NO_PLAN else inf
    return Answer(found, -inf, bound, {}, {}, [], inf, 1.0, "why")


def findings(base, **asked):
    """in_A: the plan with A forced in; out_A: with A kept out."""
    ask = {"in": BUILD, "out": KEEP_OUT}
    answers = {}
    for name, answer in asked.items():
        way, plant = name.split("_")
        answers[Question(ask[way], plant)] = answer
    return Findings(base, answers)


def test_the_range_respects_both_gaps():
    """The best plan is worth 100 to 110, that with A 80 to 95: 5 to 30 lie between them."""
    cost = findings(plan(100, 110), in_A=plan(80, 95, "A")).cost("A")
    assert (cost.low, cost.estimate, cost.high) == (5, 20, 30)


def test_it_never_costs_less_than_nothing():
    """With A it may be as good: 0 to 20, and 10 by the plans found."""
    cost = findings(plan(100, 110), in_A=plan(90, 120, "A")).cost("A")
    assert (cost.low, cost.estimate, cost.high) == (0, 10, 20)


def test_both_sides_of_a_question_bound_the_plan():
    """A is in or out: 104 with it, 98 without; so no plan is worth more than 104."""
    found = findings(plan(100, 110, "A"), in_A=plan(100, 104, "A"), out_A=plan(90, 98))
    assert found.bound == 104
    cost = found.cost("A")
    assert (cost.low, cost.high) == (2, 14)


def test_a_plan_found_for_one_question_counts_for_others_it_fits():
    """With B forced in A is built too, worth 97: so building A costs 13 at most."""
    found = findings(plan(100, 110), in_A=plan(80, 95, "A"), in_B=plan(97, 99, "A", "B"))
    assert found.cost("A").high == 13
    assert found.standing("A").objective == 97


def test_a_better_plan_takes_the_place_of_the_first_and_turns_the_question():
    found = findings(plan(100, 110, "B"), in_A=plan(105, 108, "A"), in_B=plan(99, 102, "B"))
    assert found.best.objective == 105
    assert found.question("A") == (KEEP_OUT, "A")
    assert found.question("B") == (BUILD, "B")
    cost = found.cost("B")  # the first plan has B and is worth 100, the best 105 to 110
    assert (cost.low, cost.high) == (105 - 102, 110 - 100)


def test_a_plan_better_by_rounding_only_changes_nothing():
    base = plan(100, 110)
    assert findings(base, in_A=plan(100 + 1e-7, 108, "A")).best is base


def test_no_plan_is_an_answer_and_no_range():
    cost = findings(plan(100, 110), in_A=without(NO_PLAN)).cost("A")
    assert cost.found == NO_PLAN
    assert isnan(cost.low)
    assert isnan(cost.high)


def test_no_plan_found_in_time_leaves_the_range_open():
    cost = findings(plan(100, 110), in_A=without(NOT_KNOWN)).cost("A")
    assert cost.found == NOT_KNOWN
    assert cost.low == 0
    assert isnan(cost.estimate)
    assert isnan(cost.high)


def test_a_plan_that_does_not_prove_anything_still_limits_the_cost_from_above():
    """No search for A came to an end, but the scenario of B has a plan with A."""
    found = findings(plan(100, 110), in_A=without(NOT_KNOWN), in_B=plan(90, 95, "A", "B"))
    assert found.cost("A").found == PLAN
    assert found.cost("A").high == 20


def test_a_search_that_crashed_proves_nothing():
    answer = answer_of(Done("k", "failed", 3.0, None, "its process was ended by SIGKILL"))
    assert (answer.found, answer.bound) == ("failed", inf)
    cost = findings(plan(100, 110), in_A=answer).cost("A")
    assert (cost.found, cost.low) == ("failed", 0)
    assert isnan(cost.high)


def test_a_plan_without_a_known_bound_proves_nothing():
    plain = {
        "found": PLAN, "objective": 90.0, "bound": None, "built": {"A": {}}, "binaries": {},
        "dependence": [], "gap": None,
    }  # fmt: skip
    cost = findings(plan(100, 110), in_A=answer_of(Done("k", "finished", 1.0, plain))).cost("A")
    assert (cost.low, cost.high) == (0, 20)


def test_without_any_bound_there_is_no_upper_end_and_no_sheet_is_asked_to_show_one():
    """The time was over before anything was proven: the cost is 0 or more, and that is all."""
    base, built = plan(100, inf), {"cheap": SMALL}
    asked = Answer(PLAN, 90, inf, built, {}, [], inf, 1.0, "")
    network = build_network(instance_of(shredders()))
    found = values_of(network, findings(base, in_cheap=asked), ["cheap"], [])
    [row] = found.to_dict("records")
    assert row["answer"] == "may cost nothing"
    assert row["cost_low [M money]"] == 0
    assert isnan(row["cost_high [M money]"])
    assert isnan(row["break_even_high [M money]"])
    assert isnan(row["gap [share]"])
