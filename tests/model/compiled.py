"""The compiled matrix of tables, and its rows by the names of their columns."""

import math
from dataclasses import replace

import numpy as np
import pyomo.environ as pyo

from planner.matrix import Matrix, Name
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from tests.networks import Tables, network_of

LINKING = ("fed", "shipped_to_standing_plants")


def model_of(tables: Tables) -> pyo.ConcreteModel:
    return build_model(network_of(tables))


def matrix_of(tables: Tables) -> Matrix:
    return compile_matrix(model_of(tables))


def row(matrix: Matrix, rule: str, *index: str) -> dict[str, float]:
    """Column -> coefficient of a row, and its finite sides as ``>=`` and ``<=``."""
    place = matrix.rows.index(Name(rule, index))
    line = matrix.A.tocsr()[place]
    found = {
        str(matrix.columns[column]): round(float(value), 12)
        for column, value in zip(line.indices, line.data, strict=True)
        if value
    }
    sides = {">=": float(matrix.row_lower[place]), "<=": float(matrix.row_upper[place])}
    return found | {side: value for side, value in sides.items() if math.isfinite(value)}


def without_rows(matrix: Matrix, *rules: str) -> Matrix:
    kept = np.array([name.of not in rules for name in matrix.rows])
    return replace(
        matrix,
        rows=tuple(name for name in matrix.rows if name.of not in rules),
        A=matrix.A.tocsr()[kept].tocsc(),
        row_lower=matrix.row_lower[kept],
        row_upper=matrix.row_upper[kept],
    )


def relaxed(matrix: Matrix) -> Matrix:
    """The matrix with fractions of plants."""
    return replace(matrix, integer=np.zeros(len(matrix.columns), dtype=bool))
