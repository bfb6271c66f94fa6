"""What one search leaves to the next: it helps, and is never trusted."""

from dataclasses import replace

import numpy as np
import pytest

from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.zones import zoned
from planner.solving.highs import Options, solve
from planner.solving.method import solve_matrix
from planner.zones import bundles_of
from tests.benchmarks.synthetic import Scale, tables
from tests.solving.matrices import growth
from tests.tiny import instance_of

SMALL = Scale(points=20, preprocessors=4, refineries=2, producers=2, years=3)
TO = 1e-5


def matrix_of(seed: int, change=lambda found: None):
    found = tables(SMALL, seed)
    change(found)
    return compile_matrix(build_model(zoned(instance_of(found), 20).network))


def dearer(found) -> None:
    for row in found["recipes"]:
        row["processing_cost"] *= 1.1


def more(found) -> None:
    for row in found["supply"]:
        row["amount"] *= 1.07


@pytest.mark.parametrize("method", ["branching", "decomposition"])
@pytest.mark.parametrize("change", [dearer, more])
@pytest.mark.parametrize("seed", range(3))
def test_another_search_with_what_is_known_proves_the_same(seed, change, method):
    options = Options(gap=TO, method=method)
    first = solve_matrix(matrix_of(seed), options)
    changed = matrix_of(seed, change)
    again = solve_matrix(changed, options, start=first.x, known=first.knowledge)
    best = solve(changed, Options(gap=1e-9)).objective
    assert again.objective == pytest.approx(best, rel=2 * TO)
    assert again.bound >= best - 1e-6 * abs(best)


@pytest.mark.parametrize("method", ["branching", "decomposition"])
def test_the_same_again_asks_no_question_in_vain(method):
    options = Options(gap=TO, method=method)
    first = solve_matrix(matrix_of(0), options)
    again = solve_matrix(matrix_of(0), options, start=first.x, known=first.knowledge)
    assert again.objective == pytest.approx(first.objective, rel=TO)
    assert again.nodes <= first.nodes + 2


@pytest.mark.parametrize("seed", range(3))
def test_prices_from_elsewhere_never_make_a_bound_too_good(seed):
    """Random prices and questions in place of what was learnt."""
    matrix = matrix_of(seed)
    found = zoned(instance_of(tables(SMALL, seed)), 20)
    options = Options(gap=0.001, method="decomposition")
    first = solve_matrix(matrix, options)
    draw = np.random.default_rng(seed)
    nonsense = replace(
        first.knowledge,
        prices=tuple(
            tuple((y + draw.normal(0, 5, len(y)), draw.random(len(sums))) for y, sums in block)
            for block in first.knowledge.prices
        ),
        questions={
            path: (int(draw.integers(matrix.integer.sum())), 0)
            for path in first.knowledge.questions
        },
    )
    best = solve(matrix, Options(gap=1e-9)).objective
    heard = []
    bundles = bundles_of(found, matrix)
    outcome = solve_matrix(matrix, options, heard.append, None, bundles, nonsense)
    assert all(progress.bound >= best - 1e-6 * abs(best) for progress in heard)
    assert outcome.objective <= best + 1e-6 * abs(best)
    assert outcome.gap <= 0.0011


def test_what_is_known_of_another_shape_says_nothing():
    known = solve_matrix(growth(1), Options(method="branching")).knowledge
    other = matrix_of(0)
    assert not known.fits(other)
    outcome = solve_matrix(other, Options(gap=TO, method="branching"), known=known)
    assert outcome.objective == pytest.approx(solve(other, Options(gap=1e-9)).objective, rel=TO)


def test_what_branching_learnt_does_not_mislead_decomposition():
    """No prices, and questions about whole numbers that another model may not have."""
    matrix = matrix_of(1)
    first = solve_matrix(matrix, Options(gap=TO, method="branching")).knowledge
    beyond = replace(first, questions=dict.fromkeys(first.questions, (10**6, 0)))
    best = solve(matrix, Options(gap=1e-9)).objective
    for known in (first, beyond):
        outcome = solve_matrix(matrix, Options(gap=TO, method="decomposition"), known=known)
        assert outcome.objective == pytest.approx(best, rel=2 * TO)
