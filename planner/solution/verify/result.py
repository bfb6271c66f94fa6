"""What is said to be proven: the bound is no less than the plan, the gap is what lies between.

gap = (bound - net present value) / |net present value|

Where changes have a price, it is taken off both.
"""

from collections.abc import Iterator
from math import isfinite

from planner.solution.solution import Result
from planner.solution.verify.tolerance import MONEY_TOLERANCE, RELATIVE_TOLERANCE, differ, money


def result_faults(result: Result) -> Iterator[str]:
    value, bound = result.value, result.value_bound
    slack = MONEY_TOLERANCE + RELATIVE_TOLERANCE * abs(value)
    if not bound >= value - slack:
        yield (
            f"The bound says that no plan is worth more than {money(bound)}, "
            f"but this one is said to be worth {money(value)}."
        )
    if isfinite(bound) and not isfinite(result.gap):
        yield f"The gap is not stated, though the bound is {money(bound)}."
    if isfinite(result.gap) and differ(
        result.gap * abs(value), max(0.0, bound - value), abs(value), MONEY_TOLERANCE
    ):
        yield (
            f"The gap is stated as {result.gap:.4%}, but the bound lies "
            f"{money(bound - value)} above the net present value."
        )
    if (
        result.status == "optimal"
        and result.gap * abs(value) > result.gap_asked * abs(value) + slack
    ):
        yield (
            f"The plan is called optimal to {result.gap_asked:.4%}, but its gap is "
            f"{result.gap:.4%}."
        )
