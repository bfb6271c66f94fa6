"""Emissions: every source recomputed from its own formula, kt CO2e a year.

energy     = electricity x throughput x grid of the country
process    = process emissions x throughput
transport  = emissions of the lane x tonnes, where the lane starts
embodied, treatment, outlet = emissions x tonnes bought, delivered, let out
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.network.network import Spot
from planner.solution.accounts import EMISSIONS
from planner.solution.verify.lines import Account, differences
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import EMISSIONS_TOLERANCE, differ, tonnes

PRICED = ("energy_emissions", "process_emissions", "transport_emissions")
"""What a carbon price falls on; the others happen elsewhere."""


def emission_faults(said: Mapping[str, Account], found: Mapping[str, Account]) -> Iterator[str]:
    """said, found: every source as the plan states it and as it was recomputed."""
    for source in EMISSIONS:
        if source not in found:
            yield f"The second opinion has no formula for {source}."
            continue
        there, here = said.get(source, Account()), found[source]
        words = source.replace("_", " ")
        for site, period, states, gives in differences(there, here, EMISSIONS_TOLERANCE):
            yield (
                f"{words} at {site} in {period}: the plan states {tonnes(states)} CO2e a year, "
                f"its decisions give {tonnes(gives)}."
            )
        total, recomputed = sum(there.net.values()), sum(here.net.values())
        if differ(total, recomputed, here.size, EMISSIONS_TOLERANCE):
            yield (
                f"{words} in all: the plan states {tonnes(total)} CO2e, "
                f"its decisions give {tonnes(recomputed)}."
            )


def emissions(plan: Plan) -> Mapping[str, Account]:
    """Every source by period and site."""
    network = plan.network
    found: dict[str, Account] = defaultdict(Account)
    for source in (*PRICED, "embodied_emissions", "treatment_emissions", "outlet_emissions"):
        found[source] = Account()
    for (plant, name, period), amount in plan.of("throughput").items():
        site, recipe = network.plants[plant].site, network.recipes[name]
        grid = network.grid_emissions.get((network.sites[site].country, period), 0.0)
        found["energy_emissions"].add(period, site, grid * recipe.electricity * amount)
        found["process_emissions"].add(period, site, recipe.process_emissions * amount)
    for (name, period), amount in plan.of("shipped").items():
        lane = network.lanes[name]
        found["transport_emissions"].add(period, lane.origin, lane.emissions * amount)
    for (site, product, period), amount in plan.of("collected").items():
        supply = network.supply[Spot(site, product), period]
        found["embodied_emissions"].add(period, site, supply.embodied_emissions * amount)
    for (site, product, period), amount in plan.of("delivered").items():
        demand = network.demand[Spot(site, product), period]
        found["treatment_emissions"].add(period, site, demand.emissions * amount)
    for (site, product, name, period), amount in plan.of("let_out").items():
        for outlet in network.outlets[Spot(site, product), period]:
            if outlet.name == name:
                found["outlet_emissions"].add(period, site, outlet.emissions * amount)
    return found
