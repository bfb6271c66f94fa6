"""What one search leaves to the next: it helps, and is never trusted."""

from dataclasses import replace

import numpy as np
import pytest

from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.zones import zoned
from planner.solving.branching import DOWN, UP
from planner.solving.highs import Options, solve
from planner.solving.knowledge import Knowledge
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


def a_site_forced(matrix):
    """The same, with the last site of those that may be built built."""
    sites = [number for number, row in enumerate(matrix.rows) if row.of == "built_once"]
    least = matrix.row_lower.copy()
    least[sites[-1]] = 1.0
    return replace(matrix, row_lower=least)


@pytest.mark.parametrize("seed", range(3))
def test_where_a_site_is_forced_it_begins_with_a_plan_near_the_last(seed):
    options = Options(gap=TO, method="decomposition")
    matrix = matrix_of(seed)
    first = solve_matrix(matrix, options)
    forced = a_site_forced(matrix)
    heard = []
    again = solve_matrix(forced, options, heard.append, first.x, (), first.knowledge)
    assert next(progress.nodes for progress in heard if progress.incumbent is not None) == 0
    assert again.objective == pytest.approx(solve(forced, Options(gap=1e-9)).objective, rel=2 * TO)


@pytest.mark.parametrize("method", ["branching", "decomposition", "in detail"])
@pytest.mark.parametrize("seed", range(5))
def test_nonsense_never_makes_a_bound_too_good(seed, method):
    """Random questions, some without an answer, in place of what was learnt."""
    matrix = matrix_of(seed)
    found = zoned(instance_of(tables(SMALL, seed)), 20)
    bundles = bundles_of(found, matrix) if method == "in detail" else ()
    options = Options(gap=0.001, method="branching" if method == "branching" else "decomposition")
    first = solve_matrix(matrix, options, bundles=bundles)
    draw = np.random.default_rng(seed)
    questions = random_questions(draw, len(first.knowledge.whole) // 4)
    nonsense = replace(first.knowledge, questions=questions)
    best = solve(matrix, Options(gap=1e-9)).objective
    heard = []
    outcome = solve_matrix(matrix, options, heard.append, None, bundles, nonsense)
    assert all(progress.bound >= best - 1e-6 * abs(best) for progress in heard)
    assert outcome.objective <= best + 1e-6 * abs(best)
    assert outcome.gap <= 0.0011


def random_questions(draw, columns: int):
    questions, left = {}, [()]
    for _ in range(12):
        path = left.pop(int(draw.integers(len(left))))
        column, split = int(draw.integers(columns)), int(draw.integers(2))
        questions[path] = column, split
        left += [(*path, (column, side, split)) for side in (DOWN, UP)]
    return questions


def test_of_very_many_questions_the_first_are_asked(monkeypatch):
    monkeypatch.setattr("planner.solving.knowledge.MOST_ASKED", 4)
    questions = random_questions(np.random.default_rng(2), 5)
    first = Knowledge((), questions).questions_for([])
    assert list(first) == list(questions)[:4]
    assert all(path[:-1] in first for path in first if path)


def test_questions_of_another_model_are_dropped():
    known = solve_matrix(growth(1), Options(method="branching")).knowledge
    other = matrix_of(0)
    assert known.questions_for(other.columns) == {}
    outcome = solve_matrix(other, Options(gap=TO, method="branching"), known=known)
    assert outcome.objective == pytest.approx(solve(other, Options(gap=1e-9)).objective, rel=TO)


def test_what_branching_learnt_does_not_mislead_decomposition():
    """Questions about whole numbers that another model may not have."""
    matrix = matrix_of(1)
    first = solve_matrix(matrix, Options(gap=TO, method="branching")).knowledge
    beyond = replace(first, questions=dict.fromkeys(first.questions, (10**6, 0)))
    best = solve(matrix, Options(gap=1e-9)).objective
    for known in (first, beyond):
        outcome = solve_matrix(matrix, Options(gap=TO, method="decomposition"), known=known)
        assert outcome.objective == pytest.approx(best, rel=2 * TO)


@pytest.mark.parametrize("seed", range(3))
def test_what_proved_a_plan_proves_it_again_with_fewer_questions(seed):
    """Also when read from a file."""
    matrix = matrix_of(seed)
    options = Options(gap=0.001, method="decomposition")
    first = solve_matrix(matrix, options)
    known = Knowledge.from_json(first.knowledge.to_json())
    assert known.questions == first.knowledge.questions
    again = solve_matrix(matrix, options, start=first.x, known=known)
    assert again.nodes < first.nodes
    assert again.gap <= 0.001 + 1e-9


def test_what_no_search_left_is_refused():
    with pytest.raises(ValueError, match="not what a search left"):
        Knowledge.from_json("[]")
