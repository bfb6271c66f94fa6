"""The stops of one plan: network, model, matrix, solve, solution, second opinion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.instance.instance import Instance
from planner.matrix import Matrix
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.build import build_network
from planner.network.network import Network
from planner.network.zones import Zoned
from planner.solution.solution import BINARY, Index, Result, Solution, build_solution
from planner.solution.verify import verify
from planner.solving.explain import Clash, explain
from planner.solving.highs import Options, Outcome, Progress, solve, with_whole_values
from planner.solving.knowledge import Knowledge
from planner.solving.method import Method, method_for, solve_matrix
from planner.wishes import Wishes, price_of, with_wishes
from planner.zones import bundles_of, in_detail, zones_for

Decisions = Mapping[str, Mapping[Index, float]]

MOST_CLASHES = 20
SAME = 1e-6
"""Relative."""

EXPLAIN_FOR = 60.0
"""Seconds."""


class NoPlan(Exception):
    """No plan was found; says why."""

    def __init__(self, why: str, status: str = "") -> None:
        """status: of the search that found none."""
        self.status = status
        super().__init__(why)

    @property
    def proven(self) -> bool:
        """Whether it is shown that there is none, and not only that none was found in time."""
        return self.status == "infeasible"


class WrongPlan(Exception):
    """The second opinion does not agree with the plan. It is a fault of the programme."""


@dataclass(frozen=True)
class Task:
    """What is to be planned: a network, or a large one with zones in place of points."""

    instance: Instance
    network: Network
    zones: Zoned | None

    @cached_property
    def matrix(self) -> Matrix:
        """That of its network; of the same task many plans may be asked."""
        return compile_matrix(build_model(self.network))

    def titled(self, title: str) -> "Task":
        network = replace(self.network, title=title)
        zones = None if self.zones is None else replace(self.zones, network=network)
        return replace(self, network=network, zones=zones)


def task_of(instance: Instance) -> Task:
    """The network of a checked instance, with zones where it is large."""
    zones = zones_for(instance)
    return Task(instance, build_network(instance) if zones is None else zones.network, zones)


@dataclass(frozen=True)
class Found:
    """What a search ended with, in full detail."""

    network: Network
    matrix: Matrix
    outcome: Outcome
    """Its objective and bound are those of the search: the price of changes is taken off."""
    method: Method
    change_price: float = 0.0
    changes_priced: bool = False


def solve_task(
    task: Task,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: Decisions | None = None,
    wishes: Wishes = Wishes(),
    known: Knowledge | None = None,
    learnt: Callable[[Knowledge], None] = lambda knowledge: None,
) -> Solution:
    """The best plan for a task, in full detail; as ``solve_network``.

    known, learnt: what an earlier search left, and what is done with what this one leaves.
    Errors: also WishError where something is wished for that is not to be decided.
    """
    found = search(task, options, on_progress, start, known, wishes)
    if found.outcome.knowledge is not None:
        learnt(found.outcome.knowledge)
    return _confirmed(found, options)


def search(
    task: Task,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: Decisions | None = None,
    known: Knowledge | None = None,
    wishes: Wishes = Wishes(),
) -> Found:
    """The best plan for a task, not yet confirmed.

    known: what the outcome of an earlier search left, of nearly the same task.
    Errors: NoPlan; WrongPlan.
    """
    method = method_for(task.matrix, options.method)
    if task.zones is not None and method.name != "decomposition":
        # Only decomposition knows what zones stand for.
        network = replace(build_network(task.instance), title=task.network.title)
        task = Task(task.instance, network, None)
        method = method_for(task.matrix, options.method)
    matrix = task.matrix
    bundles = () if task.zones is None else bundles_of(task.zones, matrix)
    wished = with_wishes(matrix, wishes)
    given = None if start is None else _start(wished, start)
    outcome = solve_matrix(wished, options, on_progress, given, bundles, known)
    if outcome.x is None:
        raise NoPlan(_why(wished, outcome, options), outcome.status)
    if task.zones is None:
        return _found(task.network, matrix, outcome, method, wishes)
    network = in_detail(task.instance, task.zones, matrix, outcome.x)
    detailed = compile_matrix(build_model(network))
    outcome = _planned_in_detail(wished, outcome, with_wishes(detailed, wishes), options)
    merged = f"{len(task.zones.points):,} points in {len(task.zones.zones)} zones"
    method = Method(method.name, f"{method.reason}; {merged}")
    return _found(network, detailed, outcome, method, wishes)


def _found(
    network: Network, matrix: Matrix, outcome: Outcome, method: Method, wishes: Wishes
) -> Found:
    """matrix: without wishes, which may have columns behind those of the network."""
    assert outcome.x is not None
    x = outcome.x[: len(matrix.columns)]
    price, priced = price_of(wishes, matrix, x), bool(wishes.prices or wishes.wanted)
    return Found(network, matrix, replace(outcome, x=x), method, price, priced)


def _planned_in_detail(
    matrix: Matrix, outcome: Outcome, detailed: Matrix, options: Options
) -> Outcome:
    """The best flows in full detail for what a plan of the zones builds."""
    assert outcome.x is not None
    held = np.zeros(len(detailed.columns))
    for place in np.flatnonzero(detailed.integer).tolist():
        held[place] = outcome.x[matrix.position[detailed.columns[place]]]
    planned = solve(with_whole_values(detailed, held), replace(options, time_limit=float("inf")))
    if planned.x is None or planned.objective < outcome.objective - SAME * abs(outcome.objective):
        raise WrongPlan("the plan in full detail is worth less than that of its zones")
    return replace(
        outcome,
        x=planned.x,
        objective=planned.objective,
        bound=max(outcome.bound, planned.objective),
        seconds=outcome.seconds + planned.seconds,
    )


def solve_network(
    network: Network,
    options: Options = Options(),
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: Decisions | None = None,
) -> Solution:
    """The best plan for a network that the options allow to find, confirmed by ``verify``.

    start: the decisions of an earlier plan to begin from.
    Errors: NoPlan, with the rules that clash where they do; WrongPlan.
    """
    matrix = compile_matrix(build_model(network))
    method = method_for(matrix, options.method)
    given = None if start is None else _start(matrix, start)
    outcome = solve_matrix(matrix, options, on_progress, given)
    if outcome.x is None:
        raise NoPlan(_why(matrix, outcome, options), outcome.status)
    return _confirmed(Found(network, matrix, outcome, method), options)


def _confirmed(found: Found, options: Options) -> Solution:
    assert found.outcome.x is not None
    result = _result(found, options)
    solution = build_solution(found.network, result, found.matrix, found.outcome.x)
    if faults := verify(solution):
        raise WrongPlan("\n".join(faults))
    return solution


def _start(matrix: Matrix, decisions: Decisions) -> np.ndarray:
    """The binaries of an earlier plan; what it did not know is not done."""
    start = np.zeros(len(matrix.columns))
    for place, (decision, index) in enumerate(matrix.columns):
        if decision in BINARY:
            start[place] = decisions.get(decision, {}).get(index, 0.0)
    return start


def _why(matrix: Matrix, outcome: Outcome, options: Options) -> str:
    if outcome.status in ("time limit", "interrupted"):
        return f"Stopped ({outcome.status}) before a first plan was found."
    if outcome.status.startswith("unbounded"):
        return "The plan can earn without limit: look for a price that pays for a round trip."
    limited = Options(time_limit=EXPLAIN_FOR, seed=options.seed, threads=options.threads)
    clashes = explain(matrix, limited)
    if not clashes:
        return "There is no plan, and not because of what must be collected, served or reached."
    lines = [_sentence(matrix, clash) for clash in clashes[:MOST_CLASHES]]
    if len(clashes) > MOST_CLASHES:
        lines.append(f"... and {len(clashes) - MOST_CLASHES} more")
    in_tonnes = [c.amount for c in clashes if "{tonnes}" in matrix.eased[c.rule.of]]
    total = f" ({sum(in_tonnes) * 1000:,.1f} t a year)" if in_tonnes else ""
    head = f"There is no plan: these rules of the instance cannot all be met{total}"
    return "\n".join([head, *(f"  {line}" for line in lines)])


def _sentence(matrix: Matrix, clash: Clash) -> str:
    words = matrix.eased[clash.rule.of]
    told = words.format(*clash.rule.index, tonnes=f"{clash.amount * 1000:,.1f}")
    return told.replace(" ()", "")  # a rule of the whole network has no subject


def _result(found: Found, options: Options) -> Result:
    outcome, matrix = found.outcome, found.matrix
    return Result(
        status=outcome.status,
        objective=outcome.objective + found.change_price,
        bound=outcome.bound + found.change_price,
        gap=outcome.gap,
        gap_asked=options.gap,
        seconds=outcome.seconds,
        nodes=outcome.nodes,
        seed=options.seed,
        rows=len(matrix.rows),
        columns=len(matrix.columns),
        binaries=int(np.sum(matrix.integer)),
        start_used=outcome.start_used,
        method=found.method.name,
        reason=found.method.reason,
        change_price=found.change_price,
        changes_priced=found.changes_priced,
    )
