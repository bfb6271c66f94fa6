"""Scope: the sites, plants and products that a rule or a contract speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from planner.instance.instance import Instance
from planner.instance.schema.frame import Country
from planner.instance.schema.rules import Target
from planner.network.network import Plant, PlantName, Product, ProductName, Site, SiteName


class Scope:
    """Names of the user -> what they stand for."""

    def __init__(
        self,
        instance: Instance,
        sites: Mapping[SiteName, Site],
        products: Mapping[ProductName, Product],
        plants: Mapping[PlantName, Plant],
    ) -> None:
        blocs = {row.country: row.bloc for row in instance.rows(Country)}
        self.plants = plants
        self.everywhere = frozenset(sites)
        self.every_product = frozenset(products)
        self.by_place: dict[str, set[SiteName]] = defaultdict(set)
        """Site, country or bloc -> its sites."""
        self.by_party: dict[str, set[SiteName]] = defaultdict(set)
        """Operator -> its sites."""
        for name, site in sites.items():
            for place in (site.country, *blocs.get(site.country, ())):
                self.by_place[place].add(name)
            if site.operator:
                self.by_party[site.operator].add(name)
        # A site goes before a country or an operator of the same name.
        self.by_place |= {name: {name} for name in sites}
        self.by_party |= {name: {name} for name in sites}
        self.by_group: dict[str, set[ProductName]] = defaultdict(set)
        for product in products.values():
            self.by_group[product.group].add(product.name)
        self.by_group |= {name: {name} for name in products}

    def sites(self, row: Target) -> frozenset[SiteName]:
        """Where a target holds."""
        if row.site is not None:
            return frozenset({row.site})
        return self.everywhere if row.area is None else frozenset(self.by_place[row.area])

    def places(self, name: str) -> frozenset[SiteName]:
        """The sites of a site, country or bloc."""
        return frozenset(self.by_place.get(name, ()))

    def party(self, name: str) -> frozenset[SiteName]:
        """The sites of a site or operator."""
        return frozenset(self.by_party.get(name, ()))

    def products(self, name: str | None) -> frozenset[ProductName]:
        """The products of a product or group; every one, where none is named."""
        return self.every_product if name is None else frozenset(self.by_group.get(name, ()))

    def plants_of(self, technology: str | None, sites: Iterable[SiteName]) -> tuple[PlantName, ...]:
        """The plants of a technology, or stage, at some sites."""
        inside = frozenset(sites)
        return tuple(
            name
            for name, plant in self.plants.items()
            if plant.site in inside and technology in (None, plant.technology, plant.stage)
        )
