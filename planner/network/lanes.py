"""Lanes: which sites may ship what to whom, and by which mode.

Lanes come from rules on the roles of sites (the nearest so many, within a radius), are kept where
the product can be and has a use, and are allowed where a mode carries the shipping class and the
borders of that year let it through. What they cost is in carriage.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from planner.instance.instance import Instance
from planner.instance.schema.transport import LaneOverride, LaneRule
from planner.network.carriage import Carriage
from planner.network.contracts import Captivity
from planner.network.distance import nearest
from planner.network.names import unused
from planner.network.network import (
    Lane,
    LaneName,
    Period,
    PeriodName,
    Product,
    ProductName,
    Site,
    SiteName,
)
from planner.network.reach import Presence, Stores, Trip, carries, products_passed_on, reachable

Given = Mapping[SiteName, Mapping[Trip, Collection[PeriodName]]]
"""Sites whose trips are known, and not looked for by the rules, each with the only periods in which
it is of interest."""


class Routes:
    """Where products may go from every site, before it is known which are of use."""

    def __init__(
        self,
        instance: Instance,
        sites: Mapping[SiteName, Site],
        products: Mapping[ProductName, Product],
        periods: Mapping[PeriodName, Period],
        made: Presence,
        used: Presence,
        stores: Stores,
        captivity: Captivity,
    ) -> None:
        """made, used: where and when a product comes from and is taken in."""
        self.products = products
        self.periods = periods
        self.made, self.used, self.stores = made, used, stores
        self.captivity = captivity
        self.carriage = Carriage(instance, sites, products, periods.values())
        self.rules = instance.rows(LaneRule)
        self.overrides = instance.rows(LaneOverride)
        self.by_role: dict[str, dict[SiteName, Site]] = defaultdict(dict)
        for name, site in sites.items():
            self.by_role[site.role][name] = site
        self.passed_on = products_passed_on(used, sites, products, self.rules)
        self.users: dict[tuple[str, ProductName], set[SiteName]] = defaultdict(set)
        for user, product in used:
            self.users[sites[user].role, product].add(user)

    def allowed_periods(self, trip: Trip) -> set[PeriodName]:
        if any(not row.allowed and _speaks_of(row, trip) for row in self.overrides):
            return set()
        return set(self.carriage.allowed_periods(trip)) - self.captivity.ruled_out(trip)

    def receivers(self, rule: LaneRule, product: ProductName) -> set[SiteName]:
        """Sites that use the product go before sites that only pass it on."""
        receivers = self.users[rule.to_role, product]
        if not receivers and product in self.passed_on[rule.to_role]:
            return set(self.by_role[rule.to_role])
        return receivers

    def reachable(self, given: Given) -> dict[Trip, set[PeriodName]]:
        """The trips from where a product comes from to where it has a use, and when."""
        trips = {
            trip: self.allowed_periods(trip).intersection(periods)
            for known in given.values()
            for trip, periods in known.items()
        }
        for trip in (*self._trips_by_rule(given), *self._trips_by_override()):
            if trip not in trips:
                trips[trip] = self.allowed_periods(trip)
        return reachable(trips, self.made, self.used, self.stores)

    def _trips_by_rule(self, given: Given) -> Iterator[Trip]:
        """The trips to the nearest receivers that may be served at all."""
        for rule in self.rules:
            carried = [name for name, product in self.products.items() if carries(rule, product)]
            receivers = {product: self.receivers(rule, product) for product in carried}
            for origin, place in self.by_role[rule.from_role].items():
                if origin in given:
                    continue
                in_order = nearest(place, self.by_role[rule.to_role], rule.radius)
                for product in carried:
                    trips = (
                        Trip(origin, name, product, rule.mode)
                        for name in in_order
                        if name in receivers[product] and name != origin
                    )
                    yield from islice(filter(self.allowed_periods, trips), rule.nearest)

    def _trips_by_override(self) -> Iterator[Trip]:
        """The trips a user adds; without a product, all of them: those without use fall away."""
        for row in self.overrides:
            if row.allowed:
                for product in self.products if row.product is None else (row.product,):
                    yield Trip(row.origin, row.destination, product, row.mode)


def build_lanes(routes: Routes, given: Given) -> dict[LaneName, Lane]:
    """Every lane."""
    lanes: dict[LaneName, Lane] = {}
    for trip, names in routes.reachable(given).items():
        lane = routes.carriage.lane(trip, [name for name in routes.periods if name in names])
        name = unused(lane.name, lanes)
        lanes[name] = replace(lane, name=name)
    return lanes


def _speaks_of(row: LaneOverride, trip: Trip) -> bool:
    ends = (row.origin, row.destination, row.mode)
    return ends == (trip.origin, trip.destination, trip.mode) and (
        row.product in (None, trip.product)
    )
