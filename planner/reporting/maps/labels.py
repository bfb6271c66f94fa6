"""Where labels go: near their marker, clear of one another as far as there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""

DISTANCES = (9.0, 18.0, 30.0, 46.0, 66.0, 90.0)
ANGLES = (0, 180, 30, 150, -30, -150, 60, 120, -60, -120, 90, -90)


@dataclass(frozen=True)
class Label:
    """A box to be placed beside a point; all in one unit, such as points on paper."""

    x: float
    y: float
    width: float
    height: float


def place_labels(
    labels: Sequence[Label],
    obstacles: Sequence[Rectangle],
    bounds: Rectangle,
) -> list[Rectangle]:
    """A box for each label, the earlier ones first: the place that covers least and is nearest."""
    placed: list[Rectangle] = []
    for label in labels:
        tries = [
            _moved_into(_beside(label, distance, angle), bounds)
            for distance in DISTANCES
            for angle in ANGLES
        ]
        placed.append(min(tries, key=lambda box: _cost(box, label, placed, obstacles)))
    return placed


def _cost(
    box: Rectangle,
    label: Label,
    placed: Sequence[Rectangle],
    obstacles: Sequence[Rectangle],
) -> float:
    over_labels = sum(_overlap(box, other) for other in placed)
    over_obstacles = sum(_overlap(box, other) for other in obstacles)
    away = hypot(_nearest(label.x, box[0], box[2]), _nearest(label.y, box[1], box[3]))
    hides_itself = 400.0 if away < 4.0 else 0.0
    return 20 * over_labels + 3 * over_obstacles + 2.0 * away + hides_itself


def _beside(label: Label, distance: float, angle: float) -> Rectangle:
    """The box whose nearest side or corner lies at this distance and angle from the point."""
    x = label.x + distance * cos(radians(angle))
    y = label.y + distance * sin(radians(angle))
    left = x - label.width * (1 - cos(radians(angle))) / 2
    bottom = y - label.height * (1 - sin(radians(angle))) / 2
    return left, bottom, left + label.width, bottom + label.height


def _moved_into(box: Rectangle, bounds: Rectangle) -> Rectangle:
    right = max(bounds[0] - box[0], 0.0) + min(bounds[2] - box[2], 0.0)
    up = max(bounds[1] - box[1], 0.0) + min(bounds[3] - box[3], 0.0)
    return box[0] + right, box[1] + up, box[2] + right, box[3] + up


def _overlap(one: Rectangle, other: Rectangle) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _nearest(value: float, low: float, high: float) -> float:
    return max(low - value, 0.0, value - high)
