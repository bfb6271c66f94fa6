"""Recycled content: the targets on recovered metal in what buyers receive.

A rule holds in the periods that begin no earlier than it. With the kind "recycled content" each
buyer has one; with "recycled share" the buyers fulfil one together.
"""

from collections import defaultdict
from collections.abc import Mapping

from planner.instance.instance import Instance
from planner.instance.schema import rules
from planner.network.money import KT
from planner.network.network import Demand, Period, PeriodName, RecycledContent, Spot
from planner.network.scope import Scope
from planner.network.years import in_years

Periods = Mapping[PeriodName, Period]
Subject = tuple[str, str, str, str]  # target, subject, products, element


def build_recycled_content(
    instance: Instance,
    periods: Periods,
    demand: Mapping[tuple[Spot, PeriodName], Demand],
    scope: Scope,
) -> tuple[RecycledContent, ...]:
    """One rule for each buyer, or one for all of them."""
    spots = list(dict.fromkeys(spot for spot, _ in demand))
    rows = [r for r in instance.rows(rules.Target) if r.kind in rules.RECYCLED]
    own = {(row.target, row.site, row.product, row.element) for row in rows}
    products: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        products[row.target].add(row.product)
    buyers: dict[Subject, tuple[Spot, ...]] = {}
    named: dict[Subject, list[rules.Target]] = defaultdict(list)
    for row in rows:
        inside = scope.sites(row)
        wanted = [
            spot
            for spot in spots
            if spot.site in inside
            and spot.product in scope.products(row.product)
            # Rows for a buyer go before rows for every buyer.
            and (row.site or (row.target, spot.site, row.product, row.element) not in own)
        ]
        several = len(products[row.target]) > 1 or len({spot.product for spot in wanted}) > 1
        for subject, together in _subjects(row, wanted, several).items():
            key = (row.target, subject, row.product or "", row.element or "")
            buyers[key] = together
            named[key].append(row)
    return tuple(
        target
        for key, found in named.items()
        if (target := _target(key, buyers[key], found, periods, demand)).minimum
    )


def _subjects(row: rules.Target, wanted: list[Spot], several: bool) -> dict[str, tuple[Spot, ...]]:
    """several: the target speaks of several products, which its subjects then tell apart."""
    if row.kind == "recycled content":
        return {f"{s.site}: {s.product}" if several else s.site: (s,) for s in wanted}
    where = row.site or row.area or "all buyers"
    named = f"{where}: {row.product}" if several else where
    return {named: tuple(wanted)} if wanted else {}


def _target(
    key: Subject,
    spots: tuple[Spot, ...],
    rows: list[rules.Target],
    periods: Periods,
    demand: Mapping[tuple[Spot, PeriodName], Demand],
) -> RecycledContent:
    name, subject, _, element = key
    held = {
        period.name: row
        for period in periods.values()
        if any((spot, period.name) in demand for spot in spots)
        for row in in_years(rows, period.first_year, lambda row: row.target).values()
    }
    return RecycledContent(
        name=name,
        subject=subject,
        spots=spots,
        element=element,
        minimum={period: row.minimum or 0.0 for period, row in held.items()},
        shortfall_price={
            period: None if row.shortfall_price is None else row.shortfall_price * KT
            for period, row in held.items()
        },
    )
