"""What was planned otherwise and why, as tables beside those of the plan."""

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.matrix import Name
from planner.replanning.changes import PlantChange
from planner.replanning.freeze import Held
from planner.replanning.reasons import Driver, Reasons

NOTHING = "nothing that was given: time has passed, or the last plan was only best within its gap"
TOGETHER = "all changed input together: it is made also without any one part of it"


def tables_of(
    changes: Sequence[PlantChange],
    reasons: Reasons | None,
    stability_cost: tuple[float, float] | None,
    held: Mapping[Name, Held],
) -> dict[str, pd.DataFrame]:
    """plan_changes, changed_input, held, and stability where changes have a price."""
    found = {
        "plan_changes": pd.DataFrame(
            [
                {"subject": c.subject, "kind": c.kind, "change": c.words, "driven_by": why}
                for c in changes
                for why in [_driven_by(c, reasons)]
            ],
            columns=["subject", "kind", "change", "driven_by"],
        ),
        "held": pd.DataFrame(
            [
                {
                    "decision": name.of,
                    "of": ", ".join(name.index),
                    "least": one.range.least,
                    "most": one.range.most,
                    "why": one.why,
                }
                for name, one in held.items()
            ],
            columns=["decision", "of", "least", "most", "why"],
        ),
    }
    if reasons is not None:
        found["changed_input"] = pd.DataFrame(
            [_row(driver) for driver in reasons.drivers],
            columns=["input", "worth_least [M money]", "worth_most [M money]", "drives", "note"],
        )
    if stability_cost is not None:
        least, most = stability_cost
        found["stability"] = pd.DataFrame(
            [{"cost_least [M money]": least, "cost_most [M money]": most}]
        )
    return found


def _driven_by(change: PlantChange, reasons: Reasons | None) -> str:
    if reasons is None:
        return "not looked into"
    alone = [driver.group for driver in reasons.drivers if change in driver.drives]
    if alone:
        return "; ".join(alone)
    if change in reasons.together:
        return TOGETHER
    return NOTHING if change in reasons.otherwise else "not looked into"


def _row(driver: Driver) -> dict[str, object]:
    return {
        "input": driver.group,
        "worth_least [M money]": driver.least,
        "worth_most [M money]": driver.most,
        "drives": "; ".join(f"{c.subject}: {c.words}" for c in driver.drives),
        "note": driver.note,
    }
