"""The baseline: the same network with nothing new built."""

from dataclasses import replace

from planner.network.network import Network


def without_building(network: Network) -> Network:
    """The network of the plants that stand or are committed."""
    kept = network.standing.keys()
    return replace(
        network,
        plants={name: plant for name, plant in network.plants.items() if name in kept},
        sizes={
            way: replace(size, largest_capacity=size.capacity)
            for way, size in network.sizes.items()
            if way.plant in kept
        },
        buildable={},
        usable={name: periods for name, periods in network.usable.items() if name in kept},
        can_run={name: recipes for name, recipes in network.can_run.items() if name in kept},
    )
