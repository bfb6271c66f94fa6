"""The tables of a site evaluation: what each plant is worth, and what it depends on."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from planner.network.network import Network
from planner.studies.dependence import COLUMNS
from planner.studies.site_values import KEEP_OUT, NO_PLAN, PLAN, Answer, Cost, Findings

MUST, CANNOT = "must be built", "cannot be built"
COSTS, MAY_BE_FREE, UNKNOWN = "costs", "may cost nothing", "not known"
"""The range begins above 0, or at 0: then the gaps leave room for a plan as good the other way."""
ALWAYS, SOMETIMES, NEVER = "always", "sometimes", "never"

LOW, ESTIMATE, HIGH = "cost_low [M money]", "cost_estimate [M money]", "cost_high [M money]"
VALUE_COLUMNS = [
    "rank", "plant", "site", "country", "technology", "owner", "in_plan", "question", "answer",
    LOW, ESTIMATE, HIGH, "period", "year", "size", "capacity [t/year]", "capital_cost [M money]",
    "break_even_low [M money]", "break_even_high [M money]",
    "break_even_low [share]", "break_even_high [share]",
    "how_often", "plans_that_build_it", "plans_made", "gap [share]", "search [s]",
    "why",
]  # fmt: skip
"""Costs are present values; capital cost and the break-even in M are money of the period in which
the plant is built; the share is that of the capital cost."""
_TEXTS = frozenset(
    ("plant", "site", "country", "technology", "owner", "in_plan", "question", "answer", "period",
     "size", "how_often", "why")
)  # fmt: skip


def values_of(
    network: Network, findings: Findings, plants: Sequence[str], scenarios: Sequence[Answer]
) -> pd.DataFrame:
    """A row a plant, ranked: those the plan cannot do without, then by what their absence costs,
    then by what their presence costs, the cheapest first."""
    costs = {plant: findings.cost(plant) for plant in plants}
    ranked = sorted(plants, key=lambda plant: _order(costs[plant]))
    rows = [
        {"rank": rank, **_row(network, findings, costs[plant], scenarios)}
        for rank, plant in enumerate(ranked, start=1)
    ]
    table = pd.DataFrame(rows, columns=VALUE_COLUMNS)
    numbers = [column for column in VALUE_COLUMNS if column not in _TEXTS]
    return table.astype(dict.fromkeys(numbers, float))


def _order(cost: Cost) -> tuple[int, float]:
    in_plan = cost.question.ask == KEEP_OUT
    if cost.found == NO_PLAN:
        return (0, 0.0) if in_plan else (3, 0.0)
    about = cost.estimate if math.isfinite(cost.estimate) else cost.low
    return (1, -about) if in_plan else (2, about)


def _row(
    network: Network, findings: Findings, cost: Cost, scenarios: Sequence[Answer]
) -> dict[str, Any]:
    question, plant = cost.question, network.plants[cost.question.plant]
    in_plan = question.ask == KEEP_OUT
    cases = [findings.best, *scenarios]
    often = sum(plant.name in case.built for case in cases)
    answer = findings.answer(question)
    return {
        "plant": plant.name,
        "site": plant.site,
        "country": network.sites[plant.site].country,
        "technology": plant.technology,
        "owner": plant.owner,
        "in_plan": "yes" if in_plan else "no",
        "question": question.ask,
        "answer": _in_words(cost),
        LOW: _known(cost.low),
        ESTIMATE: _known(cost.estimate),
        HIGH: _known(cost.high),
        **_standing(network, findings.standing(plant.name), cost),
        "how_often": ALWAYS if often == len(cases) else SOMETIMES if often else NEVER,
        "plans_that_build_it": often,
        "plans_made": len(cases),
        "gap [share]": _known(answer.gap),
        "search [s]": _known(answer.seconds),
        "why": cost.why,
    }


def _in_words(cost: Cost) -> str:
    if cost.found == NO_PLAN:
        return MUST if cost.question.ask == KEEP_OUT else CANNOT
    if cost.found != PLAN:
        return UNKNOWN
    return COSTS if cost.low > 0 else MAY_BE_FREE


def _known(amount: float) -> float:
    """The amount; none where it has no limit, which no sheet can show."""
    return amount if math.isfinite(amount) else math.nan


def _standing(network: Network, answer: Answer | None, cost: Cost) -> dict[str, Any]:
    """When and how large it is in the best plan that builds it, and the break-even there."""
    if answer is None:
        return {}
    built = answer.built[cost.question.plant]
    period, capital = network.periods[built["period"]], built["capital_cost"]
    low, high = (_known(end / period.start_factor) for end in (cost.low, cost.high))
    found = {
        "period": period.name,
        "year": period.first_year,
        "size": built["size"],
        "capacity [t/year]": built["capacity"],
        "capital_cost [M money]": capital,
        "break_even_low [M money]": low,
        "break_even_high [M money]": high,
    }
    if capital > 0:
        found |= {
            "break_even_low [share]": low / capital,
            "break_even_high [share]": high / capital,
        }
    return found


def depends_on(findings: Findings, plants: Sequence[str]) -> pd.DataFrame:
    """What plants depend on in the best plan found that builds them, in their order."""
    table = pd.DataFrame(_dependences(findings, plants), columns=list(COLUMNS))
    return table.astype({"share [share]": float, "amount [t]": float})


def _dependences(findings: Findings, plants: Sequence[str]) -> Iterator[list[Any]]:
    for plant in plants:
        standing = findings.standing(plant)
        known = [standing] if standing is not None else []
        known += [answer for answer in findings.plans if plant in answer.built]
        for answer in known:
            lines = [line for line in answer.dependence if line[0] == plant]
            if lines:
                yield from lines
                break
