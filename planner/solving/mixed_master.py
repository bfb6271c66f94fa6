"""The master as a mixed-integer programme for HiGHS: proposals for plans, and their bound."""

import time

import highspy
import numpy as np
import scipy.sparse as sp

from planner.solving.master import Cuts, Frame
from planner.solving.reduction import to_highs
from planner.solving.relaxation import new_highs

MOST_IN_MIP = 120
"""Cuts of a block in a mixed-integer master."""


def best_of_master(
    frame: Frame,
    cuts: Cuts,
    numbers: np.ndarray,
    best: np.ndarray | None,
    bounds: tuple[np.ndarray, np.ndarray],
    cutoff: float,
    gap: float,
    nodes: int,
    seed: int,
    ends: float,
) -> tuple[np.ndarray | None, float, int]:
    """The best plan of the master with some cuts, what no plan within the bounds is below, and in
    how many parts HiGHS looked.

    numbers: of the cuts. best: whole columns of the best plan so far, to begin with. bounds: of
    the whole columns. cutoff: losses from which on nothing is looked at, nor told as a bound.
    """
    first = frame.first_sum
    blocks = cuts.block[numbers].tolist()
    rows = [np.append(frame.group_columns[block], frame.losses[block]) for block in blocks]
    values = [np.append(-cuts.prices[n], cuts.weight[n]) for n in numbers]
    of_cuts = sp.csr_matrix(
        (
            np.concatenate(values),
            np.concatenate(rows),
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), len(frame.cost)),
    )
    lower = np.append(bounds[0], frame.lower[frame.own :])
    upper = np.append(bounds[1], frame.upper[frame.own :])
    lp = to_highs(
        frame.cost, frame.offset, (lower, upper),
        sp.vstack([frame.rows[:first], of_cuts], format="csc"),
        (
            np.concatenate([frame.row_lower[:first], cuts.constant[numbers]]),
            np.concatenate([frame.row_upper[:first], np.full(len(rows), np.inf)]),
        ),
    )  # fmt: skip
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[column < frame.own] for column in range(len(frame.cost))]
    highs = new_highs(seed)
    settings: dict[str, str | float] = {
        "presolve": "on",
        "mip_rel_gap": gap,
        "mip_max_nodes": nodes,
        "objective_bound": cutoff,
        "time_limit": max(0.0, ends - time.perf_counter()),
    }
    for name, value in settings.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    if best is not None:
        highs.setSolution(frame.own, np.arange(frame.own, dtype=np.int32), np.round(best))
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, -float("inf"), 0  # of a master called infeasible the bound would have no end
    found = np.round(np.array(highs.getSolution().col_value)[: frame.own])
    return found, min(info.mip_dual_bound, cutoff), int(info.mip_node_count)


def cuts_that_count(frame: Frame, cuts: Cuts, best: np.ndarray | None) -> np.ndarray:
    """All cuts; of very many, those that say most at the best plan and the latest."""
    kept: list[int] = []
    for block, numbers in enumerate(cuts.of_block):
        if len(numbers) <= MOST_IN_MIP or best is None:
            kept += numbers[-MOST_IN_MIP:]
            continue
        said = cuts.missed(block, frame.groups[block] @ best, 0.0)
        strong = np.argsort(-said, kind="stable")[: MOST_IN_MIP // 2]
        kept += sorted({*np.array(numbers)[strong].tolist(), *numbers[-MOST_IN_MIP // 2 :]})
    return np.array(kept)
