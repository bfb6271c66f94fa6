"""Facility location: the same answers as brute force over open sites, and files read exactly."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.matrix import Name
from planner.solving.highs import Options, solve
from planner.solving.method import solve_matrix
from tests.benchmarks.facility_location import (
    UNIT,
    FacilityLocation,
    matrix_of,
    read_facility_location,
    read_optimal_values,
)

EXACT = Options(gap=0.0)

# Two sites of capacity 10 and 20, three customers who want 4, 6 and 5.
CUSTOMERS = """
 2 3
 10 700.
 20 1200.5
 4
 100.25 80
 6
 90 30 5
 55.5
 60
"""

SITES = """2 3
10 700
20 1200.5
4 6 5
100.25 90 55.5
80 30 60
"""


def random_problem(seed: int, sites: int = 6, customers: int = 12) -> FacilityLocation:
    """Sites of which about three are needed; the first customer wants nothing, at a cost."""
    draw = np.random.default_rng(seed)
    demand = draw.uniform(5, 60, customers)
    demand[0] = 0.0
    return FacilityLocation(
        capacity=demand.sum() * draw.uniform(0.2, 0.6, sites),
        fixed_cost=draw.uniform(2000, 6000, sites),
        demand=demand,
        cost=draw.uniform(10, 40, (sites, customers)) * np.maximum(demand, 20),
    )


def least_cost(problem: FacilityLocation) -> float:
    """By a transport problem in units of demand for every set of open sites."""
    return min(
        cost_with(problem, np.array(is_open, dtype=bool))
        for is_open in product((False, True), repeat=len(problem.capacity))
    )


def cost_with(problem: FacilityLocation, is_open: np.ndarray) -> float:
    sites, customers = int(is_open.sum()), len(problem.demand)
    wants = problem.demand > 0
    if not sites or problem.capacity[is_open].sum() < problem.demand.sum():
        return float("inf")
    cost = problem.cost[is_open]
    unit_cost = cost[:, wants] / problem.demand[wants]
    count = int(wants.sum())
    done = linprog(
        unit_cost.ravel(),
        A_ub=np.kron(np.eye(sites), np.ones((1, count))),
        b_ub=np.minimum(problem.capacity[is_open], problem.demand.sum()),
        A_eq=np.kron(np.ones((1, sites)), np.eye(count)),
        b_eq=problem.demand[wants],
    )
    assert done.status == 0
    assert customers == count + (~wants).sum()
    without = cost[:, ~wants].min(axis=0).sum()
    return float(problem.fixed_cost[is_open].sum() + done.fun + without)


@pytest.mark.parametrize("strong", [True, False])
@pytest.mark.parametrize("capacitated", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_the_plan_is_the_best_by_brute_force(seed, capacitated, strong):
    problem = random_problem(seed)
    if not capacitated:
        problem = replace(problem, capacity=np.full(6, np.inf))
    best = least_cost(problem)
    matrix = matrix_of(problem, strong)
    for method in (solve, solve_matrix):
        outcome = method(matrix, EXACT)
        assert outcome.status == "optimal"
        assert -outcome.objective * UNIT == pytest.approx(best, rel=1e-6)
        assert -outcome.bound * UNIT == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_strong_rows_cut_off_fractions_of_sites(seed):
    problem = random_problem(seed)
    relaxed = [
        solve(replace(matrix, integer=np.zeros_like(matrix.integer))).objective
        for matrix in (matrix_of(problem, True), matrix_of(problem, False))
    ]
    best = -least_cost(problem) / UNIT
    assert best <= relaxed[0] + 1e-6
    assert relaxed[0] < relaxed[1] - 1e-6


def rows_of(problem: FacilityLocation, strong: bool = True) -> dict[str, dict[str, float]]:
    """Row -> column -> coefficient."""
    matrix = matrix_of(problem, strong)
    body = matrix.A.toarray()
    return {
        str(name): {
            str(matrix.columns[place]): body[row, place] for place in np.flatnonzero(body[row])
        }
        for row, name in enumerate(matrix.rows)
    }


def test_the_rows_of_a_small_problem(tmp_path):
    file = tmp_path / "small.txt"
    file.write_text(CUSTOMERS)
    problem = read_facility_location(file)
    rows = rows_of(problem)
    assert len(rows) == 3 + 2 + 6 + 1
    assert rows["is_served[customer 2]"] == {
        "shipped[site 1, customer 2]": 1,
        "shipped[site 2, customer 2]": 1,
    }
    # In units of the mean demand, 15 / 3 = 5; no site can ship more than all 15.
    assert rows["within_capacity[site 2]"] == pytest.approx(
        {
            "open[site 2]": -3,
            "shipped[site 2, customer 1]": 0.8,
            "shipped[site 2, customer 2]": 1.2,
            "shipped[site 2, customer 3]": 1,
        }
    )
    assert rows["ships_from_open_site[site 2, customer 1]"] == {
        "open[site 2]": -1,
        "shipped[site 2, customer 1]": 1,
    }
    assert rows["enough_capacity[]"] == {"open[site 1]": 2, "open[site 2]": 3}
    matrix = matrix_of(problem)
    assert matrix.row_lower[-1] == 3
    costs = dict(zip(matrix.columns, (-matrix.cost * UNIT).tolist(), strict=True))
    assert costs[Name("open", ("site 2",))] == 1200.5
    assert costs[Name("shipped", ("site 2", "customer 1"))] == 80
    # Site 2 alone: 1200.5 + 80 + 30 + 60. Site 1 alone is too small, both cost 1900.5 and more.
    assert solve_matrix(matrix, EXACT).objective == pytest.approx(-1.3705)


def test_only_customers_without_demand_are_linked_in_the_weak_matrix():
    linked = {row for row in rows_of(random_problem(0), strong=False) if row.startswith("ships")}
    assert linked == {f"ships_from_open_site[site {site}, customer 1]" for site in range(1, 7)}


@pytest.mark.parametrize(
    ("text", "layout", "capacity"),
    [
        (CUSTOMERS, "customers", None),
        (SITES, "sites", None),
        (SITES + "\n1370.5", "sites", None),  # some files end with the optimal value
        (CUSTOMERS.replace(" 10 ", " capacity "), "customers", 10.0),
    ],
)
def test_a_file_is_read_exactly(tmp_path, text, layout, capacity):
    file = tmp_path / "small.txt"
    file.write_text(text)
    problem = read_facility_location(file, capacity, layout)
    assert problem.capacity.tolist() == [10, 20]
    assert problem.fixed_cost.tolist() == [700, 1200.5]
    assert problem.demand.tolist() == [4, 6, 5]
    assert problem.cost.tolist() == [[100.25, 90, 55.5], [80, 30, 60]]


def test_a_file_without_capacities(tmp_path):
    file = tmp_path / "uncapacitated.txt"
    file.write_text(SITES.replace("10 700", "0 700").replace("20 1200", "0 1200"))
    problem = read_facility_location(file, layout="sites")
    assert problem.capacity.tolist() == [np.inf, np.inf]
    # Site 1 serves all: 700 + 100.25 + 90 + 55.5.
    assert solve_matrix(matrix_of(problem), EXACT).objective == pytest.approx(-0.94575)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (CUSTOMERS.replace("55.5", ""), "14 numbers where there must be 15"),
        (CUSTOMERS.replace(" 10 ", " capacity "), "must be given"),
        (CUSTOMERS.replace("1200.5", "dear"), "dear"),
    ],
)
def test_a_file_that_is_not_complete_is_refused(tmp_path, text, what):
    file = tmp_path / "broken.txt"
    file.write_text(text)
    with pytest.raises(ValueError, match=what):
        read_facility_location(file)


def test_optimal_values_are_found_by_the_names_of_files(tmp_path):
    assert read_optimal_values(tmp_path) == {}
    (tmp_path / "optimal_values.txt").write_text("cap41\t1040.375 1040.5\n\ncapa_8000 7 8\n")
    assert read_optimal_values(tmp_path) == {"cap41": (1040.375, 1040.5), "capa8000": (7, 8)}
