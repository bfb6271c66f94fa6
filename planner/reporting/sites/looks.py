"""How plants of a site evaluation look on both maps: colour, size, what they are worth in words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from planner.reporting.maps.appearance import INK

COLOURS: Mapping[str, tuple[str, str]] = {
    "always": ("#1E7B4F", INK),
    "sometimes": ("#f5a800", INK),
    "never": ("#ffffff", "#7b8894"),
}
"""How often -> fill, outline."""
OFTEN: Mapping[str, str] = {
    "always": "built in every plan",
    "sometimes": "built in some: the plan, or scenarios",
    "never": "built in none",
}
MUST = "must be built"
"""The answer for a plant without which there is no plan."""
SMALLEST, LARGEST = 6.0, 24.0
"""Points across a plant."""

Record = dict[str, Any]


def drawn_plants(values: pd.DataFrame) -> list[Record]:
    """The rows, each with low, estimate and high [M], what its absence costs, and across [points].

    A plant that the plan builds is as large as what keeping it out would cost; others are small.
    """
    bare = values.rename(columns=lambda label: str(label).partition(" [")[0])
    bare = bare.loc[:, ~bare.columns.duplicated()]  # break-even in money stands before its share
    names = {"cost_low": "low", "cost_estimate": "estimate", "cost_high": "high"}
    plants = bare.rename(columns=names).to_dict("records")
    largest = max((_worth(plant) for plant in plants if plant["in_plan"] == "yes"), default=0.0)
    return [{**plant, "across": _across(plant, largest)} for plant in plants]


def _across(plant: Record, largest: float) -> float:
    share = 0.0
    if plant["in_plan"] == "yes":
        must = plant["answer"] == MUST
        share = 1.0 if must else _worth(plant) / largest if largest > 0 else 0.0
    return float((SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)) ** 0.5)  # area is the value


def _worth(plant: Record) -> float:
    known = [plant[name] for name in ("estimate", "low") if plant[name] == plant[name]]
    return float(known[0]) if known else 0.0


def by_site(plants: Sequence[Record]) -> dict[str, list[Record]]:
    """Plants of each site; ranked, and so are the sites."""
    found: dict[str, list[Record]] = defaultdict(list)
    for plant in plants:
        found[plant["site"]].append(plant)
    return dict(found)


def span(low: float, high: float, digits: int = 1) -> str:
    """A range in words, either end of which may be missing; none where it says nothing."""
    if low != low or (low == 0 and high != high):
        return ""
    first = f"{low:,.{digits}f}"
    if high != high:
        return f"{first} or more"
    last = f"{high:,.{digits}f}"
    return first if first == last else f"{first} to {last}"
