"""The workbook of a plan."""

from planner.reporting.workbook.write import write_workbook

__all__ = ["write_workbook"]
