"""Potential: the most that a plant can be fed, and the most that can arrive from one sender.

The worth of a tonne of a product at a site, seen from a plant, is the largest throughput of the
plant that the tonne can lead to, over every way of shipping and processing it:

    worth = 1                                       where the plant takes it in
          = worth where a lane leads, or later where it may wait
          = sum of amounts made x their worth       for a recipe that takes it in

What can reach the plant is then the sum over all that arises of tonnes x worth. It is data for
rules that cut off building a fraction of a plant for a fraction of its cost.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from planner.network.network import Making, Network, PeriodName, PlantName, Spot

Place = tuple[Spot, PeriodName]

MOST_STEPS = 100_000
"""Beyond this, worth is taken as unlimited: a loop in the network gains mass."""

UNLIMITED = float("inf")


def most_throughput(network: Network) -> dict[tuple[PlantName, PeriodName], float]:
    """kt a year of capacity that each candidate plant can ever use in each period.

    Plants without an entry are not limited by what arises, as those that buy primary material.
    """
    found = arising(network)
    upstream = _Upstream(network)
    limits = {}
    for plant in dict.fromkeys(way.plant for way in network.buildable):
        for period in network.usable[plant]:
            worth = upstream.worth(plant, period)
            if worth is None:
                continue
            most = sum(value * found[place] for place, value in worth.items() if place in found)
            if most < UNLIMITED:
                limits[plant, period] = most
    return limits


def arising(network: Network) -> Mapping[Place, float]:
    """kt a year that arise or are for sale, returns from full delivery included."""
    found: dict[Place, float] = defaultdict(float)
    for place, supply in network.supply.items():
        found[place] += UNLIMITED if supply.amount is None else supply.amount
    first = next(iter(network.periods.values()))
    for spot, store in network.stores.items():
        found[spot, first.name] += store.opening / first.years
    for (spot, period, product, out), amount in network.returns.items():
        wanted = network.demand[spot, period].amount
        back = UNLIMITED if wanted is None else amount * wanted
        found[Spot(spot.site, product), out] += back
    return found


class _Upstream:
    """Follows products back from a plant to where they arise."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.origins: dict[Place, tuple[Place, ...]] = {}

    def _origins_of(self, place: Place) -> tuple[Place, ...]:
        """Where lanes bring it from; kept, as every plant asks again."""
        if place not in self.origins:
            spot, when = place
            lanes = [self.network.lanes[name] for name in self.network.lanes_into.get(place, ())]
            origins = dict.fromkeys(lane.origin for lane in lanes)
            self.origins[place] = tuple((Spot(site, spot.product), when) for site in origins)
        return self.origins[place]

    def worth(self, plant: PlantName, period: PeriodName) -> dict[Place, float] | None:
        """Place -> throughput of the plant per tonne there; None: nothing limits the plant.

        That is so where it blends, or where anything on the way is made from nothing.
        """
        network = self.network
        site = network.plants[plant].site
        worth: dict[Place, float] = {}
        queue: deque[Place] = deque()

        def raise_to(place: Place, value: float) -> None:
            if value > worth.get(place, 0.0) * (1 + 1e-9):
                worth[place] = value
                queue.append(place)

        for name in network.can_run[plant]:
            recipe = network.recipes[name]
            if period not in recipe.inputs:
                continue
            if recipe.needs or not any(recipe.inputs[period].values()):
                return None
            # Any one input limits the recipe; the one it takes most of stands for all.
            product, amount = max(recipe.inputs[period].items(), key=lambda item: item[1])
            raise_to((Spot(site, product), period), recipe.capacity_use / amount)
        for _ in range(MOST_STEPS):
            if not queue:
                return worth
            place = queue.popleft()
            spot, when = place
            value = worth[place]
            for origin in self._origins_of(place):
                raise_to(origin, value)
            if spot in network.stores:
                for earlier in network.until(when)[:-1]:
                    years = network.periods[earlier].years / network.periods[when].years
                    raise_to((spot, earlier), value * years)
            for making in network.made.get((spot, when), ()):
                recipe = network.recipes[making.recipe]
                if recipe.blend or not any(recipe.inputs[making.period].values()):
                    return None
                own = making.plant == plant and making.period == period
                self._raise_inputs(making, own, worth, raise_to)
        return None

    def _raise_inputs(
        self,
        making: Making,
        own: bool,
        worth: Mapping[Place, float],
        raise_to: Callable[[Place, float], None],
    ) -> None:
        """What a recipe makes is worth the sum of its outputs; each input might be all it needs.

        Where the plant itself runs the recipe (own), that takes its capacity as well.
        """
        recipe = self.network.recipes[making.recipe]
        site = self.network.plants[making.plant].site
        start = making.period
        made = (recipe.capacity_use if own else 0.0) + sum(
            amount * worth.get((Spot(site, product), out), 0.0)
            for (begun, out), amounts in recipe.outputs.items()
            if begun == start
            for product, amount in amounts.items()
        )
        for product, amount in recipe.inputs[start].items():
            if amount > 0:
                raise_to((Spot(site, product), start), made / amount)
