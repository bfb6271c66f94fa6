"""What exists: the network in canonical units, ready for a model to read.

Units: mass in kilotonnes (kt), money in millions (M), distance in km, emissions in kilotonnes of
CO2 equivalent (kt CO2e), electricity in GWh; flows, tonnages and running costs per year of the
period. A cost per tonne divided by a thousand is a cost in M per kt. With these units the
coefficients of the model lie near one.

Everything is frozen and sparse: what has no entry does not exist, is zero or is not limited, as
said where it is declared. Names are the user's.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from planner.network.rules import Contract, Programme, Rule, Saving, Terms

PeriodName = str
ProductName = str
SiteName = str
ElementName = str
PlantName = str
RecipeName = str  # a recipe with one of its feeds: "shredding, modules LFP"
LaneName = str


class Spot(NamedTuple):
    """A product at a site: where supply, demand and balances live."""

    site: SiteName
    product: ProductName


class Way(NamedTuple):
    """A way to have a plant: one of its sizes. A standing plant has the size ``as is``."""

    plant: PlantName
    size: str


AS_IS = "as is"

RECOVERED = ("end of life", "production scrap")
"""Origins that count as recycled."""


@dataclass(frozen=True)
class Period:
    name: PeriodName
    first_year: int
    years: int
    annual_factor: float
    """Present value of 1 a year in every year of the period."""
    start_factor: float
    """Present value of 1 paid once, at the start of the period."""

    @property
    def calendar(self) -> range:
        return range(self.first_year, self.first_year + self.years)


@dataclass(frozen=True)
class Product:
    name: ProductName
    group: str
    origin: str
    shipping_class: str
    pack_mass: float | None
    """kg of one pack, where vehicles can be counted."""
    cell_energy: float | None
    """kWh of cells that a kg stands for, where that can be said."""
    composition: Mapping[ElementName, float]
    """kg of the element in a kg of the product."""


@dataclass(frozen=True)
class Site:
    name: SiteName
    role: str
    country: str
    region: str
    latitude: float
    longitude: float
    operator: str
    status: str


@dataclass(frozen=True)
class Size:
    """One way to have a plant."""

    capacity: float
    """kt a year."""
    largest_capacity: float
    """kt a year it can be expanded to; equal to capacity where it cannot."""
    capital_cost: float
    """M, before grants."""
    grant: float
    """M."""
    fixed_cost: float
    """M a year."""
    expansion_cost: float
    """M per kt a year added."""
    expansion_fixed_cost: float
    """M a year per kt a year added."""


@dataclass(frozen=True)
class Plant:
    name: PlantName
    site: SiteName
    technology: str
    stage: str
    status: str
    owner: str
    minimum_load: float
    """Share of the capacity in place."""
    may_close: bool
    closing_cost: float
    """M, once."""
    life: int
    """Years over which what is paid for it is written off."""
    programme: str | None
    """The programme its grants come from, where that has a cap."""


@dataclass(frozen=True)
class Recipe:
    """What a tonne of throughput takes in and makes. Amounts are in kt per kt of throughput."""

    name: RecipeName
    base: str
    """The recipe of the user, of which this is the variant for one feed."""
    technology: str
    feed: ProductName | None
    capacity_use: float
    processing_cost: float
    """M per kt, energy apart."""
    electricity: float
    """GWh per kt."""
    process_emissions: float
    """kt CO2e per kt, electricity apart."""
    inputs: Mapping[PeriodName, Mapping[ProductName, float]]
    """By period. Its periods are those in which the recipe can be used."""
    outputs: Mapping[tuple[PeriodName, PeriodName], Mapping[ProductName, float]]
    """By period of throughput and period in which the product comes out."""
    held_at_end: Mapping[PeriodName, Mapping[ProductName, float]]
    """What comes out after the horizon, by period of throughput."""
    blend: tuple[ProductName, ...]
    """Products that may be taken in to meet the needs."""
    needs: Mapping[ElementName, float]
    """kt of the element per kt of throughput, to be carried by the blend and the inputs."""
    after: int
    """Years that a plant must have stood before the recipe can be used."""
    after_technology: str | None
    """Technology of that plant, anywhere; None: the plant that runs the recipe."""


@dataclass(frozen=True)
class Supply:
    """What arises or is for sale, a year."""

    amount: float | None
    """kt; None: no limit."""
    price: float
    """M per kt; negative: a gate fee is received."""
    must_collect: float
    """kt that must be collected."""
    shortfall_price: float | None
    """M per kt not collected of those; None: not allowed."""
    embodied_emissions: float
    """kt CO2e per kt."""


@dataclass(frozen=True)
class Demand:
    """What is wanted, a year."""

    amount: float | None
    price: float
    must_serve: float
    shortfall_price: float | None
    emissions: float


@dataclass(frozen=True)
class Outlet:
    """A way out at the gate of a site."""

    name: str
    kind: Literal["sale", "disposal", "landfill"]
    price: float
    """M per kt received; negative: a fee is paid."""
    emissions: float
    most: float | None
    """kt a year; None: no limit."""


@dataclass(frozen=True)
class Store:
    """Where a product may wait from one period to a later one."""

    capacity: Mapping[PeriodName, float | None]
    """kt; None: no limit."""
    cost: Mapping[PeriodName, float]
    """M per kt in store at the end of a period, for each of its years."""
    opening: float
    """kt."""
    closing: float
    """kt, at least."""


@dataclass(frozen=True)
class EnergySource:
    """Electricity that a plant may choose beside the grid."""

    name: str
    price: float
    """M per GWh."""
    emissions: float
    """kt CO2e per GWh."""
    most: float | None
    """GWh a year; None: no limit."""


@dataclass(frozen=True)
class Lane:
    name: LaneName
    origin: SiteName
    destination: SiteName
    product: ProductName
    mode: str
    distance: float
    """km."""
    emissions: float
    """kt CO2e per kt."""
    cost: Mapping[PeriodName, float]
    """M per kt, borders included. Its periods are those in which the lane is allowed."""


class Making(NamedTuple):
    """A plant that runs a recipe in a period."""

    plant: PlantName
    recipe: RecipeName
    period: PeriodName


@dataclass(frozen=True)
class RecycledContent:
    """The least share of an element in a product delivered to buyers that was recovered."""

    name: str
    subject: str
    """The buyer, or what the buyers have in common."""
    spots: tuple[Spot, ...]
    """Buyers that fulfil it together."""
    element: ElementName
    minimum: Mapping[PeriodName, float]
    shortfall_price: Mapping[PeriodName, float | None]
    """M per kt of the element short; None: not allowed."""


@dataclass(frozen=True)
class Network:
    """The whole network. The instance it was built from is known by its fingerprint."""

    title: str
    currency: str
    fingerprint: str
    base_year: int
    discount_rate: float
    horizon_end_factor: float
    """Present value of 1 at the end of the last period."""

    periods: Mapping[PeriodName, Period]
    elements: Mapping[ElementName, str]
    """Symbol -> name."""
    products: Mapping[ProductName, Product]
    sites: Mapping[SiteName, Site]
    plants: Mapping[PlantName, Plant]
    recipes: Mapping[RecipeName, Recipe]
    lanes: Mapping[LaneName, Lane]

    sizes: Mapping[Way, Size]
    standing: Mapping[PlantName, tuple[PeriodName, ...]]
    """Existing and committed plants: the periods in which they stand if not closed."""
    buildable: Mapping[Way, tuple[PeriodName, ...]]
    """Candidates: the periods in which they may come on stream."""
    usable: Mapping[PlantName, tuple[PeriodName, ...]]
    """Every plant: the periods in which it may run, if it stands."""
    can_run: Mapping[PlantName, tuple[RecipeName, ...]]

    supply: Mapping[tuple[Spot, PeriodName], Supply]
    demand: Mapping[tuple[Spot, PeriodName], Demand]
    outlets: Mapping[tuple[Spot, PeriodName], tuple[Outlet, ...]]
    returns: Mapping[tuple[Spot, PeriodName, ProductName, PeriodName], float]
    """Delivered (spot, period), product back, period back -> kt back a year per kt a year."""
    returns_cost: Mapping[tuple[Spot, PeriodName, ProductName, PeriodName], float]
    """What is paid for returns, of the same keys: M a year back per kt a year delivered."""
    stores: Mapping[Spot, Store]
    recycled_content: tuple[RecycledContent, ...]
    rules: tuple[Rule, ...]
    contracts: Mapping[str, Contract]
    programmes: Mapping[str, Programme]
    savings: tuple[Saving, ...]
    terms: Mapping[PlantName, tuple[Terms, ...]]
    """Cheaper capital for contracted output, by plant."""
    credits: Mapping[Making, float]
    """M received per kt of throughput."""

    electricity_price: Mapping[tuple[str, PeriodName], float]
    """Country, period -> M per GWh."""
    grid_emissions: Mapping[tuple[str, PeriodName], float]
    """Country, period -> kt CO2e per GWh."""
    carbon_price: Mapping[tuple[str, PeriodName], float]
    """Country, period -> M per kt CO2e; no entry: none."""
    energy_sources: Mapping[tuple[PlantName, PeriodName], tuple[EnergySource, ...]]
    """What a plant may choose beside the grid."""

    @cached_property
    def lanes_into(self) -> Mapping[tuple[Spot, PeriodName], tuple[LaneName, ...]]:
        return self._lanes_at("destination")

    @cached_property
    def lanes_out_of(self) -> Mapping[tuple[Spot, PeriodName], tuple[LaneName, ...]]:
        return self._lanes_at("origin")

    def _lanes_at(self, end: str) -> Mapping[tuple[Spot, PeriodName], tuple[LaneName, ...]]:
        found = defaultdict(list)
        for lane in self.lanes.values():
            spot = Spot(getattr(lane, end), lane.product)
            for period in lane.cost:
                found[spot, period].append(lane.name)
        return {place: tuple(names) for place, names in found.items()}

    @cached_property
    def made(self) -> Mapping[tuple[Spot, PeriodName], tuple[Making, ...]]:
        """Where and when plants could make a product, and by which recipe."""
        found = defaultdict(list)
        for plant, periods in self.usable.items():
            site = self.plants[plant].site
            for recipe in self.can_run[plant]:
                for (start, out), amounts in self.recipes[recipe].outputs.items():
                    if start in periods:
                        for product in amounts:
                            found[Spot(site, product), out].append(Making(plant, recipe, start))
        return {place: tuple(makings) for place, makings in found.items()}

    @cached_property
    def ways(self) -> Mapping[PlantName, tuple[Way, ...]]:
        """The ways to have each plant."""
        found = defaultdict(list)
        for way in self.sizes:
            found[way.plant].append(way)
        return {plant: tuple(ways) for plant, ways in found.items()}

    def until(self, period: PeriodName) -> tuple[PeriodName, ...]:
        """The periods up to and with this one."""
        names = tuple(self.periods)
        return names[: names.index(period) + 1]

    def stood_since(self, plant: PlantName, period: PeriodName, years: int) -> PeriodName | None:
        """The last period in which a plant must stand to have stood so many years by a period.

        The period itself for a plant that stood before the plan; None where there is no such one.
        """
        if self.plants[plant].status == "existing":
            return period
        begins = self.periods[period].first_year
        long_ago = [p for p in self.usable[plant] if begins - self.periods[p].first_year >= years]
        return long_ago[-1] if long_ago else None

    @property
    def horizon_end(self) -> int:
        """The first year after the last period."""
        last = list(self.periods.values())[-1]
        return last.first_year + last.years
