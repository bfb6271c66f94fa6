"""Targets: rules of law and company, for each buyer and period they bind."""

from collections import defaultdict
from collections.abc import Mapping

from planner.instance.instance import Instance
from planner.instance.schema import rules
from planner.network.money import KT
from planner.network.network import (
    Demand,
    Period,
    PeriodName,
    ProductName,
    RecycledContent,
    Spot,
)
from planner.network.years import in_force

Periods = Mapping[PeriodName, Period]


def build_recycled_content(
    instance: Instance, periods: Periods, demand: Mapping[tuple[Spot, PeriodName], Demand]
) -> tuple[RecycledContent, ...]:
    """One rule for each buyer; a rule holds in the periods that begin no earlier than it."""
    buyers: dict[ProductName, list[Spot]] = defaultdict(list)
    for spot in dict.fromkeys(spot for spot, _ in demand):
        buyers[spot.product].append(spot)
    named: dict[tuple[str, Spot, str], list[rules.Target]] = defaultdict(list)
    own = {(row.target, row.site, row.product, row.element) for row in instance.rows(rules.Target)}
    for row in instance.rows(rules.Target):
        for spot in buyers[row.product]:
            # Rows for a buyer go before rows for every buyer.
            named_alone = (row.target, spot.site, row.product, row.element) in own
            if row.site == spot.site or (row.site is None and not named_alone):
                named[row.target, spot, row.element].append(row)
    targets = []
    for (name, spot, element), rows in named.items():
        held: dict[PeriodName, rules.Target] = {}
        for period in periods.values():
            binding = in_force(rows, period.first_year, lambda row: row.target)
            if name in binding and (spot, period.name) in demand:
                held[period.name] = binding[name]
        targets.append(
            RecycledContent(
                name=name,
                spot=spot,
                element=element,
                minimum={period: row.minimum for period, row in held.items()},
                shortfall_price={
                    period: None if row.shortfall_price is None else row.shortfall_price * KT
                    for period, row in held.items()
                },
            )
        )
    return tuple(targets)
