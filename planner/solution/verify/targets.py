"""Targets: what a rule counts is on the right side of its limit, or what lies beside it is paid.

    minimum:  counted + beside >= limit x base
    maximum:  counted - beside <= limit x base

Plants that stand, their building costs, grants and emissions are taken as recomputed here, not as
the plan states them. Recycled content has a file of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.network.network import Way
from planner.network.rules import Entry, Rule, Tally
from planner.solution.solution import Index
from planner.solution.verify.emissions import Emitted
from planner.solution.verify.grants import grants
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.plant_money import building_costs
from planner.solution.verify.tolerance import (
    EMISSIONS_TOLERANCE,
    MASS_TOLERANCE,
    MONEY_TOLERANCE,
    RELATIVE_TOLERANCE,
    money,
    tonnes,
)

OFF = {
    "share": MASS_TOLERANCE,
    "kt": MASS_TOLERANCE,
    "kt CO2e": EMISSIONS_TOLERANCE,
    "M": MONEY_TOLERANCE,
    "plants": RELATIVE_TOLERANCE,
}
"""How far what is counted may be off, in its own unit."""


def target_faults(plan: Plan, emitted: Iterable[Emitted]) -> Iterator[str]:
    accounts = Accounts(plan, emitted)
    for rule in plan.network.rules:
        counted, size = accounts.sum(rule.counted)
        base, size_of_base = accounts.sum(rule.base)
        limit = rule.limit * (base + rule.fixed_base)
        beside = plan.amount("beside", *rule.index)
        missing = limit - counted if rule.sense == "minimum" else counted - limit
        largest = max(size, rule.limit * (size_of_base + rule.fixed_base), beside)
        if missing - beside > OFF[rule.unit] + RELATIVE_TOLERANCE * largest:
            about = f" ({rule.subject})" if rule.subject else ""
            yield (
                f"{rule.name}{about}: the {rule.sense} in {rule.period} is missed "
                f"by {_amount(missing - beside, rule)}."
            )


def _amount(amount: float, rule: Rule) -> str:
    """What is counted for a share is a mass."""
    match rule.unit:
        case "M":
            return money(amount)
        case "plants":
            return f"{amount:g} plants"
        case "kt CO2e":
            return f"{tonnes(amount)} CO2e"
    return tonnes(amount)


class Accounts:
    """What a rule can count: decisions, and what follows from them."""

    def __init__(self, plan: Plan, emitted: Iterable[Emitted]) -> None:
        self.plan = plan
        self.follows: dict[str, dict[Index, float]] = {
            "building_cost": dict(building_costs(plan).items()),
            "grant_income": dict(grants(plan).items()),
            "stands": {
                (*way, period): plan.count(Way(*way), period)
                for way in plan.network.sizes
                for period in plan.network.usable[way.plant]
            },
        }
        for source, period, site, plant, amount in emitted:
            at = self.follows.setdefault(source, defaultdict(float))
            at[_index(source, period, plan.network.sites[site].country, plant)] += amount

    def sum(self, tally: Tally) -> tuple[float, float]:
        """The sum of what a tally counts, and the size of what was added up."""
        amounts = [weight * self.amount(entry) for entry, weight in tally.items()]
        return sum(amounts), sum(abs(amount) for amount in amounts)

    def amount(self, entry: Entry) -> float:
        if entry.of in self.follows:
            return self.follows[entry.of].get(entry.at, 0.0)
        return self.plan.amount(entry.of, *entry.at)


def _index(source: str, period: str, country: str, plant: str) -> Index:
    """Emissions of plants count by plant, those of transport by country, the others as a whole."""
    if source in ("energy_emissions", "process_emissions"):
        return plant, period
    return (country, period) if source == "transport_emissions" else (period,)


def target_accounts(plan: Plan) -> dict[str, Account]:
    network, account = plan.network, Account()
    prices = {rule.index: rule.price or 0.0 for rule in network.rules}
    for index, beside in plan.of("beside").items():
        _, subject, *_, period = index
        site = subject if subject in network.sites else ""
        account.add(period, site, prices[index] * beside)  # type: ignore[index]
    return {"rule_short_cost": account}
