"""The plan as tidy tables, in tonnes and millions a year, one row an amount.

Headers carry units; "money" in a unit stands for the currency of the network and is replaced by
it where a table is written (``in_currency``). Amounts are per year of the period.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from planner.network.network import AS_IS, RECOVERED, Network, Spot, Way
from planner.solution.accounts import EMISSIONS, MONEY, factor
from planner.solution.agreements import contracts, electricity, stock
from planner.solution.record import TONNES as TONNES
from planner.solution.record import Record
from planner.solution.solution import Solution


def plan_tables(solution: Solution) -> dict[str, pd.DataFrame]:
    """Every table of a plan, by name. Tables without a row have their columns all the same."""
    return {
        name: pd.DataFrame(make(solution), columns=columns)
        for name, (make, columns) in _TABLES.items()
    }


def in_currency(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The table with the currency in its headers."""
    return table.rename(columns=lambda header: header.replace("money", currency))


def _decisions(solution: Solution) -> Iterator[Record]:
    network = solution.network
    for plant, size, period in solution.decisions.get("built", {}):
        way = network.sizes[Way(plant, size)]
        yield _decision(network, "build", plant, size, period) | {
            "capacity [t/year]": way.capacity * TONNES,
            "capital_cost [M money]": way.capital_cost,
            "grant [M money]": way.grant,
        }
    for (plant, period), added in solution.decisions.get("added", {}).items():
        price = max(network.sizes[way].expansion_cost for way in network.ways[plant])
        yield _decision(network, "expand", plant, "", period) | {
            "capacity [t/year]": added * TONNES,
            "capital_cost [M money]": added * price,
            "grant [M money]": 0.0,
        }
    for name, periods in network.standing.items():
        if network.plants[name].status == "committed" and periods:
            way = network.sizes[Way(name, AS_IS)]
            yield _decision(network, "committed", name, AS_IS, periods[0]) | {
                "capacity [t/year]": way.capacity * TONNES,
                "capital_cost [M money]": way.capital_cost,
                "grant [M money]": way.grant,
            }
    for plant, size, period in solution.decisions.get("closed", {}):
        yield _decision(network, "close", plant, size, period) | {
            "capacity [t/year]": network.sizes[Way(plant, size)].capacity * TONNES,
            "capital_cost [M money]": 0.0,
            "grant [M money]": 0.0,
        }


def _decision(network: Network, action: str, plant: str, size: str, period: str) -> Record:
    there = network.plants[plant]
    return {
        "action": action,
        "period": period,
        "year": network.periods[period].first_year,
        "plant": plant,
        "site": there.site,
        "technology": there.technology,
        "owner": there.owner,
        "size": size,
    }


def standing_way(solution: Solution, plant: str, period: str) -> Way | None:
    """The size in which a plant stands in a period, if it does."""
    network = solution.network
    so_far = network.until(period)
    for way in network.ways[plant]:
        built = way.size == AS_IS or any(solution.amount("built", *way, p) for p in so_far)
        closed = any(solution.amount("closed", *way, p) for p in so_far)
        if built and not closed and period in network.usable[plant]:
            return way
    return None


def capacity(solution: Solution, plant: str, period: str) -> float:
    """Capacity in place, kt a year."""
    way = standing_way(solution, plant, period)
    if way is None:
        return 0.0
    added = sum(solution.amount("added", plant, p) for p in solution.network.until(period))
    return solution.network.sizes[way].capacity + added


def _plants(solution: Solution) -> Iterator[Record]:
    network = solution.network
    load: dict[tuple[str, str], float] = {}
    for (plant, recipe, period), amount in solution.decisions.get("throughput", {}).items():
        used = amount * network.recipes[recipe].capacity_use
        load[plant, period] = load.get((plant, period), 0.0) + used
    for name, there in network.plants.items():
        for period in network.usable[name]:
            way = standing_way(solution, name, period)
            if way is None:
                continue
            in_place = capacity(solution, name, period)
            used = load.get((name, period), 0.0)
            yield {
                "period": period,
                "plant": name,
                "site": there.site,
                "technology": there.technology,
                "stage": there.stage,
                "owner": there.owner,
                "status": there.status,
                "size": way.size,
                "capacity [t/year]": in_place * TONNES,
                "used [t/year]": used * TONNES,
                "utilisation [share]": used / in_place if in_place else 0.0,
            }


