"""Sourcing: how much comes from home, and how much hangs on single sites and countries.

    domestic share = 1 - what comes in from abroad / what is used at home
    concentration  = sum over sites (or countries) of share^2: 1 where there is one, 1/n where n
                     have equal shares (Herfindahl-Hirschman index)

Used is what is delivered to buyers and taken in by plants. Shares of sites and countries are of
what enters the network or is made there, by product group, and of what plants run, by stage.
Home is every country in which a plant stands or may be built.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.network.network import Network
from planner.solution.circularity.paths import Paths, site_of, waste
from planner.solution.indicators import home
from planner.solution.record import TONNES
from planner.solution.solution import Solution
from planner.solution.tables import capacity

DOMESTIC = [
    "period", "group", "used_at_home [t/year]", "from_abroad [t/year]", "domestic [share]",
]  # fmt: skip
DEPENDENCE = [
    "period", "kind", "of", "amount [t/year]", "sites", "largest_site", "largest_site [share]",
    "site_concentration [share]", "countries", "largest_country", "largest_country [share]",
    "country_concentration [share]",
]  # fmt: skip
STAGES = [
    "period", "stage", "plants", "capacity [t/year]", "used [t/year]", "utilisation [share]",
]  # fmt: skip


def domestic_share(paths: Paths) -> pd.DataFrame:
    """By period and product group, of what is used at home."""
    network, countries = paths.network, home(paths.network)

    def at_home(site: str) -> bool:
        return network.sites[site].country in countries

    used: dict[tuple[str, str], float] = defaultdict(float)
    arrived: dict[tuple[str, str], float] = defaultdict(float)
    for move in paths.moves:
        origin, destination = site_of(network, move.origin), site_of(network, move.destination)
        key = move.destination.period, network.products[move.product].group
        kt_a_year = move.amount / paths.years(move.destination)
        if move.destination.kind == "in" and at_home(destination):
            used[key] += kt_a_year
        if move.lane and at_home(destination) and not at_home(origin):
            arrived[key] += kt_a_year
    for sink in paths.sinks:
        if sink.kind == "delivered" and at_home(sink.node.place):
            key = sink.node.period, network.products[sink.product].group
            used[key] += sink.amount / paths.years(sink.node)
    rows = [
        (period, group, kt * TONNES, arrived[period, group] * TONNES,
         max(0.0, 1 - arrived[period, group] / kt))
        for period in network.periods
        for group in dict.fromkeys(product.group for product in network.products.values())
        if (kt := used.get((period, group), 0.0)) > 0
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=DOMESTIC)


def dependence(paths: Paths) -> pd.DataFrame:
    """By period: of each product group where it enters or is made; of each stage where it runs."""
    network = paths.network
    kt: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    unwanted = waste(network)
    for source in paths.sources:
        node = source.node
        if source.kind != "in store at the start" and node.what not in unwanted:
            key = node.period, "product group", network.products[node.what].group
            kt[key][node.place] += source.amount / paths.years(node)
    for move in paths.moves:
        if move.origin.kind == "in" and move.product not in unwanted:
            out = move.destination
            key = out.period, "product group", network.products[move.product].group
            kt[key][out.place] += move.amount / paths.years(out)
    for (plant, _, period), used in _capacity_used(paths.solution).items():
        there = network.plants[plant]
        kt[period, "stage", there.stage][there.site] += used
    place = {period: number for number, period in enumerate(network.periods)}
    rows = [
        _concentration(network, key, by_site)
        for key, by_site in sorted(kt.items(), key=lambda item: (place[item[0][0]], item[0][1:]))
        if sum(by_site.values()) > 0
    ]
    return pd.DataFrame(rows, columns=DEPENDENCE)


def _concentration(
    network: Network, key: tuple[str, str, str], by_site: Mapping[str, float]
) -> tuple[object, ...]:
    by_country: dict[str, float] = defaultdict(float)
    for site, kt in by_site.items():
        by_country[network.sites[site].country] += kt
    total = sum(by_site.values())
    found: list[object] = []
    for parts in (by_site, by_country):
        largest = max(parts, key=lambda name: parts[name])
        index = sum((kt / total) ** 2 for kt in parts.values())
        found += [len(parts), largest, parts[largest] / total, index]
    return (*key, total * TONNES, *found)


def _capacity_used(solution: Solution) -> dict[tuple[str, str, str], float]:
    """kt a year of capacity by plant, recipe and period."""
    return {
        (plant, recipe, period): throughput * solution.network.recipes[recipe].capacity_use
        for (plant, recipe, period), throughput in solution.decisions.get("throughput", {}).items()
    }


def use_of_capacity(solution: Solution) -> pd.DataFrame:
    """By period and stage: plants that stand, their capacity, and the share of it that runs."""
    return pd.DataFrame(_stages(solution), columns=STAGES)


def _stages(solution: Solution) -> Iterator[tuple[object, ...]]:
    network = solution.network
    used: dict[tuple[str, str], float] = defaultdict(float)
    for (plant, _, period), kt in _capacity_used(solution).items():
        used[network.plants[plant].stage, period] += kt
    stages = dict.fromkeys(plant.stage for plant in network.plants.values())
    for period in network.periods:
        for stage in stages:
            in_place = [
                kt
                for name, plant in network.plants.items()
                if plant.stage == stage and (kt := capacity(solution, name, period)) > 0
            ]
            if in_place:
                runs, total = used[stage, period], sum(in_place)
                yield (period, stage, len(in_place), total * TONNES, runs * TONNES, runs / total)
