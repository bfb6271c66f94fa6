"""The map of a site evaluation: every candidate where it stands, by how often it is built.

A plant that the plan builds is as large as what keeping it out would cost; the others are small.
Plants of one site stand in a row. Written as PNG and SVG.
"""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from planner.network.network import Network
from planner.reporting.maps.appearance import BORDER, HOME, INK, LAND, MUTED, SEA
from planner.reporting.maps.draw import DOTS_PER_INCH, STYLE, land_around
from planner.reporting.maps.frame import Frame, frame_of
from planner.reporting.maps.labels import Label, Rectangle, place_labels
from planner.reporting.maps.naming import HALO, metres_per_point, move_into_boxes
from planner.reporting.sites.looks import COLOURS, MUST, OFTEN, Record, by_site, drawn_plants, span

MOST_NAMED = 24
HEIGHT, TOP, BOTTOM, SIDE = 8.2, 0.6, 0.85, 0.3  # inches
NARROWEST = 9.5  # inches: the title needs room


def draw_site_map(
    network: Network, values: pd.DataFrame, title: str, path_without_suffix: Path
) -> None:
    """Write the map as PNG and SVG. values: a row a plant, ranked; the currency in its headers."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # names in other scripts
        figure = _figure(network, values, title)
        stem = str(path_without_suffix)
        figure.savefig(f"{stem}.png", dpi=DOTS_PER_INCH, metadata={"Software": "planner"})
        figure.savefig(f"{stem}.svg", metadata={"Date": None, "Creator": "planner"})


def _figure(network: Network, values: pd.DataFrame, title: str) -> Figure:
    frame = frame_of(network)
    drawn = HEIGHT * frame.width / frame.height
    width, height = max(drawn + 2 * SIDE, NARROWEST), HEIGHT + TOP + BOTTOM
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    left = (width - drawn) / 2
    axes = figure.add_axes((left / width, BOTTOM / height, drawn / width, HEIGHT / height))
    _draw_land(axes, frame, network)
    plants = drawn_plants(values)
    shown = [plant for plant in plants if plant["site"] in frame.places]
    at_sites = by_site(shown)
    _draw_plants(axes, frame, at_sites)
    _draw_names(axes, frame, at_sites)
    figure.text(SIDE / width, 1 - 0.2 / height, title, fontsize=14, fontweight="bold",
                color=INK, va="top")  # fmt: skip
    _draw_legend(figure, network.currency, len(plants) - len(shown))
    return figure


def _draw_land(axes: Axes, frame: Frame, network: Network) -> None:
    axes.set_xlim(frame.west, frame.east)
    axes.set_ylim(frame.south, frame.north)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(SEA)
    for spine in axes.spines.values():
        spine.set_color(BORDER)
    land = land_around(frame)
    home = {network.sites[plant.site].country for plant in network.plants.values()}
    fill = [HOME if code in home else LAND for code in land["iso2"]]
    land.plot(ax=axes, color=fill, edgecolor=BORDER, linewidth=0.5, aspect=None, zorder=1)
    axes.set_xlabel("")
    axes.set_ylabel("")


def _draw_plants(axes: Axes, frame: Frame, at_sites: Mapping[str, Sequence[Record]]) -> None:
    metres = metres_per_point(axes, frame)
    for site, plants in at_sites.items():
        x, y = frame.places[site]
        across = sum(plant["across"] for plant in plants)
        start = -across / 2
        for plant in plants:
            fill, edge = COLOURS[plant["how_often"]]
            middle = x + (start + plant["across"] / 2) * metres
            axes.plot(
                [middle], [y], marker="o", markersize=plant["across"], markerfacecolor=fill,
                markeredgecolor=edge, markeredgewidth=0.8, linestyle="none", zorder=5,
            )  # fmt: skip
            start += plant["across"]


def _draw_names(axes: Axes, frame: Frame, at_sites: Mapping[str, Sequence[Record]]) -> None:
    """Names of sites with what their plants are worth, the most valuable first."""
    metres = metres_per_point(axes, frame)
    to_points = 72 / axes.figure.dpi
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts, labels = [], []
    for site, plants in list(at_sites.items())[:MOST_NAMED]:
        x, y = frame.places[site]
        words = "\n".join([site, *(_in_words(p) for p in plants if p["in_plan"] == "yes")])
        text = axes.text(0, 0, words, fontsize=6.8, color=INK, linespacing=1.15, va="bottom",
                         zorder=8, bbox=HALO)  # fmt: skip
        extent = text.get_window_extent(renderer)
        across, tall = extent.width * to_points + 3, extent.height * to_points + 3
        place = (x - frame.west) / metres, (y - frame.south) / metres
        texts.append(text)
        labels.append(Label(*place, across, tall))
    obstacles = [_around(frame, site, plants, metres) for site, plants in at_sites.items()]
    bounds = 4.0, 4.0, frame.width / metres - 4, frame.height / metres - 4
    boxes = place_labels(labels, [*obstacles, *obstacles], bounds)
    move_into_boxes(axes, frame, texts, labels, boxes)


def _in_words(plant: Record) -> str:
    worth = span(plant["low"], plant["high"]) or "not known"
    return f"{plant['technology']}: {'no plan without' if plant['answer'] == MUST else worth}"


def _around(frame: Frame, site: str, plants: Sequence[Record], metres: float) -> Rectangle:
    x, y = (
        (frame.places[site][0] - frame.west) / metres,
        (frame.places[site][1] - frame.south) / metres,
    )
    across = sum(plant["across"] for plant in plants) / 2 + 1
    tall = max(plant["across"] for plant in plants) / 2 + 1
    return x - across, y - tall, x + across, y + tall


def _draw_legend(figure: Figure, currency: str, left_out: int) -> None:
    width, height = figure.get_figwidth(), figure.get_figheight()
    axes = figure.add_axes((SIDE / width, 0.1 / height, 1 - 2 * SIDE / width, 0.6 / height))
    axes.set_axis_off()
    across = (width - 2 * SIDE) * 72
    axes.set_xlim(0, across)
    axes.set_ylim(0, 0.6 * 72)
    x = 8.0
    for often, told in OFTEN.items():
        fill, edge = COLOURS[often]
        axes.plot([x], [34], marker="o", markersize=9, markerfacecolor=fill, markeredgecolor=edge,
                  markeredgewidth=0.8, linestyle="none", clip_on=False)  # fmt: skip
        axes.text(x + 10, 34, told, fontsize=7.5, color=INK, va="center")
        x += 34 + 4.1 * len(told)
    told = (
        "Area of what the plan builds: what keeping it out would cost, by the best plans found;"
        f" the figures are certain, M {currency} of present value. Small: not in the plan."
    )
    if left_out:
        told += f" {left_out} more lie outside the map."
    axes.text(0, 16, told, fontsize=7.5, color=MUTED, va="center")
    axes.text(0, 4, "Base map: Natural Earth, public domain. Lambert azimuthal equal-area"
              " projection.", fontsize=7, color=MUTED, va="center")  # fmt: skip