def _flows(solution: Solution) -> Iterator[Record]:
    network = solution.network
    for (name, period), amount in solution.decisions.get("shipped", {}).items():
        lane = network.lanes[name]
        yield {
            "period": period,
            "origin": lane.origin,
            "destination": lane.destination,
            "product": lane.product,
            "group": network.products[lane.product].group,
            "mode": lane.mode,
            "distance [km]": lane.distance,
            "shipped [t/year]": amount * TONNES,
            "cost [M money/year]": amount * lane.cost[period],
            "emissions [t CO2e/year]": amount * lane.emissions * TONNES,
        }


def _production(solution: Solution) -> Iterator[Record]:
    """What each plant takes in and makes. Outputs are shown in the period they come out."""
    network = solution.network
    for (plant, name, period), amount in solution.decisions.get("throughput", {}).items():
        recipe = network.recipes[name]

        moved = [(p, "in", period, amount * t) for p, t in recipe.inputs[period].items()]
        for product in recipe.blend:
            taken = solution.amount("blended", plant, name, product, period)
            if taken:
                moved.append((product, "in", period, taken))
        for (start, out), amounts in recipe.outputs.items():
            if start == period:
                moved.extend((p, "out", out, amount * t) for p, t in amounts.items())
        for product, direction, when, tonnes in moved:
            yield {
                "period": when,
                "plant": plant,
                "site": network.plants[plant].site,
                "recipe": name,
                "direction": direction,
                "product": product,
                "amount [t/year]": tonnes * TONNES,
            }


def _supply(solution: Solution) -> Iterator[Record]:
    for (spot, period), supply in solution.network.supply.items():
        yield {
            "period": period,
            "site": spot.site,
            "product": spot.product,
            "available [t/year]": None if supply.amount is None else supply.amount * TONNES,
            "collected [t/year]": solution.amount("collected", *spot, period) * TONNES,
            "not_collected [t/year]": solution.amount("not_collected", *spot, period) * TONNES,
            "price [money/t]": supply.price * TONNES,
        }


def _demand(solution: Solution) -> Iterator[Record]:
    for (spot, period), demand in solution.network.demand.items():
        yield {
            "period": period,
            "site": spot.site,
            "product": spot.product,
            "wanted [t/year]": None if demand.amount is None else demand.amount * TONNES,
            "delivered [t/year]": solution.amount("delivered", *spot, period) * TONNES,
            "short [t/year]": solution.amount("short", *spot, period) * TONNES,
            "price [money/t]": demand.price * TONNES,
        }


def _outlets(solution: Solution) -> Iterator[Record]:
    kinds = {
        (spot, outlet.name): outlet.kind
        for (spot, _), found in solution.network.outlets.items()
        for outlet in found
    }
    for (site, product, outlet, period), amount in solution.decisions.get("let_out", {}).items():
        yield {
            "period": period,
            "site": site,
            "product": product,
            "outlet": outlet,
            "kind": kinds[Spot(site, product), outlet],
            "amount [t/year]": amount * TONNES,
        }


def _costs(solution: Solution) -> Iterator[Record]:
    """Incomes are positive, costs negative; present values sum to the net present value."""
    network = solution.network
    terms = {term.name: term for term in MONEY}
    for line in solution.lines:
        if line.account in terms:
            term = terms[line.account]
            signed = term.sign * line.amount
            yield {
                "term": term.words,
                "due": term.due,
                "period": line.period or "end",
                "site": line.site,
                "plant": line.plant,
                "product": line.product,
                "amount [M money]": signed,
                "present_value [M money]": signed * factor(network, term, line.period),
            }


