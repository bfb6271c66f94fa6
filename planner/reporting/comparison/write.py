"""The folder of a comparison: compare.xlsx and compare.html, both or neither."""

from datetime import datetime
from pathlib import Path

from planner.folders import free, written_whole
from planner.solution.comparison import Comparison

WORKBOOK, PAGE = "compare.xlsx", "compare.html"


def new_folder(reports: Path) -> Path:
    """A folder that is not there yet, named after the time."""
    return free(reports / f"compare-{datetime.now():%Y-%m-%d-%H%M%S}")


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write the workbook and the page into a new folder.

    The folder takes its name when all is written and vanishes if that fails.
    Errors: FileExistsError if the folder is there already, OSError where it cannot be written.
    """
    from planner.reporting.comparison.page import write_page
    from planner.reporting.comparison.workbook import write_workbook

    with written_whole(folder) as unfinished:
        write_workbook(comparison, unfinished / WORKBOOK)
        write_page(comparison, unfinished / PAGE)
    return folder
