"""Chains: which changes come first.

A scenario may be based on another, that on a third, and so on to one that is based on the tables.
The changes of the last are made first, and those of one scenario by their order.
"""

from collections.abc import Iterable, Mapping

from planner.instance.schema.scenarios import Scenario, ScenarioItem


class EndlessChain(Exception):
    """A scenario comes before itself."""

    def __init__(self, circle: tuple[str, ...]) -> None:
        """The circle: the scenario, those it is based on, and the scenario again."""
        self.circle = circle
        super().__init__(" -> ".join(circle))


def chain_of(name: str, scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    """The scenarios whose changes are made for one, in order; the last is that one.

    Errors: EndlessChain; KeyError where a scenario is based on one that does not exist.
    """
    chain: list[str] = []
    part: str | None = name
    while part is not None:
        if part in chain:
            raise EndlessChain((*chain[chain.index(part) :], part))
        chain.append(part)
        part = scenarios[part].based_on
    return tuple(reversed(chain))


def items_of(scenario: str, items: Iterable[ScenarioItem]) -> list[ScenarioItem]:
    """The changes of one scenario, in order."""
    mine = (item for item in items if item.scenario == scenario)
    return sorted(mine, key=lambda item: item.order)
