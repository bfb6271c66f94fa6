"""Finished runs beside each other: what differs, and how sure that is."""

from planner.solution.comparison.compare import Comparison, compare
from planner.solution.comparison.runs import FinishedRun, RunError, read_runs

__all__ = ["Comparison", "FinishedRun", "RunError", "compare", "read_runs"]
