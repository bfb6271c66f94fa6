"""Stability: what it is counted as when a plan differs from the last one.

    dropped    a plant of the last plan is not built        added    one is built that was not
    moved      it opens earlier or later, for every year    resized  it is built in another size
    signed     a contract is signed, or is not, otherwise than before
    closed     a plant is closed, or is not, otherwise than before
    expanded   more or less capacity is added to a plant in a period: for every M that it costs

The prices are no money that anybody pays: a plan that differs must be worth that much more. What
stability costs is told by a second plan without them.
"""

from collections import defaultdict
from dataclasses import dataclass, fields

from planner.matrix import Name
from planner.model.capacity import expansion_cost, room_for_expansion
from planner.network.network import Network
from planner.plan import Decisions
from planner.replanning.changes import PlantChange
from planner.wishes import Wanted

DIGITS = 6
"""Of M; what is less is a trace of the solver."""


OF_COST = 100.0
"""At the share of 0.001 that is usual, adding otherwise must save a tenth of what it costs."""


@dataclass(frozen=True)
class Stability:
    """M of present value for each change."""

    dropped: float = 0.0
    added: float = 0.0
    moved: float = 0.0
    """For every year."""
    resized: float = 0.0
    signed: float = 0.0
    closed: float = 0.0
    expanded: float = 0.0
    """For every M, as present value, that added capacity costs."""

    @classmethod
    def of_share(cls, worth: float, share: float) -> "Stability":
        """Every change, and every year moved, counts as a share of what the last plan is worth.

        Of capacity that is added it is a hundred times that share of what it costs.
        """
        prices = dict.fromkeys((field.name for field in fields(cls)), abs(worth) * share)
        return cls(**prices | {"expanded": OF_COST * share})


@dataclass(frozen=True)
class StabilityCost:
    """What the price of changes keeps a plan from, as a plan without it says."""

    worth: float
    """Net present value of the plan, M."""
    paid: float
    """What its changes are counted as, M; no money that is paid."""
    free: tuple[float, float] | None = None
    """M that a plan is worth for which changes have no price, at least and at most."""
    others: tuple[PlantChange, ...] = ()
    """Changes that the plan without prices makes beside."""
    note: str = ""

    @property
    def cost(self) -> tuple[float, float] | None:
        """M that the plan would be worth more, at least and at most; None if it is not known."""
        if self.free is None:
            return None
        least, most = (round(end - self.worth, DIGITS) for end in self.free)
        return least, most


def change_prices(
    network: Network, last: Decisions, stability: Stability
) -> tuple[dict[Name, float], float]:
    """The price of each decision, and what is to be paid if none of them is taken.

    A plant that the last plan builds has its price for being dropped to begin with, and gets it
    back with whatever way it is built in.
    """
    was: dict[str, tuple[str, str]] = {
        plant: (size, period)
        for (plant, size, period), value in last.get("built", {}).items()
        if value > 0.5 and period in network.periods
    }
    prices: dict[Name, float] = defaultdict(float)
    constant = 0.0
    dropped: set[str] = set()
    for way, periods in network.buildable.items():
        for period in periods:
            name = Name("built", (way.plant, way.size, period))
            if way.plant not in was:
                prices[name] += stability.added
                continue
            size, then = was[way.plant]
            years = abs(network.periods[period].first_year - network.periods[then].first_year)
            prices[name] += stability.moved * years - stability.dropped
            prices[name] += stability.resized if way.size != size else 0.0
            dropped.add(way.plant)
    constant += stability.dropped * len(dropped)
    closing = {plant for (plant, *_), value in last.get("closed", {}).items() if value > 0.5}
    standing = {way.plant for way in network.sizes}
    constant += stability.closed * len(closing & standing)
    for way in network.sizes:
        if network.plants[way.plant].may_close:
            for period in network.usable[way.plant]:
                name = Name("closed", (way.plant, way.size, period))
                prices[name] += stability.closed * (-1 if way.plant in closing else 1)
    for contract, terms in network.contracts.items():
        if terms.optional:
            name = Name("signed", (contract,))
            if last.get("signed", {}).get((contract,), 0.0) > 0.5:
                prices[name] -= stability.signed
                constant += stability.signed
            else:
                prices[name] += stability.signed
    return {name: price for name, price in prices.items() if price}, constant


def wanted_expansions(
    network: Network, before: Network, last: Decisions, stability: Stability
) -> dict[Name, Wanted]:
    """The capacity that the last plan adds to its plants, and what a kt a year otherwise counts as.

    before: the network of the last plan; of a period that it did not know it decided nothing.
    """
    built = {plant for (plant, *_), value in last.get("built", {}).items() if value > 0.5}
    known = max(period.first_year for period in before.periods.values())
    wanted = {}
    for plant, periods in network.usable.items():
        there = plant in built or plant in network.standing
        if there and room_for_expansion(network, plant) > 0:
            for period in periods:
                when = network.periods[period]
                price = stability.expanded * expansion_cost(network, plant) * when.start_factor
                if price > 0 and when.first_year <= known:
                    amount = last.get("added", {}).get((plant, period), 0.0)
                    wanted[Name("added", (plant, period))] = Wanted(amount, price)
    return wanted
