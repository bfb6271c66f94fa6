"""A re-planning planned again, from what was recorded of it: tables, wishes and the plan before."""

from pathlib import Path
from tempfile import TemporaryDirectory

from planner.instance.read import read_instance
from planner.run import WISHES, Run, Say, plan_instance
from planner.solution.files import read_decisions
from planner.solving.highs import Options
from planner.store.files import folder_of_run, restore
from planner.store.runs import RunError, RunRow, run_of
from planner.store.store import Store
from planner.wishes import Wishes, read_wishes


def planned_again(
    store: Store, row: RunRow, inputs: Path, options: Options, reports: Path, say: Say
) -> Run:
    """The same plan from the recorded tables in a folder.

    Errors: RunError where the plan before it is gone; those of ``plan_instance``.
    """
    if row.previous is None:
        raise RunError(f"run {row.id} does not say from which plan it was planned")
    with TemporaryDirectory(prefix="planner-") as place:
        before = folder_of_run(store, run_of(store, row.previous), Path(place) / "before")
        plan = restore(store, row.id, Path(place) / "plan", within="plan")
        wishes = plan / WISHES  # left out where nothing was wished for
        return plan_instance(
            read_instance(inputs), row.case, reports, options, read_decisions(before), say,
            command=f"recreate {row.id}",
            wishes=read_wishes(wishes) if wishes.exists() else Wishes(),
        )  # fmt: skip
