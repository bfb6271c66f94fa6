"""Linking: rules that hold anyway for whole plants and cut off fractions of them.

For a plant that may be built, and a sender that ships it nothing but its own arisings

    throughput of the plant <= the most it can be fed x stands
    shipped of a product, or of all, to a site <= what arises x stands of the plants there

Without these rules a relaxed plan builds a tenth of a large plant for a tenth of its cost.
"""

import pyomo.environ as pyo

from planner.model.sums import terms_of, weighted_sum
from planner.network.links import links_to_candidates
from planner.network.network import Network
from planner.network.potential import most_throughput


def add_linking(m: pyo.ConcreteModel, network: Network) -> None:
    """Add the rows that tighten the relaxation; they cut off no whole plan."""
    most = most_throughput(network)

    def usable(plant, period):
        """Capacity that can be used: no more of any size than the plant can be fed."""
        limit = most[plant, period]
        return sum(
            min(limit, network.sizes[way].largest_capacity) * m.stands[way, period]
            for way in network.ways[plant]
        )

    limited = [
        (plant, period)
        for plant, period in most
        if any(
            network.sizes[way].largest_capacity > most[plant, period] for way in network.ways[plant]
        )
    ]

    @m.Constraint(limited, doc="A plant uses no more capacity than it can be fed")
    def fed(m, plant, period):
        return m.capacity_used[plant, period] <= usable(plant, period)

    links = links_to_candidates(network)
    # Worked out once for all senders: most rows of a large model are links.
    standing = {
        run: terms_of(sum(m.stands[way, run[1]] for way in network.ways[run[0]]))
        for run in {(plant, key[-1]) for key, link in links.items() for plant in link.plants}
    }

    @m.Constraint(list(links), doc="A sender ships to plants that stand")
    def shipped_to_standing_plants(m, origin, destination, product, period):
        link = links[origin, destination, product, period]
        sent = [(1.0, m.shipped[lane, period]) for lane in link.lanes]
        there = [
            (-link.most * coefficient, variable)
            for plant in link.plants
            for coefficient, variable in standing[plant, period]
        ]
        return weighted_sum(sent + there) <= 0
