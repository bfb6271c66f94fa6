"""The outcome of a run for programmes: what a schedule, an alert or a script reads."""

import json
from pathlib import Path

from planner.replanning.changes import PlantChange
from planner.run import Run
from planner.solution.solution import Solution

PLANNED = 0


def outcome_of(
    run: Run, number: int | None, changes: tuple[PlantChange, ...] = ()
) -> dict[str, object]:
    """As JSON would hold it. number: of the run in the store."""
    solution = run.solution
    result = solution.result
    return {
        "run": number,
        "folder": str(run.folder),
        "title": solution.network.title,
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "change_price": result.change_price,
        "plants": sorted(
            {plant for (plant, *_), v in solution.decisions.get("built", {}).items() if v > 0.5}
        ),
        "changes": [{"subject": c.subject, "kind": c.kind, "change": c.words} for c in changes],
        "out_of_reach": list(out_of_reach(solution)),
        "issues": list(run.issues),
        "exit": PLANNED,
    }


def out_of_reach(solution: Solution) -> list[str]:
    """Rules and targets that the plan misses, each once."""
    missed = [name for name, *_ in solution.decisions.get("beside", {})]
    missed += [target for target, *_ in solution.decisions.get("content_short", {})]
    return sorted(set(missed))


def write_outcome(outcome: dict[str, object], file: Path) -> None:
    """Whole or not at all."""
    written = file.with_name(file.name + ".part")
    text = json.dumps(outcome, ensure_ascii=False, indent=1, default=str)
    written.write_text(text + "\n", encoding="utf-8")
    written.replace(file)
