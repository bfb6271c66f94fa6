"""The stops of one plan: network, model, matrix, solve, solution, second opinion."""

from collections.abc import Callable, Mapping

import numpy as np

from planner.matrix import Matrix
from planner.model.build import build_model
from planner.model.compile import compile_matrix
from planner.network.network import Network
from planner.solution.solution import BINARY, Index, Result, Solution, build_solution
from planner.solution.verify import verify
from planner.solving.explain import Clash, explain
from planner.solving.highs import Options, Outcome, Progress
from planner.solving.method import method_for, solve_matrix

Decisions = Mapping[str, Mapping[Index, float]]

MOST_CLASHES = 20
EXPLAIN_FOR = 60.0
"""Seconds."""


class NoPlan(Exception):
    """No plan was found; says why."""


class WrongPlan(Exception):
    """The second opinion does not agree with the plan. It is a fault of the programme."""


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
    given = None if start is None else _start(matrix, start)
    outcome = solve_matrix(matrix, options, on_progress, given)
    if outcome.x is None:
        raise NoPlan(_why(matrix, outcome, options))
    solution = build_solution(network, _result(outcome, options, matrix), matrix, outcome.x)
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


def _result(outcome: Outcome, options: Options, matrix: Matrix) -> Result:
    return Result(
        status=outcome.status,
        objective=outcome.objective,
        bound=outcome.bound,
        gap=outcome.gap,
        gap_asked=options.gap,
        seconds=outcome.seconds,
        nodes=outcome.nodes,
        seed=options.seed,
        rows=len(matrix.rows),
        columns=len(matrix.columns),
        binaries=int(np.sum(matrix.integer)),
        start_used=outcome.start_used,
        method=method_for(matrix),
    )
