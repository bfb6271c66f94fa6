"""What is asked of a plan beside the tables is kept, and changes nothing that a plan is worth."""

import pytest

from planner.matrix import Name
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.plan import NoPlan, solve_task, task_of
from planner.reporting.workbook.summary import status_in_words
from planner.solving.highs import Options
from planner.wishes import (
    Range,
    Wanted,
    WishError,
    Wishes,
    read_wishes,
    with_wishes,
    write_wishes,
)
from tests.benchmarks.synthetic import Scale, tables
from tests.replanning.year import case
from tests.tiny import instance_of

EXACT = Options(gap=1e-6)
FEW = Scale(points=8, preprocessors=4, refineries=2, producers=1, years=2)
SHEFFIELD, GOOLE = "Sheffield shredder", "Goole shredder"


def solved(wishes: Wishes, tonnes: float = 400, options: Options = EXACT, start=None):
    return solve_task(task_of(case(tonnes)), options, wishes=wishes, start=start)


def built(solution) -> set[str]:
    return {plant for plant, *_ in solution.decisions.get("built", {})}


def test_a_plant_is_forced_in_and_kept_out():
    best = solved(Wishes())
    assert built(best) == {SHEFFIELD}
    forced = solved(Wishes(included=frozenset({GOOLE})))
    assert GOOLE in built(forced)
    without = solved(Wishes(excluded=frozenset({SHEFFIELD})))
    assert built(without) == {GOOLE}
    assert forced.result.objective <= without.result.objective < best.result.objective


def test_a_decision_is_held_and_a_start_that_says_otherwise_does_not_matter():
    held = Name("built", (GOOLE, "small", "2034"))
    before = solved(Wishes()).decisions
    found = solved(Wishes(held={held: Range(1, 1)}), start=before)
    assert found.decisions["built"][held.index] == 1.0


@pytest.mark.parametrize("method", ["highs", "branching", "decomposition"])
def test_no_method_takes_a_start_that_is_ruled_out(method):
    task = task_of(instance_of(tables(FEW, 1)))
    options = Options(gap=0.05, method=method, time_limit=20)
    first = solve_task(task, options)
    plant = next(iter(built(first)))
    without = Wishes(excluded=frozenset({plant}))
    found = solve_task(task, options, start=first.decisions, wishes=without)
    assert plant not in built(found)


def test_a_price_of_changes_is_no_money():
    price = Wishes(prices={Name("built", (SHEFFIELD, "small", "2033")): 0.01}, price=0.02)
    found, best = solved(price), solved(Wishes())
    assert found.result.objective == pytest.approx(best.result.objective)
    assert found.result.change_price == pytest.approx(0.03)
    assert found.result.value == pytest.approx(best.result.objective - 0.03)
    assert found.result.bound >= found.result.objective - 1e-6
    assert "no plan that changes as little is worth more than" in status_in_words(found.result, "")
    assert "no plan is worth more than" in status_in_words(best.result, "")


@pytest.mark.parametrize("method", ["highs", "branching", "decomposition"])
@pytest.mark.parametrize(("amount", "price", "ends_at"), [(0.15, 2.0, 0.15), (0.5, 1e-3, 0.4)])
def test_a_price_for_how_far_a_decision_is_away(method, amount, price, ends_at):
    """Packs of Leeds are worth some 0.6 M a kt: at 2 M they are not worth the way."""
    lane = Name("shipped", ("Leeds -> Sheffield: packs by road", "2033"))
    options = Options(gap=1e-6, method=method)
    found = solved(Wishes(wanted={lane: Wanted(amount, price)}), options=options)
    assert found.amount("shipped", *lane.index) == pytest.approx(ends_at)
    paid = price * abs(amount - ends_at)
    assert found.result.change_price == pytest.approx(paid)
    assert found.result.bound >= found.result.objective - 1e-6


def test_all_that_cannot_be_wished_for_is_told_at_once():
    matrix = compile_matrix(build_model(task_of(case()).network))
    with pytest.raises(WishError) as error:
        with_wishes(
            matrix,
            Wishes(
                included=frozenset({"Hull refinery", SHEFFIELD}),
                excluded=frozenset({SHEFFIELD, "nowhere"}),
                held={Name("built", ("nowhere", "small", "2033")): Range(0, 0)},
            ),
        )
    assert error.value.problems == (
        "Hull refinery is no plant that can be built",
        "nowhere is no plant that can be built",
        "Sheffield shredder cannot both be built and not be built",
        "built[nowhere, small, 2033] is nothing to decide",
    )


def test_that_there_is_no_plan_is_told_apart_from_none_in_time():
    held = {
        Name("built", (SHEFFIELD, size, "2033")): Range(1, 1) for size in ("small", "large")
    }  # built twice
    with pytest.raises(NoPlan) as error:
        solved(Wishes(held=held))
    assert error.value.proven
    with pytest.raises(NoPlan, match="before a first plan") as error:
        solved(Wishes(), options=Options(time_limit=0.0))
    assert not error.value.proven


def test_wishes_are_read_as_they_were_written(tmp_path):
    lane = Name("shipped", ("Leeds -> Sheffield: packs by road", "2033"))
    wishes = Wishes(
        included=frozenset({GOOLE}),
        held={lane: Range(0.03, float("inf"))},
        known={lane: "1 of 12 months known: a.csv, row 2"},
        prices={Name("built", (GOOLE, "small", "2033")): 0.5},
        wanted={Name("added", (GOOLE, "2033")): Wanted(0.2, 0.1)},
        price=1.5,
    )
    write_wishes(wishes, tmp_path / "wishes.json")
    assert read_wishes(tmp_path / "wishes.json") == wishes


def test_known_tonnes_are_rules_and_hold():
    lane = Name("shipped", ("Leeds -> Sheffield: packs by road", "2033"))
    found = solved(Wishes(held={lane: Range(0.1, 0.1)}, known={lane: "a.csv, row 2"}))
    assert found.amount("shipped", *lane.index) == pytest.approx(0.1)
