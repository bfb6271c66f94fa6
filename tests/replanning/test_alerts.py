"""Who made a schedule is told of failures, wide gaps, changed plans and targets lost."""

import pytest

from planner.replanning.alerts import Alert, alerts_due

GOOD = {
    "schedule": "weekly",
    "due": "2026-06-01T06:00:00",
    "exit": 0,
    "run": 17,
    "folder": "reports/uk-1",
    "case": "uk",
    "status": "optimal",
    "objective": 100.0,
    "bound": 101.0,
    "gap": 0.01,
    "plants": ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"],
    "changes": [],
    "out_of_reach": [],
}


def told(result, before=None, **alerts):
    settings = {"alerts": {"hook": ["true"], **alerts}}
    return [(a.reason, a.told) for a in alerts_due(settings, GOOD | result, before)]


def test_nothing_is_told_of_a_good_plan_or_without_alerts():
    assert told({}, GOOD) == []
    assert alerts_due({}, GOOD | {"failed": "no plan"}, None) == []


def test_a_failure_is_told_with_its_reason_and_nothing_else_of_it():
    failed = {"failed": "exit code 1; the rules clash", "gap": 0.9, "out_of_reach": ["r"]}
    assert told(failed) == [("failure", "failed: exit code 1; the rules clash")]


@pytest.mark.parametrize(
    ("gap", "sentences"),
    [
        (0.05, []),
        (0.0501, ["the gap is 5.01%, wider than the 5.00% asked"]),
        (None, ["the gap is not known; 5.00% was asked"]),
    ],
)
def test_a_gap_wider_than_asked_is_told(gap, sentences):
    assert told({"gap": gap}) == [("gap", sentence) for sentence in sentences]


def test_the_gap_asked_is_that_of_the_settings():
    assert told({"gap": 0.02}, gap=0.02) == []
    assert [reason for reason, _ in told({"gap": 0.02}, gap=0.019)] == ["gap"]


def test_a_plan_in_which_more_than_a_share_of_the_plants_changed_is_told():
    one = {"changes": [{"subject": "A", "kind": "later", "words": "2030, not 2028"}]}
    assert told(one, GOOD) == []
    two = {"changes": [*one["changes"], {"subject": "B", "kind": "larger", "words": "40 kt"}]}
    (reason, sentence), *others = told(two, GOOD)
    assert (reason, others) == ("change", [])
    assert sentence == "2 of 10 plants changed, more than 10%: A, B"
    assert told(two, GOOD, change={"share": 0.2}) == []


def test_what_changes_of_one_plant_or_of_a_contract_counts_once_or_not():
    twice = [{"plant": "A", "kind": "later"}, {"plant": "A", "kind": "larger"}]
    assert told({"changes": [*twice, {"subject": "offtake", "kind": "signed"}]}, GOOD) == []


def test_plants_that_come_and_go_are_changes_also_if_the_run_does_not_list_them():
    after = {"plants": ["A", "B", "C", "D", "E", "F", "G", "H", "I", "K"]}
    assert told(after, GOOD) == [("change", "2 of 11 plants changed, more than 10%: J, K")]


def test_of_the_first_plan_nothing_has_changed():
    assert told({}, None) == []


@pytest.mark.parametrize(
    ("now", "then", "moved"),
    [(110.0, 100.0, False), (110.1, 100.0, True), (-89.0, -100.0, True), (1.0, 0.0, True)],
)
def test_an_npv_that_moved_by_more_than_a_share_is_told(now, then, moved):
    found = told({"objective": now}, GOOD | {"objective": then})
    assert [reason for reason, _ in found] == ["change"] * moved


def test_a_target_is_told_when_it_gets_out_of_reach_and_not_again():
    lost = {"out_of_reach": ["lithium 2031", "cobalt 2031"]}
    before = GOOD | {"out_of_reach": ["lithium 2031"]}
    assert told(lost, before) == [("target", "newly out of reach: cobalt 2031")]
    assert told(lost, GOOD | lost) == []
    assert len(told(lost, None)) == 2


def test_only_what_is_asked_for_is_told():
    bad = {"gap": 0.2, "objective": 1.0, "out_of_reach": ["r"]}
    assert {reason for reason, _ in told(bad, GOOD)} == {"gap", "change", "target"}
    assert {reason for reason, _ in told(bad, GOOD, on=["target"])} == {"target"}
    assert told(bad, GOOD, on=[]) == []


def test_an_alert_says_of_which_plan_it_is():
    (alert,) = alerts_due({"alerts": {"gap": 0.0}}, GOOD, None)
    assert alert == Alert(
        "gap", "weekly", alert.told, "uk", 17, "reports/uk-1", "2026-06-01T06:00:00"
    )


def test_other_commands_have_no_gap_to_be_told():
    assert alerts_due({"alerts": {"gap": 0.0}}, {"schedule": "a", "exit": 0}, None) == []
