"""One panel of the map on paper: land, flows, sites, north arrow and scale bar."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Polygon

from planner.reporting.maps.appearance import (
    BORDER,
    HOME,
    INK,
    LAND,
    MUTED,
    SEA,
    SHAPES,
    STANDINGS,
    colours_of,
    outline,
    shapes_of,
)
from planner.reporting.maps.arrows import curve, line_width, side_by_side
from planner.reporting.maps.labels import Rectangle
from planner.reporting.maps.naming import SIZES, draw_names, metres_per_point
from planner.reporting.maps.panel import Panel, tonnage

ORDER = ("none", "candidate", "closed", "standing", "built")
"""From the bottom to the top."""


def draw_panel(axes: Axes, panel: Panel, land: Any) -> None:
    """Draw one period on axes that have the shape of the frame."""
    frame = panel.frame
    axes.set_xlim(frame.west, frame.east)
    axes.set_ylim(frame.south, frame.north)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(SEA)
    for spine in axes.spines.values():
        spine.set_color(BORDER)
    fill = [HOME if code in panel.home else LAND for code in land["iso2"]]
    land.plot(ax=axes, color=fill, edgecolor=BORDER, linewidth=0.5, aspect=None, zorder=1)
    axes.set_xlabel("")
    axes.set_ylabel("")

    _flows(axes, panel)
    _sites(axes, panel)
    taken = _furniture(axes, panel)
    draw_names(axes, panel, taken)


def _flows(axes: Axes, panel: Panel) -> None:
    colours = colours_of(panel.solution.network)
    metres = metres_per_point(axes, panel.frame)
    shown, ends = [], []
    for flow in panel.flows:
        start, end = panel.place(flow.origin), panel.place(flow.destination)
        if start and end:
            shown.append(flow)
            ends.append((start, end))
    widths = [line_width(flow.tonnes, panel.largest) for flow in shown]
    outlines = [
        curve(start, end, width * metres, aside * metres)
        for (start, end), width, aside in zip(
            ends, widths, side_by_side(shown, widths), strict=True
        )
    ]
    axes.add_collection(
        PolyCollection(
            outlines,
            facecolors=[colours.get(flow.group, MUTED) for flow in shown],
            edgecolors="white",
            linewidths=[0.25 if width > 1.2 else 0.0 for width in widths],
            alpha=0.86,
            zorder=3,
        ),
        autolim=False,
    )


def _sites(axes: Axes, panel: Panel) -> None:
    network = panel.solution.network
    shapes = shapes_of(network)
    standings = {name: panel.standings[name][panel.period] for name in panel.frame.places}
    for name, standing in sorted(standings.items(), key=lambda item: ORDER.index(item[1])):
        fill, edge, _ = STANDINGS[standing]
        x, y = panel.frame.places[name]
        axes.plot(
            [x], [y],
            marker=outline(SHAPES[shapes[network.sites[name].role]]),
            markersize=SIZES[standing],
            markerfacecolor=fill,
            markeredgecolor=edge,
            markeredgewidth=1.0 if standing in ("built", "closed") else 0.6,
            linestyle="none",
            zorder=5 + ORDER.index(standing) * 0.1,
        )  # fmt: skip


def _furniture(axes: Axes, panel: Panel) -> list[Rectangle]:
    """Period, north arrow and scale bar; what lies within the map, in points of the panel."""
    frame = panel.frame
    metres = metres_per_point(axes, frame)
    height = frame.height / metres
    axes.text(
        0.0, 1 + 5 / height, panel.period, transform=axes.transAxes, fontsize=13,
        fontweight="bold", color=INK, va="bottom",
    )  # fmt: skip
    moved = sum(flow.tonnes for flow in panel.flows)
    axes.text(
        1.0, 1 + 6 / height, f"{tonnage(moved)} a year moved" if moved else "nothing moved",
        transform=axes.transAxes, fontsize=8.5, color=MUTED, va="bottom", ha="right",
    )  # fmt: skip

    top, middle = frame.north - 8 * metres, frame.west + 14 * metres
    arrow = [(0, 0), (-4.5, -15), (0, -11.5), (4.5, -15)]
    axes.add_patch(
        Polygon([(middle + x * metres, top + y * metres) for x, y in arrow], color=INK, zorder=9)
    )
    axes.text(
        middle, top - 17 * metres, "N", ha="center", va="top", fontsize=8, color=INK, zorder=9
    )

    length = _round_length(frame.width * 0.22)
    start, low = frame.west + 10 * metres, frame.south + 10 * metres
    axes.plot(
        [start, start, start + length, start + length],
        [low + 4 * metres, low, low, low + 4 * metres],
        color=INK, linewidth=1.0, zorder=9, solid_joinstyle="miter",
    )  # fmt: skip
    axes.text(
        start + length / 2, low + 3 * metres, f"{length / 1000:,.0f} km", ha="center", va="bottom",
        fontsize=7, color=INK, zorder=9,
    )  # fmt: skip
    return [(0, height - 38, 28, height), (0, 0, 20 + length / metres, 26)]


def _round_length(metres: float) -> float:
    """1, 2 or 5 times a power of ten, not above."""
    power = 10.0 ** np.floor(np.log10(metres))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))
