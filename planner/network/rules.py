"""Rules, contracts and terms of finance of a network, resolved to what they count.

A rule limits one sum of decisions, absolutely or as a share of another:

    minimum:  counted + beside >= limit x (base + fixed base)
    maximum:  counted - beside <= limit x (base + fixed base)

beside has a price, or is zero. Counted and base name decisions and accounts of the model and what
each unit of them counts for; one that a network does not have counts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

LaneName = str
PeriodName = str
PlantName = str


class Entry(NamedTuple):
    """A decision or account at an index: ("shipped", (lane, period))."""

    of: str
    at: tuple[str, ...]


Tally = Mapping[Entry, float]
"""What each unit of an entry counts for."""


@dataclass(frozen=True)
class Rule:
    """One target for one subject, in one period."""

    name: str
    kind: str
    subject: str
    """The buyer, plant or origin it is about where a target holds for each by itself; or ""."""
    element: str
    """Element, or ""."""
    period: PeriodName
    sense: Literal["minimum", "maximum"]
    limit: float
    """A share; or an amount in the unit."""
    unit: str
    """share, kt, kt CO2e, M or plants; amounts are a year, but for plants and stock."""
    counted: Tally
    base: Tally
    fixed_base: float
    """Part of the base that is no decision: tonnes arising or wanted; 1 where it is an amount."""
    price: float | None
    """M per unit beside the limit (of the counted, so kt for a share); None: not allowed."""

    @property
    def index(self) -> tuple[str, str, str, str, str]:
        return self.name, self.subject, self.element, self.sense, self.period


@dataclass(frozen=True)
class Return:
    """Metal of a tolled product that comes back to its owner."""

    element: str
    product: str
    """Product, or group, that it comes back in."""
    share: float
    """Of the element in what is shipped."""
    lanes: tuple[LaneName, ...]
    """Lanes to the owner, of the products it comes back in."""


@dataclass(frozen=True)
class Contract:
    """An agreement on what is shipped over some lanes."""

    name: str
    kind: str
    lanes: tuple[LaneName, ...]
    periods: tuple[PeriodName, ...]
    """Those that begin in its years."""
    minimum: float
    """kt a year."""
    maximum: float | None
    """kt a year; always given where optional."""
    price: float
    """M per kt received; paid where negative."""
    shortfall_price: float | None
    """M per kt below the minimum; None: never allowed."""
    returns: tuple[Return, ...]

    @property
    def optional(self) -> bool:
        return self.kind == "optional"


@dataclass(frozen=True)
class Programme:
    """Grant money that plants share."""

    cap: float
    """M."""
    periods: tuple[PeriodName, ...]
    """Periods in which a plant that comes on stream may get it."""


@dataclass(frozen=True)
class Saving:
    """What plants of two technologies at one site save while both stand."""

    site: str
    technology: str
    beside: str
    plants: tuple[PlantName, ...]
    """Those of the technology."""
    others: tuple[PlantName, ...]
    """Those of the technology beside it."""
    amount: float
    """M a year for each pair."""


@dataclass(frozen=True)
class Terms:
    """What a lender asks of a plant that ships enough of its output by contract."""

    contracted: float
    """Share of the capacity."""
    relief: float
    """Saved a year, per M of capital cost after grants."""
