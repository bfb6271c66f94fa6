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


@dataclass
class Link:
    """What one sender can ship to the plants of one site in a period."""

    lanes: list[LaneName] = field(default_factory=list)
    plants: list[PlantName] = field(default_factory=list)
    most: float = 0.0
    """kt a year that arise at the sender."""


def links_to_candidates(network: Network) -> dict[tuple[SiteName, SiteName, PeriodName], Link]:
    """Sender, receiver, period -> lanes of products that only candidates take in there.

    Left out is a product that the receiver passes on or keeps, or that the sender has from
    elsewhere or from earlier.
    """
    most = arising(network)
    takers = _takers(network)
    links: dict[tuple[SiteName, SiteName, PeriodName], Link] = defaultdict(Link)
    counted: set[tuple[SiteName, SiteName, PeriodName, ProductName]] = set()
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
            key = lane.origin, lane.destination, period
            links[key].lanes.append(lane.name)
            links[key].plants += sorted(users - set(links[key].plants))
            if (*key, lane.product) not in counted:  # two modes ship the same tonnes
                counted.add((*key, lane.product))
                links[key].most += most.get((sent, period), 0.0)
    return {key: link for key, link in links.items() if link.most < UNLIMITED}


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
