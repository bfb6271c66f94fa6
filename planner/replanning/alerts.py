"""Alerts: what someone should be told of a plan that was made by schedule.

    failure    the run failed, found no plan, or its tables could not be reached
    gap        the plan is proven less closely than asked
    change     more than a share of the plants changed, or the NPV moved by more than a share
    target     a target is out of reach that was not in the plan before

A plan's result is the JSON that ``planner plan --json`` writes. Of its plants the names count that
stand under ``plants``, of its changes those under ``changes``, one a plant or with its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from planner.replanning.settings import REASONS

GAP = 0.05
SHARE = 0.1

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Alert:
    """Why someone is told, in a sentence, and of which plan."""

    reason: str
    schedule: str
    told: str
    case: str | None = None
    run: int | None = None
    folder: str | None = None
    due: str | None = None

    def as_json(self) -> dict[str, Any]:
        """What a hook or a webhook gets."""
        return asdict(self)


def alerts_due(settings: Mapping[str, Any], result: Result, before: Result | None) -> list[Alert]:
    """What is to be told of a result, given that of the plan before; nothing without "alerts".

    result: of a plan, with "schedule" and "due"; with "failed", the reason, if there is none.
    """
    alerts = settings.get("alerts")
    if not alerts:
        return []
    on = alerts.get("on", REASONS)
    if "failed" in result:
        found = {"failure": [f"failed: {result['failed']}"]}
    else:
        found = {
            "gap": _gap(alerts, result),
            "change": _change(alerts, result, before or {}),
            "target": _targets(result, before or {}),
        }
    return [
        Alert(
            reason=reason,
            schedule=str(result.get("schedule", "")),
            told=sentence,
            case=result.get("case"),
            run=result.get("run"),
            folder=result.get("folder"),
            due=result.get("due"),
        )
        for reason, sentences in found.items()
        if reason in on
        for sentence in sentences
    ]


def lost_share(settings: Mapping[str, Any], schedule: str, problem: str, times: int) -> list[Alert]:
    """What is to be told where the tables could not be read that many times in a row."""
    told = f"its tables could not be read {times} times in a row: {problem}"
    return alerts_due(settings, {"schedule": schedule, "failed": told}, None)


def _gap(alerts: Mapping[str, Any], result: Result) -> list[str]:
    asked = float(alerts.get("gap", GAP))
    if "gap" not in result:
        return []  # the command was none that makes a plan
    if result["gap"] is None:
        return [f"the gap is not known; {asked:.2%} was asked"]
    if float(result["gap"]) <= asked:
        return []
    return [f"the gap is {float(result['gap']):.2%}, wider than the {asked:.2%} asked"]


def _change(alerts: Mapping[str, Any], result: Result, before: Result) -> list[str]:
    share = float(alerts.get("change", {}).get("share", SHARE))
    found = []
    changed, all_plants = _changed_plants(result, before)
    if all_plants and len(changed) / len(all_plants) > share:
        names = ", ".join(sorted(changed)[:5]) + (", ..." if len(changed) > 5 else "")
        found.append(
            f"{len(changed)} of {len(all_plants)} plants changed, more than {share:.0%}: {names}"
        )
    now, then = result.get("objective"), before.get("objective")
    if now is not None and then is not None and abs(now - then) > share * abs(then):
        found.append(f"the NPV moved from {then:,.1f} M to {now:,.1f} M, by more than {share:.0%}")
    return found


def _changed_plants(result: Result, before: Result) -> tuple[set[str], set[str]]:
    """The plants that changed, of all that stand in the plan or stood in the one before."""
    now, then = _names(result.get("plants")), _names(before.get("plants"))
    changed = _names(result.get("changes"))
    if "plants" in before and "plants" in result:
        changed |= now ^ then
    if not (now or then):
        return set(), set()  # a share of nothing known
    return changed, now | then | changed


def _names(entries: Iterable[Any] | None) -> set[str]:
    """The plants of entries that are names, or have one; what is of contracts is left out."""
    found = set()
    for entry in entries or ():
        if not isinstance(entry, Mapping):
            found.add(str(entry))
        elif entry.get("kind") not in ("signed", "not signed"):
            found.add(str(entry.get("plant") or entry.get("subject") or entry))
    return found


def _targets(result: Result, before: Result) -> list[str]:
    known = set(before.get("out_of_reach") or ())
    new = [rule for rule in result.get("out_of_reach") or () if rule not in known]
    return [f"newly out of reach: {rule}" for rule in new]
