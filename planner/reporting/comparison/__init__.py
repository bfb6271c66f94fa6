"""What people read of runs beside each other: a workbook, a page, lines for the terminal."""

from planner.reporting.comparison.headline_lines import headline_lines
from planner.reporting.comparison.write import new_folder, write_comparison

__all__ = ["headline_lines", "new_folder", "write_comparison"]
