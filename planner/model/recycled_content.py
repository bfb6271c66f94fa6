"""Recycled content: of an element in what a buyer receives, the share recovered from waste.

A product that is made by blending carries recovered and primary metal. How much of the element in
each shipment is recovered is a decision of its own, so that a producer may run campaigns: it may
not give out more recovered metal than it took in, nor more than the shipment contains.

    recovered in a shipment <= share of the element x tonnes
    recovered given out at a site <= recovered that came in or was made there
    recovered made <= (content made / content needed) x recovered taken in
    recovered delivered + short >= minimum x share of the element x delivered

What waits in store counts as primary when it is taken out: claims do not wait.
Products made only from waste or scrap count in full, primary ones and purchases not at all.
"""

from collections import defaultdict

import pyomo.environ as pyo

from planner.network.network import RECOVERED, Network


def add_recycled_content(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the recovered metal in every shipment of a blended product, and the targets on it."""
    products = network.products
    elements = {target.element for target in network.recycled_content}
    followed = {
        (product.name, element)
        for product in products.values()
        if product.origin == "mixed"
        for element in elements
        if element in product.composition
    }

    def share(product, element):
        return products[product].composition.get(element, 0.0)

    # Decisions
    m.CARRIED = pyo.Set(
        initialize=[
            (lane, element, period)
            for lane, period in m.FLOWS
            for element in sorted(elements)
            if (network.lanes[lane].product, element) in followed
        ],
        dimen=3,
        doc="lane, element, period",
    )
    m.HANDED_OVER = pyo.Set(
        initialize=[
            (site, product, element, period)
            for site, product, period in m.DEMAND
            for element in sorted(elements)
            if (product, element) in followed
        ],
        dimen=4,
        doc="site, product, element, period",
    )
    m.ABSORBED = pyo.Set(
        initialize=[
            (plant, recipe, product, element, period)
            for plant, recipe, period in m.ACTIVITIES
            for product in _takes(network, recipe, period)
            for element in sorted(elements)
            if (product, element) in followed
        ],
        dimen=5,
        doc="plant, recipe, product, element, period",
    )
    m.GIVEN = pyo.Set(
        initialize=[
            (plant, recipe, product, element, period)
            for plant, recipe, period in m.ACTIVITIES
            for product in network.recipes[recipe].outputs.get((period, period), {})
            for element in sorted(elements)
            if (product, element) in followed
        ],
        dimen=5,
        doc="plant, recipe, product, element, period",
    )
    reals = pyo.NonNegativeReals
    m.carried = pyo.Var(m.CARRIED, domain=reals, doc="Recovered metal shipped [kt/year]")
    m.handed_over = pyo.Var(m.HANDED_OVER, domain=reals, doc="Recovered metal delivered [kt/year]")
    m.absorbed = pyo.Var(m.ABSORBED, domain=reals, doc="Recovered metal taken in [kt/year]")
    m.given = pyo.Var(m.GIVEN, domain=reals, doc="Recovered metal in what is made [kt/year]")

    # Rules: no more than the shipment contains
    @m.Constraint(m.CARRIED, doc="Recovered metal is part of the shipment")
    def carried_within(m, lane, element, period):
        product = network.lanes[lane].product
        return m.carried[lane, element, period] <= share(product, element) * m.shipped[lane, period]

    @m.Constraint(m.HANDED_OVER, doc="Recovered metal is part of the delivery")
    def handed_over_within(m, site, product, element, period):
        whole = share(product, element) * m.delivered[site, product, period]
        return m.handed_over[site, product, element, period] <= whole

    @m.Constraint(m.ABSORBED, doc="Recovered metal is part of what is taken in")
    def absorbed_within(m, plant, recipe, product, element, period):
        taken = _taken_in(m, network, plant, recipe, product, period)
        return (
            m.absorbed[plant, recipe, product, element, period] <= share(product, element) * taken
        )

    @m.Constraint(m.GIVEN, doc="Recovered metal is part of what is made")
    def given_within(m, plant, recipe, product, element, period):
        made = network.recipes[recipe].outputs[period, period][product]
        whole = share(product, element) * made * m.throughput[plant, recipe, period]
        return m.given[plant, recipe, product, element, period] <= whole

    # Rules: no more than came in
    given_by = defaultdict(list)
    for plant, recipe, product, element, period in m.GIVEN:
        given_by[plant, recipe, element, period].append(product)

    @m.Constraint(list(given_by), doc="A plant gives out recovered metal that it took in")
    def given_from_absorbed(m, plant, recipe, element, period):
        recovered = 0
        for product in _takes(network, recipe, period):
            if (product, element) in followed:
                recovered += m.absorbed[plant, recipe, product, element, period]
            elif products[product].origin in RECOVERED:
                taken = _taken_in(m, network, plant, recipe, product, period)
                recovered += share(product, element) * taken
        given = sum(
            m.given[plant, recipe, product, element, period]
            for product in given_by[plant, recipe, element, period]
        )
        return given <= _kept(network, recipe, element, period) * recovered

    at = defaultdict(list)  # (site, product, element, period) -> (sign, variable)
    for lane, element, period in m.CARRIED:
        ends = network.lanes[lane]
        at[ends.destination, ends.product, element, period].append(
            (1, m.carried[lane, element, period])
        )
        at[ends.origin, ends.product, element, period].append(
            (-1, m.carried[lane, element, period])
        )
    for index in m.HANDED_OVER:
        at[index].append((-1, m.handed_over[index]))
    for plant, *rest in m.ABSORBED:
        at[(network.plants[plant].site, *rest[1:])].append((-1, m.absorbed[(plant, *rest)]))
    for plant, *rest in m.GIVEN:
        at[(network.plants[plant].site, *rest[1:])].append((1, m.given[(plant, *rest)]))

    @m.Constraint(list(at), doc="A site gives out recovered metal that it received or made")
    def recovered_is_kept(m, *place):
        return sum(sign * variable for sign, variable in at[place]) >= 0

    _add_targets(m, network, followed)


def _add_targets(m: pyo.ConcreteModel, network: Network, followed: set[tuple[str, str]]) -> None:
    """Add the minimum shares, hard or at a price."""
    targets = {
        (target.name, target.subject, target.element, period): target
        for target in network.recycled_content
        for period in target.minimum
    }
    priced = [index for index, t in targets.items() if t.shortfall_price[index[-1]] is not None]
    m.content_short = pyo.Var(
        priced, domain=pyo.NonNegativeReals, doc="Recovered metal short of a target [kt/year]"
    )

    def whole(m, target, spot, period):
        share = network.products[spot.product].composition.get(target.element, 0.0)
        return share * m.delivered[(*spot, period)]

    def recovered(m, target, spot, period):
        if (spot.product, target.element) in followed:
            return m.handed_over[(*spot, target.element, period)]
        counts = network.products[spot.product].origin in RECOVERED
        return whole(m, target, spot, period) if counts else 0

    @m.Constraint(list(targets), doc="Recycled content reaches its minimum")
    def enough_recycled_content(m, *index):
        target, period = targets[index], index[-1]
        spots = [spot for spot in target.spots if (*spot, period) in m.DEMAND]
        short = m.content_short[index] if index in m.content_short else 0
        return (
            sum(
                recovered(m, target, spot, period)
                - target.minimum[period] * whole(m, target, spot, period)
                for spot in spots
            )
            + short
            >= 0
        )

    @m.Expression(m.PERIODS, doc="Price of recycled content short of its targets [M/year]")
    def content_short_cost(m, period):
        return sum(
            targets[index].shortfall_price[period] * m.content_short[index]
            for index in priced
            if index[-1] == period
        )


def _takes(network: Network, recipe: str, period: str) -> tuple[str, ...]:
    steps = network.recipes[recipe]
    return tuple(dict.fromkeys((*steps.inputs[period], *steps.blend)))


def _taken_in(m, network: Network, plant: str, recipe: str, product: str, period: str):
    """kt a year of a product that an activity takes in."""
    steps = network.recipes[recipe]
    taken = steps.inputs[period].get(product, 0.0) * m.throughput[plant, recipe, period]
    if product in steps.blend:
        taken += m.blended[plant, recipe, product, period]
    return taken


def _kept(network: Network, recipe: str, element: str, period: str) -> float:
    """Share of an element taken in that ends up in what is made, 1 at most."""
    steps = network.recipes[recipe]
    made = sum(
        amount * network.products[product].composition.get(element, 0.0)
        for product, amount in steps.outputs.get((period, period), {}).items()
    )
    fixed = sum(
        amount * network.products[product].composition.get(element, 0.0)
        for product, amount in steps.inputs[period].items()
    )
    needed = max(steps.needs.get(element, 0.0), fixed)
    return min(1.0, made / needed) if needed > 0 else 1.0
