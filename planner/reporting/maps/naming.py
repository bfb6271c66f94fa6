"""Names on the map on paper: of what the plan builds, and of far sites at the edge."""

from collections import defaultdict
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.text import Text

from planner.network.network import AS_IS
from planner.reporting.maps.appearance import INK, MUTED
from planner.reporting.maps.frame import Frame
from planner.reporting.maps.labels import Label, Rectangle, place_labels
from planner.reporting.maps.panel import Panel, Point, tonnage
from planner.solution.tables import capacity, standing_way

SIZES = {"built": 9.5, "standing": 6.8, "closed": 6.0, "candidate": 4.4, "none": 3.8}
"""Points across a marker."""
HALO = {"facecolor": "white", "alpha": 0.86, "edgecolor": "none", "boxstyle": "square,pad=0.18"}


def draw_names(axes: Axes, panel: Panel, taken: list[Rectangle]) -> None:
    """Names of what the plan built, and of far sites where their flows cross the edge."""
    frame = panel.frame
    metres = metres_per_point(axes, frame)
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    to_points = 72 / axes.figure.dpi

    def points(place: Point) -> Point:
        return (place[0] - frame.west) / metres, (place[1] - frame.south) / metres

    wanted = [(place, text, MUTED) for place, text in _far(panel)]
    wanted += [(frame.places[site], text, INK) for site, text in _built(panel)]
    texts, labels = [], []
    for place, words, colour in wanted:
        text = axes.text(
            0, 0, words, fontsize=6.8, color=colour, linespacing=1.15, va="bottom", zorder=8,
            bbox=HALO,
        )  # fmt: skip
        extent = text.get_window_extent(renderer)
        x, y = points(place)
        texts.append(text)
        labels.append(Label(x, y, extent.width * to_points + 3, extent.height * to_points + 3))
    obstacles = [
        _around(points(place), SIZES[panel.standings[name][panel.period]])
        for name, place in frame.places.items()
        if panel.standings[name][panel.period] != "candidate"
    ]
    bounds = 4.0, 4.0, frame.width / metres - 4, frame.height / metres - 4
    boxes = place_labels(labels, [*obstacles, *taken, *taken, *taken], bounds)
    move_into_boxes(axes, frame, texts, labels, boxes)


def move_into_boxes(
    axes: Axes,
    frame: Frame,
    texts: Sequence[Text],
    labels: Sequence[Label],
    boxes: Sequence[Rectangle],
) -> None:
    """Put every text where there is room for it, with a line to what it names."""
    metres = metres_per_point(axes, frame)
    for text, label, box in zip(texts, labels, boxes, strict=True):
        text.set_position(
            (frame.west + (box[0] + 1.5) * metres, frame.south + (box[1] + 1.5) * metres)
        )
        tip = min(max(label.x, box[0]), box[2]), min(max(label.y, box[1]), box[3])
        axes.plot(
            [frame.west + label.x * metres, frame.west + tip[0] * metres],
            [frame.south + label.y * metres, frame.south + tip[1] * metres],
            color=INK, linewidth=0.5, zorder=4.5,
        )  # fmt: skip


def _built(panel: Panel) -> list[tuple[str, str]]:
    """Site, its name and what has come on stream there since the panel before, largest first."""
    solution, period = panel.solution, panel.period
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for plant in solution.network.plants.values():
        way = standing_way(solution, plant.name, period)
        known = panel.before and standing_way(solution, plant.name, panel.before)
        if way is None or way.size == AS_IS or known or plant.site not in panel.frame.places:
            continue
        tonnes = capacity(solution, plant.name, period) * 1000
        found[plant.site].append((tonnes, f"{plant.technology} {tonnage(tonnes)}"))
    order = sorted(found, key=lambda site: -max(found[site])[0])
    return [
        (site, "\n".join([site, *(words for _, words in sorted(found[site], reverse=True))]))
        for site in order
    ]


def _far(panel: Panel) -> list[tuple[Point, str]]:
    """Place at the edge, and the name of the far site with what it sends and receives."""
    sends: dict[str, float] = defaultdict(float)
    takes: dict[str, float] = defaultdict(float)
    for flow in panel.flows:
        sends[flow.origin] += flow.tonnes
        takes[flow.destination] += flow.tonnes
    return [
        (
            place,
            "\n".join(
                [site]
                + [f"receives {tonnage(takes[site])}"] * (takes[site] > 0)
                + [f"sends {tonnage(sends[site])}"] * (sends[site] > 0)
            ),
        )
        for site, place in panel.far.items()
    ]


def metres_per_point(axes: Axes, frame: Frame) -> float:
    """Metres on the map in a point on paper."""
    inches = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    return frame.width / (inches * 72)


def _around(place: Point, size: float) -> Rectangle:
    half = size / 2 + 1
    return place[0] - half, place[1] - half, place[0] + half, place[1] + half
