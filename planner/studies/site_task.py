"""In the process of a task: a plan of a case with plants that must, or must not, be built."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.instance.read import read_instance
from planner.instance.scenarios.apply import with_scenario
from planner.network.network import Network, Way
from planner.plan import NoPlan, solve_task, task_of
from planner.solution.record import TONNES
from planner.solution.solution import BINARY, Solution
from planner.studies.dependence import dependence
from planner.studies.options import solver_options, teller
from planner.studies.tasks import Plain, Tell, plain_number
from planner.wishes import WishError, Wishes

PLAN, NO_PLAN, NOT_KNOWN = "plan", "no plan", "not known"
"""What was found: a plan; a proof that there is none; nothing in the time there was."""

BETTER = 1e-6
"""Relative: by how much a plan must be better to be called so."""

Binaries = dict[str, dict[tuple[str, ...], float]]


def solve_question(arguments: Plain, tell: Tell) -> Plain:
    """Plan a case, or a scenario of it, with plants included and excluded.

    Arguments: case, scenario or None, options, included, excluded, start (decisions of an earlier
    plan, or None), about (plants whose dependence is told), better_than [M] (a plan worth more
    has that of all it builds told), threads.
    """
    instance = read_instance(Path(arguments["case"]))
    if arguments["scenario"] is not None:
        instance = with_scenario(instance, arguments["scenario"])
    task = task_of(instance)
    wishes = Wishes(frozenset(arguments["included"]), frozenset(arguments["excluded"]))
    start = arguments["start"]
    begin = None if start is None else _bent(read_binaries(start), wishes, task.network)
    try:
        options = solver_options(arguments["options"], arguments["threads"])
        solution = solve_task(task, options, teller(tell), begin, wishes)
    except WishError as error:
        return {"found": NO_PLAN, "status": "", "why": str(error)}
    except NoPlan as error:
        found = NO_PLAN if error.proven else NOT_KNOWN
        stopped = "interrupted" if error.status == "interrupted" else ""
        return {"found": found, "status": stopped, "why": str(error)}
    return _told(solution, arguments)


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
