"""Blocks, cuts and zones: nothing is ever cheaper than a cut says."""

from dataclasses import replace

import numpy as np
import pytest

from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.build import build_network
from planner.network.zones import zoned
from planner.solving.blocks import blocks_of, sizes_of_blocks
from planner.solving.detail import of_block
from planner.solving.highs import Options, solve, with_whole_values
from planner.solving.method import method_for, solve_matrix
from planner.solving.part import Part
from planner.solving.reduction import as_it_stands
from planner.zones import bundles_of
from tests.benchmarks.synthetic import Scale, tables
from tests.tiny import instance_of

SMALL = Scale(points=12, preprocessors=3, refineries=2, producers=2, years=3)


def some_tables(seed: int):
    """Half of the seeds may leave a part, at a price that is worth it for the far points."""
    found = tables(SMALL, seed)
    if seed % 2:
        found["supply"] = [
            row | {"must_collect": 0.7, "shortfall_price": 150} for row in found["supply"]
        ]
    return found


def both(seed: int, zones: int):
    """Matrices of the network in full detail and on zones, and the zones."""
    instance = instance_of(some_tables(seed))
    found = zoned(instance, zones)
    whole = compile_matrix(build_model(build_network(instance)))
    return whole, compile_matrix(build_model(found.network)), found


def designs(matrix, count: int, seed: int):
    """Every plant at most once, in some way, now and then in fractions; by name of the column."""
    draw = np.random.default_rng(seed)
    plants: dict[str, list] = {}
    for name, whole in zip(matrix.columns, matrix.integer, strict=True):
        if whole:
            plants.setdefault(name.index[0], []).append(name)
    for number in range(count):
        design = {}
        for names in plants.values():
            if draw.random() < 0.8:
                share = 1.0 if number % 2 else draw.random()
                design[names[draw.integers(len(names))]] = share
        yield design


def held(matrix, design) -> np.ndarray:
    return np.array([design.get(name, 0.0) for name in matrix.columns])


def loss_of(matrix, design) -> float:
    """By HiGHS, with the whole columns held, fractions too."""
    values = held(matrix, design)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[matrix.integer] = upper[matrix.integer] = values[matrix.integer]
    none = np.zeros_like(matrix.integer)
    return -solve(replace(matrix, lower=lower, upper=upper, integer=none)).objective


