"""What stands at each site in each period, in one word: the colour of its marker."""

from planner.network.network import AS_IS
from planner.solution.solution import Solution
from planner.solution.tables import standing_way

RANK = ("built", "standing", "closed", "candidate", "none")
"""A site with several plants shows the first of these that one of them has."""


def plant_standing(solution: Solution, plant: str, period: str) -> str:
    """One word for a plant in a period: built, standing, closed or candidate."""
    network = solution.network
    way = standing_way(solution, plant, period)
    if way is not None:
        return "standing" if way.size == AS_IS else "built"
    if any(standing_way(solution, plant, before) for before in network.until(period)):
        return "closed"
    closed = any(
        solution.amount("closed", *way, before)
        for way in network.ways.get(plant, ())
        for before in network.until(period)
    )
    return "closed" if closed else "candidate"


def site_standings(solution: Solution) -> dict[str, dict[str, str]]:
    """Site -> period -> the word that ranks first among its plants; none without a plant."""
    network = solution.network
    found = {site: dict.fromkeys(network.periods, "none") for site in network.sites}
    for plant in network.plants.values():
        at_site = found[plant.site]
        for period in network.periods:
            word = plant_standing(solution, plant.name, period)
            at_site[period] = min(at_site[period], word, key=RANK.index)
    return found
