"""Money beside each other: incomes positive, costs negative, in M.

Present values by term cover each run's own horizon and sum to its net present value. By period
they are those of the periods in common, and of the end of the horizon.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.solution.comparison.beside import beside, in_periods, labels
from planner.solution.comparison.runs import AMOUNT, PRESENT, FinishedRun

END = "end"
"""The period of what falls due at the end of the horizon."""


def by_term(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """Term, due, then the present value in each run; the largest income first."""
    table = beside(runs, lambda run: run.plan["costs"], ["term", "due"], PRESENT)
    order = table[labels(runs)].sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def by_period(
    runs: Sequence[FinishedRun], periods: Mapping[str, object], value: str
) -> pd.DataFrame:
    """Term, due, period, then each run; terms in the order of ``by_term``.

    value: PRESENT, or AMOUNT for what falls due (a year of the period, where it is yearly).
    """
    assert value in (PRESENT, AMOUNT)
    columns = {**periods, END: None}
    keys = ["term", "due", "period"]
    table = beside(runs, lambda run: in_periods(run.plan["costs"], columns), keys, value)
    place = {term: number for number, term in enumerate(by_term(runs)["term"])}
    order = table["term"].map(place).sort_values(kind="stable").index
    return table.loc[order].reset_index(drop=True)
