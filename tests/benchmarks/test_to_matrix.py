"""The cores that tables to matrix is compared with are the model, as far as they say."""

import highspy
import numpy as np
import pytest

from planner.matrix import Matrix
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.build import build_network
from tests.benchmarks.core_model import (
    Program,
    core_of,
    linopy_model,
    linopy_program,
    passed_to_highs,
    raw_program,
)
from tests.benchmarks.synthetic import Scale, tables
from tests.tiny import instance_of

FEW = Scale(points=5, preprocessors=3, refineries=2, producers=2, years=3)


@pytest.fixture(scope="module")
def network():
    return build_network(instance_of(tables(FEW, 1)))


def relaxed_optimum(highs: highspy.Highs) -> float:
    highs.setOptionValue("solve_relaxation", True)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value


def without(rule: str, matrix: Matrix) -> Program:
    kept = np.array([row.of != rule for row in matrix.rows])
    return Program(
        matrix.cost, matrix.lower, matrix.upper, matrix.integer,
        matrix.A.tocsr()[kept].tocsc(), matrix.row_lower[kept], matrix.row_upper[kept],
    )  # fmt: skip


def test_raw_core_is_the_model_but_for_the_rows_of_what_plants_can_be_fed(network):
    whole = without("fed", compile_matrix(build_model(network)))
    core = raw_program(core_of(network))
    assert len(core.row_lower) == len(whole.row_lower)
    assert core.A.nnz == whole.A.nnz
    optimum = relaxed_optimum(passed_to_highs(whole))
    assert optimum < 0
    assert relaxed_optimum(passed_to_highs(core)) == pytest.approx(optimum, rel=1e-7)


def test_linopy_core_has_the_optimum_of_the_raw_one(network):
    pytest.importorskip("linopy")
    core = core_of(network)
    highs = passed_to_highs(linopy_program(linopy_model(core)))
    raw = passed_to_highs(raw_program(core))
    assert highs.getNumNz() == raw.getNumNz()
    assert (highs.getNumRow(), highs.getNumCol()) == (raw.getNumRow(), raw.getNumCol())
    assert relaxed_optimum(highs) == pytest.approx(relaxed_optimum(raw), rel=1e-7)
