"""Yearly cost of plants, with the capital spread over their life.

    capital charge = (capital cost - grant) x r / ((1 + r) (1 - (1 + r)^-life)), a year

from the year a plant or an expansion comes on stream, for its economic life: at the rate r of the
plan its payments, each at the start of a year, are worth what was paid. What stood before the plan
has no capital charge: it is paid for. Closing a plant is not in it.
"""

from collections import defaultdict
from collections.abc import Mapping

from planner.network.network import Making, Network, PeriodName, PlantName
from planner.solution.accounts import MONEY
from planner.solution.circularity.carbon import energy_shares
from planner.solution.circularity.paths import Node, Paths
from planner.solution.solution import Solution

Place = tuple[PlantName, PeriodName]

YEARLY = ("fixed_cost", "co_location_income", "financing_income")
"""Accounts of a plant as a whole; what depends on a recipe is worked out by recipe."""


def capital_charge(rate: float, life: int) -> float:
    """A year, at its start, per M paid for at the start of the first."""
    if rate == 0:
        return 1 / life
    return rate / ((1 + rate) * (1 - (1 + rate) ** -life))


def costs_of_standing(solution: Solution) -> dict[Place, dict[str, float]]:
    """M a year by plant and period, then by term; incomes are negative."""
    network = solution.network
    found: dict[Place, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    paid: dict[Place, float] = defaultdict(float)
    signs = {term.name: -term.sign for term in MONEY}
    words = {term.name: term.words for term in MONEY}
    for line in solution.lines:
        if line.plant and line.period is not None:
            amount = signs.get(line.account, 0) * line.amount
            if line.account in YEARLY:
                found[line.plant, line.period][words[line.account]] += amount
            if line.account in ("building_cost", "grant_income"):
                paid[line.plant, line.period] += amount
    for (plant, start), capital in paid.items():
        life = network.plants[plant].life
        charge = capital * capital_charge(network.discount_rate, life)
        for period, share in _periods_charged(network, start, life).items():
            found[plant, period]["capital"] += charge * share
    return found


def _periods_charged(network: Network, start: PeriodName, life: int) -> dict[PeriodName, float]:
    """Share of the years of each period in which capital that is paid in another is charged."""
    first = network.periods[start].first_year
    shares = {
        name: sum(first <= year < first + life for year in period.calendar) / period.years
        for name, period in network.periods.items()
    }
    return {name: share for name, share in shares.items() if share > 0}


def costs_of_running(paths: Paths) -> dict[Node, dict[str, float]]:
    """M a year of each recipe in a plant and period, by term; incomes are negative."""
    solution, network = paths.solution, paths.network
    power = energy_shares(solution)
    electricity: dict[Place, float] = defaultdict(float)
    emitted: dict[Place, float] = defaultdict(float)
    for line in solution.lines:
        if line.period is not None:
            if line.account == "energy_cost":
                electricity[line.plant, line.period] += line.amount
            if line.account == "energy_emissions":
                emitted[line.plant, line.period] += line.amount
    found: dict[Node, dict[str, float]] = {}
    for node in paths.nodes:
        if node.kind == "in":
            making, place = (node.place, node.what, node.period), (node.place, node.period)
            recipe = network.recipes[node.what]
            throughput, share = solution.amount("throughput", *making), power.get(making, 0.0)
            country = network.sites[network.plants[node.place].site].country
            price = network.carbon_price.get((country, node.period), 0.0)
            carbon = share * emitted[place] + recipe.process_emissions * throughput
            found[node] = {
                "processing": recipe.processing_cost * throughput,
                "energy": share * electricity[place],
                "carbon": price * carbon,
                "credit": -network.credits.get(Making(*making), 0.0) * throughput,
            }
    return found


def shares_of_capacity(paths: Paths) -> Mapping[Node, float]:
    """Of what runs through a plant in a period, the share of each recipe, by capacity used."""
    network = paths.network
    used = {
        node: network.recipes[node.what].capacity_use
        * paths.solution.amount("throughput", *node[1:])
        for node in paths.nodes
        if node.kind == "in"
    }
    total: dict[Place, float] = defaultdict(float)
    for node, kt in used.items():
        total[node.place, node.period] += kt
    return {
        node: kt / total[node.place, node.period]
        for node, kt in used.items()
        if total[node.place, node.period] > 0
    }