@pytest.mark.parametrize("zones", [2, 4, 12])
@pytest.mark.parametrize("seed", range(6))
def test_no_design_in_full_detail_is_cheaper_than_the_cuts_of_its_zones_say(seed, zones):
    whole, matrix, found = both(seed, zones)
    model = as_it_stands(matrix)
    bundles = bundles_of(found, matrix)
    blocks = blocks_of(model)
    parts = [
        Part(
            block,
            0,
            float("inf"),
            1e-9,
            of_block(bundles, block.columns, block.rows, matrix.A.shape),
        )
        for block in blocks
    ]
    known = list(designs(matrix, 8, seed))
    truth = [loss_of(whole, design) for design in known]
    values = [held(matrix, design) for design in known]
    sums = [
        [np.array([x[list(group)].sum() for group in block.groups]) for block in blocks]
        for x in values
    ]
    fixed = [float(model.cost[matrix.integer] @ x[matrix.integer]) + model.offset for x in values]
    for at in range(len(known)):
        solved = [part.solve(s) for part, s in zip(parts, sums[at], strict=True)]
        assert fixed[at] + sum(s.loss for s in solved) >= truth[at] - 1e-6  # zones are a mix
        for other in range(len(known)):
            said = sum(s.cut.value(x) for s, x in zip(solved, sums[other], strict=True))
            assert fixed[other] + said <= truth[other] + 1e-6 * max(1, abs(truth[other]))
        if zones == 12:
            said = sum(s.cut.value(x) for s, x in zip(solved, sums[at], strict=True))
            assert fixed[at] + said == pytest.approx(truth[at], rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_on_zones_holds_for_the_best_plan_in_full_detail(seed):
    whole, matrix, found = both(seed, 3)
    best = solve(whole, Options(gap=1e-9)).objective
    heard = []
    outcome = solve_matrix(
        matrix, Options(gap=0.0005), heard.append, bundles=bundles_of(found, matrix)
    )
    assert outcome.objective <= best + 1e-6
    assert all(progress.bound >= best - 1e-6 * abs(best) for progress in heard)
    assert outcome.bound >= best - 1e-6 * abs(best)
    assert outcome.bound <= best + 0.03 * abs(best)  # and is worth something


@pytest.mark.parametrize("seed", range(4))
def test_both_methods_agree_on_a_network(seed):
    matrix = compile_matrix(build_model(build_network(instance_of(some_tables(seed)))))
    best = solve(matrix, Options(gap=1e-9)).objective
    for method in ("branching", "decomposition"):
        outcome = solve_matrix(matrix, Options(gap=1e-5, method=method))
        assert outcome.objective == pytest.approx(best, rel=2e-5)
        assert outcome.bound >= best - 1e-6 * abs(best)


def test_blocks_are_the_periods_where_nothing_ties_them():
    whole, *_ = both(0, 3)
    assert len(sizes_of_blocks(whole.A, whole.integer)) == 3
    blocks = blocks_of(as_it_stands(whole))
    assert sorted(np.concatenate([b.columns for b in blocks])) == list(
        np.flatnonzero(~whole.integer)
    )
    stored = some_tables(0)
    stored["storage"] = [
        {"site": "refinery 1", "product": "NMC black mass", "capacity": 100, "cost": 1}
    ]
    tied = compile_matrix(build_model(build_network(instance_of(stored))))
    assert len(sizes_of_blocks(tied.A, tied.integer)) < 3


def test_a_design_without_a_plan_is_ruled_out():
    """What must be collected cannot be left: without plants there is no plan."""
    hard = some_tables(0)
    hard["supply"] = [row | {"shortfall_price": None} for row in hard["supply"]]
    matrix = compile_matrix(build_model(build_network(instance_of(hard))))
    block = blocks_of(as_it_stands(matrix))[0]
    solved = Part(block, 0, float("inf"), 1e-9).solve(np.zeros(len(block.groups)))
    assert solved.x is None
    assert solved.cut.weight == 0
    assert solved.cut.value(np.zeros(len(block.groups))) > 0
    exact = solve(matrix, Options(gap=1e-9))
    outcome = solve_matrix(matrix, Options(gap=1e-5, method="decomposition"))
    assert outcome.status == exact.status
    if exact.x is not None:
        groups = np.array([exact.x[list(group)].sum() for group in block.groups])
        assert solved.cut.value(groups) <= 1e-6
        assert outcome.objective == pytest.approx(exact.objective, rel=2e-5)


def test_the_method_and_its_reason(monkeypatch):
    whole, *_ = both(0, 3)
    assert method_for(whole).name == "highs"
    assert method_for(whole, "branching") == ("branching", "as asked for")
    monkeypatch.setattr("planner.solving.method.LARGE", 10)
    assert method_for(whole).name == "branching"
    monkeypatch.setattr("planner.solving.method.VERY_LARGE", 10)
    assert method_for(whole).name == "decomposition"
    assert "3 blocks" in method_for(whole).reason
    none = replace(whole, integer=np.zeros_like(whole.integer))
    assert method_for(none).name == "highs"
    monkeypatch.setattr("planner.solving.method.LARGEST_BLOCK", 0.1)
    assert method_for(whole).name == "branching"
    assert "hang together" in method_for(whole).reason


def test_held_columns_stay_as_they_are():
    whole, *_ = both(0, 3)
    design = next(iter(designs(whole, 2, 3)))
    x = solve(with_whole_values(whole, np.round(held(whole, design)))).x
    assert x is None or np.allclose(x[whole.integer], np.round(held(whole, design))[whole.integer])
