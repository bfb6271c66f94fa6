"""A comparison of runs: every table beside each other, and what a reader must know of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.solution.comparison.compliance import TABLE as COMPLIANCE
from planner.solution.comparison.compliance import compliance, has_compliance, met
from planner.solution.comparison.flows import by_group, by_lane
from planner.solution.comparison.headline import headline
from planner.solution.comparison.indicators import emissions, indicators, not_in_all
from planner.solution.comparison.inputs import changed_inputs
from planner.solution.comparison.money import by_period, by_term
from planner.solution.comparison.plants import capacities, plants
from planner.solution.comparison.runs import AMOUNT, PRESENT, FinishedRun, Span, common_periods

TO_THE_GAP = 1e-6
"""By which a gap may miss what was asked for and still be called reached."""


@dataclass(frozen=True)
class Comparison:
    """Runs beside each other. Every table has a column for each run, named by its label."""

    runs: tuple[FinishedRun, ...]
    periods: Mapping[str, Span]
    """Those that all runs have in common."""
    notes: tuple[str, ...]
    """What the reader must know, as sentences."""
    headline: pd.DataFrame
    money: pd.DataFrame
    """Term, due: present value, M."""
    present: pd.DataFrame
    """Term, due, period: present value, M."""
    amounts: pd.DataFrame
    """Term, due, period: M, a year where due yearly."""
    plants: pd.DataFrame
    capacities: pd.DataFrame
    """Stage, period: t a year."""
    groups: pd.DataFrame
    """Product group, period: t a year moved."""
    lanes: pd.DataFrame
    """Origin, destination, group: t over the periods in common, where runs differ."""
    emissions: pd.DataFrame
    """Source, period: t CO2e a year."""
    indicators: pd.DataFrame
    """Table, row, figure, unit, period."""
    compliance: pd.DataFrame
    """Rule, subject, element, sense, figure, unit, period."""
    met: pd.DataFrame
    """Rule, subject, element, sense, period: yes, at a price or no."""
    inputs: pd.DataFrame
    """Cells and rows that differ from those of the reference."""

    @property
    def reference(self) -> FinishedRun:
        return self.runs[0]

    @property
    def others(self) -> tuple[FinishedRun, ...]:
        return self.runs[1:]

    @property
    def labels(self) -> list[str]:
        return [run.label for run in self.runs]

    @property
    def currency(self) -> str:
        return self.reference.currency

    @property
    def years(self) -> dict[str, int]:
        """Period in common -> years in it."""
        return {name: span.years for name, span in self.periods.items()}


def compare(runs: Sequence[FinishedRun]) -> Comparison:
    """Put runs beside each other, as ``read_runs`` gives them: the first is the reference."""
    periods = common_periods(runs)
    found, missing = indicators(runs, periods)
    if any("emissions" not in run.plan for run in runs):
        missing.append("Emissions are not compared: a run has no such table.")
    if any(map(has_compliance, runs)):
        missing += not_in_all(COMPLIANCE, runs)
    return Comparison(
        runs=tuple(runs),
        periods=periods,
        notes=(*_notes(runs, periods), *missing),
        headline=headline(runs),
        money=by_term(runs),
        present=by_period(runs, periods, PRESENT),
        amounts=by_period(runs, periods, AMOUNT),
        plants=plants(runs),
        capacities=capacities(runs, periods),
        groups=by_group(runs, periods),
        lanes=by_lane(runs, periods),
        emissions=emissions(runs, periods),
        indicators=found,
        compliance=compliance(runs, periods),
        met=met(runs, periods),
        inputs=changed_inputs(runs),
    )


def _notes(runs: Sequence[FinishedRun], periods: Mapping[str, Span]) -> Iterator[str]:
    reference = runs[0]
    for run in runs:
        result = run.result
        if result["gap"] > result["gap_asked"] + TO_THE_GAP:
            yield (
                f"{run.label} did not reach the gap asked for ({result['gap']:.2%} instead of"
                f" {result['gap_asked']:.2%}): {result.get('status', 'unknown status')}."
            )
    for run in runs[1:]:
        yield from _against(run, reference)
    everything = dict.fromkeys(name for run in runs for name in run.periods)
    others = [name for name in everything if name not in periods]
    if others:
        yield (
            f"Only the periods in common are compared: {', '.join(periods)}. Left out:"
            f" {', '.join(others)}. Net present values, their terms and the years of plants are"
            " those of each run's own horizon."
        )


def _against(run: FinishedRun, reference: FinishedRun) -> Iterator[str]:
    """What makes a run another case than the reference."""
    mine, known = run.facts, reference.facts
    if mine.get("fingerprint") and mine.get("fingerprint") == known.get("fingerprint"):
        yield (
            f"{run.label} plans the same tables as {reference.label}: what differs comes from the"
            " search alone."
        )
    if mine.get("instance") != known.get("instance"):
        yield (
            f"{run.label} plans {mine.get('instance', 'an unnamed case')}, {reference.label}"
            f" {known.get('instance', 'an unnamed case')}: plants, sites and products of the same"
            " name are taken for the same."
        )
    if mine.get("planner") != known.get("planner"):
        yield (
            f"{run.label} was planned by version {mine.get('planner')} of the planner,"
            f" {reference.label} by {known.get('planner')}."
        )
    for setting, words in _MEASURES.items():
        pair = run.settings.get(setting, ""), reference.settings.get(setting, "")
        if pair[0] != pair[1]:
            yield (
                f"{words} differs: {pair[0] or 'not stated'} in {run.label},"
                f" {pair[1] or 'not stated'} in {reference.label}. Present values are those of"
                " each run and are not converted."
            )


_MEASURES = {
    "discount_rate": "The discount rate",
    "base_year": "The year to which money is discounted",
    "money_of_year": "The price level",
}
"""Settings that change what a present value measures."""
