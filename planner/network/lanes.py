"""Lanes: which sites may ship what to whom, by which mode, at what cost and emissions.

Lanes come from rules on the roles of sites (the nearest so many, within a radius), are kept where
the product can be and has a use, and are allowed where a mode carries the shipping class and the
borders of that year let it through.

    cost = distance x freight by distance + handling + packaging
         + border + days waited there x holding cost
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from planner.instance.instance import Instance
from planner.instance.schema import products as products_table
from planner.instance.schema.frame import Country
from planner.instance.schema.transport import Border, Freight, LaneOverride, LaneRule, Mode
from planner.network.contracts import Captivity
from planner.network.distance import distance, nearest
from planner.network.money import KT
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
from planner.network.years import in_force

Sites = Mapping[SiteName, Site]
Products = Mapping[ProductName, Product]


def build_lanes(
    instance: Instance,
    sites: Sites,
    products: Products,
    periods: Mapping[PeriodName, Period],
    made: Presence,
    used: Presence,
    stores: Stores,
    captivity: Captivity,
) -> dict[LaneName, Lane]:
    """Every lane. made, used: where and when a product comes from and is taken in."""
    overrides = instance.rows(LaneOverride)
    costs = _Costs(instance, sites, products, periods.values())

    def allowed_periods(trip: Trip) -> set[PeriodName]:
        if any(not row.allowed and _speaks_of(row, trip) for row in overrides):
            return set()
        return costs.allowed_periods(trip) - captivity.ruled_out(trip)

    rules = instance.rows(LaneRule)
    trips = {
        trip: allowed_periods(trip)
        for trip in (
            *_trips_by_rule(sites, products, rules, used, allowed_periods),
            *_trips_by_override(overrides, products),
        )
    }
    lanes: dict[LaneName, Lane] = {}
    for trip, names in reachable(trips, made, used, stores).items():
        lane = costs.lane(trip, [period for period in periods if period in names])
        name = unused(lane.name, lanes)
        lanes[name] = replace(lane, name=name)
    return lanes


def _trips_by_rule(
    sites: Sites,
    products: Products,
    rules: Iterable[LaneRule],
    used: Presence,
    allowed_periods: Callable[[Trip], set[PeriodName]],
) -> Iterator[Trip]:
    """The trips to the nearest receivers that may be served at all."""
    rules = tuple(rules)
    passed_on = products_passed_on(used, sites, products, rules)
    users: dict[tuple[str, ProductName], set[SiteName]] = defaultdict(set)
    for user, product in used:
        users[sites[user].role, product].add(user)
    by_role: dict[str, dict[SiteName, Site]] = defaultdict(dict)
    for name, site in sites.items():
        by_role[site.role][name] = site
    for rule in rules:
        carried = [name for name, product in products.items() if carries(rule, product)]
        for origin, place in by_role[rule.from_role].items():
            in_order = nearest(place, by_role[rule.to_role], rule.radius)
            for product in carried:
                # Sites that use the product go before sites that only pass it on.
                receivers = users[rule.to_role, product]
                if not receivers and product in passed_on[rule.to_role]:
                    receivers = set(by_role[rule.to_role])
                trips = (
                    Trip(origin, name, product, rule.mode)
                    for name in in_order
                    if name in receivers and name != origin
                )
                yield from islice(filter(allowed_periods, trips), rule.nearest)


def _trips_by_override(rows: Iterable[LaneOverride], products: Products) -> Iterator[Trip]:
    """The trips a user adds; without a product, all of them: those without use fall away."""
    for row in rows:
        if row.allowed:
            for product in products if row.product is None else (row.product,):
                yield Trip(row.origin, row.destination, product, row.mode)


def _speaks_of(row: LaneOverride, trip: Trip) -> bool:
    ends = (row.origin, row.destination, row.mode)
    return ends == (trip.origin, trip.destination, trip.mode) and (
        row.product in (None, trip.product)
    )


class _Costs:
    """Distances, freight, borders and overrides, looked up by trip."""

    def __init__(
        self, instance: Instance, sites: Sites, products: Products, periods: Iterable[Period]
    ) -> None:
        self.sites = sites
        self.products = products
        self.periods = tuple(periods)
        self.modes = {row.mode: row for row in instance.rows(Mode)}
        self.freight: dict[tuple[str, str], list[Freight]] = defaultdict(list)
        for row in instance.rows(Freight):
            self.freight[row.mode, row.shipping_class].append(row)
        self.blocs = {row.country: row.bloc for row in instance.rows(Country)}
        self.borders = instance.rows(Border)
        self.crossings: dict[tuple[str, str, str, int], Border | None] = {}
        self.wrapping = {
            row.product: (row.packaging_cost, row.holding_cost)
            for row in instance.rows(products_table.Product)
        }
        self.overrides = {
            (row.origin, row.destination, row.product, row.mode): row
            for row in instance.rows(LaneOverride)
        }

    def allowed_periods(self, trip: Trip) -> set[PeriodName]:
        """When borders let it through; never, where the mode does not carry the class."""
        return {
            period.name
            for period in self.periods
            if self._freight(trip, period) is not None
            and ((border := self._border(trip, period)) is None or border.allowed)
        }

    def lane(self, trip: Trip, names: list[PeriodName]) -> Lane:
        row = self._override(trip)
        mode = self.modes[trip.mode]
        if row is not None and row.distance is not None:
            way = row.distance
        else:
            way = distance(self.sites[trip.origin], self.sites[trip.destination], mode)
        emissions = way * mode.emissions
        if row is not None and row.emissions is not None:
            emissions = row.emissions
        return Lane(
            name=f"{trip.origin} -> {trip.destination}: {trip.product} by {trip.mode}",
            origin=trip.origin,
            destination=trip.destination,
            product=trip.product,
            mode=trip.mode,
            distance=way,
            emissions=emissions * KT,
            cost={
                period.name: self._cost(trip, way, row, period) * KT
                for period in self.periods
                if period.name in names
            },
        )

    def _cost(self, trip: Trip, way: float, row: LaneOverride | None, period: Period) -> float:
        """Money per tonne."""
        if row is not None and row.cost is not None:
            return row.cost
        freight = self._freight(trip, period)
        assert freight is not None
        packaging, holding = self.wrapping[trip.product]
        border = self._border(trip, period)
        crossing = border.cost + border.delay * holding if border else 0.0
        return way * freight.cost + freight.handling_cost + packaging + crossing

    def _freight(self, trip: Trip, period: Period) -> Freight | None:
        """The row that holds at the start of the period."""
        rows = self.freight.get((trip.mode, self.products[trip.product].shipping_class), ())
        held = in_force(rows, period.first_year, lambda row: row.mode)
        return held.get(trip.mode)

    def _override(self, trip: Trip) -> LaneOverride | None:
        origin, destination, product, mode = trip
        return self.overrides.get((origin, destination, product, mode)) or self.overrides.get(
            (origin, destination, None, mode)
        )

    def _border(self, trip: Trip, period: Period) -> Border | None:
        leaves, enters = self.sites[trip.origin].country, self.sites[trip.destination].country
        if leaves == enters:
            return None
        crossing = (leaves, enters, self.products[trip.product].shipping_class, period.first_year)
        if crossing not in self.crossings:
            self.crossings[crossing] = self._closest_border(*crossing)
        return self.crossings[crossing]

    def _closest_border(
        self, leaves: str, enters: str, shipping_class: str, year: int
    ) -> Border | None:
        """The row that holds in the year; the closest one goes before."""
        fitting = [
            row
            for row in self.borders
            if row.origin in (leaves, *self.blocs[leaves])
            and row.destination in (enters, *self.blocs[enters])
            and row.shipping_class in (None, shipping_class)
        ]
        held = in_force(
            fitting,
            year,
            lambda row: (row.origin, row.destination, row.shipping_class),
        )
        return max(
            held.values(),
            key=lambda row: (
                *self._closeness(leaves, row.origin),
                *self._closeness(enters, row.destination),
                row.shipping_class is not None,
            ),
            default=None,
        )

    def _closeness(self, country: str, name: str) -> tuple[bool, int]:
        """The country itself goes before its blocs, those in the order of the table countries."""
        blocs = self.blocs[country]
        return name == country, -blocs.index(name) if name in blocs else 0
