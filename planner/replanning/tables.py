"""What was planned otherwise and why, as tables beside those of the plan."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from planner.matrix import Name
from planner.replanning.changes import PlantChange, T
from planner.replanning.held import NO, Held
from planner.replanning.reasons import Driver, Reasons
from planner.replanning.stability import StabilityCost
from planner.replanning.tonnes import TONNES

AMOUNTS = (*TONNES, "added")
"""Decisions that are tonnes a year, and not yes or no."""

NOTHING = "nothing that was given: time has passed, or the last plan was only best within its gap"
TOGETHER = "all changed input together: it is made also without any one part of it"
TOGETHER_IN_PART = "all changed input together; of some parts of it alone it cannot be told"
NOT_TOLD = "not known: the notes of the changed input say why"


def tables_of(
    changes: Sequence[PlantChange],
    reasons: Reasons | None,
    stability: StabilityCost | None,
    held: Mapping[Name, Held],
) -> dict[str, pd.DataFrame]:
    """plan_changes, held, changed_input where reasons are known, stability where it has a price."""
    found = {
        "plan_changes": pd.DataFrame(
            [
                {"subject": c.subject, "kind": c.kind, "change": c.words, "driven_by": why}
                for c in changes
                for why in [driven_by(c, reasons)]
            ],
            columns=["subject", "kind", "change", "driven_by"],
        ),
        "held": pd.DataFrame(
            # What is done comes first: far more is ruled out.
            [_held(name, one) for name, one in sorted(held.items(), key=_is_ruled_out)],
            columns=["decision", "of", "least", "most", "unit", "why"],
        ),
    }
    if reasons is not None:
        found["changed_input"] = pd.DataFrame(
            [_row(driver) for driver in reasons.drivers],
            columns=["input", "worth_least [M money]", "worth_most [M money]", "drives", "note"],
        )
    if stability is not None:
        least, most = stability.cost or (None, None)
        free_least, free_most = stability.free or (None, None)
        found["stability"] = pd.DataFrame(
            [
                {
                    "cost_least [M money]": least,
                    "cost_most [M money]": most,
                    "worth [M money]": stability.worth,
                    "worth_without_prices_least [M money]": free_least,
                    "worth_without_prices_most [M money]": free_most,
                    "price_of_changes [M money]": stability.paid,
                    "would_change": _in_words(stability.others),
                    "note": stability.note,
                }
            ]
        )
    return found


def _held(name: Name, one: Held) -> dict[str, object]:
    scale, unit = (T, "t/year") if name.of in AMOUNTS else (1.0, "1 is yes")
    least, most = (end * scale if math.isfinite(end) else None for end in one.range)
    return {
        "decision": name.of,
        "of": ", ".join(name.index),
        "least": least,
        "most": most,
        "unit": unit,
        "why": one.why,
    }


def _is_ruled_out(held: tuple[Name, Held]) -> bool:
    return held[1].range == NO


def _in_words(changes: Sequence[PlantChange]) -> str:
    return "; ".join(f"{change.subject}: {change.words}" for change in changes)


def driven_by(change: PlantChange, reasons: Reasons | None) -> str:
    """What drives a change, in words."""
    if reasons is None:
        return "not looked into"
    alone = [driver.group for driver in reasons.drivers if change in driver.drives]
    if alone:
        return "; ".join(alone)
    if change in reasons.together:
        untold = any(driver.least is None for driver in reasons.drivers)
        return TOGETHER_IN_PART if untold else TOGETHER
    return NOTHING if change in reasons.otherwise else NOT_TOLD


def _row(driver: Driver) -> dict[str, object]:
    return {
        "input": driver.group,
        "worth_least [M money]": driver.least,
        "worth_most [M money]": driver.most,
        "drives": _in_words(driver.drives),
        "note": driver.note,
    }
