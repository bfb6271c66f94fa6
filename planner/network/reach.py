"""Reach: which products can be at a site, and which have a use there.

A product has a use at a site that takes it in, wants it, or can send it on to one that does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from planner.instance.schema.transport import LaneRule
from planner.network.network import PeriodName, Product, ProductName, Site, SiteName


class Trip(NamedTuple):
    """A possible move of a product, before its cost is known."""

    origin: SiteName
    destination: SiteName
    product: ProductName
    mode: str


Presence = Mapping[tuple[SiteName, ProductName], set[PeriodName]]
"""Where a product is, or has a use, and when."""


class Stores(NamedTuple):
    """Where products may wait, and the order of the periods."""

    spots: frozenset[tuple[SiteName, ProductName]]
    periods: tuple[PeriodName, ...]

    def onward(
        self, spot: tuple[SiteName, ProductName], there: set[PeriodName], forward: bool
    ) -> set[PeriodName]:
        """The periods in which a product is at a spot if it may wait, or has a use if it may."""
        if spot not in self.spots or not there:
            return there
        places = [self.periods.index(period) for period in there]
        if forward:
            return set(self.periods[min(places) :])
        return set(self.periods[: max(places) + 1])


def carries(rule: LaneRule, product: Product) -> bool:
    return not rule.groups or product.group in rule.groups


def products_passed_on(
    used: Presence,
    sites: Mapping[SiteName, Site],
    products: Mapping[ProductName, Product],
    rules: Iterable[LaneRule],
) -> dict[str, set[ProductName]]:
    """Role -> products that its sites can send on to where they have a use."""
    with_use: dict[str, set[ProductName]] = defaultdict(set)
    for site, product in used:
        with_use[sites[site].role].add(product)
    passed_on: dict[str, set[ProductName]] = defaultdict(set)
    rules = tuple(rules)
    grown = True
    while grown:
        grown = False
        for rule in rules:
            wanted = with_use[rule.to_role] | passed_on[rule.to_role]
            found = {product for product in wanted if carries(rule, products[product])}
            if not found <= passed_on[rule.from_role]:
                passed_on[rule.from_role] |= found
                grown = True
    return passed_on


def reachable(
    trips: Mapping[Trip, set[PeriodName]], made: Presence, used: Presence, stores: Stores
) -> dict[Trip, set[PeriodName]]:
    """The trips, and their periods, that lead from where a product is made to where it is used."""
    supplied = _spread(trips, made, stores, forward=True)
    wanted = _spread(trips, used, stores, forward=False)
    found = {}
    for trip, periods in trips.items():
        there = supplied.get((trip.origin, trip.product), set())
        use = wanted.get((trip.destination, trip.product), set())
        if kept := periods & there & use:
            found[trip] = kept
    return found


def _spread(
    trips: Mapping[Trip, set[PeriodName]], seeds: Presence, stores: Stores, forward: bool
) -> dict[tuple[SiteName, ProductName], set[PeriodName]]:
    """Follow the trips from the seeds, forward or backward, until nothing new is reached."""
    onward = defaultdict(list)
    for trip, periods in trips.items():
        start, end = (trip.origin, trip.destination) if forward else (trip.destination, trip.origin)
        onward[start, trip.product].append(((end, trip.product), periods))
    reached = {spot: set(stores.onward(spot, there, forward)) for spot, there in seeds.items()}
    fresh = list(reached)
    while fresh:
        spot = fresh.pop()
        for following, periods in onward.get(spot, ()):
            there = stores.onward(following, reached[spot] & periods, forward)
            gained = there - reached.get(following, set())
            if gained:
                reached.setdefault(following, set()).update(gained)
                fresh.append(following)
    return reached
