"""Compliance: every rule, year by year: what it asks for, what the plan reaches, and by how much.

    reached = counted / (base + fixed base) for a share, counted for an amount
    margin  = reached - limit for a minimum, limit - reached for a maximum

A rule is met where the margin is not negative, or where there is nothing to count. What stays
beside the limit at a price is in tonnes where the limit is a share, else in the unit of the rule.
"""

from collections.abc import Iterator

import pandas as pd

from planner.network.network import RecycledContent, Way
from planner.network.rules import Entry, Rule, Tally
from planner.solution.record import TONNES, Record
from planner.solution.solution import Solution
from planner.solution.tables import content_of, recovered_in, standing_way

MET, AT_A_PRICE, NOT_MET = "yes", "at a price", "no"

TOLERANCE = 1e-6
"""Of the limit, or of 1 where that is smaller."""

NOISE = 1e-9
"""Smaller margins are left by rounding."""

COLUMNS = [
    "rule", "kind", "subject", "element", "period", "sense", "unit", "limit", "reached", "margin",
    "beside", "beside_unit", "met",
]  # fmt: skip

# From the unit of the network to that of the user.
_SHOWN = {
    "share": ("share", 1.0),
    "kt": ("t", TONNES),
    "kt CO2e": ("t CO2e", TONNES),
    "M": ("M money", 1.0),
    "plants": ("plants", 1.0),
}


def compliance(solution: Solution) -> pd.DataFrame:
    """A row for each rule, subject, element and period, by rule and then in the order of time."""
    rows = [*_recycled_content(solution), *_rules(solution)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    when = {period: number for number, period in enumerate(solution.network.periods)}
    subjects = table[["rule", "subject", "element", "sense"]].agg(tuple, axis=1)
    first = {subject: number for number, subject in enumerate(dict.fromkeys(subjects))}
    order = subjects.map(first) * len(when) + table["period"].map(when)
    return table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _recycled_content(solution: Solution) -> Iterator[Record]:
    network = solution.network
    for target in network.recycled_content:
        for period, minimum in target.minimum.items():
            spots = [spot for spot in target.spots if (spot, period) in network.demand]
            content = sum(content_of(solution, spot, target.element, period) for spot in spots)
            recovered = sum(recovered_in(solution, spot, target.element, period) for spot in spots)
            index = target.name, target.subject, target.element, period
            short = solution.amount("content_short", *index)
            yield _row(
                name=target.name,
                kind=_kind(target),
                subject=target.subject,
                element=target.element,
                period=period,
                sense="minimum",
                unit="share",
                limit=minimum,
                reached=recovered / content if content > 0 else None,
                beside=short * TONNES,
            )


def _kind(target: RecycledContent) -> str:
    """Recycled content of a buyer by itself, or the share of all buyers of a place together."""
    alone = len(target.spots) == 1 and target.subject.startswith(target.spots[0].site)
    return "recycled content" if alone else "recycled share"


def _rules(solution: Solution) -> Iterator[Record]:
    for rule in solution.network.rules:
        unit, scale = _SHOWN[rule.unit]
        counted = tally(solution, rule.counted)
        whole = tally(solution, rule.base) + rule.fixed_base
        reached = counted * scale if rule.unit != "share" else _share(rule, counted, whole)
        beside = solution.amount("beside", *rule.index)
        yield _row(
            name=rule.name,
            kind=rule.kind,
            subject=rule.subject,
            element=rule.element,
            period=rule.period,
            sense=rule.sense,
            unit=unit,
            limit=rule.limit * scale,
            reached=reached,
            beside=beside * (TONNES if rule.unit == "share" else scale),
        )


def _share(rule: Rule, counted: float, whole: float) -> float | None:
    return counted / whole if whole > 1e-9 else None


def _row(
    *, name: str, kind: str, subject: str, element: str, period: str, sense: str, unit: str,
    limit: float, reached: float | None, beside: float,
) -> Record:  # fmt: skip
    margin = None
    if reached is not None:
        margin = reached - limit if sense == "minimum" else limit - reached
        margin = 0.0 if abs(margin) < NOISE else margin
    allowed = TOLERANCE * max(1.0, abs(limit))
    if margin is None or margin >= -allowed:
        met = MET
    else:
        met = AT_A_PRICE if beside > 0 else NOT_MET
    return {
        "rule": name,
        "kind": kind,
        "subject": subject,
        "element": element,
        "period": period,
        "sense": sense,
        "unit": unit,
        "limit": limit,
        "reached": reached,
        "margin": margin,
        "beside": beside,
        "beside_unit": "t" if unit == "share" else unit,
        "met": met,
    }


def tally(solution: Solution, counted: Tally) -> float:
    """The sum of what a rule counts, in the units of the network."""
    return sum(weight * _value(solution, entry) for entry, weight in counted.items())


def _value(solution: Solution, entry: Entry) -> float:
    if entry.of in solution.decisions:
        return solution.amount(entry.of, *entry.at)
    if entry.of == "stands":
        plant, size, period = entry.at
        return float(standing_way(solution, plant, period) == Way(plant, size))
    return sum(
        line.amount
        for line in solution.lines
        if line.account == entry.of and _place(solution, line.plant, line.site, entry) == entry.at
        if line.period == entry.at[-1]
    )


def _place(solution: Solution, plant: str, site: str, entry: Entry) -> tuple[str, ...]:
    """The index of an account from the plant and site of its line."""
    period = entry.at[-1]
    if len(entry.at) == 1:
        return (period,)
    if entry.of == "transport_emissions":
        return solution.network.sites[site].country, period
    return plant, period
