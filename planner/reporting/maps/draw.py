"""The map of a plan on paper: what stands, what is built, what flows, in up to three periods.

Flows to and from sites far outside the frame end at its edge, with the name of the site and the
tonnes. Written as PNG and SVG; the same plan gives the same files.
"""

import warnings
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from shapely import box as rectangle

from planner.instance.places import countries
from planner.reporting.maps.appearance import INK, MUTED
from planner.reporting.maps.arrows import flows_of
from planner.reporting.maps.drawing import draw_panel
from planner.reporting.maps.frame import Frame, frame_of
from planner.reporting.maps.legend import draw_legend
from planner.reporting.maps.panel import Panel
from planner.reporting.maps.standing import site_standings
from planner.solution.solution import Solution
from planner.solution.tables import plan_tables

STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 8,
    "svg.fonttype": "none",  # text stays text: searchable, and read aloud
    "svg.hashsalt": "planner",
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "path.simplify": True,
}
PANEL_HEIGHT = 6.6  # inches
TOP, BOTTOM, SIDE, GAP = 1.2, 1.95, 0.3, 0.14  # inches
NARROWEST_FIGURE = 13.0  # inches: the legend needs room
DOTS_PER_INCH = 150


def draw_map(solution: Solution, path_without_suffix: Path) -> None:
    """Write the map of a plan as PNG and SVG."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # names in other scripts
        figure = map_figure(solution)
        path_without_suffix.parent.mkdir(parents=True, exist_ok=True)
        stem = str(path_without_suffix)
        figure.savefig(f"{stem}.png", dpi=DOTS_PER_INCH, metadata={"Software": "planner"})
        figure.savefig(f"{stem}.svg", metadata={"Date": None, "Creator": "planner"})


def map_figure(solution: Solution) -> Figure:
    """The map of a plan as a figure."""
    network = solution.network
    frame = frame_of(network)
    periods = _shown(list(network.periods))
    panel_width = PANEL_HEIGHT * frame.width / frame.height
    drawn = len(periods) * panel_width + (len(periods) - 1) * GAP
    width = max(drawn + 2 * SIDE, NARROWEST_FIGURE)
    height = PANEL_HEIGHT + TOP + BOTTOM
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)

    table = plan_tables(solution)["flows"]
    flows = {period: flows_of(table, period) for period in network.periods}
    largest = max((flow.tonnes for found in flows.values() for flow in found), default=0.0)
    land = land_around(frame)
    standings = site_standings(solution)
    left = (width - drawn) / 2
    for place, period in enumerate(periods):
        axes = figure.add_axes(
            (
                (left + place * (panel_width + GAP)) / width,
                BOTTOM / height,
                panel_width / width,
                PANEL_HEIGHT / height,
            )
        )
        before = periods[place - 1] if place else None
        panel = Panel(solution, period, before, frame, flows[period], largest, standings)
        draw_panel(axes, panel, land)
    _title(figure, solution)
    draw_legend(figure, (SIDE, 0.42, width - 2 * SIDE, BOTTOM - 0.62), solution, frame, largest)
    _source(figure, frame)
    return figure


def _shown(periods: list[str]) -> list[str]:
    """The first, the middle and the last period."""
    if len(periods) <= 3:
        return periods
    return [periods[0], periods[len(periods) // 2], periods[-1]]


def land_around(frame: Frame) -> Any:
    """The countries around the frame, on its projection."""
    south, west, north, east = frame.corners
    wide, high = 0.15 * (east - west), 0.15 * (north - south)
    window = rectangle(west - wide, max(south - high, -89), east + wide, min(north + high, 89))
    return countries().clip(window).to_crs(frame.crs)


def _title(figure: Figure, solution: Solution) -> None:
    network, result = solution.network, solution.result
    height = figure.get_figheight()
    x = SIDE / figure.get_figwidth()
    figure.text(
        x, 1 - 0.2 / height, network.title, fontsize=17, fontweight="bold", color=INK, va="top"
    )
    worth = f"Net present value {network.currency} {_signed(result.objective)} million"
    known = f"{result.none_better} than {_signed(result.bound)} million"
    figure.text(
        x,
        1 - 0.55 / height,
        f"Plants and flows of the plan. {worth}; {known} (gap {result.gap:.1%}).",
        fontsize=10,
        color=MUTED,
        va="top",
    )


def _signed(amount: float) -> str:
    return f"{round(amount, 1) + 0.0:,.1f}".replace("-", "\N{MINUS SIGN}")


def _source(figure: Figure, frame: Frame) -> None:
    north = f"{abs(frame.latitude):.1f}° {'N' if frame.latitude >= 0 else 'S'}"
    east = f"{abs(frame.longitude):.1f}° {'E' if frame.longitude >= 0 else 'W'}"
    figure.text(
        SIDE / figure.get_figwidth(),
        0.16 / figure.get_figheight(),
        "Flows are tonnes a year of the period, all products of a group together. A plant is "
        "named, with its capacity a year, in the first map on which it stands.\n"
        "Base map: Natural Earth, public domain. Lambert azimuthal equal-area projection centred "
        f"on {north}, {east}.",
        fontsize=7,
        color=MUTED,
    )
