"""Plans closed-loop EV-battery networks.

from pathlib import Path
from planner import read_instance, build_network, solve_network, plan_tables

solution = solve_network(build_network(read_instance(Path("instances/uk"))))
plan_tables(solution)["decisions"]
"""

from importlib import import_module
from typing import Any

# Where each public name stands. Loaded when first used: commands must start quickly.
_PLACES = {
    "InstanceError": "planner.instance.instance",
    "NoPlan": "planner.plan",
    "Options": "planner.solving.highs",
    "build_network": "planner.network.build",
    "draw_map": "planner.reporting.maps",
    "element_balance": "planner.solution.indicators",
    "key_figures": "planner.solution.indicators",
    "metal_cover": "planner.solution.indicators",
    "metal_gap": "planner.solution.indicators",
    "plan_case": "planner.run",
    "plan_tables": "planner.solution.tables",
    "read_instance": "planner.instance.read",
    "solve_network": "planner.plan",
    "verify": "planner.solution.verify",
    "with_scenario": "planner.instance.scenarios.apply",
    "without_building": "planner.network.baseline",
    "worth": "planner.solution.indicators",
    "write_page": "planner.reporting.maps",
    "write_workbook": "planner.reporting.workbook",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
