"""Ways to break a plan: each takes a plan and gives one that is wrong in one place."""

from collections.abc import Callable
from dataclasses import replace

from planner.network.network import Spot
from planner.solution.solution import Line, Solution

Breaking = Callable[[Solution], Solution]


def put(decision: str, *index: str, to: float) -> Breaking:
    """Another amount for one decision."""

    def broken(plan: Solution) -> Solution:
        values = dict(plan.decisions.get(decision, {})) | {index: to}
        return replace(plan, decisions=dict(plan.decisions) | {decision: values})

    return broken


def scale(decision: str, *index: str, by: float) -> Breaking:
    """One decision that the plan has, made larger or smaller."""

    def broken(plan: Solution) -> Solution:
        return put(decision, *index, to=plan.decisions[decision][index] * by)(plan)

    return broken


def without(decision: str, *index: str) -> Breaking:
    """One decision taken back."""

    def broken(plan: Solution) -> Solution:
        values = dict(plan.decisions[decision])
        del values[index]
        return replace(plan, decisions=dict(plan.decisions) | {decision: values})

    return broken


def both(*steps: Breaking) -> Breaking:
    def broken(plan: Solution) -> Solution:
        for step in steps:
            plan = step(plan)
        return plan

    return broken


def line(account: str, **changes: object) -> Breaking:
    """The first line of an account changed."""

    def broken(plan: Solution) -> Solution:
        place = next(i for i, one in enumerate(plan.lines) if one.account == account)
        lines = list(plan.lines)
        lines[place] = replace(lines[place], **changes)
        return replace(plan, lines=tuple(lines))

    return broken


def with_line(*parts: object) -> Breaking:
    return lambda plan: replace(plan, lines=(*plan.lines, Line(*parts)))  # type: ignore[arg-type]


def without_lines(account: str) -> Breaking:
    return lambda plan: replace(
        plan, lines=tuple(one for one in plan.lines if one.account != account)
    )


def result(**changes: object) -> Breaking:
    return lambda plan: replace(plan, result=replace(plan.result, **changes))


def network(**changes: Callable[[Solution], object]) -> Breaking:
    """The plan held against another network."""
    return lambda plan: replace(
        plan,
        network=replace(plan.network, **{name: make(plan) for name, make in changes.items()}),
    )


def rule(name: str, **changes: object) -> Breaking:
    """Every rule of a target changed."""
    return network(
        rules=lambda plan: tuple(
            replace(one, **changes) if one.name == name else one for one in plan.network.rules
        )
    )


def contract(name: str, **changes: object) -> Breaking:
    return network(
        contracts=lambda plan: (
            dict(plan.network.contracts) | {name: replace(plan.network.contracts[name], **changes)}
        )
    )


def store(spot: Spot, **changes: object) -> Breaking:
    return network(
        stores=lambda plan: (
            dict(plan.network.stores) | {spot: replace(plan.network.stores[spot], **changes)}
        )
    )


def supply_of(spot: Spot, **changes: object) -> Breaking:
    return network(
        supply=lambda plan: {
            place: replace(row, **changes) if place[0] == spot else row
            for place, row in plan.network.supply.items()
        }
    )


def demand_of(spot: Spot, **changes: object) -> Breaking:
    return network(
        demand=lambda plan: {
            place: replace(row, **changes) if place[0] == spot else row
            for place, row in plan.network.demand.items()
        }
    )


def plant(name: str, **changes: object) -> Breaking:
    return network(
        plants=lambda plan: (
            dict(plan.network.plants) | {name: replace(plan.network.plants[name], **changes)}
        )
    )


def recipe(name: str, **changes: object) -> Breaking:
    return network(
        recipes=lambda plan: (
            dict(plan.network.recipes) | {name: replace(plan.network.recipes[name], **changes)}
        )
    )
