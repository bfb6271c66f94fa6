"""Targets: rules of law and company, resolved to what they count in each period they bind.

A rule holds in the periods that begin no earlier than it and no later than its last year.
Recycled content has a file of its own, as it follows metal and not only tonnes.
"""

from collections import defaultdict
from collections.abc import Iterator

from planner.instance.instance import Instance
from planner.instance.schema import rules
from planner.network.counting import KINDS
from planner.network.money import KT
from planner.network.network import Network, Period
from planner.network.rules import Rule
from planner.network.scope import Scope
from planner.network.tally import Counted
from planner.network.years import in_years

SCALE = {"share": 1.0, "kt": KT, "kt CO2e": KT, "M": 1.0, "plants": 1.0}
"""From the unit of the user to that of the network."""

PRICE_SCALE = {"share": KT, "kt": KT, "kt CO2e": KT, "M": 1e-6, "plants": 1e-6}
"""From money per tonne, M money or plant to M per unit."""


def build_rules(instance: Instance, network: Network, scope: Scope) -> tuple[Rule, ...]:
    """Every rule of every period. network: all but its rules."""
    rows: dict[tuple[str | None, ...], list[rules.Target]] = defaultdict(list)
    for row in instance.rows(rules.Target):
        if row.kind not in rules.RECYCLED:
            rows[_key(row)].append(row)
    found: dict[tuple[str, ...], Rule] = {}
    for same in rows.values():
        for period in network.periods.values():
            for row in in_years(same, period.first_year, _key).values():
                for rule in _rules(row, network, scope, period):
                    found.setdefault(rule.index, rule)
    return tuple(found.values())


def _key(row: rules.Target) -> tuple[str | None, ...]:
    where = row.site, row.area, row.technology, row.origin
    return row.target, row.kind, *where, row.product, row.element


def _rules(row: rules.Target, network: Network, scope: Scope, period: Period) -> Iterator[Rule]:
    kind = KINDS[row.kind]
    for counted in kind.count(row, network, scope, period.name):
        for sense, limit in (("minimum", row.minimum), ("maximum", row.maximum)):
            if limit is None or not (counted.counted or counted.base or counted.fixed_base):
                continue
            yield Rule(
                name=row.target,
                kind=row.kind,
                subject=_subject(row, counted),
                element=row.element or "",
                period=period.name,
                sense=sense,  # type: ignore[arg-type]
                limit=limit * SCALE[kind.unit],
                unit=kind.unit,
                counted=counted.counted,
                base=counted.base,
                fixed_base=counted.fixed_base if kind.unit == "share" else 1.0,
                price=(
                    None
                    if row.shortfall_price is None
                    else row.shortfall_price * PRICE_SCALE[kind.unit]
                ),
            )


def _subject(row: rules.Target, counted: Counted) -> str:
    """What the rule is about, in words that tell it from the other rules of the target."""
    where = row.site or row.area or ""
    named = (where, row.technology, row.product, row.origin, counted.subject)
    return ", ".join(dict.fromkeys(name for name in named if name))
