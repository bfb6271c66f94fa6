"""Emissions: every source recomputed from its own formula, kt CO2e a year.

energy     = electricity from the grid x grid of the country + drawn x emissions of its source
process    = process emissions x throughput
transport  = emissions of the lane x tonnes, where the lane starts
embodied, treatment, outlet = emissions x tonnes bought, delivered, let out
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from planner.network.network import Spot
from planner.solution.accounts import EMISSIONS
from planner.solution.verify.energy import energy_emissions
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


class Emitted(NamedTuple):
    """What comes from one source at a site in a period; plant is "" where it is none."""

    source: str
    period: str
    site: str
    plant: str
    amount: float
    """kt CO2e a year."""


def emissions(emitted: Iterable[Emitted]) -> Mapping[str, Account]:
    """Every source by period and site."""
    found = {
        source: Account()
        for source in (*PRICED, "embodied_emissions", "treatment_emissions", "outlet_emissions")
    }
    for source, period, site, _, amount in emitted:
        found[source].add(period, site, amount)
    return found


def emitted(plan: Plan) -> Iterator[Emitted]:
    network = plan.network
    for (plant, period), amount in energy_emissions(plan).items():
        yield Emitted("energy_emissions", period, network.plants[plant].site, plant, amount)
    for (plant, name, period), amount in plan.of("throughput").items():
        site, each = network.plants[plant].site, network.recipes[name].process_emissions
        yield Emitted("process_emissions", period, site, plant, each * amount)
    for (name, period), amount in plan.of("shipped").items():
        lane = network.lanes[name]
        yield Emitted("transport_emissions", period, lane.origin, "", lane.emissions * amount)
    for (site, product, period), amount in plan.of("collected").items():
        each = network.supply[Spot(site, product), period].embodied_emissions
        yield Emitted("embodied_emissions", period, site, "", each * amount)
    for (site, product, period), amount in plan.of("delivered").items():
        each = network.demand[Spot(site, product), period].emissions
        yield Emitted("treatment_emissions", period, site, "", each * amount)
    for (site, product, name, period), amount in plan.of("let_out").items():
        for outlet in network.outlets[Spot(site, product), period]:
            if outlet.name == name:
                each = outlet.emissions
                yield Emitted("outlet_emissions", period, site, "", each * amount)
