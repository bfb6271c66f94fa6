"""What is held: decisions that are not made again, and why."""

from dataclasses import dataclass
from datetime import date

from planner.network.network import Network
from planner.replanning.actuals import Known
from planner.wishes import Range

EXACT = 1e-6
"""Relative; what is known is held this closely, as decimals of a file are."""

YES, NO = Range(1.0, 1.0), Range(0.0, 0.0)


@dataclass(frozen=True)
class Held:
    """A decision that is not made again, and why."""

    range: Range
    why: str
    facts: tuple[Known, ...] = ()
    """What is known of it, where that is why."""


class FreezeError(Exception):
    """What is known does not fit the network: a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def begins_on(network: Network, period: str) -> date:
    """The first day of a period."""
    return date(network.periods[period].first_year, 1, 1)


def period_of(network: Network, day: date) -> str:
    """The period in which a day lies."""
    return next(p.name for p in network.periods.values() if day.year in p.calendar)
