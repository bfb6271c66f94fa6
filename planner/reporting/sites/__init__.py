"""What people read about a site evaluation: a workbook, a page and a map."""

from planner.reporting.sites.report import SiteReport, write_site_report

__all__ = ["SiteReport", "write_site_report"]
