"""How long what-ifs take after a plan, run by command and never as a test.

    uv run python -m tests.benchmarks.what_if M [--seed 1] [--count 10] [--gap 0.01] [--cold]

Plans a synthetic network, then as many what-ifs in turn: dearer or cheaper processing, more or
fewer arisings, one site forced. Each begins with the plan, the questions and the prices of the
first. Prints seconds of every search and their sum, as a ratio to the first; --cold: also without
what is known.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from planner.matrix import Matrix, Name
from planner.plan import task_of
from planner.solving.detail import Bundle
from planner.solving.highs import Options, Outcome
from planner.solving.method import solve_matrix
from planner.zones import bundles_of
from tests.benchmarks.synthetic import SCALES, tables
from tests.tiny import Rows, instance_of

Problem = tuple[Matrix, list[Bundle]]


def problem(found: dict[str, Rows]) -> Problem:
    task = task_of(instance_of(found))
    return task.matrix, [] if task.zones is None else bundles_of(task.zones, task.matrix)


def times(found: dict[str, Rows], of: str, column: str, factor: float) -> dict[str, Rows]:
    rows = [row | {column: row[column] * factor} for row in found[of]]
    return found | {of: rows}


def what_ifs(found: dict[str, Rows], first: Problem) -> Iterator[tuple[str, Problem]]:
    """Prices, arisings and forced sites by turns."""
    matrix, bundles = first
    sites = [row for row in matrix.rows if row.of == "built_once"]
    for turn in range(100):
        factor = 1.0 + 0.02 * (turn // 3 + 1) * (-1 if turn // 3 % 2 else 1)
        if turn % 3 == 0:
            changed = times(found, "recipes", "processing_cost", factor)
            yield f"processing x {factor:.2f}", problem(changed)
        elif turn % 3 == 1:
            yield f"arisings x {factor:.2f}", problem(times(found, "supply", "amount", factor))
        else:
            site: Name = sites[(7 * turn) % len(sites)]
            least = np.where([row == site for row in matrix.rows], 1.0, matrix.row_lower)
            yield f"{site.index[0]} is built", (replace(matrix, row_lower=least), bundles)


def timed(given: Problem, options: Options, before: Outcome | None) -> tuple[float, Outcome]:
    matrix, bundles = given
    start = None if before is None else before.x
    known = None if before is None else before.knowledge
    began = time.perf_counter()
    outcome = solve_matrix(matrix, options, start=start, bundles=bundles, known=known)
    return time.perf_counter() - began, outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SCALES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--time-limit", type=float, default=300)
    parser.add_argument("--cold", action="store_true")
    chosen = parser.parse_args()
    options = Options(gap=chosen.gap, time_limit=chosen.time_limit)
    found = tables(SCALES[chosen.size], chosen.seed)
    first = problem(found)
    base, plan = timed(first, options, None)
    print(f"first: {base:.1f} s, gap {plan.gap:.2%}, {plan.nodes} nodes", flush=True)
    warm = cold = 0.0
    for _, (what, given) in zip(range(chosen.count), what_ifs(found, first), strict=False):
        seconds, outcome = timed(given, options, plan)
        warm += seconds
        print(f"{what}: {seconds:.1f} s, gap {outcome.gap:.2%}, {outcome.nodes} nodes", flush=True)
        if chosen.cold:
            seconds, outcome = timed(given, options, None)
            cold += seconds
            print(f"    from nothing: {seconds:.1f} s, gap {outcome.gap:.2%}", flush=True)
    print(f"{chosen.count} what-ifs: {warm:.1f} s, {warm / base:.2f} times the first")
    if chosen.cold:
        print(f"    from nothing: {cold:.1f} s, {cold / base:.2f} times the first")


if __name__ == "__main__":
    main()
