"""Every cost, income and emission has an account, and the objective is the sum of the money."""

from functools import cache

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.matrix import Matrix
from planner.solution.accounts import EMISSIONS, MONEY
from tests.model.compiled import matrix_of, model_of
from tests.solution.variants import VARIANTS


def expressions(*endings: str) -> set[str]:
    found = model_of(VARIANTS["rich"]()).component_objects(pyo.Expression)
    return {expression.local_name for expression in found if expression.name.endswith(endings)}


def test_every_cost_and_income_of_the_model_is_an_account_and_no_other():
    assert expressions("_cost", "_income") == {term.name for term in MONEY}
    assert len({term.name for term in MONEY}) == len(MONEY)


def test_every_emission_of_the_model_is_an_account_and_no_other():
    assert expressions("_emissions") == set(EMISSIONS)


def test_incomes_count_for_the_plan_and_costs_against_it():
    for term in MONEY:
        assert term.sign == (1 if term.name.endswith("_income") else -1), term.name


@pytest.mark.parametrize("kind", [pyo.Var, pyo.Constraint, pyo.Expression, pyo.Objective])
def test_every_part_of_the_model_says_what_it_is(kind):
    for variant in ("rich", "recycled content", "closing"):
        parts = model_of(VARIANTS[variant]()).component_objects(kind)
        assert [part.local_name for part in parts if not part.doc] == []


@cache
def compiled(variant: str) -> Matrix:
    return matrix_of(VARIANTS[variant]())


# How each account falls due, and how the years of a period are discounted at 10 % from 2030.
ONCE = {"building_cost", "closing_cost", "grant_income"}
AT_THE_END = {"value_left_income"}
CALENDAR = {
    "longer periods": {"early": (2030, 2031), "late": (2032, 2033, 2034)},
    "second life": {"A": (2030,), "B": (2031, 2032), "C": (2033,)},
}
TWO_YEARS = {"2030": (2030,), "2031": (2031,)}


@settings(deadline=None, max_examples=60)
@given(variant=st.sampled_from(sorted(VARIANTS)), seed=st.integers(0, 2**32 - 1))
def test_the_objective_is_the_sum_of_the_accounts_discounted(variant, seed):
    matrix = compiled(variant)
    x = np.random.default_rng(seed).uniform(-1, 2, len(matrix.columns))
    calendar = CALENDAR.get(variant, TWO_YEARS)
    end = max(year for years in calendar.values() for year in years) + 1
    total = 0.0
    for (account, index), form in matrix.accounts.items():
        if account in EMISSIONS:
            continue
        if account in AT_THE_END:
            years = (end,)
        elif account in ONCE:
            years = calendar[index[-1]][:1]
        else:
            years = calendar[index[-1]]
        sign = 1 if account.endswith("_income") else -1
        total += sign * form.value(x) * sum(1.1 ** -(year - 2030) for year in years)
    assert matrix.cost @ x + matrix.offset == pytest.approx(total, abs=1e-9, rel=1e-9)
