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
    best: np.ndarray | None,
    allowed: np.ndarray,
    gap: float,
    nodes: int,
    seed: int,
    ends: float,
) -> tuple[np.ndarray | None, float]:
    """The best plan of the master with its cuts, and what no plan of the allowed is below.

    best: whole columns of the best plan so far, to begin with. allowed: the whole columns that
    may be other than zero.
    """
    first = frame.first_sum
    numbers = _cuts_that_count(frame, cuts, best)
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
    upper = frame.upper.copy()
    upper[: frame.own][~allowed] = 0.0
    lp = to_highs(
        frame.cost, frame.offset, (frame.lower, upper),
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
        return None, -float("inf")  # of a master called infeasible the bound would have no end
    return np.round(np.array(highs.getSolution().col_value)[: frame.own]), info.mip_dual_bound


def _cuts_that_count(frame: Frame, cuts: Cuts, best: np.ndarray | None) -> np.ndarray:
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
