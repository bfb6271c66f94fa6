"""What explains a plan begins from the best mixture of the last plan and the new one."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.matrix import Name
from planner.plan import solve_task, task_of
from planner.replanning.stability import Stability
from planner.replanning.starts import best_start
from planner.solution.solution import BINARY
from planner.solving.highs import Options, solve
from planner.wishes import Range, Wishes
from tests.replanning.year import EXACT, Year, case, dear, tables, with_memorandum, worth
from tests.tiny import instance_of, table


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    monkeypatch.setattr("planner.run._write_reports", lambda *args: None)


SHEFFIELD = ("Sheffield shredder", "small", "2033")
GOOLE = ("Goole shredder", "small", "2033")


def start(instance, last, new, options=EXACT):
    """What is built, of two sets of plants."""
    plans = [{"built": dict.fromkeys(built, 1.0)} for built in (last, new)]
    found = best_start(task_of(instance), Wishes(), *plans, options)
    return {index for index, value in found["built"].items() if value}


@pytest.mark.parametrize(
    ("factor", "last", "new", "best"),
    [
        (1.0, {GOOLE}, {SHEFFIELD}, {SHEFFIELD}),
        (1.0, {SHEFFIELD}, {GOOLE}, {SHEFFIELD}),
        (1.0, set(), {SHEFFIELD, GOOLE}, {SHEFFIELD}),  # 400 t are for one
        (1.4, {SHEFFIELD, GOOLE}, set(), {GOOLE}),
    ],
)
def test_each_plant_is_as_in_the_plan_where_it_is_worth_more(factor, last, new, best):
    assert start(dear(400, factor), last, new) == best


def test_a_plant_that_can_no_longer_be_built_is_left_out():
    found = tables(400)
    found["plants"][0]["status"] = "excluded"
    assert start(instance_of(found), {SHEFFIELD}, {GOOLE}) == {GOOLE}


def test_plants_of_which_one_is_in_the_place_of_the_other_are_exchanged():
    """A second refinery makes the new plan the worse of the two; neither shredder pays beside."""
    found = tables(400)
    found["plants"][0]["cost_factor"] = 1.4
    found["sizes"] += table(
        "technology size capacity capital_cost fixed_cost", ("refinery", "big", 1000, 9, 1)
    )
    found["plants"] += table(
        "plant site technology status", ("Hull two", "Hull", "refinery", "candidate")
    )
    new = {GOOLE, ("Hull two", "big", "2033")}
    assert start(instance_of(found), {SHEFFIELD}, new) == {GOOLE}


def test_without_time_it_is_the_last_plan():
    assert start(dear(400, 1.4), {SHEFFIELD}, {GOOLE}, Options(time_limit=0)) == {SHEFFIELD}


def test_an_interrupt_is_not_swallowed(monkeypatch):
    def interrupted(*args):
        return replace(solve(*args), status="interrupted")

    monkeypatch.setattr("planner.replanning.starts.solve", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start(case(400), {SHEFFIELD}, {GOOLE})


@pytest.fixture
def _ends_at_once(monkeypatch):
    """Searches that explain a plan end with what they begin from."""

    def ended(task, options, *, start, wishes):
        held = {
            Name(of, index): Range(value, value)
            for of, values in start.items()
            for index, value in values.items()
            if of in BINARY
        }
        return solve_task(task, options, wishes=replace(wishes, held={**wishes.held, **held}))

    monkeypatch.setattr("planner.replanning.replan.solve_task", ended)


@pytest.mark.usefixtures("_ends_at_once")
def test_input_that_does_not_matter_is_not_named_though_gaps_are_wide(tmp_path):
    found = tables(400)
    found["plants"][0]["cost_factor"] = 1.4
    found["plants"][1]["cost_factor"] = 1.09
    year = Year(tmp_path, case(400))
    assert year.month("2031-03-01", instance_of(found)) == ["Sheffield shredder: moved"]
    assert year.why("moved") == "plants, Sheffield shredder: cost_factor [ratio] 1 -> 1.4"


@pytest.mark.usefixtures("_ends_at_once")
def test_of_two_things_that_matter_each_is_named_for_what_it_drives_though_gaps_are_wide(tmp_path):
    year = Year(tmp_path, instance_of(with_memorandum(tables(400))))
    found = with_memorandum(tables(400), price=30_000)
    found["plants"][0]["cost_factor"] = 1.4
    assert year.month("2031-03-01", instance_of(found)) == [
        "Sheffield shredder: moved",
        "CAM for Derby: signed",
    ]
    assert year.why("moved") == "plants, Sheffield shredder: cost_factor [ratio] 1 -> 1.4"
    assert year.why("signed") == "demand, Derby: CAM: price [money/t] 1000 -> 30000"


def test_the_cost_of_stability_is_searched_closer_than_the_plan(tmp_path, monkeypatch):
    gaps = []

    def noted(task, options, **asked):
        gaps.append(options.gap)
        return solve_task(task, options, **asked)

    monkeypatch.setattr("planner.replanning.replan.solve_task", noted)
    keeps = Stability(dropped=1.0, added=1.0)
    year = Year(tmp_path, case(400), Options(gap=0.04), stability=keeps)
    assert year.month("2031-03-01", dear(400, 1.4)) == []
    assert gaps == [0.01]
    least, most = year.done.stability_cost
    true = worth(dear(400, 1.4)) - year.done.run.solution.result.objective
    assert 0 < least <= true + 1e-6 <= most + 2e-6
    assert most - least <= 0.01 * abs(year.done.stability.free[0]) + 1e-6
    assert year.done.stability.note == ""


def test_a_plan_without_prices_that_was_not_searched_to_its_end_says_so(tmp_path, monkeypatch):
    def stopped(*args, **asked):
        found = solve_task(*args, **asked)
        result = replace(found.result, status="time limit", gap=0.0321)
        return replace(found, result=result)

    monkeypatch.setattr("planner.replanning.replan.solve_task", stopped)
    year = Year(tmp_path, case(400), stability=Stability(dropped=1.0), reasons=False)
    year.month("2031-03-01", case(400))
    file = year.done.run.folder / "plan" / "stability.csv"
    [note] = pd.read_csv(file)["note"]
    assert note == "planned without prices to a gap of 3.21% only"
