"""In the process of a task: a plan of a case with plants that must, or must not, be built."""

import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from planner.instance.read import read_instance
from planner.instance.scenarios.apply import with_scenario
from planner.network.network import Network, Way
from planner.plan import NoPlan, Task, solve_task, task_of
from planner.solution.record import TONNES
from planner.solution.solution import BINARY, Solution
from planner.solving.highs import Progress
from planner.studies.dependence import dependence
from planner.studies.options import solver_options, teller
from planner.studies.tasks import Plain, Tell, plain_number
from planner.wishes import WishError, Wishes

PLAN, NO_PLAN, NOT_KNOWN = "plan", "no plan", "not known"
"""What was found: a plan; a proof that there is none; nothing in the time there was."""

BETTER = 1e-6
"""Relative: by how much a plan must be better to be called so."""

INTERRUPTED, ENOUGH = "interrupted", "near enough"

Binaries = dict[str, dict[tuple[str, ...], float]]


def solve_question(arguments: Plain, tell: Tell) -> Plain:
    """Plan a case, or a scenario of it, with plants included and excluded.

    Arguments: case, its fingerprint, scenario or None, options, included, excluded, start
    (decisions of an earlier plan, or None), about (plants whose dependence is told), better_than
    [M] (a plan worth more has that of all it builds told), near_enough (best plan known [M] and
    share, see ``_NearEnough``; or None), threads.
    Errors: TablesChanged.
    """
    task = _task(arguments["case"], arguments["fingerprint"], arguments["scenario"])
    wishes = Wishes(frozenset(arguments["included"]), frozenset(arguments["excluded"]))
    start = arguments["start"]
    begin = None if start is None else _bent(read_binaries(start), wishes, task.network)
    hear = _NearEnough(tell, arguments["near_enough"])
    try:
        options = solver_options(arguments["options"], arguments["threads"])
        solution = solve_task(task, options, hear, begin, wishes)
    except WishError as error:
        return {"found": NO_PLAN, "status": "", "why": str(error)}
    except NoPlan as error:
        found = NO_PLAN if error.proven else NOT_KNOWN
        stopped = INTERRUPTED if error.status == INTERRUPTED else ""
        return {"found": found, "status": stopped, "why": str(error)}
    status = ENOUGH if hear.is_enough else solution.result.status
    return _told(solution, arguments) | {"status": status}


@lru_cache(maxsize=1)
def _task(case: str, fingerprint: str, scenario: str | None) -> Task:
    """The case, for as many questions in turn as the process is asked."""
    instance = read_instance(Path(case))
    if instance.fingerprint != fingerprint:
        raise TablesChanged(f"the tables of {case} have changed since the evaluation began")
    return task_of(instance if scenario is None else with_scenario(instance, scenario))


class TablesChanged(Exception):
    """The case is no longer the one that the question is about."""


class _NearEnough:
    """Tells the progress of a search, and ends it once it says well enough what its answer costs.

    It is enough when what is open is at most a share of the difference to the best plan known: the
    least that it can cost is then no further below that difference. In HiGHS alone, which hears
    from a thread of its own, searches are short and go to their end.
    """

    def __init__(self, tell: Tell, near_enough: tuple[float, float] | None) -> None:
        self.tell, self.near_enough = teller(tell), near_enough
        self.is_enough = False

    def __call__(self, progress: Progress) -> None:
        self.tell(progress)
        if self.near_enough is None or progress.incumbent is None:
            return
        best, share = self.near_enough
        costs, is_open = best - progress.incumbent, progress.bound - progress.incumbent
        if is_open <= share * costs and threading.current_thread() is threading.main_thread():
            self.is_enough = True
            raise KeyboardInterrupt  # as Ctrl-C: the search ends with what it has


def _told(solution: Solution, arguments: Plain) -> Plain:
    result, network = solution.result, solution.network
    built = {
        plant: {
            "size": size,
            "period": period,
            "capacity": network.sizes[Way(plant, size)].capacity * TONNES,
            "capital_cost": network.sizes[Way(plant, size)].capital_cost,
        }
        for plant, size, period in solution.decisions.get("built", {})
    }
    about = [plant for plant in arguments["about"] if plant in built]
    reference = arguments["better_than"]
    if reference is None or result.objective > reference + BETTER * abs(reference):
        about = list(built)
    return {
        "found": PLAN,
        "status": result.status,
        "why": "",
        "objective": result.objective,
        "currency": network.currency,
        "bound": plain_number(result.bound),
        "gap": plain_number(result.gap),
        "seconds": result.seconds,
        "start_used": result.start_used,
        "built": built,
        "binaries": plain_binaries(solution.decisions),
        "dependence": dependence(solution, about),
    }


def plain_binaries(decisions: Mapping[str, Mapping[tuple[str, ...], float]]) -> Plain:
    """What was decided by yes, as a later plan can begin with."""
    return {
        decision: [list(index) for index, value in decisions.get(decision, {}).items() if value]
        for decision in BINARY
    }


def read_binaries(plain: Mapping[str, Any]) -> Binaries:
    return {
        decision: dict.fromkeys(map(tuple, indices), 1.0) for decision, indices in plain.items()
    }


def _bent(binaries: Binaries, wishes: Wishes, network: Network) -> Binaries:
    """The plan as it is wished: without plants, or with them small and as soon as they can be."""
    bent = {
        decision: {i: value for i, value in values.items() if i[0] not in wishes.excluded}
        if decision != "signed"
        else dict(values)
        for decision, values in binaries.items()
    }
    built = bent.setdefault("built", {})
    for plant in wishes.included - {index[0] for index in built}:
        ways = [way for way in network.ways.get(plant, ()) if network.buildable.get(way)]
        if ways:
            way = min(ways, key=lambda way: network.sizes[way].capacity)
            built[(*way, network.buildable[way][0])] = 1.0
    return bent
