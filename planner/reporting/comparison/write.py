"""The folder of a comparison: compare.xlsx and compare.html, both or neither."""

import os
import shutil
import tempfile
from datetime import datetime
from itertools import count
from pathlib import Path

from planner.solution.comparison import Comparison

WORKBOOK, PAGE = "compare.xlsx", "compare.html"


def new_folder(reports: Path) -> Path:
    """A folder that is not there yet, named after the time."""
    name = f"compare-{datetime.now():%Y-%m-%d-%H%M%S}"
    numbered = (reports / (name + (f"-{n}" if n > 1 else "")) for n in count(1))
    return next(folder for folder in numbered if not folder.exists())


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write the workbook and the page into a new folder.

    The folder takes its name when all is written and vanishes if that fails.
    Errors: FileExistsError if the folder is there already, OSError where it cannot be written.
    """
    from planner.reporting.comparison.page import write_page
    from planner.reporting.comparison.workbook import write_workbook

    if folder.exists():
        raise FileExistsError(f"{folder} is there already")
    folder.parent.mkdir(parents=True, exist_ok=True)
    space = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder.parent))
    try:
        unfinished = space / folder.name
        unfinished.mkdir()
        write_workbook(comparison, unfinished / WORKBOOK)
        write_page(comparison, unfinished / PAGE)
        if folder.exists():
            raise FileExistsError(f"{folder} is there already")
        os.replace(unfinished, folder)
    finally:
        shutil.rmtree(space, ignore_errors=True)
    return folder
