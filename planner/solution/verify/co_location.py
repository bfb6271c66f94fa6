"""Co-location: what plants of two technologies at one site save is saved while both stand.

pairs that save <= plants of the one that stand, <= plants of the other;  income = saving x pairs
"""

from collections.abc import Iterator

from planner.network.network import PeriodName, PlantName
from planner.network.rules import Saving
from planner.solution.verify.lines import Account
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over


def co_location_faults(plan: Plan) -> Iterator[str]:
    for (*names, period), pairs in plan.of("saved").items():
        saving = _saving(plan, *names)
        for technology, plants in (
            (saving.technology, saving.plants),
            (saving.beside, saving.others),
        ):
            there = _standing(plan, plants, period)
            if over(pairs, there):
                yield (
                    f"{pairs:g} times {saving.technology} and {saving.beside} are said to save "
                    f"side by side at {saving.site} in {period}, where {technology} stands "
                    f"{there} times."
                )


def _standing(plan: Plan, plants: tuple[PlantName, ...], period: PeriodName) -> int:
    return sum((plant, period) in plan.standing for plant in plants)


def _saving(plan: Plan, site: str, technology: str, beside: str) -> Saving:
    sought = site, technology, beside
    return next(s for s in plan.network.savings if (s.site, s.technology, s.beside) == sought)


def co_location_accounts(plan: Plan) -> dict[str, Account]:
    account = Account()
    for (site, technology, beside, period), pairs in plan.of("saved").items():
        account.add(period, site, _saving(plan, site, technology, beside).amount * pairs)
    return {"co_location_income": account}
