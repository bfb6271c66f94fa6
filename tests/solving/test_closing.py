"""Models of one block: parts of the master split, tightened and closed, never wrongly."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.solving import closing
from planner.solving.blocks import blocks_of
from planner.solving.decisions import decisions_of
from planner.solving.highs import Options, solve
from planner.solving.master import Cuts, Frame
from planner.solving.method import solve_matrix
from planner.solving.mixed_master import best_of_master
from planner.solving.nearby import descended
from planner.solving.part import Part
from planner.solving.reduction import as_it_stands
from planner.solving.room import columns_for_room
from tests.benchmarks.facility_location import FacilityLocation, matrix_of
from tests.solving.test_facility_location import random_problem


def tight_problem(seed: int) -> FacilityLocation:
    """Sites of which most are needed, so that halves of the search hold no plan at all."""
    problem = random_problem(seed, sites=9, customers=15)
    return replace(problem, capacity=problem.capacity * 0.4)


@pytest.mark.parametrize("seed", range(6))
def test_parts_of_the_search_prove_what_highs_proves(seed, monkeypatch):
    for name in ("MOST_NODES", "MANY_NODES"):  # every part stops early and is split
        monkeypatch.setattr(closing, name, 1)
    matrix = matrix_of(tight_problem(seed))
    exact = solve(matrix, Options(gap=1e-9))
    bounds = []
    outcome = solve_matrix(
        matrix,
        Options(gap=1e-6, method="decomposition"),
        lambda progress: bounds.append(progress.bound),
    )
    assert outcome.objective == pytest.approx(exact.objective, rel=2e-6)
    assert min(bounds) >= exact.objective - 1e-6 * abs(exact.objective)


def one_block(problem: FacilityLocation):
    matrix = matrix_of(problem)
    model = as_it_stands(matrix)
    blocks = blocks_of(model)
    found = decisions_of(model, matrix.columns, matrix.kinds)
    return blocks, Frame(model, found, blocks), Cuts(blocks)


@pytest.mark.parametrize("seed", range(4))
def test_a_descent_promises_no_more_than_the_block_keeps(seed):
    blocks, frame, cuts = one_block(tight_problem(seed))
    part = Part(blocks[0], 0, float("inf"), 1e-9)
    bounds = frame.lower[: frame.own], frame.upper[: frame.own]
    values = np.ones(frame.own)
    for _ in range(30):
        solved = part.solve(frame.groups[0] @ values)
        cuts.add(0, solved.cut)
        loss = frame.offset + frame.cost[: frame.own] @ values + solved.loss
        then, promised = descended(frame, cuts, values, bounds)
        assert promised <= loss + 1e-6 * abs(loss)  # it begins from what is known
        if np.array_equal(then, values):
            break
        values = then
    else:
        pytest.fail("the descent promised something new for ever")
    first = frame.first_sum - len(frame.members)
    assert (frame.rows[:first, : frame.own] @ values >= frame.row_lower[:first] - 1e-6).all()
    for cut in zip(cuts.constant, cuts.weight, cuts.prices, strict=True):
        holds_for_every_design(part, frame, cut)


@pytest.mark.parametrize("seed", range(4))
def test_a_master_says_nothing_beyond_its_cutoff(seed):
    """Above the best loss it finds that; below, that no plan is below the cutoff."""
    problem = random_problem(seed, sites=6, customers=8)
    # A customer without demand would be a block of its own.
    problem = replace(problem, demand=np.maximum(problem.demand, 0.1))
    blocks, frame, cuts = one_block(problem)
    part = Part(blocks[0], 0, float("inf"), 1e-9)
    for values in product([0.0, 1.0], repeat=frame.own):
        cuts.add(0, part.solve(frame.groups[0] @ np.array(values)).cut)
    best = -solve(matrix_of(problem), Options(gap=1e-9)).objective
    own, numbers = slice(frame.own), np.arange(len(cuts.prices))
    for share in (0.999, 1.001, 1.2):
        found, floor, _ = best_of_master(
            frame, cuts, numbers, None, (frame.lower[own], frame.upper[own]), share * best,
            1e-9, 10_000, 0, float("inf"),
        )  # fmt: skip
        assert floor <= min(best, share * best) * (1 + 1e-6)
        if share > 1:
            assert floor == pytest.approx(best)
            loss = frame.cost[own] @ found + part.solve(frame.groups[0] @ found).loss
            assert loss == pytest.approx(best)


def holds_for_every_design(part: Part, frame: Frame, cut: tuple[float, float, np.ndarray]) -> None:
    constant, weight, prices = cut
    draw = np.random.default_rng(0)
    for values in draw.integers(0, 2, (20, frame.own)).astype(float):
        sums = frame.groups[0] @ values
        solved = part.solve(sums)
        if solved.x is not None:
            assert weight * solved.loss >= constant + prices @ sums - 1e-6 * abs(solved.loss)


@pytest.mark.parametrize("seed", range(4))
def test_a_block_with_few_columns_finds_the_others_it_needs(seed):
    """Five columns of each row to begin with: designs of few sites lack what they need."""
    problem = tight_problem(seed)
    block = blocks_of(as_it_stands(matrix_of(problem)))[0]
    few, whole = (Part(block, 0, float("inf"), 1e-9) for _ in range(2))
    whole._grow(np.flatnonzero(whole.place < 0), whole.upper)
    designs = np.array(list(product([0.0, 1.0], repeat=len(block.groups))))
    for sums in designs[:: len(designs) // 40]:
        found, expected = few.solve(sums), whole.solve(sums)
        assert (found.x is None) == (expected.x is None)
        if found.x is not None:
            assert found.loss == pytest.approx(expected.loss)
    assert (few.place < 0).any()  # without ever taking all of them


def test_room_is_made_by_the_cheapest_columns_of_the_rows_that_lack_it():
    import scipy.sparse as sp

    A = sp.csr_matrix(np.array([[1.0, 1, 1, 1, 0], [0, 0, 0, -2.0, 1]]))
    bounds = np.zeros(5), np.array([1.0, 1, 1, 1, 9])
    cost = np.array([0.0, 5, 4, 3, 0])
    here = np.array([True, False, False, False, False])

    def wanted(least: float, most: float) -> list[int]:
        sides = np.array([least, -np.inf]), np.array([np.inf, most])
        return columns_for_room(A, bounds, sides, cost, here).tolist()

    assert wanted(1, 0) == []  # what is here is enough
    assert wanted(2, 0) == [2, 3]  # twice what is lacking, the cheapest first
    assert wanted(9, 0) == [1, 2, 3]  # never enough, but all that would help
    assert wanted(1, -1) == [3]  # the other side of a row
