"""What the decisions of a plan amount to: which plants stand, how large, and what they take in."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from planner.network.network import AS_IS, Network, PeriodName, PlantName, ProductName, Way
from planner.network.rules import Contract
from planner.solution.solution import Index


class Plan:
    """The decisions of a plan that exist in its network."""

    def __init__(self, network: Network, decisions: Mapping[str, Mapping[Index, float]]) -> None:
        self.network = network
        self.decisions = decisions
        self.order = {period: place for place, period in enumerate(network.periods)}

    def of(self, decision: str) -> Mapping[Index, float]:
        """Index -> amount."""
        return self.decisions.get(decision, {})

    def amount(self, decision: str, *index: str) -> float:
        return self.of(decision).get(index, 0.0)

    @cached_property
    def starts(self) -> Mapping[Way, list[PeriodName]]:
        """The periods in which each size comes on stream; a standing plant has none."""
        found: dict[Way, list[PeriodName]] = defaultdict(list)
        for (plant, size, period), yes in self.of("built").items():
            if yes:
                found[Way(plant, size)].append(period)
        return found

    @cached_property
    def ends(self) -> Mapping[Way, list[PeriodName]]:
        """The periods in which each size is closed."""
        found: dict[Way, list[PeriodName]] = defaultdict(list)
        for (plant, size, period), yes in self.of("closed").items():
            if yes:
                found[Way(plant, size)].append(period)
        return found

    @cached_property
    def comes_on_stream(self) -> tuple[tuple[Way, PeriodName], ...]:
        """Every size that is built or was decided before the plan, with its first period."""
        built = [(way, start) for way, starts in self.starts.items() for start in starts]
        decided = [
            (Way(plant, AS_IS), periods[0])
            for plant, periods in self.network.standing.items()
            if self.network.plants[plant].status == "committed" and periods
        ]
        return (*built, *decided)

    def count(self, way: Way, period: PeriodName) -> int:
        """How often a size stands in a period: 0 or 1, unless the plan is wrong."""
        if period not in self.network.usable[way.plant]:
            return 0
        now = self.order[period]
        built = sum(self.order[start] <= now for start in self.starts.get(way, ()))
        closed = sum(self.order[end] <= now for end in self.ends.get(way, ()))
        return built + (way.size == AS_IS) - closed

    @cached_property
    def standing(self) -> Mapping[tuple[PlantName, PeriodName], tuple[Way, ...]]:
        """The sizes in which each plant stands in each period, where it does."""
        found = {}
        for plant, ways in self.network.ways.items():
            for period in self.network.usable[plant]:
                if there := tuple(way for way in ways if self.count(way, period) > 0):
                    found[plant, period] = there
        return found

    def added(self, plant: PlantName, period: PeriodName) -> float:
        """Capacity added to a plant so far, kt a year."""
        now = self.order[period]
        return sum(
            self.amount("added", plant, earlier)
            for earlier, place in self.order.items()
            if place <= now
        )

    @cached_property
    def capacity(self) -> Mapping[tuple[PlantName, PeriodName], float]:
        """Capacity in place, kt a year, where a plant stands."""
        return {
            (plant, period): sum(self.network.sizes[way].capacity for way in ways)
            + self.added(plant, period)
            for (plant, period), ways in self.standing.items()
        }

    @cached_property
    def load(self) -> Mapping[tuple[PlantName, PeriodName], float]:
        """Capacity used, kt a year, where a plant runs."""
        found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
        for (plant, recipe, period), amount in self.of("throughput").items():
            found[plant, period] += self.network.recipes[recipe].capacity_use * amount
        return found

    @cached_property
    def electricity(self) -> Mapping[tuple[PlantName, PeriodName], float]:
        """Electricity used, GWh a year, where a plant runs."""
        found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
        for (plant, recipe, period), amount in self.of("throughput").items():
            found[plant, period] += self.network.recipes[recipe].electricity * amount
        return found

    @cached_property
    def drawn(self) -> Mapping[tuple[PlantName, PeriodName], float]:
        """Electricity from sources beside the grid, GWh a year."""
        found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
        for (plant, _, period), amount in self.of("drawn").items():
            found[plant, period] += amount
        return found

    def from_the_grid(self, plant: PlantName, period: PeriodName) -> float:
        """GWh a year."""
        used = self.electricity.get((plant, period), 0.0)
        return used - self.drawn.get((plant, period), 0.0)

    def signed(self, contract: Contract) -> bool:
        """Whether a contract binds; only an optional one may be left."""
        return not contract.optional or self.amount("signed", contract.name) > 0

    def shipped_under(self, contract: Contract, period: PeriodName) -> float:
        """kt a year on the lanes of a contract."""
        return sum(self.amount("shipped", lane, period) for lane in contract.lanes)

    def share(self, product: ProductName, element: str) -> float:
        """kg of an element in a kg of a product."""
        return self.network.products[product].composition.get(element, 0.0)
