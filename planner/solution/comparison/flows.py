"""Flows beside each other: by product group and period, and lane by lane over the horizon."""

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.solution.comparison.beside import beside, in_periods, largest_first
from planner.solution.comparison.runs import SHIPPED, FinishedRun, Span

LANE = ["origin", "destination", "group"]
_TONNES = "tonnes"


def by_group(runs: Sequence[FinishedRun], periods: Mapping[str, Span]) -> pd.DataFrame:
    """Group, period, then t a year on all lanes together in each run."""
    keys = ["group", "period"]
    return beside(runs, lambda run: in_periods(run.plan["flows"], periods), keys, SHIPPED)


def by_lane(runs: Sequence[FinishedRun], periods: Mapping[str, Span]) -> pd.DataFrame:
    """Origin, destination, group, then t over the periods in common, where runs differ.

    The largest change first. Modes and products of a group go together.
    """

    def over_horizon(run: FinishedRun) -> pd.DataFrame:
        flows = in_periods(run.plan["flows"], periods)
        years = flows["period"].map({name: span.years for name, span in periods.items()})
        return flows.assign(**{_TONNES: flows[SHIPPED] * years.astype(float)})

    return largest_first(beside(runs, over_horizon, LANE, _TONNES), runs)
