"""Links: senders that ship nothing but their own arisings to plants that are not there yet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.network.network import (
    LaneName,
    Network,
    PeriodName,
    PlantName,
    ProductName,
    SiteName,
    Spot,
)
from planner.network.potential import arising

UNLIMITED = float("inf")

MOST_APART = 2
"""Products that two sites have a link for each."""

ALL = "all products"

Key = tuple[SiteName, SiteName, ProductName, PeriodName]


@dataclass
class Link:
    """What one sender can ship of a product to the plants of one site in a period."""

    lanes: list[LaneName] = field(default_factory=list)
    plants: list[PlantName] = field(default_factory=list)
    most: float = 0.0
    """kt a year that arise at the sender."""


def links_to_candidates(network: Network) -> dict[Key, Link]:
    """Sender, receiver, product, period -> lanes of products that only candidates take in there.

    Left out is a product that the receiver passes on or keeps, or that the sender has from
    elsewhere or from earlier.
    """
    most = arising(network)
    takers = _takers(network)
    links: dict[Key, Link] = defaultdict(Link)
    for lane in network.lanes.values():
        sent, received = Spot(lane.origin, lane.product), Spot(lane.destination, lane.product)
        for period in lane.cost:
            users = takers.get((received, period), set())
            if not users or users & network.standing.keys():
                continue
            if _passes_on(network, received, period) or _comes_from_elsewhere(
                network, sent, period
            ):
                continue
            link = links[lane.origin, lane.destination, lane.product, period]
            link.lanes.append(lane.name)  # two modes ship the same tonnes
            link.plants = sorted(users)
            link.most = most.get((sent, period), 0.0)
    return _few({key: link for key, link in links.items() if link.most < UNLIMITED})


def _few(links: Mapping[Key, Link]) -> dict[Key, Link]:
    """One link for all products between two sites, should there be many.

    A link for each says more, and is a mere bound of a flow; many are more rows than they are
    worth.
    """
    between: dict[tuple[SiteName, SiteName, PeriodName], list[Key]] = defaultdict(list)
    for key in links:
        origin, destination, _, period = key
        between[origin, destination, period].append(key)
    found: dict[Key, Link] = {}
    for (origin, destination, period), keys in between.items():
        if len(keys) <= MOST_APART:
            found |= {key: links[key] for key in keys}
            continue
        together = [links[key] for key in keys]
        found[origin, destination, ALL, period] = Link(
            lanes=[lane for link in together for lane in link.lanes],
            plants=sorted({plant for link in together for plant in link.plants}),
            most=sum(link.most for link in together),
        )
    return found


def _takers(network: Network) -> Mapping[tuple[Spot, PeriodName], set[PlantName]]:
    takers = defaultdict(set)
    for plant, periods in network.usable.items():
        site = network.plants[plant].site
        for name in network.can_run[plant]:
            recipe = network.recipes[name]
            for period in periods:
                if period in recipe.inputs:
                    for product in (*recipe.inputs[period], *recipe.blend):
                        takers[Spot(site, product), period].add(plant)
    return takers


def _passes_on(network: Network, spot: Spot, period: PeriodName) -> bool:
    place = spot, period
    return (
        place in network.lanes_out_of
        or place in network.demand
        or place in network.outlets
        or spot in network.stores
    )


def _comes_from_elsewhere(network: Network, spot: Spot, period: PeriodName) -> bool:
    return (
        (spot, period) in network.lanes_into
        or (spot, period) in network.made
        or spot in network.stores
    )
