"""Branch and bound, whole and decomposed: the same answers as brute force and as HiGHS."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from planner.matrix import Matrix
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.solving.decisions import Decisions, decisions_of
from planner.solving.highs import Options, SolverError, solve
from planner.solving.improvement import Cuts, Moves
from planner.solving.partial_sums import choices_of
from planner.solving.reduction import Reduction, worst_miss
from planner.solving.relaxation import solve_root
from planner.solving.tree import solve_by_branching, solve_by_decomposition
from planner.solving.worker import Worker
from tests.networks import network_of, random_tables
from tests.solving.matrices import INF, growth, hard, knapsack, matrix

EXACT = Options(gap=0.0)
both = pytest.mark.parametrize("search", [solve_by_branching, solve_by_decomposition])


def check(matrix: Matrix, outcome) -> None:
    """The plan keeps every rule, and its value is what it says."""
    assert worst_miss(matrix, outcome.x) < 1e-6
    whole = outcome.x[matrix.integer]
    assert np.round(whole) == pytest.approx(whole, abs=1e-6)
    assert outcome.objective == pytest.approx(matrix.cost @ outcome.x + matrix.offset)
    assert outcome.bound >= outcome.objective


def every_design(matrix: Matrix, plants: int, ways: int):
    """The whole columns of every design that builds each plant once at most."""
    for chosen in product(range(-1, ways), repeat=plants):
        values = np.zeros(plants * ways)
        for plant, way in enumerate(chosen):
            if way >= 0:
                values[plant * ways + way] = 1.0
        yield values


def worth(matrix: Matrix, values: np.ndarray) -> float:
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[matrix.integer] = upper[matrix.integer] = values
    none = np.zeros_like(matrix.integer)
    return solve(replace(matrix, lower=lower, upper=upper, integer=none)).objective


@both
@pytest.mark.parametrize("seed", range(3))
def test_no_design_is_better_than_the_best_by_brute_force(search, seed):
    small = growth(seed, plants=2)
    best = max(worth(small, values) for values in every_design(small, plants=2, ways=6))
    outcome = search(small, EXACT)
    check(small, outcome)
    assert outcome.objective == pytest.approx(best)
    assert best <= outcome.bound <= best + 2e-6 * abs(best)


@both
@pytest.mark.parametrize("gap", [0.0, 0.02])
@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_highs(search, seed, gap):
    large = growth(seed, plants=5, periods=4)
    exact = solve(large, Options(gap=1e-9))
    outcome = search(large, Options(gap=gap))
    check(large, outcome)
    assert outcome.status == "optimal"
    assert outcome.gap <= gap + 2e-6
    assert outcome.objective <= exact.bound + 1e-6
    assert outcome.bound >= exact.objective - 1e-6


@both
@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_highs_on_a_network(search, seed):
    network = compile_matrix(build_model(network_of(random_tables(seed))))
    exact = solve(network, Options(gap=1e-9))
    outcome = search(network, EXACT)
    check(network, outcome)
    assert outcome.objective == pytest.approx(exact.objective, rel=1e-5)
    assert outcome.bound >= exact.objective - 1e-6


@both
def test_whole_things_that_are_no_choices(search):
    outcome = search(replace(hard(20, 2), offset=3.0), Options(gap=0.001))
    check(replace(hard(20, 2), offset=3.0), outcome)
    assert outcome.gap <= 0.001
    assert search(knapsack(), EXACT).objective == pytest.approx(9)


@both
def test_numbers_of_more_than_one_are_whole_too(search):
    many = matrix(
        [5, 4, 1], {"a": (-INF, [6, 4, 1], 25), "b": (-INF, [1, 2, 0], 6.5)}, [9] * 3, True
    )
    outcome = search(many, EXACT)
    check(many, outcome)
    assert outcome.objective == pytest.approx(solve(many, Options(gap=1e-9)).objective)


@both
@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_nothing(search, threads):
    large = growth(1, plants=5, periods=4)
    first = search(large, Options(gap=0.001))
    again = search(large, Options(gap=0.001, threads=threads))
    assert (first.x.tolist(), first.bound, first.nodes) == (
        again.x.tolist(),
        again.bound,
        again.nodes,
    )


@both
def test_progress_only_gets_better_and_ends_with_the_outcome(search):
    heard = []
    outcome = search(growth(2, plants=5, periods=4), EXACT, heard.append)
    plans = [progress.incumbent for progress in heard if progress.incumbent is not None]
    bounds = [progress.bound for progress in heard]
    assert plans == sorted(plans)
    assert bounds == sorted(bounds, reverse=True)
    assert plans[-1] == pytest.approx(outcome.objective)
    assert bounds[-1] == pytest.approx(outcome.bound)


@both
@pytest.mark.parametrize("after", range(1, 12))
def test_ctrl_c_keeps_the_best_plan_and_a_true_bound(search, after):
    large = growth(2, plants=5, periods=4)
    best = solve(large, Options(gap=1e-9)).objective
    heard = []

    def interrupt(progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            raise KeyboardInterrupt

    outcome = search(large, EXACT, interrupt)
    assert outcome.status == "interrupted"
    assert outcome.bound >= best - 1e-6
    if outcome.x is None:
        assert heard[-1].incumbent is None
    else:
        check(large, outcome)
        assert outcome.objective == pytest.approx(heard[-1].incumbent)


@both
def test_the_time_limit_is_kept(search):
    outcome = search(hard(50), Options(gap=0.0, time_limit=1))
    check(hard(50), outcome)
    assert outcome.status == "time limit"
    assert outcome.seconds < 5
    assert search(hard(50), Options(time_limit=0)).status == "time limit"


@both
def test_what_cannot_be_is_said(search):
    never = matrix([1, 1], {"a": (1, [2, 2], 1)}, [1, 1], whole=True)
    assert search(never).status == "infeasible"
    endless = matrix([1, 1], {"one": (1, [1, 1], INF)}, [1, INF], [True, False])
    assert search(endless).status.startswith("unbounded")


@both
def test_a_start_is_taken_up_unless_it_breaks_a_rule(search):
    large = growth(3, plants=5, periods=4)
    good = solve(large, Options(gap=1e-9))
    first = []
    outcome = search(large, EXACT, first.append, start=good.x)
    assert outcome.start_used is True
    plans = [progress.incumbent for progress in first if progress.incumbent is not None]
    assert plans[0] == pytest.approx(good.objective)
    bad = search(large, EXACT, start=np.ones(len(large.columns)))
    assert bad.start_used is False
    assert bad.objective == pytest.approx(good.objective)


@both
def test_an_option_that_makes_no_sense_is_refused(search):
    with pytest.raises(SolverError, match="could not set"):
        search(knapsack(), Options(gap=-0.1))


def decisions(matrix: Matrix) -> Decisions:
    reduced = Reduction(matrix, Options()).reduced
    assert reduced is not None
    return decisions_of(reduced, matrix.columns, {})


def test_partial_sums_run_along_sizes_and_periods():
    reduced = Reduction(growth(0), Options()).reduced
    names = [growth(0).columns[place] for place in reduced.origin]
    choice = choices_of(reduced, growth(0).columns)[0]
    heads = [[{names[c].index[1:] for c in head} for head in along] for along in choice.heads]
    for along in heads:
        assert all(small < large for small, large in pairwise(along))
        assert along[-1] == {names[column].index[1:] for column in choice.columns}
    assert {period for _, period in heads[-1][0]} == {"0"}


def test_cuts_say_no_more_than_what_a_change_costs():
    found = decisions(growth(4, plants=4))
    first = solve_root(found.program, 0, float("inf"), 1e-6)
    worker = Worker(found, first, 0, float("inf"), 1e-6)
    root = worker.root(first.basis)
    plan = worker.round(root)
    values = np.round(plan.whole[: found.own])
    cuts, moves = Cuts(), Moves(found)
    cuts.add(plan, values)
    for move in range(len(moves.unit)):
        least = cuts.at_least(moves, values)[move]
        then = worker.evaluate(moves.made(move, values), plan.basis)
        if moves.idle(values)[move]:
            assert then.loss == pytest.approx(plan.loss)  # changes nothing
        elif then is not None:
            assert then.loss >= least - 1e-6
            cuts.add(then, moves.made(move, values))
