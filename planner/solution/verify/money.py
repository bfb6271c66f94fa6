"""Money: every income and cost recomputed from its own formula, and the net present value.

net present value = sum over periods of
    sum over the years of (yearly income - yearly cost) / (1 + rate)^(year - base year)
  + (income - cost paid once) / (1 + rate)^(first year - base year)
  + value of the plants at the end / (1 + rate)^(end of the horizon - base year)
"""

from collections.abc import Iterator, Mapping

from planner.network.network import Network
from planner.solution.accounts import MONEY, Term
from planner.solution.solution import Result
from planner.solution.verify.co_location import co_location_accounts
from planner.solution.verify.contracts import contract_accounts
from planner.solution.verify.financing import financing_accounts
from planner.solution.verify.flow_money import flow_accounts
from planner.solution.verify.lines import Account, differences
from planner.solution.verify.plan import Plan
from planner.solution.verify.plant_money import plant_accounts, worth_faults
from planner.solution.verify.storage import storage_accounts
from planner.solution.verify.targets import target_accounts
from planner.solution.verify.tolerance import MONEY_TOLERANCE, differ, money


def money_faults(
    plan: Plan, result: Result, said: Mapping[str, Account], emitted: Mapping[str, Account]
) -> Iterator[str]:
    """said: every account as the plan states it; emitted: every source of emissions, recomputed."""
    searched = result.status == "optimal"
    found = plant_accounts(plan, searched) | flow_accounts(plan, emitted)
    for accounts in (
        storage_accounts,
        contract_accounts,
        co_location_accounts,
        financing_accounts,
        target_accounts,
    ):
        found |= accounts(plan)
    yield from worth_faults(plan)
    for term in MONEY:
        if term.name not in found:
            yield f"The second opinion has no formula for {term.name}."
            continue
        there, here = said.get(term.name, Account()), found[term.name]
        words = term.name.replace("_", " ")
        for site, period, states, gives in differences(there, here, MONEY_TOLERANCE):
            yield (
                f"{words} at {site} in {period}: the plan states {money(states)}, "
                f"its decisions give {money(gives)}."
            )
        total, recomputed = sum(there.net.values()), sum(here.net.values())
        if differ(total, recomputed, here.size, MONEY_TOLERANCE):
            yield (
                f"{words} in all: the plan states {money(total)}, "
                f"its decisions give {money(recomputed)}."
            )
    value, size = net_present_value(plan.network, found)
    if differ(result.objective, value, size, MONEY_TOLERANCE):
        yield (
            f"The plan states a net present value of {money(result.objective)}, "
            f"its decisions give {money(value)}."
        )


def net_present_value(network: Network, accounts: Mapping[str, Account]) -> tuple[float, float]:
    """The net present value, and the size of all that was added up to get there, M."""
    value = size = 0.0
    for term in MONEY:
        if term.name not in accounts:
            continue
        account = accounts[term.name]
        for entry, amount in account.net.items():
            factor = _factor(network, term, entry[0])
            value += term.sign * factor * amount
            size += factor * account.gross[entry]
    return value, size


def _factor(network: Network, term: Term, name: str | None) -> float:
    """Present value of 1, from the interest rate and the calendar."""
    growth = 1 + network.discount_rate
    if term.due == "end" or name is None:
        return float(growth ** -(network.horizon_end - network.base_year))
    period = network.periods[name]
    if term.due == "once":
        return float(growth ** -(period.first_year - network.base_year))
    return float(sum(growth ** -(year - network.base_year) for year in period.calendar))
