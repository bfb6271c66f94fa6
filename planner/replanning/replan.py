"""Re-planning: a case planned again on a day, from what has happened and the last plan.

    live tables -> with actuals -> horizon rolled on -> network
    last plan   -> what is held, and the price of changing the rest
    new plan    -> changes, what drives each of them, what stability costs

Every re-solve begins from the last plan, so that nothing changes that need not within the gap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from planner.instance.instance import Instance
from planner.instance.read import read_instance
from planner.instance.schema.frame import Period
from planner.matrix import Name
from planner.network.build import build_network
from planner.network.network import Network
from planner.plan import Decisions, NoPlan, Task, WrongPlan, solve_task, task_of
from planner.replanning.actuals import Known, latest
from planner.replanning.changes import PlantChange, changes
from planner.replanning.differences import Group, differences
from planner.replanning.freeze import Held, held_decisions
from planner.replanning.horizon import extended, periods_over
from planner.replanning.reasons import Again, Reasons, reasons_for
from planner.replanning.roll import rolled
from planner.replanning.stability import Stability, change_prices
from planner.replanning.tables import tables_of
from planner.run import Run, Say, plan_instance
from planner.solution.files import read_decisions
from planner.solution.solution import Solution
from planner.solving.highs import Options, Progress, SolverError
from planner.wishes import Wishes

FREEZE = 12
"""Months."""


@dataclass(frozen=True)
class LastPlan:
    """The plan to begin from: what it was made of and what it decides."""

    instance: Instance
    decisions: Decisions
    worth: float
    """Net present value, M."""

    @classmethod
    def read(cls, folder: Path, worth: float) -> "LastPlan":
        """From the folder of a run. Errors: InstanceError, StartError."""
        return cls(read_instance(folder / "inputs"), read_decisions(folder), worth)


@dataclass(frozen=True)
class Replanned:
    """A plan over time, and what it does otherwise than the last."""

    run: Run
    changes: tuple[PlantChange, ...]
    reasons: Reasons | None
    """None where they were not asked for, or nothing changed."""
    stability_cost: tuple[float, float] | None
    """M that the plan would be worth more if changes had no price, at least and at most."""
    held: Mapping[Name, Held]


def replan(
    live: Instance,
    last: LastPlan,
    known: Sequence[Known],
    as_of: date,
    reports: Path,
    options: Options = Options(),
    freeze: int = FREEZE,
    stability: Stability = Stability(),
    reasons: bool = True,
    say: Say = lambda line: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    command: str = "",
) -> Replanned:
    """Plan a case again on a day, and write the folder of the run.

    live: the case as its tables stand. known: all actuals. freeze: months.
    Errors: InstanceError, FreezeError, WishError, NoPlan, OSError.
    """
    told = latest(known, as_of)
    instance = extended(rolled(live, told.values()), periods_over(live, as_of))
    limited = replace(options, log_file=None)
    again = _Again(instance, last, told, as_of, freeze, stability, limited)
    wishes, held = again.wishes(task_of(instance).network, instance, told)
    found: dict[str, object] = {}

    def look_into(solution: Solution) -> Mapping[str, pd.DataFrame]:
        made = changes(last.decisions, again.before, solution.decisions, solution.network)
        why, cost = None, None
        if made and reasons:
            groups = differences(again.old, instance)
            why = reasons_for(instance, groups, solution.result, made, again.plan, say)
        if solution.result.change_price or wishes.prices:
            cost = again.cost_of_stability(instance, solution)
        found.update(changes=made, reasons=why, cost=cost)
        return tables_of(made, why, cost, held)

    run = plan_instance(
        instance, f"{live.name}-as-of-{as_of}", reports, options, last.decisions, say,
        on_progress, command, wishes=wishes, extra=look_into,
        told=[f"planned again as of {as_of}: {len(told)} actuals, {len(held)} decisions held"],
    )  # fmt: skip
    return Replanned(run, found["changes"], found["reasons"], found["cost"], held)  # type: ignore[arg-type]


class _Again:
    """The case planned once more, with other tables or without a price of changes."""

    def __init__(
        self,
        instance: Instance,
        last: LastPlan,
        told: Mapping[str, Known],
        as_of: date,
        freeze: int,
        stability: Stability,
        options: Options,
    ) -> None:
        self.last, self.told, self.as_of, self.freeze = last, told, as_of, freeze
        self.stability, self.options = stability, options
        longer = len(instance.rows(Period)) - len(last.instance.rows(Period))
        self.old = extended(last.instance, max(0, longer))
        self.before = build_network(self.old)

    def wishes(
        self, network: Network, instance: Instance, told: Mapping[str, Known]
    ) -> tuple[Wishes, dict[Name, Held]]:
        held = held_decisions(instance, network, self.last.decisions, told, self.as_of, self.freeze)
        prices, price = change_prices(network, self.last.decisions, self.stability)
        ranges = {name: one.range for name, one in held.items()}
        return Wishes(held=ranges, prices=prices, price=price), held

    def plan(self, instance: Instance, gone: Sequence[Group]) -> Again:
        """Without what was taken back, in the tables and in what is known."""
        subjects = {group.subject for group in gone if group.table == "plants"}
        told = {key: one for key, one in self.told.items() if one.actual.plant not in subjects}
        task = task_of(instance)
        wishes, _ = self.wishes(task.network, instance, told)
        solution = self._solved(task, wishes, self.last.decisions)
        made = changes(self.last.decisions, self.before, solution.decisions, solution.network)
        return Again(solution.result, made)

    def cost_of_stability(self, instance: Instance, found: Solution) -> tuple[float, float] | None:
        """What a plan is worth more at least and at most for which changes have no price."""
        task = task_of(instance)
        wishes, _ = self.wishes(task.network, instance, self.told)
        free_to_change = replace(wishes, prices={}, price=0.0)
        try:
            free = self._solved(task, free_to_change, found.decisions).result
        except (NoPlan, SolverError, WrongPlan, KeyboardInterrupt):
            return None
        worth = found.result.objective
        return max(0.0, free.objective - worth), max(0.0, free.bound - worth)

    def _solved(self, task: Task, wishes: Wishes, start: Decisions) -> Solution:
        """Errors: also KeyboardInterrupt for a search that was interrupted: it proves little."""
        try:
            solution = solve_task(task, self.options, start=start, wishes=wishes)
        except NoPlan as error:
            if error.status == "interrupted":
                raise KeyboardInterrupt from error
            raise
        if solution.result.status == "interrupted":
            raise KeyboardInterrupt
        return solution
