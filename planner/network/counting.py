"""Counting: which decisions each kind of target counts, and what it takes a share of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from planner.instance.schema.rules import Target
from planner.network.network import RECOVERED, Network, PeriodName, ProductName, SiteName
from planner.network.recovery import recovery
from planner.network.rules import Entry
from planner.network.scope import Scope
from planner.network.tally import (
    Counted,
    Names,
    arrivals,
    delivered,
    intake,
    total,
    uses,
    weight_of,
)


@dataclass(frozen=True)
class Kind:
    """How a kind of target counts."""

    unit: str
    count: Callable[[Target, Network, Scope, PeriodName], Iterable[Counted]]


def _collection(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    counted, arising = {}, 0.0
    for (spot, when), supply in network.supply.items():
        if (
            when == period
            and spot.site in sites
            and spot.product in products
            and network.products[spot.product].origin in RECOVERED
            and supply.amount is not None
        ):
            weight = weight_of(network, spot.product, row.element)
            counted[Entry("collected", (*spot, period))] = weight
            arising += weight * supply.amount
    if counted:
        yield Counted(counted, {}, arising)


def _landfill(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    counted = {
        Entry("let_out", (*spot, outlet.name, period)): weight_of(
            network, spot.product, row.element
        )
        for (spot, when), outlets in network.outlets.items()
        if when == period and spot.site in sites and spot.product in products
        for outlet in outlets
        if outlet.kind == "landfill"
    }
    if counted:
        yield Counted(counted, {})


def _domestic_share(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    outside = scope.everywhere - sites
    base = total(uses(network, scope, sites, products, row.element, period))
    imports = arrivals(network, outside, sites, products, row.element, period)
    counted = total([*base.items(), *((entry, -weight) for entry, weight in imports)])
    if base:
        yield Counted(counted, base)


def _origin_share(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    """The share from one place; or from each country, or each sender, by itself."""
    sites, products = scope.sites(row), scope.products(row.product)
    if row.origin is not None:
        origins = {row.origin: scope.places(row.origin)}
    else:
        origins = {
            name: here
            for name, here in _senders(row, network, sites, products, period).items()
            if not here & sites or row.kind == "supplier share"
        }
    for name, here in origins.items():
        elsewhere = sites - here
        base = total(uses(network, scope, elsewhere, products, row.element, period))
        counted = total(arrivals(network, here, elsewhere, products, row.element, period))
        if base and (counted or row.minimum):
            subject = "" if row.origin else name
            yield Counted(counted, base, subject=subject)


def _senders(
    row: Target, network: Network, sites: Names, products: Names, period: PeriodName
) -> dict[str, frozenset[SiteName]]:
    """Name of a sender, or of its country -> its sites."""
    by_name: dict[str, set[SiteName]] = defaultdict(set)
    for lane in network.lanes.values():
        if lane.destination in sites and lane.product in products and period in lane.cost:
            origin = network.sites[lane.origin]
            by_name[origin.name if row.kind == "supplier share" else origin.country].add(
                origin.name
            )
    if row.kind == "country share":
        for name in by_name:
            by_name[name] = {s.name for s in network.sites.values() if s.country == name}
    return {name: frozenset(found) for name, found in by_name.items()}


def _share_of_need(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    buyers: dict[ProductName, set[SiteName]] = defaultdict(set)
    wanted = 0.0
    for (spot, when), demand in network.demand.items():
        if when == period and spot.site in sites and spot.product in products and demand.amount:
            buyers[spot.product].add(spot.site)
            wanted += demand.amount * weight_of(network, spot.product, row.element)
    here = scope.places(row.origin or "")
    counted = total(
        term
        for product, found in buyers.items()
        for term in arrivals(
            network, here, frozenset(found), frozenset({product}), row.element, period
        )
    )
    if wanted:
        yield Counted(counted, {}, wanted)


def _feed_share(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    for plant in scope.plants_of(row.technology, scope.sites(row)):
        taken = total(intake(network, [plant], scope.products(row.product), None, period))
        if taken:  # a plant that cannot take the product in has no share to keep
            everything = total(intake(network, [plant], scope.every_product, None, period))
            yield Counted(taken, everything, subject=plant)


def _quality(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    if row.technology is not None:
        for plant in scope.plants_of(row.technology, sites):
            base = total(intake(network, [plant], products, None, period))
            if base:
                metal = intake(network, [plant], products, row.element, period)
                yield Counted(total(metal), base, subject=plant)
        return
    for buyer in sorted({spot.site for spot, _ in network.demand} & sites):
        here = frozenset({buyer})
        base = total(delivered(network, here, products, None, period))
        if base:
            metal = delivered(network, here, products, row.element, period)
            yield Counted(total(metal), base, subject=buyer)


def _emissions(
    row: Target, network: Network, scope: Scope, period: PeriodName
) -> Iterator[Counted]:
    sites = scope.sites(row)
    entries = [
        Entry(account, (plant, period))
        for plant in scope.plants_of(row.technology, sites)
        if period in network.usable[plant]
        for account in ("energy_emissions", "process_emissions")
    ]
    if row.site is None and row.technology is None:
        countries = dict.fromkeys(network.sites[site].country for site in sorted(sites))
        entries += [Entry("transport_emissions", (country, period)) for country in countries]
        if row.area is None:
            beyond = ("embodied_emissions", "treatment_emissions", "outlet_emissions")
            entries += [Entry(account, (period,)) for account in beyond]
    if entries:
        yield Counted(dict.fromkeys(entries, 1.0), {})


def _capital(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    """What is paid once is spread over the years of the period."""
    counted = {}
    a_year = 1 / network.periods[period].years
    for plant in scope.plants_of(row.technology, scope.sites(row)):
        if period in network.usable[plant]:
            counted[Entry("building_cost", (plant, period))] = a_year
            counted[Entry("grant_income", (plant, period))] = -a_year
    if counted:
        yield Counted(counted, {})


def _plants(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    counted = {
        Entry("stands", (*way, period)): 1.0
        for plant in scope.plants_of(row.technology, scope.sites(row))
        if period in network.usable[plant]
        for way in network.ways[plant]
    }
    if counted:
        yield Counted(counted, {})


def _stock(row: Target, network: Network, scope: Scope, period: PeriodName) -> Iterator[Counted]:
    sites, products = scope.sites(row), scope.products(row.product)
    counted = {
        Entry("stored", (*spot, period)): weight_of(network, spot.product, row.element)
        for spot in network.stores
        if spot.site in sites and spot.product in products
    }
    if counted:
        yield Counted(counted, {})


KINDS = {
    "material recovery": Kind("share", recovery),
    "recycling efficiency": Kind("share", recovery),
    "collection": Kind("share", _collection),
    "landfill": Kind("kt", _landfill),
    "domestic share": Kind("share", _domestic_share),
    "country share": Kind("share", _origin_share),
    "supplier share": Kind("share", _origin_share),
    "share of need": Kind("share", _share_of_need),
    "feed share": Kind("share", _feed_share),
    "quality": Kind("share", _quality),
    "emissions": Kind("kt CO2e", _emissions),
    "capital": Kind("M", _capital),
    "plants": Kind("plants", _plants),
    "stock": Kind("kt", _stock),
}
