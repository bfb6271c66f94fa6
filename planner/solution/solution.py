"""What was decided: the plan as decisions in the units of the network, and what is proven of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from planner.matrix import Matrix, Name
from planner.network.network import Network, PeriodName

Index = tuple[str, ...]

NEGLIGIBLE = 1e-7
"""kt a year: a tenth of a kilogram. Smaller amounts are noise of the solver."""

# Decisions that are yes or no.
BINARY = ("built", "closed")


@dataclass(frozen=True)
class Result:
    """How a plan was found and what is proven about it."""

    status: str
    """optimal (to the gap asked for), time limit or interrupted."""
    objective: float
    """Net present value, M."""
    bound: float
    """No plan is worth more than this, M."""
    gap: float
    """(bound - objective) / |objective|"""
    gap_asked: float
    seconds: float
    nodes: int
    seed: int
    rows: int
    columns: int
    binaries: int
    start_used: bool | None
    """Whether the plan given as a start was taken up; None without one."""


@dataclass(frozen=True)
class Line:
    """One line of an account: a cost, income or emission and the decision it comes from."""

    account: str
    period: PeriodName | None
    """None: at the end of the horizon."""
    site: str
    plant: str
    product: str
    amount: float
    """M, M a year or kt CO2e a year."""


@dataclass(frozen=True)
class Solution:
    """A plan for a network."""

    network: Network
    result: Result
    decisions: Mapping[str, Mapping[Index, float]]
    """Decision -> index -> value, in kt a year or yes (1) and no; zeros are left out."""
    lines: tuple[Line, ...]
    """Every cost, income and emission, term by term as the model wrote them."""

    def amount(self, decision: str, *index: str) -> float:
        return self.decisions.get(decision, {}).get(index, 0.0)


def build_solution(network: Network, result: Result, matrix: Matrix, x: np.ndarray) -> Solution:
    """The plan behind a solution vector."""
    decisions = {
        decision: {
            index: float(round(value)) if decision in BINARY else value
            for index, value in values.items()
            if abs(value) > NEGLIGIBLE
        }
        for decision, values in matrix.values(x).items()
    }
    return Solution(network, result, decisions, tuple(_lines(network, matrix, x)))


def _lines(network: Network, matrix: Matrix, x: np.ndarray) -> Iterator[Line]:
    where = {}
    for account, form in matrix.accounts.items():
        period = account.index[-1] if account.index[-1] in network.periods else None
        if abs(form.constant) > 0:
            yield Line(account.of, period, *_place(network, account), form.constant)
        amounts = form.coefficients * x[form.columns]
        for column, amount in zip(form.columns.tolist(), amounts.tolist(), strict=True):
            if abs(amount) > NEGLIGIBLE * 1e-3:
                if column not in where:
                    where[column] = _place(network, matrix.columns[column])
                yield Line(account.of, period, *where[column], amount)


# What the first part of an index names; of the other decisions and accounts it is a plant.
_OF_LANES = ("shipped", "carried")
_OF_SITES = ("collected", "not_collected", "delivered", "short", "let_out", "handed_over")
_OF_TARGETS = ("content_short",)


def _place(network: Network, name: Name) -> tuple[str, str, str]:
    """Site, plant and product that a decision is about. A lane counts where it starts."""
    if name.of in _OF_LANES:
        lane = network.lanes[name.index[0]]
        return lane.origin, "", lane.product
    if name.of in _OF_SITES:
        site, product, *_ = name.index
        return site, "", product
    if name.of in _OF_TARGETS:
        _, site, product, *_ = name.index
        return site, "", product
    if name.index[0] in network.plants:
        plant, *rest = name.index
        recipe = network.recipes.get(rest[0]) if rest else None
        return network.plants[plant].site, plant, (recipe and recipe.feed) or ""
    return "", "", ""
