"""Where a row comes from, and how a column of years is declared."""

from typing import Any

from planner.instance.columns import Row, Text, column

# What is known about a number. Nothing below A or derived is a fact.
CONFIDENCE = ("A", "B", "C", "derived", "assumption")

YEARS: dict[str, Any] = {"unit": "year", "low": 1990, "high": 2200}


class Sourced(Row):
    """A row that says where it comes from."""

    source: Text = column("Where the row comes from", "")
    confidence: Text | None = column(
        "A: read in a source; B: general knowledge, likely; C: general knowledge, doubtful; "
        "derived: computed from other figures; assumption: set for this instance",
        None,
        choices=CONFIDENCE,
        blank="not stated",
    )
