"""Provenance: for each product made, delivered or let out, where it comes from and what it carries.

This is what a battery passport asks for: origin, recycled share, CO2e. Origins are those of the
tonnes themselves, see mixing.py; recycled shares are by element. Where a rule on recycled content
lets a producer run campaigns, booked says how much of the element is claimed as recovered in that
product; the claims of all products never exceed what was recovered, but may stand elsewhere than
the metal.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.network.network import RECOVERED, Network
from planner.solution.circularity.carbon import SOURCES
from planner.solution.circularity.mixing import ORIGINS, Burdens, Mix, Origin
from planner.solution.circularity.paths import Node, Paths
from planner.solution.indicators import home
from planner.solution.record import TONNES, Record

MASS = "mass"
Mixes = Mapping[str | None, Mix]
"""Element, or None for mass -> origins."""


class Lot(NamedTuple):
    """What is made of a product by a plant, delivered to a buyer or let out, in a period."""

    period: str
    site: str
    plant: str
    """"" where it is delivered or let out."""
    product: str
    use: str
    """made, delivered or the outlet."""


class Part(NamedTuple):
    """A part of a lot: what leaves a node."""

    node: Node
    kt: float


def lots(paths: Paths) -> dict[Lot, list[Part]]:
    """Every lot and the parts it consists of, in kt over the period."""
    network = paths.network
    found: dict[Lot, list[Part]] = defaultdict(list)
    for move in paths.moves:
        if move.origin.kind == "in":
            plant, out = move.origin.place, move.destination
            lot = Lot(out.period, out.place, plant, move.product, "made")
            found[lot].append(Part(move.origin, move.amount))
    for sink in paths.sinks:
        if sink.kind in ("delivered", "let out"):
            use = sink.outlet or "delivered"
            lot = Lot(sink.node.period, sink.node.place, "", sink.product, use)
            found[lot].append(Part(sink.node, sink.amount))
    order = {period: number for number, period in enumerate(network.periods)}
    return dict(sorted(found.items(), key=lambda item: order[item[0].period]))


def origins(parts: list[Part], mix: Mix) -> dict[Origin, float]:
    """Share of a lot by origin and country, empty where nothing is known of it."""
    total = sum(part.kt for part in parts)
    shares: dict[Origin, float] = defaultdict(float)
    for part in parts:
        for origin, share in mix.of(part.node).items():
            shares[origin] += share * part.kt / total
    return shares


def recycled(shares: Mapping[Origin, float]) -> float:
    return sum(share for (origin, _), share in shares.items() if origin in RECOVERED)


def carried(lot: Lot, parts: list[Part], burdens: Burdens) -> np.ndarray:
    """kg CO2e per kg of a lot, by source."""
    kt = sum(part.kt for part in parts)
    total = sum(burdens.per_kt(part.node, lot.product) * part.kt for part in parts)
    return np.asarray(total / kt)


def provenance(paths: Paths, mixes: Mixes, burdens: Burdens) -> pd.DataFrame:
    """A row for each lot: origins of its mass, recycled shares by element, CO2e per kg."""
    network = paths.network
    booked, countries = _booked(paths), home(network)
    rows: list[Record] = []
    for lot, parts in lots(paths).items():
        by_mass = origins(parts, mixes[None])
        composition = network.products[lot.product].composition
        row: Record = {
            "period": lot.period,
            "site": lot.site,
            "country": network.sites[lot.site].country,
            "plant": lot.plant,
            "product": lot.product,
            "use": lot.use,
            "amount [t/year]": _yearly(paths, lot, parts),
        }
        row |= {
            f"{name} [share]": sum(s for (origin, _), s in by_mass.items() if origin == name)
            for name in ORIGINS
        }
        row["from_home [share]"] = sum(
            share for (_, country), share in by_mass.items() if country in countries
        )
        for element in network.elements:
            if element in composition:
                row[f"recycled {element} [share]"] = recycled(origins(parts, mixes[element]))
        for element, recovered in booked.get(lot, {}).items():
            held = composition[element] * sum(part.kt for part in parts)
            row[f"booked {element} [share]"] = recovered / held
        each = carried(lot, parts, burdens)
        row |= {f"{name} [kg CO2e/kg]": each[n] for n, name in enumerate(SOURCES)}
        row["emissions [kg CO2e/kg]"] = each.sum()
        rows.append(row)
    return pd.DataFrame(rows, columns=_columns(network))


def _columns(network: Network) -> list[str]:
    followed = {target.element for target in network.recycled_content}
    return [
        "period", "site", "country", "plant", "product", "use", "amount [t/year]",
        *(f"{name} [share]" for name in ORIGINS), "from_home [share]",
        *(f"recycled {element} [share]" for element in network.elements),
        *(f"booked {element} [share]" for element in network.elements if element in followed),
        *(f"{name} [kg CO2e/kg]" for name in SOURCES), "emissions [kg CO2e/kg]",
    ]  # fmt: skip


def _yearly(paths: Paths, lot: Lot, parts: list[Part]) -> float:
    return sum(part.kt for part in parts) * TONNES / paths.network.periods[lot.period].years


def _booked(paths: Paths) -> dict[Lot, dict[str, float]]:
    """kt over the period of each element that lots claim as recovered, where claims are kept.

    A lot that claims nothing is in it with zero.
    """
    solution, network = paths.solution, paths.network
    followed = sorted({target.element for target in network.recycled_content})
    claims: dict[Lot, dict[str, float]] = {
        lot: {
            element: 0.0
            for element in followed
            if element in network.products[lot.product].composition
        }
        for lot in lots(paths)
        if network.products[lot.product].origin == "mixed" and lot.use in ("made", "delivered")
    }
    for (site, product, element, period), kt in solution.decisions.get("handed_over", {}).items():
        lot = Lot(period, site, "", product, "delivered")
        if lot in claims:
            claims[lot][element] += kt * network.periods[period].years
    for (plant, _, product, element, period), kt in solution.decisions.get("given", {}).items():
        lot = Lot(period, network.plants[plant].site, plant, product, "made")
        if lot in claims:
            claims[lot][element] += kt * network.periods[period].years
    return claims


BY_COUNTRY = [
    "period", "site", "plant", "product", "use", "of", "origin", "country", "share [share]",
]  # fmt: skip


def provenance_by_country(paths: Paths, mixes: Mixes) -> pd.DataFrame:
    """The share of each origin and country in the mass and in every element of a lot."""
    return pd.DataFrame(_by_country(paths, mixes), columns=BY_COUNTRY)


def _by_country(paths: Paths, mixes: Mixes) -> Iterator[tuple[object, ...]]:
    for lot, parts in lots(paths).items():
        composition = paths.network.products[lot.product].composition
        for element, mix in mixes.items():
            if element is None or element in composition:
                for (origin, country), share in sorted(origins(parts, mix).items()):
                    yield (*lot, element or MASS, origin, country, share)
