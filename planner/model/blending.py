"""Blending: a recipe may ask for elements rather than for one product.

For every blending activity and element

    sum over products of share of the element x tonnes taken in >= need x throughput
    tonnes taken in <= the most that one need asks of the product x throughput

One old pack does not become one new cathode: what its metals lack must come from elsewhere.
"""

import pyomo.environ as pyo

from planner.network.network import Network


def add_blending(m: pyo.ConcreteModel, network: Network) -> None:
    """Add what each blending recipe takes in, and its needs by element."""

    # Sets
    m.BLENDS = pyo.Set(
        initialize=[
            (plant, recipe, product, period)
            for plant, recipe, period in m.ACTIVITIES
            for product in network.recipes[recipe].blend
        ],
        dimen=4,
        doc="plant, recipe, product, period: the product may be taken in",
    )
    m.NEEDS = pyo.Set(
        initialize=[
            (plant, recipe, element, period)
            for plant, recipe, period in m.ACTIVITIES
            for element in network.recipes[recipe].needs
        ],
        dimen=4,
        doc="plant, recipe, element, period: the element is needed",
    )

    # Decisions
    m.blended = pyo.Var(m.BLENDS, domain=pyo.NonNegativeReals, doc="Taken into a blend [kt/year]")

    # Rules
    @m.Constraint(m.NEEDS, doc="A blend carries the elements that its recipe needs")
    def needs_are_met(m, plant, recipe, element, period):
        steps = network.recipes[recipe]
        from_blend = sum(
            _share(network, product, element) * m.blended[plant, recipe, product, period]
            for product in steps.blend
        )
        per_tonne = sum(
            _share(network, product, element) * amount
            for product, amount in steps.inputs[period].items()
        )
        short = steps.needs[element] - per_tonne
        return from_blend >= short * m.throughput[plant, recipe, period]

    @m.Constraint(m.BLENDS, doc="A blend takes in no more than has a use")
    def blended_for_a_need(m, plant, recipe, product, period):
        most = max(
            (
                need / _share(network, product, element)
                for element, need in network.recipes[recipe].needs.items()
                if _share(network, product, element) > 0
            ),
            default=0.0,
        )
        taken = m.blended[plant, recipe, product, period]
        return taken <= most * m.throughput[plant, recipe, period]


def _share(network: Network, product: str, element: str) -> float:
    return network.products[product].composition.get(element, 0.0)
