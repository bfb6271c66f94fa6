"""Folders of finished runs, as a run leaves them, without its workbook and maps."""

import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from planner.instance.template import write_csv
from planner.network.build import build_network
from planner.plan import solve_network
from planner.solution.files import write_decisions, write_tables
from planner.solution.indicators import key_figures, metal_cover
from planner.solution.solution import Solution
from planner.solution.tables import plan_tables
from planner.solving.highs import Options
from tests.tiny import Rows, instance_of, table, tiny_tables

Tables = dict[str, Rows]


def less_collected() -> Tables:
    """Packs for the small shredder only, and a carbon price."""
    tables = tiny_tables()
    tables["supply"][0]["amount"] = 450
    tables["carbon_prices"] = table("country from_year price", ("GB", None, 50))
    return tables


def later() -> Tables:
    """The shredder may come on stream from 2031 only."""
    tables = tiny_tables()
    tables["plants"][0]["earliest_year"] = 2031
    return tables


def longer() -> Tables:
    """A third period."""
    tables = tiny_tables()
    tables["periods"] += table("period first_year years", ("2032-33", 2032, 2))
    return tables


CASES = {"tiny": tiny_tables, "less": less_collected, "later": later, "longer": longer}


@cache
def solved(case: str) -> Solution:
    return solve_network(build_network(instance_of(CASES[case]())), Options(gap=1e-6))


def write_run(folder: Path, case: str, tables: Tables | None = None, **result: Any) -> Path:
    """The folder of a finished run of a case, or of other tables.

    result: what the run is to say of itself instead, such as another bound.
    """
    tables = tables or CASES[case]()
    instance = instance_of(tables)
    known = CASES.get(case)
    solution = (
        solved(case)
        if known and tables == known()
        else solve_network(build_network(instance), Options(gap=1e-6))
    )
    folder.mkdir(parents=True)
    write_csv(instance, folder / "inputs")
    currency = solution.network.currency
    indicators = {"key_figures": key_figures(solution), "metal_cover": metal_cover(solution)}
    write_tables(plan_tables(solution) | indicators, folder / "plan", currency)
    write_decisions(solution, folder / "plan")
    facts = {
        "instance": case,
        "fingerprint": instance.fingerprint,
        "date": "2030-01-31T09:15:00+00:00",
        "planner": "0.1.0",
    }
    content = asdict(replace(solution.result, **result)) | {"facts": facts, "issues": []}
    (folder / "result.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
