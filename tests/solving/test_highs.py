"""One HiGHS run: how it ends, what it proves, and what it says meanwhile."""

from dataclasses import replace

import numpy as np
import pytest

from planner.matrix import Matrix
from planner.solving.highs import Options, Outcome, Progress, SolverError, relative_gap, solve
from tests.solving.matrices import INF, hard, knapsack, matrix

EXACT = Options(gap=1e-9)


def check(matrix: Matrix, outcome: Outcome) -> None:
    """The plan keeps every rule, and its value is what it says."""
    x = outcome.x
    assert x is not None
    assert (matrix.A @ x <= matrix.row_upper + 1e-6).all()
    assert np.round(x[matrix.integer]) == pytest.approx(x[matrix.integer], abs=1e-6)
    assert outcome.objective == pytest.approx(matrix.cost @ x + matrix.offset)
    assert outcome.bound >= outcome.objective - 1e-9


def test_the_best_plan_of_whole_things_is_found_and_its_offset_counts():
    outcome = solve(replace(knapsack(), offset=-20.0), EXACT)
    assert outcome.status == "optimal"
    assert outcome.x.tolist() == pytest.approx([1, 1, 0])
    assert (outcome.objective, outcome.bound) == (pytest.approx(-11), pytest.approx(-11))
    assert outcome.start_used is None


def test_with_fractions_allowed_the_bag_is_full():
    """4 / 3 and 5 / 4 a kg are the best; nothing is left for the third."""
    whole = knapsack()
    outcome = solve(replace(whole, integer=np.zeros(3, dtype=bool), row_upper=np.array([9.0])))
    assert outcome.x.tolist() == pytest.approx([1, 1, 2 / 5])
    assert outcome.objective == outcome.bound == pytest.approx(4 + 5 + 6 * 2 / 5)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (100, 101, 0.01),
        (-100, -99, 0.01),
        (100, 100, 0),
        (100, 99.999, 0),  # noise
        (None, 100, INF),
        (100, INF, INF),
    ],
)
def test_the_gap_is_what_can_be_gained_at_most_as_a_share_of_the_objective(objective, bound, gap):
    assert relative_gap(objective, bound) == pytest.approx(gap)


def test_the_search_stops_at_the_gap_asked_for():
    whole = hard(80)
    outcome = solve(whole, Options(gap=0.01))
    check(whole, outcome)
    assert outcome.status == "optimal"
    assert 0 < outcome.gap <= 0.01
    assert outcome.gap == pytest.approx((outcome.bound - outcome.objective) / outcome.objective)


def test_the_time_limit_keeps_the_best_plan_so_far():
    whole = hard(50)
    outcome = solve(whole, Options(gap=1e-9, time_limit=0.5))
    check(whole, outcome)
    assert outcome.status == "time limit"
    assert outcome.gap > 1e-9
    assert outcome.seconds < 5


def test_without_time_there_is_no_plan():
    outcome = solve(hard(50), Options(time_limit=0))
    assert (outcome.status, outcome.x, outcome.gap) == ("time limit", None, INF)


@pytest.mark.parametrize("whole", [True, False])
def test_what_cannot_be_is_infeasible(whole):
    outcome = solve(matrix([1], {"at least two": (2, [1], INF)}, [1], whole))
    assert (outcome.status, outcome.x) == ("infeasible", None)


def test_a_plan_that_earns_without_limit_is_none():
    outcome = solve(matrix([1, 1], {"one": (1, [1, 1], INF)}, [1, INF], [True, False]))
    assert outcome.status.startswith("unbounded")
    assert outcome.x is None


def test_a_start_is_taken_up():
    whole = hard(80)
    good = solve(whole, Options(gap=0.05)).x
    outcome = solve(whole, Options(gap=0.05), start=good)
    assert outcome.start_used is True
    assert outcome.objective >= whole.cost @ good - 1e-6


def test_a_start_that_breaks_a_rule_is_not_used_and_that_is_said():
    outcome = solve(hard(80), Options(gap=0.05), start=np.ones(80))
    assert outcome.start_used is False
    check(hard(80), outcome)


def test_one_seed_gives_one_plan():
    first, second = (solve(hard(50), Options(gap=0.02, seed=3)) for _ in range(2))
    assert first.x.tolist() == second.x.tolist()
    assert (first.bound, first.nodes) == (second.bound, second.nodes)


@pytest.mark.parametrize("bad", [{"gap": -0.1}, {"time_limit": -1}, {"seed": -1}])
def test_an_option_that_makes_no_sense_is_refused(bad):
    with pytest.raises(SolverError, match="could not set"):
        solve(knapsack(), Options(**bad))


def test_progress_only_gets_better_and_ends_with_the_outcome():
    heard: list[Progress] = []
    outcome = solve(hard(80), Options(gap=0.005), heard.append)
    plans = [progress.incumbent for progress in heard if progress.incumbent is not None]
    bounds = [progress.bound for progress in heard]
    seconds = [progress.seconds for progress in heard]
    assert len(set(plans)) > 1
    assert plans == sorted(plans)
    assert bounds == sorted(bounds, reverse=True)
    assert seconds == sorted(seconds)
    assert plans[-1] <= outcome.objective + 1e-6
    assert bounds[-1] >= outcome.bound - 1e-6


def test_the_log_is_kept(tmp_path):
    solve(knapsack(), Options(log_file=tmp_path / "solver.log"))
    assert "HiGHS" in (tmp_path / "solver.log").read_text()
