"""Cathode material: which products it is, and who makes it.

Cathode material is what buyers may want of what plants of the stage CAM make; in a network without
such plants, of what plants of the stage pCAM make.
"""

from collections import defaultdict

from planner.network.network import Making, Network, ProductName
from planner.solution.solution import Solution

STAGES = ("CAM", "pCAM")


def cathode_products(network: Network) -> tuple[ProductName, ...]:
    """The cathode materials of a network, none in one without such plants."""
    wanted = {spot.product for spot, _ in network.demand}
    for stage in STAGES:
        found = dict.fromkeys(
            product
            for plant, recipes in network.can_run.items()
            if network.plants[plant].stage == stage
            for recipe in recipes
            for amounts in network.recipes[recipe].outputs.values()
            for product in amounts
            if product in wanted and network.products[product].origin != "none"
        )
        if found:
            return tuple(found)
    return ()


def cathodes_made(solution: Solution) -> dict[tuple[Making, ProductName], float]:
    """kt a year of cathode material by what makes it, in the period in which it comes out.

    The period of a making is that of its throughput, and cathodes come out at once.
    """
    network = solution.network
    products = cathode_products(network)
    made: dict[tuple[Making, ProductName], float] = defaultdict(float)
    for (plant, recipe, period), throughput in solution.decisions.get("throughput", {}).items():
        outputs = network.recipes[recipe].outputs.get((period, period), {})
        for product in products:
            if product in outputs:
                made[Making(plant, recipe, period), product] += throughput * outputs[product]
    return made
