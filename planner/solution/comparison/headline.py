"""The headline: what each run is worth, and what is certain about the difference.

A plan worth v with the bound b leaves the best plan of its case anywhere between v and b. Against
a reference of v0 and b0 the best plans therefore differ by

    between v - b0 and b - v0

A difference v - v0 that is smaller than the two gaps together, (b - v) + (b0 - v0), lies within
the gaps: a longer search could make it a good part larger or smaller, or turn it round.
"""

from collections.abc import Sequence

import pandas as pd

from planner.solution.comparison.runs import FinishedRun

WITHIN = "within the gaps"


def headline(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """One row a run: worth, bound and gap; against the reference the difference and its certainty.

    Money is in M, present value; gaps are shares; lowest and highest are the limits between which
    the best plans of the two cases differ.
    """
    reference = runs[0].result
    rows = []
    for run in runs:
        value, bound = float(run.result["objective"]), float(run.result["bound"])
        row = {
            "label": run.label,
            "run": run.name,
            "case": case_of(run),
            "value": value,
            "bound": bound,
            "gap": float(run.result["gap"]),
            "gap_asked": float(run.result["gap_asked"]),
            "difference": value - float(reference["objective"]),
            "lowest": value - float(reference["bound"]),
            "highest": bound - float(reference["objective"]),
            "certainty": "" if run is runs[0] else certainty(run, runs[0]),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def case_of(run: FinishedRun) -> str:
    """The case, and its scenario where there is one."""
    scenario = run.facts.get("scenario")
    parts = [str(run.facts.get("instance", run.name))]
    if isinstance(scenario, str) and scenario:
        parts.append(scenario)
    return ", ".join(parts)


def certainty(run: FinishedRun, reference: FinishedRun) -> str:
    """What is certain about the difference in worth, in a few words."""
    value, bound = float(run.result["objective"]), float(run.result["bound"])
    known, most = float(reference.result["objective"]), float(reference.result["bound"])
    if abs(value - known) > max(0.0, bound - value) + max(0.0, most - known):
        return "certain: worth more" if value > known else "certain: worth less"
    if value > most:
        return f"worth more; how much is {WITHIN}"
    if bound < known:
        return f"worth less; how much is {WITHIN}"
    return WITHIN
