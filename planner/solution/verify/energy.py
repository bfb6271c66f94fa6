"""Energy: plants draw no more than they use, and pay for what they draw.

drawn from the sources of a plant <= electricity it uses;  drawn from one <= the most it gives
cost      = price of the grid x (used - drawn) + sum over sources of price x drawn
emissions = grid of the country x (used - drawn) + sum over sources of emissions x drawn
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from planner.network.network import EnergySource, PeriodName, PlantName
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import gigawatt_hours, over


def energy_faults(plan: Plan) -> Iterator[str]:
    for (plant, period), drawn in plan.drawn.items():
        used = plan.electricity.get((plant, period), 0.0)
        if over(drawn, used):
            yield (
                f"{plant} draws {gigawatt_hours(drawn)} a year in {period}, "
                f"{gigawatt_hours(drawn - used)} more than it uses."
            )
    for (plant, name, period), drawn in plan.of("drawn").items():
        most = _source(plan, plant, name, period).most
        if most is not None and over(drawn, most):
            yield (
                f"{plant} draws {gigawatt_hours(drawn)} a year from {name!r} in {period}, "
                f"{gigawatt_hours(drawn - most)} more than it gives."
            )


def energy_costs(plan: Plan) -> dict[tuple[PlantName, PeriodName], float]:
    """M a year by plant and period."""
    return _charged(plan, plan.network.electricity_price, lambda source: source.price)


def energy_emissions(plan: Plan) -> dict[tuple[PlantName, PeriodName], float]:
    """kt CO2e a year by plant and period."""
    return _charged(plan, plan.network.grid_emissions, lambda source: source.emissions)


def _charged(
    plan: Plan,
    of_the_grid: Mapping[tuple[str, PeriodName], float],
    of_a_source: Callable[[EnergySource], float],
) -> dict[tuple[PlantName, PeriodName], float]:
    """What electricity comes to, at so much a GWh of the grid and of each source."""
    network = plan.network
    found: dict[tuple[PlantName, PeriodName], float] = defaultdict(float)
    for plant, period in dict.fromkeys((*plan.electricity, *plan.drawn)):
        country = network.sites[network.plants[plant].site].country
        grid = of_the_grid.get((country, period), 0.0)
        found[plant, period] += grid * plan.from_the_grid(plant, period)
    for (plant, name, period), drawn in plan.of("drawn").items():
        found[plant, period] += of_a_source(_source(plan, plant, name, period)) * drawn
    return found


def _source(plan: Plan, plant: PlantName, name: str, period: PeriodName) -> EnergySource:
    return next(s for s in plan.network.energy_sources[plant, period] if s.name == name)
