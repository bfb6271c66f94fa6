"""Capacitated facility location: files of public test problems, and their matrices.

    open[site]                 whether a site is open
    shipped[site, customer]    share of the customer's demand that the site serves

    minimise the cost of open sites and of serving
    sum over sites of shipped[., customer] = 1
    sum over customers of demand x shipped[site, .] <= capacity x open[site]
    shipped[site, customer] <= open[site]
    sum over sites of capacity x open >= sum of demand

The last two hold anyway and cut off fractions of sites. Shares, as a customer without demand may
have a cost. Demand is counted in its mean and cost in thousands, so that coefficients lie near one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from planner.matrix import Matrix, Name

UNIT = 1000.0
"""What 1 in the objective of a matrix stands for in the file."""

LAYOUTS = ("customers", "sites")
"""Whose lines the costs stand in: the customers' (OR-Library) or the sites' (Holmberg)."""

OPTIMAL_VALUES = "optimal_values.txt"


@dataclass(frozen=True)
class FacilityLocation:
    """A problem in the units of its file."""

    capacity: np.ndarray
    """By site; infinite: no limit."""
    fixed_cost: np.ndarray
    """By site."""
    demand: np.ndarray
    """By customer."""
    cost: np.ndarray
    """Sites x customers: of serving all of the customer's demand."""


def read_facility_location(
    path: Path, capacity: float | None = None, layout: str = "customers"
) -> FacilityLocation:
    """Read a problem; lines may be broken anywhere, and what follows the last cost is not read.

    Both layouts begin with the numbers of sites and customers and then the capacity and fixed cost
    of each site. In OR-Library files ("customers") the demand of each customer is followed by its
    costs. In those of Holmberg, Rönnqvist and Yuan and others ("sites") all demands come first, and
    then the costs of each site; files that give costs per unit of demand look the same and are not
    meant.

    capacity: of every site, for files with the word "capacity" in its place.
    A file in which every capacity is 0 is without capacities, as OR-Library's uncapacitated ones.
    Errors: ValueError where the file is too short, or such a capacity was not given.
    """
    words = path.read_text().split()
    if any(word.lower() == "capacity" for word in words):
        if capacity is None:
            raise ValueError(f"{path.name} says 'capacity' for a number, which must be given")
        words = [str(capacity) if word.lower() == "capacity" else word for word in words]
    sites, customers = int(words[0]), int(words[1])
    needed = 2 + 2 * sites + customers * (1 + sites)
    if len(words) < needed:
        raise ValueError(f"{path.name} has {len(words)} numbers where there must be {needed}")
    numbers = np.array(words[2:needed], dtype=float)
    of_sites = numbers[: 2 * sites].reshape(sites, 2)
    rest = numbers[2 * sites :]
    if layout == "customers":
        lines = rest.reshape(customers, 1 + sites)
        demand, cost = lines[:, 0], lines[:, 1:].T
    else:
        demand, cost = rest[:customers], rest[customers:].reshape(sites, customers)
    capacities = of_sites[:, 0]
    if not capacities.any():
        capacities = np.full(sites, np.inf)
    return FacilityLocation(capacities, of_sites[:, 1], demand, cost)


def read_optimal_values(folder: Path) -> Mapping[str, tuple[float, float]]:
    """Problem -> between what its optimal cost lies, from the folder's list; empty without one.

    Problems are named as files are, without underscores.
    """
    listed = folder / OPTIMAL_VALUES
    if not listed.exists():
        return {}
    lines = (line.split() for line in listed.read_text().splitlines() if line.strip())
    return {name.replace("_", ""): (float(low), float(high)) for name, low, high in lines}


def matrix_of(problem: FacilityLocation, strong: bool = True) -> Matrix:
    """The problem as a matrix: maximise minus the cost, in thousands.

    strong: with the rows shipped <= open for every pair, and not only for customers without demand,
    whom no capacity holds.
    """
    sites, customers = problem.cost.shape
    total = problem.demand.sum()
    mean = total / customers if total > 0 else 1.0
    capacity = np.minimum(problem.capacity, total) / mean  # no site can ship more than all
    demand = sp.csr_matrix(problem.demand / mean)
    each_site, each_customer = sp.identity(sites), sp.identity(customers)
    of_every_site, to_every_customer = np.ones((1, sites)), np.ones((customers, 1))
    linked = np.flatnonzero(np.tile(strong | (problem.demand == 0), sites))

    A = sp.bmat(
        [
            [None, sp.kron(of_every_site, each_customer)],
            [-sp.diags(capacity), sp.kron(each_site, demand)],
            [
                -sp.kron(each_site, to_every_customer, format="csr")[linked],
                sp.identity(sites * customers, format="csr")[linked],
            ],
            [sp.csr_matrix(capacity), None],
        ],
        format="csc",
    )
    A.eliminate_zeros()
    ones, none = np.ones(customers), np.zeros(sites + len(linked))
    enough = [total / mean]

    site_names = [(f"site {number + 1}",) for number in range(sites)]
    customer_names = [(f"customer {number + 1}",) for number in range(customers)]
    pairs = [site + customer for site in site_names for customer in customer_names]
    return Matrix(
        columns=(*_names("open", site_names), *_names("shipped", pairs)),
        cost=-np.concatenate([problem.fixed_cost, problem.cost.ravel()]) / UNIT,
        offset=0.0,
        lower=np.zeros(A.shape[1]),
        upper=np.ones(A.shape[1]),
        integer=np.arange(A.shape[1]) < sites,
        rows=(
            *_names("is_served", customer_names),
            *_names("within_capacity", site_names),
            *_names("ships_from_open_site", [pairs[place] for place in linked.tolist()]),
            Name("enough_capacity", ()),
        ),
        A=A,
        row_lower=np.concatenate([ones, np.full(len(none), -np.inf), enough]),
        row_upper=np.concatenate([ones, none, [np.inf]]),
        accounts={},
        eased={},
    )


def _names(of: str, indices: Sequence[tuple[str, ...]]) -> list[Name]:
    return [Name(of, index) for index in indices]
