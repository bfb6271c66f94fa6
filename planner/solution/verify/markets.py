"""Markets: no more than arises, is wanted or may leave; no less than must be collected or served.

collected <= amount,  collected + left at a price >= what must be collected
delivered <= amount,  delivered + short at a price >= what must be served
let out <= the most that may leave at the gate
"""

from collections.abc import Iterator

from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes


def market_faults(plan: Plan) -> Iterator[str]:
    yield from _supply(plan)
    yield from _demand(plan)
    yield from _outlets(plan)


def _supply(plan: Plan) -> Iterator[str]:
    for (spot, period), supply in plan.network.supply.items():
        where = f"{spot.product} at {spot.site} in {period}"
        collected = plan.amount("collected", *spot, period)
        if supply.amount is not None and over(collected, supply.amount):
            yield (
                f"{tonnes(collected)} a year are collected of {where}, "
                f"{tonnes(collected - supply.amount)} more than there are."
            )
        covered = collected + plan.amount("not_collected", *spot, period)
        if over(supply.must_collect, covered):
            yield (
                f"{tonnes(supply.must_collect - covered)} a year are left of {where} "
                "that must be collected."
            )


def _demand(plan: Plan) -> Iterator[str]:
    for (spot, period), demand in plan.network.demand.items():
        where = f"{spot.product} at {spot.site} in {period}"
        delivered = plan.amount("delivered", *spot, period)
        if demand.amount is not None and over(delivered, demand.amount):
            yield (
                f"{tonnes(delivered)} a year are delivered of {where}, "
                f"{tonnes(delivered - demand.amount)} more than are wanted."
            )
        covered = delivered + plan.amount("short", *spot, period)
        if over(demand.must_serve, covered):
            yield (
                f"{tonnes(demand.must_serve - covered)} a year are short of {where} "
                "that must be served."
            )


def _outlets(plan: Plan) -> Iterator[str]:
    for (spot, period), outlets in plan.network.outlets.items():
        for outlet in outlets:
            out = plan.amount("let_out", *spot, outlet.name, period)
            if outlet.most is not None and over(out, outlet.most):
                yield (
                    f"{tonnes(out)} a year of {spot.product} leave {spot.site} in {period} by "
                    f"{outlet.name!r}, {tonnes(out - outlet.most)} more than may."
                )
