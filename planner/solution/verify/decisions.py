"""Decisions: does the network have them, and can an amount be what is stated?

Every decision has an index that the network knows: a plant in a period in which it may run, a lane
in a period in which it is allowed. Amounts are numbers and not negative; yes or no is 1 or 0.
"""

from collections.abc import Callable, Iterator
from math import isfinite

from planner.network.network import Network, Spot, Way
from planner.solution.solution import BINARY, Index, Solution
from planner.solution.verify.tolerance import MASS_TOLERANCE, money, tonnes

Known = Callable[..., bool]

OF_MONEY = ("worth", "granted", "relieved")
"""Decisions in M; the others are in kt, or without a unit."""


def known_decisions(solution: Solution) -> tuple[dict[str, dict[Index, float]], list[str]]:
    """The decisions that the network has and that are numbers, and what is wrong with any."""
    known: dict[str, dict[Index, float]] = {}
    faults = []
    for decision, values in solution.decisions.items():
        if decision not in _DECISIONS:
            if values:
                faults.append(f"The plan decides on {decision!r}, which is no decision of a plan.")
            continue
        kept = known[decision] = {}
        for index, value in values.items():
            name = f"{decision} [{', '.join(index)}]"
            if not isfinite(value):
                faults.append(f"{name} is not a number.")
            elif not _known(solution.network, decision, index):
                _, meaning = _DECISIONS[decision]
                faults.append(f"{name} is decided, but the network has no such {meaning}.")
            else:
                kept[index] = value
                faults.extend(_impossible(decision, name, value))
    return known, faults


def _impossible(decision: str, name: str, value: float) -> Iterator[str]:
    if decision in BINARY and value not in (0.0, 1.0):
        yield f"{name} is yes or no, but the plan says {value:g}."
    elif value < -MASS_TOLERANCE:
        amount = money(value) if decision in OF_MONEY else tonnes(value)
        yield f"{name} is negative: {amount}."


def _known(network: Network, decision: str, index: Index) -> bool:
    known, _ = _DECISIONS[decision]
    expected = known.__code__.co_argcount - 1
    return len(index) == expected and known(network, *index)


def _built(network: Network, plant: str, size: str, period: str) -> bool:
    return period in network.buildable.get(Way(plant, size), ())


def _closed(network: Network, plant: str, size: str, period: str) -> bool:
    return (
        Way(plant, size) in network.sizes
        and network.plants[plant].may_close
        and period in network.usable[plant]
    )


def _added(network: Network, plant: str, period: str) -> bool:
    return period in network.usable.get(plant, ()) and any(
        network.sizes[way].largest_capacity > network.sizes[way].capacity
        for way in network.ways.get(plant, ())
    )


def _worth(network: Network, plant: str) -> bool:
    return plant in network.plants and network.plants[plant].may_close


def _throughput(network: Network, plant: str, recipe: str, period: str) -> bool:
    return (
        plant in network.plants
        and period in network.usable[plant]
        and recipe in network.can_run[plant]
        and period in network.recipes[recipe].inputs
    )


def _blended(network: Network, plant: str, recipe: str, product: str, period: str) -> bool:
    return _throughput(network, plant, recipe, period) and product in network.recipes[recipe].blend


def _shipped(network: Network, lane: str, period: str) -> bool:
    return lane in network.lanes and period in network.lanes[lane].cost


def _collected(network: Network, site: str, product: str, period: str) -> bool:
    return (Spot(site, product), period) in network.supply


def _not_collected(network: Network, site: str, product: str, period: str) -> bool:
    row = network.supply.get((Spot(site, product), period))
    return row is not None and row.must_collect > 0 and row.shortfall_price is not None


def _delivered(network: Network, site: str, product: str, period: str) -> bool:
    return (Spot(site, product), period) in network.demand


def _short(network: Network, site: str, product: str, period: str) -> bool:
    row = network.demand.get((Spot(site, product), period))
    return row is not None and row.must_serve > 0 and row.shortfall_price is not None


def _let_out(network: Network, site: str, product: str, outlet: str, period: str) -> bool:
    here = network.outlets.get((Spot(site, product), period), ())
    return any(found.name == outlet for found in here)


def followed(network: Network, product: str, element: str) -> bool:
    """Whether recovered metal is told apart in a product: it is blended, and a target asks."""
    return (
        product in network.products
        and network.products[product].origin == "mixed"
        and element in network.products[product].composition
        and any(target.element == element for target in network.recycled_content)
    )


