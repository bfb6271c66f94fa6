"""Every table that a run writes about a plan: what was decided, and what follows from it."""

import pandas as pd

from planner.solution.circularity import circularity_tables
from planner.solution.indicators import element_balance, key_figures, metal_cover, metal_gap
from planner.solution.solution import Solution
from planner.solution.tables import plan_tables


def report_tables(solution: Solution) -> dict[str, pd.DataFrame]:
    """Name -> table."""
    return {
        **plan_tables(solution),
        "element_balance": element_balance(solution),
        "metal_gap": metal_gap(solution),
        "metal_cover": metal_cover(solution),
        "key_figures": key_figures(solution),
        **circularity_tables(solution),
    }
