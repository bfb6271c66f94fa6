"""From the model to its matrix: the only door out of this room."""

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from pyomo.repn import generate_standard_repn
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from planner.garbage import kept_waiting
from planner.matrix import LinearForm, Matrix, Name
from planner.model.objective import entries
from planner.solution.accounts import EMISSIONS, MONEY

# What a user demanded, rather than what is physically so, and how to say that it cannot be.
EASED = {
    "enough_is_collected": "{1} at {0} in {2}: {tonnes} t a year must be collected and cannot be",
    "enough_is_served": "{1} at {0} in {2}: {tonnes} t a year must be served and cannot be",
    "enough_recycled_content": (
        "{0}: {1} in {3} lacks {tonnes} t a year of recovered {2} for its minimum"
    ),
    "enough_is_left": "{1} at {0}: {tonnes} t that must be left in store at the end are missing",
    "contract_minimum": "contract {0} in {1}: {tonnes} t a year are missing for its minimum",
    "metal_comes_back": "contract {0} in {3}: {tonnes} t a year of {1} do not come back in {2}",
    "rule_on_tonnes": "{0} ({1}) in {4}: its {3} is missed by {tonnes} t a year",
    "rule_on_others": "{0} ({1}) in {4}: its {3} cannot be kept",
    "minimum_load": "{0} in {1}: {tonnes} t a year are missing for its minimum load",
}


@kept_waiting()
def compile_matrix(m: pyo.ConcreteModel) -> Matrix:
    """The matrix of a model, with every decision, also those that no rule mentions."""
    form = LinearStandardFormCompiler().write(m, mixed_form=True)
    columns = list(form.columns)
    known = {id(column) for column in columns}
    idle = [
        column
        for column in m.component_data_objects(pyo.Var, descend_into=False)
        if id(column) not in known
    ]
    position = {id(column): place for place, column in enumerate(columns + idle)}
    count = len(position)
    body = sp.csc_matrix((form.A.data, form.A.indices, form.A.indptr), shape=form.A.shape)
    body.resize(body.shape[0], count)
    row_lower, row_upper = _sides(form)
    objective = next(m.component_data_objects(pyo.Objective, active=True))
    cost = _linear_form(objective.expr, position)
    every = columns + idle
    return Matrix(
        columns=tuple(_name(column) for column in every),
        cost=_dense(cost, count),
        offset=cost.constant,
        lower=np.array([-np.inf if c.lb is None else c.lb for c in every], dtype=float),
        upper=np.array([np.inf if c.ub is None else c.ub for c in every], dtype=float),
        integer=np.array([c.is_integer() for c in every]),
        rows=tuple(_name(row.constraint) for row in form.rows),
        A=body,
        row_lower=row_lower,
        row_upper=row_upper,
        accounts={
            Name(name, index): _linear_form(expression, position)
            for name in (*(term.name for term in MONEY), *EMISSIONS)
            for index, expression in entries(m, name)
        },
        eased=EASED,
        kinds={Name("built", index): kind for index, kind in m.kinds.items()},
    )


def _sides(form) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper sides of the rows: bound type -1 is >=, 1 is <=, 0 is =."""
    kinds = np.array([row.bound_type for row in form.rows], dtype=int)
    sides = np.asarray(form.rhs, dtype=float)
    lower = np.where(kinds == 1, -np.inf, sides)
    upper = np.where(kinds == -1, np.inf, sides)
    return lower, upper


def _linear_form(expression, position: dict[int, int]) -> LinearForm:
    body = generate_standard_repn(expression, quadratic=False)
    assert body.is_linear(), "every account is linear"
    return LinearForm(
        columns=np.array([position[id(v)] for v in body.linear_vars], dtype=int),
        coefficients=np.array(body.linear_coefs, dtype=float),
        constant=float(body.constant),
    )


def _dense(form: LinearForm, count: int) -> np.ndarray:
    dense = np.zeros(count)
    np.add.at(dense, form.columns, form.coefficients)
    return dense


def _name(data) -> Name:
    index = data.index()
    if index is None:
        index = ()
    return Name(data.parent_component().local_name, index if isinstance(index, tuple) else (index,))
