"""Re-planning: a case planned again on a day, from what has happened and the last plan.

    live tables -> with actuals -> horizon rolled on -> network
    last plan   -> what is held, and the price of changing the rest
    new plan    -> changes, what drives each of them, what stability costs

The plan begins from the last one, so that nothing changes that need not within the gap. What it is
explained by begins from the best mixture of both; see starts.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic
from types import MappingProxyType

import pandas as pd

from planner.instance.instance import Instance
from planner.instance.read import read_instance
from planner.instance.schema.frame import Period
from planner.instance.schema.plants import Plant
from planner.matrix import Name
from planner.network.build import build_network
from planner.network.network import Network
from planner.plan import Decisions, NoPlan, Task, WrongPlan, solve_task, task_of
from planner.replanning.actuals import Known, latest
from planner.replanning.changes import PlantChange, changes
from planner.replanning.differences import Group, differences
from planner.replanning.facts import new_facts, taken_back, withdrawn
from planner.replanning.freeze import held_decisions
from planner.replanning.held import EXACT, FreezeError, Held
from planner.replanning.horizon import extended, last_year, on_periods, periods_over
from planner.replanning.reasons import Again, Reasons, reasons_for
from planner.replanning.roll import rolled
from planner.replanning.stability import (
    Stability,
    StabilityCost,
    change_prices,
    wanted_expansions,
)
from planner.replanning.starts import best_start
from planner.replanning.tables import tables_of
from planner.replanning.tonnes import TONNES
from planner.run import WISHES, Run, Say, plan_instance
from planner.solution.files import read_decisions
from planner.solution.solution import Solution
from planner.solving.highs import Options, Progress, SolverError
from planner.wishes import Range, Wishes, read_wishes

FREEZE = 12
"""Months."""

FOR_REASONS = 1800.0
"""Seconds for all solves that look for reasons."""

CLOSER = 0.25
"""Share of the gap asked for to which the plan without prices is searched: what stability costs is
the difference of two plans, and small beside either."""


@dataclass(frozen=True)
class LastPlan:
    """The plan to begin from: what it was made of and what it decides."""

    instance: Instance
    decisions: Decisions
    worth: float
    """Net present value, M."""
    held: Mapping[Name, Range] = field(default_factory=dict)
    """What was held in it, if it was planned over time."""
    told: Mapping[str, Known] = field(default_factory=dict)
    """What it knew of what had happened, by key."""

    @classmethod
    def read(
        cls, folder: Path, worth: float, told: Mapping[str, Known] = MappingProxyType({})
    ) -> "LastPlan":
        """From the folder of a run. told: what it knew. Errors: InstanceError, StartError."""
        wishes = folder / "plan" / WISHES
        held = read_wishes(wishes).held if wishes.exists() else {}
        return cls(read_instance(folder / "inputs"), read_decisions(folder), worth, held, told)


@dataclass(frozen=True)
class Replanned:
    """A plan over time, and what it does otherwise than the last."""

    run: Run
    changes: tuple[PlantChange, ...]
    reasons: Reasons | None
    """None where they were not asked for, or nothing changed."""
    stability: StabilityCost | None
    """None where changes have no price."""
    held: Mapping[Name, Held]

    @property
    def stability_cost(self) -> tuple[float, float] | None:
        """M that the plan would be worth more if changes had no price, at least and at most."""
        return None if self.stability is None else self.stability.cost


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
    tolerance: float = EXACT,
    reasons_for_seconds: float = FOR_REASONS,
) -> Replanned:
    """Plan a case again on a day, and write the folder of the run.

    live: the case as its tables stand. known: all actuals. freeze: months. tolerance: share by
    which known tonnes may be wrong. reasons_for_seconds: for all solves that look for reasons.
    Errors: InstanceError, FreezeError, WishError, NoPlan, OSError.
    """
    told = latest(known, as_of)
    end = last_year(live.rows(Period)[-1])
    if as_of.year > end:
        raise FreezeError([f"{as_of} is after the plan, which ends with {end}: add periods to it"])
    over = periods_over(live, as_of)
    instance = extended(rolled(live, told.values()), over)
    if over:
        new = ", ".join(period.period for period in instance.rows(Period)[-over:])
        say(f"the horizon rolls on: {new} at its end, as the years before it")
    limited = replace(options, log_file=None)
    again = _Again(instance, last, told, as_of, freeze, stability, limited, tolerance)
    wishes, held = again.wishes(again.network, instance, told)
    made: tuple[PlantChange, ...] = ()
    why: Reasons | None = None
    cost: StabilityCost | None = None

    def look_into(solution: Solution) -> Mapping[str, pd.DataFrame]:
        nonlocal made, why, cost
        made = again.changes_of(solution)
        if made and reasons:
            groups = again.changed_input(instance, held)
            plan_again = partial(again.plan, solution.decisions)
            why = reasons_for(
                instance, groups, solution.result, made, plan_again, reasons_for_seconds, say
            )
        if wishes.prices or wishes.wanted:
            say("without a price of changes, for what stability costs")
            cost = again.cost_of_stability(instance, solution, made)
        return tables_of(made, why, cost, held)

    later = len({one.actual.key for one in known} - told.keys())
    not_yet = f", {later} of months that are not over" if later else ""
    run = plan_instance(
        instance, f"{live.name}-as-of-{as_of}", reports, options, again.decisions, say,
        on_progress, command, wishes=wishes, extra=look_into,
        told=[
            f"planned again as of {as_of}: {len(told)} actuals{not_yet}, {len(held)} decisions held"
        ],
    )  # fmt: skip
    return Replanned(run, made, why, cost, held)


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
        tolerance: float,
    ) -> None:
        self.told, self.as_of, self.freeze = told, as_of, freeze
        self.stability, self.options, self.tolerance = stability, options, tolerance
        longer = len(instance.rows(Period)) - len(last.instance.rows(Period))
        self.old = extended(last.instance, max(0, longer))
        self.before = build_network(last.instance)
        self.task = task_of(instance)
        self.network = self.task.network
        self.last = last
        self.decisions = on_periods(last.decisions, self.before, self.network)

    def wishes(
        self, network: Network, instance: Instance, told: Mapping[str, Known]
    ) -> tuple[Wishes, dict[Name, Held]]:
        held = held_decisions(
            instance, network, self.decisions, told, self.as_of, self.freeze,
            self.last.held, self.tolerance, withdrawn(self.last.told, told),
        )  # fmt: skip
        prices, price = change_prices(network, self.decisions, self.stability)
        wanted = wanted_expansions(network, self.before, self.decisions, self.stability)
        ranges = {name: one.range for name, one in held.items()}
        sources = {name: one.why for name, one in held.items() if name.of in TONNES}
        return Wishes(held=ranges, known=sources, prices=prices, wanted=wanted, price=price), held

    def changes_of(self, solution: Solution) -> tuple[PlantChange, ...]:
        return changes(self.last.decisions, self.before, solution.decisions, solution.network)

    def changed_input(self, instance: Instance, held: Mapping[Name, Held]) -> tuple[Group, ...]:
        """What is otherwise than the last plan knew: in the tables, and what has happened."""
        groups = differences(self.old, instance)
        plants = {group.subject for group in groups if group.table == Plant.table}
        facts = new_facts(self.last.told, self.told, plants)
        return (*groups, *(one for one in facts if self._matters(instance, held, one)))

    def _matters(self, instance: Instance, held: Mapping[Name, Held], fact: Group) -> bool:
        """Whether other decisions would be held without it, or otherwise."""
        told = taken_back(self.last.told, self.told, [fact])
        try:
            _, without_it = self.wishes(self.network, instance, told)
        except FreezeError:
            return True  # the solve without it says why it cannot be told
        ranges = {name: one.range for name, one in without_it.items()}
        return ranges != {name: one.range for name, one in held.items()}

    def plan(
        self, new: Decisions, instance: Instance, gone: Sequence[Group], seconds: float
    ) -> Again:
        """Without what was taken back, in the tables and in what is known. new: with it."""
        told = taken_back(self.last.told, self.told, gone)
        task = task_of(instance)
        wishes, _ = self.wishes(task.network, instance, told)
        limited = replace(self.options, time_limit=min(self.options.time_limit, seconds))
        solution = self._solved(task, wishes, new, limited)
        return Again(solution.result, self.changes_of(solution))

    def cost_of_stability(
        self, instance: Instance, found: Solution, made: Sequence[PlantChange]
    ) -> StabilityCost:
        """What a plan would be worth for which changes have no price."""
        wishes, _ = self.wishes(self.network, instance, self.told)
        free_to_change = replace(wishes, prices={}, wanted={}, price=0.0)
        worth, paid = found.result.objective, found.result.change_price
        closer = replace(self.options, gap=CLOSER * self.options.gap)
        try:
            free = self._solved(self.task, free_to_change, found.decisions, closer)
        except (NoPlan, SolverError, WrongPlan, KeyboardInterrupt) as error:
            why = str(error).splitlines()[0] if str(error) else "interrupted"
            return StabilityCost(worth, paid, note=f"not told: {why}")
        least = max(worth, free.result.objective)
        most = max(worth, free.result.bound)
        others = tuple(change for change in self.changes_of(free) if change not in made)
        stopped = free.result.status != "optimal"
        note = f"planned without prices to a gap of {free.result.gap:.2%} only" if stopped else ""
        return StabilityCost(worth, paid, (least, most), others, note)

    def _solved(self, task: Task, wishes: Wishes, new: Decisions, options: Options) -> Solution:
        """Errors: also KeyboardInterrupt for a search that was interrupted: it proves little."""
        began = monotonic()
        start = best_start(task, wishes, self.decisions, new, options)
        left = max(0.0, options.time_limit - (monotonic() - began))
        options = replace(options, time_limit=left)
        try:
            solution = solve_task(task, options, start=start, wishes=wishes)
        except NoPlan as error:
            if error.status == "interrupted":
                raise KeyboardInterrupt from error
            raise
        if solution.result.status == "interrupted":
            raise KeyboardInterrupt
        return solution