def _emissions(solution: Solution) -> Iterator[Record]:
    for line in solution.lines:
        if line.account in EMISSIONS:
            yield {
                "source": line.account.removesuffix("_emissions").replace("_", " "),
                "period": line.period,
                "site": line.site,
                "plant": line.plant,
                "product": line.product,
                "emissions [t CO2e/year]": line.amount * TONNES,
            }


def _targets(solution: Solution) -> Iterator[Record]:
    network = solution.network
    for target in network.recycled_content:
        for period, minimum in target.minimum.items():
            spots = [spot for spot in target.spots if (spot, period) in network.demand]
            content = sum(content_of(solution, spot, target.element, period) for spot in spots)
            recovered = sum(recovered_in(solution, spot, target.element, period) for spot in spots)
            share = recovered / content if content else 0.0
            short = solution.amount(
                "content_short", target.name, target.subject, target.element, period
            )
            yield {
                "target": target.name,
                "period": period,
                "subject": target.subject,
                "product": "; ".join(dict.fromkeys(spot.product for spot in spots)),
                "element": target.element,
                "content [t/year]": content * TONNES,
                "recovered [t/year]": recovered * TONNES,
                "share [share]": share,
                "minimum [share]": minimum,
                "slack [share]": share - minimum if content else 0.0,
                "short [t/year]": short * TONNES,
            }


def content_of(solution: Solution, spot: Spot, element: str, period: str) -> float:
    """kt a year of an element in what a buyer receives."""
    share = solution.network.products[spot.product].composition.get(element, 0.0)
    return share * solution.amount("delivered", *spot, period)


def recovered_in(solution: Solution, spot: Spot, element: str, period: str) -> float:
    """kt a year of it that were recovered."""
    origin = solution.network.products[spot.product].origin
    if origin == "mixed":
        return solution.amount("handed_over", *spot, element, period)
    return content_of(solution, spot, element, period) if origin in RECOVERED else 0.0


_WHO = ["plant", "site", "technology", "stage", "owner"]
_TABLES: dict[str, tuple[Callable[[Solution], Iterator[Record]], list[str]]] = {
    "decisions": (
        _decisions,
        ["action", "period", "year", "plant", "site", "technology", "owner", "size",
         "capacity [t/year]", "capital_cost [M money]", "grant [M money]"],
    ),
    "plants": (
        _plants,
        ["period", *_WHO, "status", "size", "capacity [t/year]", "used [t/year]",
         "utilisation [share]"],
    ),
    "flows": (
        _flows,
        ["period", "origin", "destination", "product", "group", "mode", "distance [km]",
         "shipped [t/year]", "cost [M money/year]", "emissions [t CO2e/year]"],
    ),
    "production": (
        _production,
        ["period", "plant", "site", "recipe", "direction", "product", "amount [t/year]"],
    ),
    "supply": (
        _supply,
        ["period", "site", "product", "available [t/year]", "collected [t/year]",
         "not_collected [t/year]", "price [money/t]"],
    ),
    "demand": (
        _demand,
        ["period", "site", "product", "wanted [t/year]", "delivered [t/year]", "short [t/year]",
         "price [money/t]"],
    ),
    "outlets": (_outlets, ["period", "site", "product", "outlet", "kind", "amount [t/year]"]),
    "costs": (
        _costs,
        ["term", "due", "period", "site", "plant", "product", "amount [M money]",
         "present_value [M money]"],
    ),
    "emissions": (
        _emissions,
        ["source", "period", "site", "plant", "product", "emissions [t CO2e/year]"],
    ),
    "targets": (
        _targets,
        ["target", "period", "subject", "product", "element", "content [t/year]",
         "recovered [t/year]", "share [share]", "minimum [share]", "slack [share]",
         "short [t/year]"],
    ),
    "contracts": (
        contracts,
        ["contract", "kind", "signed", "period", "minimum [t/year]", "shipped [t/year]",
         "maximum [t/year]", "below [t/year]", "income [M money/year]"],
    ),
    "stock": (
        stock,
        ["period", "site", "product", "at_start [t]", "at_end [t]", "capacity [t]"],
    ),
    "electricity": (
        electricity,
        ["period", "plant", "site", "source", "electricity [MWh/year]"],
    ),
}  # fmt: skip
