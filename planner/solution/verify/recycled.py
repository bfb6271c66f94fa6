"""Recycled content: recovered metal is never more than was recovered, and reaches its targets.

    recovered in a shipment, delivery, intake or output <= share of the element x tonnes
    recovered that a plant gives out <= (content made / content needed) x recovered taken in
    recovered that leaves a site or is taken in there <= recovered that comes or is made there
    recovered delivered + short at a price >= minimum x share of the element x delivered

Products made of waste or scrap count in full, primary ones and purchases not at all.
"""

from collections import defaultdict
from collections.abc import Iterator

from planner.network.network import Recipe, Spot
from planner.solution.verify.decisions import followed
from planner.solution.verify.plan import Plan
from planner.solution.verify.tolerance import over, tonnes

FULLY_RECOVERED = ("end of life", "production scrap")


def recycled_faults(plan: Plan) -> Iterator[str]:
    yield from _part_of_the_whole(plan)
    yield from _plants_give_what_they_took(plan)
    yield from _sites_pass_on_what_came(plan)
    yield from _targets(plan)


def _part_of_the_whole(plan: Plan) -> Iterator[str]:
    network = plan.network
    for (name, element, period), recovered in plan.of("carried").items():
        lane = network.lanes[name]
        tonnage = plan.amount("shipped", name, period)
        yield from _more_than(plan, lane.product, element, recovered, tonnage, name, period)
    for (site, product, element, period), recovered in plan.of("handed_over").items():
        tonnage = plan.amount("delivered", site, product, period)
        yield from _more_than(plan, product, element, recovered, tonnage, site, period)
    for (plant, name, product, element, period), recovered in plan.of("absorbed").items():
        tonnage = _taken_in(plan, plant, name, product, period)
        yield from _more_than(plan, product, element, recovered, tonnage, plant, period)
    for (plant, name, product, element, period), recovered in plan.of("given").items():
        made = network.recipes[name].outputs[period, period][product]
        tonnage = made * plan.amount("throughput", plant, name, period)
        yield from _more_than(plan, product, element, recovered, tonnage, plant, period)


def _more_than(
    plan: Plan,
    product: str,
    element: str,
    recovered: float,
    tonnage: float,
    where: str,
    period: str,
) -> Iterator[str]:
    whole = plan.share(product, element) * tonnage
    if over(recovered, whole):
        yield (
            f"{tonnes(recovered)} of recovered {element} are said to be in {tonnes(tonnage)} of "
            f"{product} in {period}, which hold {tonnes(whole)}: {where}."
        )


def _taken_in(plan: Plan, plant: str, name: str, product: str, period: str) -> float:
    fixed = plan.network.recipes[name].inputs[period].get(product, 0.0)
    return fixed * plan.amount("throughput", plant, name, period) + plan.amount(
        "blended", plant, name, product, period
    )


def _plants_give_what_they_took(plan: Plan) -> Iterator[str]:
    network = plan.network
    given: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for (plant, name, _, element, period), amount in plan.of("given").items():
        given[plant, name, element, period] += amount
    for (plant, name, element, period), amount in given.items():
        recipe = network.recipes[name]
        recovered = 0.0
        for product in {*recipe.inputs[period], *recipe.blend}:
            if network.products[product].origin in FULLY_RECOVERED:
                taken = _taken_in(plan, plant, name, product, period)
                recovered += plan.share(product, element) * taken
            else:
                recovered += plan.amount("absorbed", plant, name, product, element, period)
        allowed = recovered * _kept(plan, recipe, element, period)
        if over(amount, allowed):
            yield (
                f"{plant} gives out {tonnes(amount)} of recovered {element} in {period}, "
                f"{tonnes(amount - allowed)} more than it can from what it took in."
            )


def _kept(plan: Plan, recipe: Recipe, element: str, period: str) -> float:
    """Share of an element that ends up in what is made: the rest was needed and lost."""
    made = recipe.outputs.get((period, period), {})
    content = sum(plan.share(product, element) * kt for product, kt in made.items())
    fixed = sum(plan.share(product, element) * kt for product, kt in recipe.inputs[period].items())
    needed = max(fixed, recipe.needs.get(element, 0.0))
    return 1.0 if needed <= content else content / needed


def _sites_pass_on_what_came(plan: Plan) -> Iterator[str]:
    network = plan.network
    net: dict[tuple[str, str, str, str], float] = defaultdict(float)
    gross: dict[tuple[str, str, str, str], float] = defaultdict(float)

    def add(site: str, product: str, element: str, period: str, amount: float) -> None:
        net[site, product, element, period] += amount
        gross[site, product, element, period] += abs(amount)

    for (name, element, period), amount in plan.of("carried").items():
        lane = network.lanes[name]
        add(lane.origin, lane.product, element, period, -amount)
        add(lane.destination, lane.product, element, period, amount)
    for (site, product, element, period), amount in plan.of("handed_over").items():
        add(site, product, element, period, -amount)
    for (plant, _, product, element, period), amount in plan.of("absorbed").items():
        add(network.plants[plant].site, product, element, period, -amount)
    for (plant, _, product, element, period), amount in plan.of("given").items():
        add(network.plants[plant].site, product, element, period, amount)
    for (site, product, element, period), amount in net.items():
        if over(-amount, 0.0, gross[site, product, element, period]):
            yield (
                f"{tonnes(-amount)} more recovered {element} in {product} leave {site} in {period} "
                "than came there or was made there."
            )


def _targets(plan: Plan) -> Iterator[str]:
    """What several buyers fulfil together is summed over them."""
    for target in plan.network.recycled_content:
        products = ", ".join(dict.fromkeys(spot.product for spot in target.spots))
        for period, minimum in target.minimum.items():
            whole = recovered = 0.0
            for spot in target.spots:
                delivered = plan.amount("delivered", *spot, period)
                content = plan.share(spot.product, target.element) * delivered
                whole += content
                recovered += _recovered(plan, spot, target.element, period, content)
            short = plan.amount(
                "content_short", target.name, target.subject, target.element, period
            )
            missing = minimum * whole - recovered - short
            if over(missing, 0.0, whole):
                yield (
                    f"{target.name}: {tonnes(missing)} of recovered {target.element} are missing "
                    f"in {products} for {target.subject} in {period}."
                )


def _recovered(plan: Plan, spot: Spot, element: str, period: str, whole: float) -> float:
    if followed(plan.network, spot.product, element):
        return plan.amount("handed_over", *spot, element, period)
    return whole if plan.network.products[spot.product].origin in FULLY_RECOVERED else 0.0
