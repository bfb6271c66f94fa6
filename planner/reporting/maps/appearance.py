"""How roles, standings and product groups look, on paper and on screen alike."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from planner.network.network import Network
from planner.reporting.maps.frame import used_sites

Shape = tuple[tuple[float, float], ...]
"""Corners of a symbol about its middle, up is positive, about 1 from middle to corner."""

INK = "#1d2b38"
MUTED = "#5f6f7d"
LAND = "#f3f0e8"
HOME = "#ffffff"
SEA = "#dde7ee"
BORDER = "#c3ccd3"

STANDINGS: Mapping[str, tuple[str, str, str]] = {
    "built": ("#f5a800", INK, "built by the plan"),
    "standing": (INK, "#ffffff", "existing or committed"),
    "closed": ("#ffffff", "#c62828", "closed or at the end of its life"),
    "candidate": ("#ffffff", "#7b8894", "candidate, not built"),
    "none": ("#93a1ad", "#ffffff", "no plant here"),
}
"""Standing of a site -> fill, outline, words."""

PALETTE = (
    "#2f6db3", "#8c4fa8", "#14937f", "#cf4459", "#6c8a1f", "#45b3dd", "#8a5a3b", "#e07bb8",
    "#3d4650", "#7c78d6", "#0b5d52", "#b08d57",
)  # fmt: skip


def _regular(corners: int, turn: float = 90.0, inner: float | None = None) -> Shape:
    """A regular polygon, or a star where an inner radius is given."""
    steps = corners * (1 if inner is None else 2)
    angles = np.radians(turn + np.arange(steps) * 360 / steps)
    radius = np.ones(steps)
    if inner is not None:
        radius[1::2] = inner
    return tuple(
        (round(float(r * np.cos(a)), 3), round(float(r * np.sin(a)), 3))
        for r, a in zip(radius, angles, strict=True)
    )


SHAPES: Mapping[str, Shape] = {
    "circle": tuple((0.88 * x, 0.88 * y) for x, y in _regular(24)),
    "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "triangle": _regular(3),
    "diamond": _regular(4),
    "pentagon": _regular(5),
    "triangle down": _regular(3, 270),
    "star": _regular(5, inner=0.45),
    "plus": ((-0.3, -0.95), (0.3, -0.95), (0.3, -0.3), (0.95, -0.3), (0.95, 0.3), (0.3, 0.3),
             (0.3, 0.95), (-0.3, 0.95), (-0.3, 0.3), (-0.95, 0.3), (-0.95, -0.3), (-0.3, -0.3)),
    "hexagon": _regular(6),
    "triangle right": _regular(3, 0),
    "bow tie": ((-0.9, -0.8), (0.9, 0.8), (0.9, -0.8), (-0.9, 0.8)),
    "triangle left": _regular(3, 180),
    "star of four": _regular(4, inner=0.4),
    "bar": ((-0.95, -0.45), (0.95, -0.45), (0.95, 0.45), (-0.95, 0.45)),
    "trapezium": ((-0.95, -0.7), (0.95, -0.7), (0.5, 0.7), (-0.5, 0.7)),
    "star of six": _regular(6, inner=0.55),
}  # fmt: skip


def outline(shape: Shape) -> Any:
    """The shape as a closed path, the marker of a Matplotlib line."""
    from matplotlib.path import Path

    return Path([*shape, shape[0]], closed=True)


def shapes_of(network: Network) -> dict[str, str]:
    """Role -> name of its shape. The commonest roles get the plainest shapes."""
    often = Counter(network.sites[name].role for name in used_sites(network))
    return role_shapes((site.role for site in network.sites.values()), often)


def role_shapes(roles: Iterable[str], often: Mapping[str, int]) -> dict[str, str]:
    """Role -> name of its shape, by how often a role occurs."""
    order = sorted(dict.fromkeys(roles), key=lambda role: -often.get(role, 0))
    names = list(SHAPES)
    return {role: names[place % len(names)] for place, role in enumerate(order)}


def colours_of(network: Network) -> dict[str, str]:
    """Product group -> colour, for the groups that travel, in the order of the products."""
    travelling = {network.products[lane.product].group for lane in network.lanes.values()}
    groups = dict.fromkeys(product.group for product in network.products.values())
    return group_colours(group for group in groups if group in travelling)


def group_colours(groups: Iterable[str]) -> dict[str, str]:
    """Product group -> colour, in this order."""
    return {group: PALETTE[place % len(PALETTE)] for place, group in enumerate(groups)}
