"""Carriage: what it costs to move a product between two sites, and when borders let it through.

cost = distance x freight by distance + handling + packaging
     + border + days waited there x holding cost
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.instance.instance import Instance
from planner.instance.schema import products as products_table
from planner.instance.schema.frame import Country
from planner.instance.schema.transport import Border, Freight, LaneOverride, Mode
from planner.network.distance import distance
from planner.network.money import KT
from planner.network.network import Lane, Period, PeriodName, Product, ProductName, Site, SiteName
from planner.network.reach import Trip
from planner.network.years import in_force


class Carriage:
    """Distances, freight, borders and overrides, looked up by trip."""

    def __init__(
        self,
        instance: Instance,
        sites: Mapping[SiteName, Site],
        products: Mapping[ProductName, Product],
        periods: Iterable[Period],
    ) -> None:
        self.sites = sites
        self.products = products
        self.periods = tuple(periods)
        self.modes = {row.mode: row for row in instance.rows(Mode)}
        self.freight: dict[tuple[str, str], list[Freight]] = defaultdict(list)
        for row in instance.rows(Freight):
            self.freight[row.mode, row.shipping_class].append(row)
        self.held: dict[tuple[str, str, int], Freight | None] = {}
        self.blocs = {row.country: row.bloc for row in instance.rows(Country)}
        self.borders = instance.rows(Border)
        self.passable: dict[tuple[str, str, str, str], frozenset[PeriodName]] = {}
        self.crossings: dict[tuple[str, str, str, int], Border | None] = {}
        self.wrapping = {
            row.product: (row.packaging_cost, row.holding_cost)
            for row in instance.rows(products_table.Product)
        }
        self.overrides = {
            (row.origin, row.destination, row.product, row.mode): row
            for row in instance.rows(LaneOverride)
        }

    def allowed_periods(self, trip: Trip) -> frozenset[PeriodName]:
        """When borders let it through; never, where the mode does not carry the class."""
        leaves, enters = self.sites[trip.origin].country, self.sites[trip.destination].country
        key = leaves, enters, trip.mode, self.products[trip.product].shipping_class
        if key not in self.passable:
            self.passable[key] = frozenset(
                period.name
                for period in self.periods
                if self.freight_of(trip, period) is not None
                and ((border := self._border(trip, period)) is None or border.allowed)
            )
        return self.passable[key]

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
                period.name: self.cost(trip, way, row, period)
                for period in self.periods
                if period.name in names
            },
        )

    def cost(self, trip: Trip, way: float, row: LaneOverride | None, period: Period) -> float:
        """M per kt over a way of so many km. row: the override with figures of its own, if any."""
        if row is not None and row.cost is not None:
            return row.cost * KT
        freight = self.freight_of(trip, period)
        assert freight is not None
        packaging, holding = self.wrapping[trip.product]
        border = self._border(trip, period)
        crossing = border.cost + border.delay * holding if border else 0.0
        return (way * freight.cost + freight.handling_cost + packaging + crossing) * KT

    def freight_of(self, trip: Trip, period: Period) -> Freight | None:
        """The row that holds at the start of the period."""
        key = trip.mode, self.products[trip.product].shipping_class, period.first_year
        if key not in self.held:
            rows = self.freight.get(key[:2], ())
            held = in_force(rows, period.first_year, lambda row: row.mode)
            self.held[key] = held.get(trip.mode)
        return self.held[key]

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
