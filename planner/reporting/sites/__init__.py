"""What people read about a site evaluation: a workbook and a map."""

from planner.reporting.sites.map import draw_site_map
from planner.reporting.sites.workbook import SiteReport, write_site_workbook

__all__ = ["SiteReport", "draw_site_map", "write_site_workbook"]
