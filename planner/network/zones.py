"""Zones: points merged with their neighbours, so that a large network stays small to a model.

What a zone ships is the proportional mix of its points, over ways that all of them have. Its
supply is their sum; a lane costs what the points pay on average, weighted by what arises in the
period. As cost is affine in the length of the way, that is the cost of the mean length:

    worth lost per kt a year = charge + loss x km
    charge = annual factor x (handling + packaging + border)
    loss   = annual factor x (freight by distance + emissions by distance x carbon price)

Lanes of other sites and outlets are those of the network in full detail, also where a way leads
there from some points of a zone alone.

A plan of the zoned network, split in proportion, is so a plan of the network in full detail, with
the same net present value. A lane has one figure of emissions for all periods; where the mix of
points changes from period to period, the price of the difference is part of the cost of the lane.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.instance.instance import Instance
from planner.network.build import connect
from planner.network.groundwork import Groundwork, prepare
from planner.network.means import Means, Traffic, mean_lengths
from planner.network.merging import merged
from planner.network.network import Lane, LaneName, Network, PeriodName, ProductName, SiteName
from planner.network.points import groups_of_points
from planner.network.reach import Trip
from planner.network.tariffs import Tariff, tariff
from planner.network.ways import Ways, ways_out
from planner.network.zoning import on_globe, shares, zones_that_fit

BY_LENGTH = ("transport_emissions",)
"""Accounts that rules may count and that depend on the lengths of lanes."""


@dataclass(frozen=True)
class Bundle:
    """What the points ship of one product in one period, over every way out of them."""

    product: ProductName
    period: PeriodName
    amount: np.ndarray
    """(points,) kt a year that arise; 0 where none."""
    distance: np.ndarray
    """(points, ways) km; inf where the network in full detail has no lane. Bundles share them."""
    lanes: np.ndarray
    """(zones, ways) names of lanes of the zoned network; None where there is none."""
    mean_distance: np.ndarray
    """(zones, ways) km, weighted by amount; inf where there is no lane."""
    loss: np.ndarray
    """(zones, ways) M present value per kt a year and km; 0 where none of the kind may go."""
    charge: np.ndarray
    """(zones, ways) M present value per kt a year, whatever the length; 0 likewise."""


@dataclass(frozen=True)
class Zoned:
    """A network with zones in place of points, and what the points have in detail."""

    network: Network
    points: tuple[SiteName, ...]
    zones: tuple[SiteName, ...]
    """Sites of the network. A zone of one point has its name."""
    zone_of: np.ndarray
    """(points,) number of its zone."""
    ways: tuple[tuple[SiteName, str], ...]
    """Receiver and mode."""
    distance: np.ndarray
    """(points, ways) km; inf where the point may use the way for no product in no period."""
    bundles: tuple[Bundle, ...]


def zoned(instance: Instance, count: int) -> Zoned | None:
    """The network of a checked instance with so many zones, more where points are too different.

    Not merged are sites that do more than supply, that another table names, whose supply has no
    limit, or that ship by sea. None where that leaves no points to merge, or where a rule counts
    what depends on the lengths of lanes.
    """
    known = prepare(instance)
    groups = groups_of_points(known)
    if not groups:
        return None
    amounts = _amounts(known, [point for group in groups for point in group])
    ways = ways_out(known, groups, list(dict.fromkeys(product for product, _ in amounts)))
    opened = _opened(ways, amounts)
    weight = _weight(amounts)
    zone_of = _zone_of(known, ways, weight, opened.values(), count)
    members = [np.flatnonzero(zone_of == zone) for zone in range(zone_of.max() + 1)]
    tables = merged(instance, ways.points, members, weight)
    some = _trips(tables.zones, members, ways, opened, np.any)
    every = _trips(tables.zones, members, ways, opened, np.all)
    closed = {trip for zone in tables.zones for trip in some[zone].keys() - every[zone].keys()}
    network = connect(prepare(tables.instance), some, closed)
    if any(entry.of in BY_LENGTH for r in network.rules for entry in (*r.counted, *r.base)):
        return None
    kind = ways.group_of[[places[0] for places in members]]
    means = mean_lengths(ways.distance, amounts, members)
    tariffs = {
        traffic: tariff(known, groups, ways, network.carbon_price, *traffic).of(kind)
        for traffic in amounts
    }
    network = replace(network, lanes=_priced(network, tables.zones, ways, tariffs, means))
    return Zoned(
        network=network,
        points=ways.points,
        zones=tables.zones,
        zone_of=zone_of,
        ways=ways.ways,
        distance=np.where(np.any(list(opened.values()), axis=0), ways.distance, np.inf),
        bundles=_bundles(network, tables.zones, ways, amounts, opened, tariffs, means),
    )


def detailed(instance: Instance, kept: Mapping[Trip, Collection[PeriodName]]) -> Network:
    """The network of a checked instance, with only the kept trips out of points it may merge.

    The points are those that ``zoned`` merges. kept: trips, and in which periods. Those out of
    other sites say nothing: these have the lanes that the rules give them.
    """
    known = prepare(instance)
    given: dict[SiteName, dict[Trip, Collection[PeriodName]]] = {
        point: {} for group in groups_of_points(known) for point in group
    }
    for trip in sorted(kept):
        if trip.origin in given:
            given[trip.origin][trip] = kept[trip]
    return connect(known, given)


def _amounts(known: Groundwork, points: Sequence[SiteName]) -> dict[Traffic, np.ndarray]:
    """(points,) kt a year that arise, by product and period in which any has supply."""
    number = {point: place for place, point in enumerate(points)}
    amounts: dict[Traffic, np.ndarray] = {}
    for (spot, period), supply in known.supply.items():
        if spot.site in number:
            found = amounts.setdefault((spot.product, period), np.zeros(len(points)))
            found[number[spot.site]] = supply.amount
    return amounts


def _weight(amounts: Mapping[Traffic, np.ndarray]) -> np.ndarray:
    """(points,) all that arises."""
    return np.asarray(np.sum(list(amounts.values()), axis=0))


def _opened(ways: Ways, traffics: Iterable[Traffic]) -> dict[Traffic, np.ndarray]:
    """(points, ways) is there a lane in full detail? Equal ones are one array."""
    kinds: dict[bytes, np.ndarray] = {}
    opened = {}
    for traffic in traffics:
        there = ways.open(*traffic)
        opened[traffic] = kinds.setdefault(there.tobytes(), there)
    return opened


def _zone_of(
    known: Groundwork,
    ways: Ways,
    weight: np.ndarray,
    opened: Iterable[np.ndarray],
    count: int,
) -> np.ndarray:
    """(points,) number of the zone, from 0 without a gap."""
    sites = [known.sites[point] for point in ways.points]
    at = on_globe(np.array([s.latitude for s in sites]), np.array([s.longitude for s in sites]))
    kinds = list({id(there): there for there in opened}.values())
    sizes = np.bincount(ways.group_of)
    zone_of = np.zeros(len(sites), int)
    first = 0
    for group, zones in enumerate(shares(np.bincount(ways.group_of, weight), sizes, count)):
        rows = np.flatnonzero(ways.group_of == group)

        def fits(members: np.ndarray, rows: np.ndarray = rows) -> bool:
            """Is there a way in common wherever one has a way?"""
            return all(
                not there.any() or bool(there.all(axis=0).any())
                for there in (kind[rows[members]] for kind in kinds)
            )

        zone_of[rows] = first + zones_that_fit(at[rows], weight[rows], int(zones), fits)
        first = int(zone_of[rows].max()) + 1
    return zone_of


def _trips(
    zones: Sequence[SiteName],
    members: Sequence[np.ndarray],
    ways: Ways,
    opened: Mapping[Traffic, np.ndarray],
    of_points: Callable[..., np.ndarray],
) -> dict[SiteName, dict[Trip, list[PeriodName]]]:
    """The trips out of each zone, in order, and when: those that any or all of its points have."""
    trips: dict[SiteName, dict[Trip, list[PeriodName]]] = {zone: {} for zone in zones}
    for (product, period), there in opened.items():
        for zone, places in zip(zones, members, strict=True):
            for way in np.flatnonzero(of_points(there[places], axis=0)):
                receiver, mode = ways.ways[way]
                trips[zone].setdefault(Trip(zone, receiver, product, mode), []).append(period)
    return trips


def _priced(
    network: Network,
    zones: Sequence[SiteName],
    ways: Ways,
    tariffs: Mapping[Traffic, Tariff],
    means: Means,
) -> dict[LaneName, Lane]:
    """The lanes, those out of zones with the mean length and cost of the points."""
    zone_at = {zone: place for place, zone in enumerate(zones)}
    way_at = {way: place for place, way in enumerate(ways.ways)}
    lanes = dict(network.lanes)
    for name, lane in lanes.items():
        if lane.origin not in zone_at:
            continue
        at = zone_at[lane.origin], way_at[lane.destination, lane.mode]
        whole = float(means.overall[lane.product][at])
        cost = {}
        for period in lane.cost:
            terms, mean = tariffs[lane.product, period], float(means.then[lane.product, period][at])
            # The carbon price is paid on the emissions of the lane, which are those of all periods.
            beside = float(terms.carbon[at]) * (mean - whole)
            cost[period] = float(terms.fixed[at] + terms.by_distance[at] * mean) + beside
        emissions = ways.emissions[at[1]] * whole
        lanes[name] = replace(lane, distance=whole, emissions=emissions, cost=cost)
    return lanes


def _bundles(
    network: Network,
    zones: Sequence[SiteName],
    ways: Ways,
    amounts: Mapping[Traffic, np.ndarray],
    opened: Mapping[Traffic, np.ndarray],
    tariffs: Mapping[Traffic, Tariff],
    means: Means,
) -> tuple[Bundle, ...]:
    names = {
        (lane.origin, lane.destination, lane.product, lane.mode): lane
        for lane in network.lanes.values()
    }
    distances = {id(there): np.where(there, ways.distance, np.inf) for there in opened.values()}
    bundles = []
    for (product, period), amount in amounts.items():
        lanes = np.full((len(zones), len(ways.ways)), None, object)
        means_there = np.full(lanes.shape, np.inf)
        for zone, origin in enumerate(zones):
            for way, (receiver, mode) in enumerate(ways.ways):
                lane = names.get((origin, receiver, product, mode))
                if lane is not None and period in lane.cost:
                    lanes[zone, way] = lane.name
                    means_there[zone, way] = means.then[product, period][zone, way]
        terms, factor = tariffs[product, period], network.periods[period].annual_factor
        bundles.append(
            Bundle(
                product=product,
                period=period,
                amount=amount,
                distance=distances[id(opened[product, period])],
                lanes=lanes,
                mean_distance=means_there,
                loss=factor * (terms.by_distance + terms.carbon),
                charge=factor * terms.fixed,
            )
        )
    return tuple(bundles)
