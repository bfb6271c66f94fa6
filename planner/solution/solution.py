"""What was decided: the plan as decisions in the units of the network, and what is proven of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from planner.matrix import Matrix, Name
from planner.network.network import Network, PeriodName
from planner.solution.accounts import MONEY, period_of

Index = tuple[str, ...]

NEGLIGIBLE = 1e-7
"""kt a year: a tenth of a kilogram. Smaller amounts are noise of the solver."""

# Decisions that are yes or no.
BINARY = ("built", "closed", "signed", "financed")

# Columns that are no decision.
FIXED = ("nothing",)


@dataclass(frozen=True)
class Result:
    """How a plan was found and what is proven about it."""

    status: str
    """optimal (to the gap asked for), time limit or interrupted."""
    objective: float
    """Net present value, M."""
    bound: float
    """No plan is worth more than this, M; where changes have a price, no plan whose changes are
    counted as no more than those of this one."""
    gap: float
    """(bound - objective) / |value|, where value is the objective less the price of changes."""
    gap_asked: float
    seconds: float
    nodes: int
    seed: int
    rows: int
    columns: int
    binaries: int
    start_used: bool | None
    """Whether the plan given as a start was taken up; None without one."""
    method: str
    """highs, branching or decomposition."""
    reason: str
    """Why this method."""
    change_price: float = 0.0
    """What its changes against an earlier plan were counted as, M; no money that is paid."""
    changes_priced: bool = False
    """Whether changes against an earlier plan have a price."""

    @property
    def value(self) -> float:
        """What the search made as large as it can be, M."""
        return self.objective - self.change_price

    @property
    def value_bound(self) -> float:
        """No plan has a value above this, M."""
        return self.bound - self.change_price

    @property
    def none_better(self) -> str:
        """Which plans the bound speaks of, in words that "than" follows."""
        which = "that changes as little " if self.changes_priced else ""
        return f"no plan {which}is worth more"


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
        if decision not in FIXED
    }
    return Solution(network, result, decisions, tuple(_lines(network, matrix, x)))


def _lines(network: Network, matrix: Matrix, x: np.ndarray) -> Iterator[Line]:
    where = {}
    terms = {term.name: term for term in MONEY}
    for account, form in matrix.accounts.items():
        term = terms.get(account.of)
        period = account.index[-1] if term is None else period_of(term, account.index)
        if abs(form.constant) > 0:
            yield Line(account.of, period, *_place(network, account), form.constant)
        amounts = form.coefficients * x[form.columns]
        for column, amount in zip(form.columns.tolist(), amounts.tolist(), strict=True):
            if abs(amount) > NEGLIGIBLE * 1e-3:
                if column not in where:
                    where[column] = _place(network, matrix.columns[column])
                yield Line(account.of, period, *where[column], amount)


# What the index of a decision or account begins with.
_BEGINS_WITH = {
    "lane": ("shipped", "carried"),
    "site": (
        "collected", "not_collected", "delivered", "short", "let_out", "handed_over", "stored",
        "storage_cost",
    ),
    "target": ("content_short", "beside", "rule_short_cost"),
    "place": ("saved", "co_location_income"),
    "contract": ("signed", "below_contract", "contract_income", "take_or_pay_cost"),
    "plant": (
        "built", "closed", "added", "worth", "throughput", "blended", "absorbed", "given",
        "granted", "drawn", "financed", "relieved",
        "building_cost", "grant_income", "value_left_income", "fixed_cost", "closing_cost",
        "processing_cost", "energy_cost", "energy_emissions", "process_emissions",
        "credit_income", "financing_income",
    ),
    "period": (
        "sales_income", "by_product_income", "gate_fee_income", "transport_cost", "purchase_cost",
        "treatment_cost", "disposal_cost", "uncollected_cost", "unserved_cost",
        "content_short_cost", "embodied_emissions", "treatment_emissions", "outlet_emissions",
    ),
    "country": ("carbon_cost", "transport_emissions"),
}  # fmt: skip
_KIND = {name: kind for kind, names in _BEGINS_WITH.items() for name in names}


def _place(network: Network, name: Name) -> tuple[str, str, str]:
    """Site, plant and product that a decision is about. A lane counts where it starts."""
    match _KIND[name.of], name.index:
        case "lane", (lane, *_):
            return network.lanes[lane].origin, "", network.lanes[lane].product
        case "site", (site, product, *_):
            return site, "", product
        case "place", (site, *_):
            return site, "", ""
        case "target", (_, subject, *_):
            return subject if subject in network.sites else "", "", ""
        case "plant", (plant, *rest):
            recipe = network.recipes.get(rest[0]) if rest else None
            return network.plants[plant].site, plant, (recipe and recipe.feed) or ""
    return "", "", ""
