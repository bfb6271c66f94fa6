"""The linking rows cut off fractions of plants, and no plan."""

import pytest

from planner.solving.highs import Options, solve
from tests.model.compiled import LINKING, matrix_of, relaxed, without_rows
from tests.networks import random_tables
from tests.random_agreements import random_agreements

EXACT = Options(gap=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_plan_is_the_same_without_them(seed):
    matrix = matrix_of(random_tables(seed))
    loose = without_rows(matrix, *LINKING)
    best = solve(loose, EXACT)
    assert solve(matrix, EXACT).objective == pytest.approx(best.objective, abs=1e-6)
    # They are there, and the relaxation is nearer to the best plan with them.
    assert len(loose.rows) < len(matrix.rows)
    assert solve(relaxed(matrix)).objective < solve(relaxed(loose)).objective - 1e-4


@pytest.mark.parametrize("seed", range(30))
def test_so_it_is_with_stock_contracts_and_targets(seed):
    matrix = matrix_of(random_agreements(seed))
    loose = without_rows(matrix, *LINKING)
    assert len(loose.rows) < len(matrix.rows)
    best = solve(loose, EXACT)
    assert best.x is not None
    assert solve(matrix, EXACT).objective == pytest.approx(best.objective, abs=1e-6)
