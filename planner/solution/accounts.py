"""The accounts of a plan: every income, cost and emission by name.

The model writes each as an expression beside its decision, the objective sums the money, the
reports and the second opinion read them.
"""

from typing import NamedTuple

from planner.network.network import Network, PeriodName


class Term(NamedTuple):
    """One kind of income (sign 1) or cost (sign -1), and when it falls due."""

    name: str
    sign: int
    due: str
    """yearly, once (at the start of the period) or end (of the horizon)"""

    @property
    def words(self) -> str:
        """The name as reports print it: value left, transport."""
        return self.name.removesuffix("_income").removesuffix("_cost").replace("_", " ")


MONEY = (
    Term("sales_income", 1, "yearly"),
    Term("by_product_income", 1, "yearly"),
    Term("gate_fee_income", 1, "yearly"),
    Term("contract_income", 1, "yearly"),
    Term("credit_income", 1, "yearly"),
    Term("co_location_income", 1, "yearly"),
    Term("financing_income", 1, "yearly"),
    Term("grant_income", 1, "once"),
    Term("value_left_income", 1, "end"),
    Term("building_cost", -1, "once"),
    Term("closing_cost", -1, "once"),
    Term("fixed_cost", -1, "yearly"),
    Term("processing_cost", -1, "yearly"),
    Term("energy_cost", -1, "yearly"),
    Term("transport_cost", -1, "yearly"),
    Term("purchase_cost", -1, "yearly"),
    Term("treatment_cost", -1, "yearly"),
    Term("disposal_cost", -1, "yearly"),
    Term("storage_cost", -1, "yearly"),
    Term("carbon_cost", -1, "yearly"),
    Term("take_or_pay_cost", -1, "yearly"),
    Term("uncollected_cost", -1, "yearly"),
    Term("unserved_cost", -1, "yearly"),
    Term("content_short_cost", -1, "yearly"),
    Term("rule_short_cost", -1, "yearly"),
)

EMISSIONS = (
    "energy_emissions",
    "process_emissions",
    "transport_emissions",
    "embodied_emissions",
    "treatment_emissions",
    "outlet_emissions",
)


def period_of(term: Term, index: tuple[str, ...]) -> PeriodName | None:
    """The period is the last part of an index; what falls due at the end has none."""
    return None if term.due == "end" else index[-1]


def factor(network: Network, term: Term, period: PeriodName | None) -> float:
    """Present value of 1 of the term."""
    if term.due == "end" or period is None:
        return network.horizon_end_factor
    when = network.periods[period]
    return when.annual_factor if term.due == "yearly" else when.start_factor
