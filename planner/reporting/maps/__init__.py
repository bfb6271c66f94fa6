"""Maps of a plan: on paper and as a page."""

from planner.reporting.maps.draw import draw_map
from planner.reporting.maps.page import write_page

__all__ = ["draw_map", "write_page"]
