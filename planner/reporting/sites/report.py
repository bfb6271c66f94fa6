"""What is told of a site evaluation, and the folder with all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from planner.folders import free, written_whole
from planner.network.network import Network


@dataclass(frozen=True)
class SiteReport:
    """What is told of a site evaluation."""

    title: str
    currency: str
    values: pd.DataFrame
    """A row a plant, ranked; the currency stands in the headers."""
    depends_on: pd.DataFrame
    notes: Sequence[str]
    settings: Sequence[tuple[str, str]]


def write_site_report(network: Network, report: SiteReport, reports: Path, name: str) -> Path:
    """Write reports/sites-<name>-<date>-<time>/: workbook, page, map, tables as CSV.

    The folder takes its name when all is written, and vanishes if that fails. Errors: OSError.
    """
    from planner.reporting.sites.map import draw_site_map
    from planner.reporting.sites.page import write_site_page
    from planner.reporting.sites.workbook import write_site_workbook

    folder = free(reports / f"sites-{name}-{datetime.now():%Y-%m-%d-%H%M%S}")
    with written_whole(folder) as unfinished:
        write_site_workbook(report, unfinished / "sites.xlsx")
        write_site_page(network, report, unfinished / "sites.html")
        draw_site_map(network, report.values, report.title, unfinished / "sites")
        for table, file in ((report.values, "sites.csv"), (report.depends_on, "depends_on.csv")):
            table.to_csv(unfinished / file, index=False, float_format="%.12g")
    return folder