def _carried(network: Network, lane: str, element: str, period: str) -> bool:
    return _shipped(network, lane, period) and followed(
        network, network.lanes[lane].product, element
    )


def _handed_over(network: Network, site: str, product: str, element: str, period: str) -> bool:
    return _delivered(network, site, product, period) and followed(network, product, element)


def _absorbed(
    network: Network, plant: str, recipe: str, product: str, element: str, period: str
) -> bool:
    return (
        _throughput(network, plant, recipe, period)
        and (
            product in network.recipes[recipe].blend
            or product in network.recipes[recipe].inputs[period]
        )
        and followed(network, product, element)
    )


def _given(
    network: Network, plant: str, recipe: str, product: str, element: str, period: str
) -> bool:
    return (
        _throughput(network, plant, recipe, period)
        and product in network.recipes[recipe].outputs.get((period, period), {})
        and followed(network, product, element)
    )


def _content_short(network: Network, target: str, subject: str, element: str, period: str) -> bool:
    return any(
        (rule.name, rule.subject, rule.element) == (target, subject, element)
        and rule.shortfall_price.get(period) is not None
        for rule in network.recycled_content
    )


def _stored(network: Network, site: str, product: str, period: str) -> bool:
    return Spot(site, product) in network.stores and period in network.periods


def _signed(network: Network, contract: str) -> bool:
    return contract in network.contracts and network.contracts[contract].optional


def _below_contract(network: Network, contract: str, period: str) -> bool:
    terms = network.contracts.get(contract)
    return (
        terms is not None
        and period in terms.periods
        and terms.minimum > 0
        and terms.shortfall_price is not None
    )


def _beside(
    network: Network, target: str, subject: str, element: str, sense: str, period: str
) -> bool:
    index = target, subject, element, sense, period
    return any(rule.index == index and rule.price is not None for rule in network.rules)


def _drawn(network: Network, plant: str, source: str, period: str) -> bool:
    choice = network.energy_sources.get((plant, period), ())
    return any(found.name == source for found in choice)


def _saved(network: Network, site: str, technology: str, beside: str, period: str) -> bool:
    return period in network.periods and any(
        (saving.site, saving.technology, saving.beside) == (site, technology, beside)
        for saving in network.savings
    )


def _granted(network: Network, plant: str, period: str) -> bool:
    return (
        plant in network.plants
        and network.plants[plant].programme is not None
        and period in network.usable[plant]
    )


def _financed(network: Network, plant: str, share: str, period: str) -> bool:
    return period in network.usable.get(plant, ()) and any(
        f"{terms.contracted:g}" == share for terms in network.terms.get(plant, ())
    )


# Decision -> whether the network has it at an index, and what it would have there.
_DECISIONS: dict[str, tuple[Known, str]] = {
    "built": (_built, "plant that may come on stream in this size and period"),
    "closed": (_closed, "plant that may be closed"),
    "added": (_added, "plant that may be expanded"),
    "worth": (_worth, "plant that may be closed"),
    "throughput": (_throughput, "plant with this recipe and period"),
    "blended": (_blended, "recipe that blends this product in this period"),
    "shipped": (_shipped, "lane in this period"),
    "collected": (_collected, "supply"),
    "not_collected": (_not_collected, "supply that may be left at a price"),
    "delivered": (_delivered, "demand"),
    "short": (_short, "demand that may be short at a price"),
    "let_out": (_let_out, "outlet"),
    "carried": (_carried, "lane whose recovered metal is followed"),
    "handed_over": (_handed_over, "demand whose recovered metal is followed"),
    "absorbed": (_absorbed, "recipe that takes in recovered metal this way"),
    "given": (_given, "recipe that gives out recovered metal this way"),
    "content_short": (_content_short, "target that may be missed at a price"),
    "stored": (_stored, "store"),
    "signed": (_signed, "optional contract"),
    "below_contract": (_below_contract, "contract whose minimum may be missed at a price"),
    "beside": (_beside, "rule whose limit has a price"),
    "drawn": (_drawn, "source of electricity in this period"),
    "saved": (_saved, "technologies that save side by side"),
    "granted": (_granted, "plant whose grants come from a programme"),
    "financed": (_financed, "terms of a lender"),
    "relieved": (_financed, "terms of a lender"),
}
