"""The legend under the map on paper: roles, standing, product groups, width and direction."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from planner.reporting.maps.appearance import (
    INK,
    MUTED,
    SHAPES,
    STANDINGS,
    colours_of,
    outline,
    shapes_of,
)
from planner.reporting.maps.arrows import THIN, line_width
from planner.reporting.maps.frame import Frame
from planner.solution.solution import Solution

Box = tuple[float, float, float, float]
"""Left, bottom, width, height in inches."""

ROW = 13.0  # points
ROWS = 6


def draw_legend(figure: Figure, box: Box, solution: Solution, frame: Frame, largest: float) -> None:
    """Draw the legend into a strip of the figure."""
    wide, high = figure.get_figwidth(), figure.get_figheight()
    axes = figure.add_axes((box[0] / wide, box[1] / high, box[2] / wide, box[3] / high))
    axes.set_axis_off()
    width, height = box[2] * 72, box[3] * 72
    axes.set_xlim(0, width)
    axes.set_ylim(-height, 0)

    network = solution.network
    shapes = shapes_of(network)
    roles = [role for role in shapes if any(network.sites[s].role == role for s in frame.places)]
    standings = [name for name in STANDINGS if name != "none"] + ["none"]
    colours = colours_of(network)
    parts: list[tuple[str, list[tuple[Any, str]]]] = [
        ("Sites", [(_marker(SHAPES[shapes[role]], MUTED, "white"), role) for role in roles]),
        ("Plants at the site", [(_standing(name), STANDINGS[name][2]) for name in standings]),
        ("Flows by product group", [(_swatch(c), group) for group, c in colours.items()]),
    ]
    columns = sum(max(1, -(-len(entries) // ROWS)) for _, entries in parts)
    step = min((width - 190) / columns, 165.0)
    x = 0.0
    for title, entries in parts:
        _heading(axes, x, title)
        for place, (handle, words) in enumerate(entries):
            column, row = divmod(place, ROWS)
            _entry(axes, x + column * step, -ROW * (row + 1.35), handle, words)
        x += max(1, -(-len(entries) // ROWS)) * step
    _widths(axes, x, largest)


def _heading(axes: Axes, x: float, words: str) -> None:
    axes.text(x, 0, words, fontsize=8.5, fontweight="bold", color=INK, va="top")


def _entry(axes: Axes, x: float, y: float, handle: Line2D, words: str) -> None:
    handle.set_data([x + 6], [y])
    axes.add_line(handle)
    axes.text(x + 17, y, words, fontsize=7.5, color=INK, va="center")


def _marker(shape: Any, fill: str, edge: str, size: float = 7.5, line: float = 0.6) -> Line2D:
    return Line2D(
        [], [], marker=outline(shape), markersize=size, markerfacecolor=fill,
        markeredgecolor=edge, markeredgewidth=line, linestyle="none", clip_on=False,
    )  # fmt: skip


def _standing(name: str) -> Line2D:
    fill, edge, _ = STANDINGS[name]
    sizes = {"built": 9.5, "candidate": 5.0, "none": 4.5}
    return _marker(SHAPES["square"], fill, edge, sizes.get(name, 7.0), 0.9)


def _swatch(colour: str) -> Line2D:
    return _marker(((-1, -0.45), (1, -0.45), (1, 0.45), (-1, 0.45)), colour, colour, 11.0, 0.0)


def _widths(axes: Axes, x: float, largest: float) -> None:
    """Three flows drawn to scale, and how to read their direction."""
    if largest <= 0:
        return
    _heading(axes, x, "Width and direction")
    y = -ROW * 1.35
    for share in (1.0, 0.25, 0.025):
        tonnes = _round_tonnes(largest * share)
        width = line_width(tonnes, largest)
        half, thin = width / 2, width * THIN / 2
        axes.add_patch(
            Polygon(
                [(x, y + half), (x + 62, y + thin), (x + 62, y - thin), (x, y - half)],
                facecolor=MUTED,
                edgecolor="none",
                clip_on=False,
            )
        )
        axes.text(x + 70, y, f"{tonnes:,.0f} t a year", fontsize=7.5, color=INK, va="center")
        y -= ROW
    axes.text(
        x, y + 3, "from the wide end to the thin end\nof far sites: to and from the edge",
        fontsize=7.5, color=MUTED, va="top", linespacing=1.3,
    )  # fmt: skip


def _round_tonnes(tonnes: float) -> float:
    power = 10.0 ** np.floor(np.log10(tonnes))
    return float(max(step * power for step in (1, 2, 3, 5) if step * power <= tonnes * 1.0001))
