"""A case for a year of re-plannings: arisings come in 2033, and two sites may shred them.

Black mass earns 1,500 a tonne at the port, packs earn 50 at the gate, shredding costs 100 a tonne:
a tonne of packs is worth some 600 EUR. A large shredder costs 1.5 M, a small one 1 M.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from planner.instance.instance import Instance
from planner.plan import solve_task, task_of
from planner.replanning.actuals import latest, read_actuals
from planner.replanning.horizon import extended
from planner.replanning.replan import LastPlan, Replanned, replan
from planner.run import plan_instance
from planner.solving.highs import Options
from tests.tiny import Rows, instance_of, table, tiny_tables

EXACT = Options(gap=1e-6)

YEARS = range(2030, 2038)
COMES = 2033


def tables(tonnes: float = 400.0, **others: Rows) -> dict[str, Rows]:
    found = tiny_tables()
    found["periods"] = table("period first_year years", *((str(y), y, 1) for y in YEARS))
    found["technologies"][0]["lead_time"] = 1
    found["sites"] += table(
        "site role country latitude longitude", ("Goole", "shredder", "GB", 53.7, -0.87)
    )
    # Hull takes no black mass, so that shredding alone is looked at.
    found["plants"] = table(
        "plant site technology status cost_factor",
        ("Sheffield shredder", "Sheffield", "shredder", "candidate", 1.0),
        ("Goole shredder", "Goole", "shredder", "candidate", 1.1),
    ) + [row for row in found["plants"] if row["status"] == "existing"]
    found["supply"] = [
        {"site": "Leeds", "product": "packs", "year": year, "amount": tonnes, "price": -50}
        for year in YEARS
        if year >= COMES
    ] + [row for row in found["supply"] if row["site"] != "Leeds"]
    return found | others


def case(tonnes: float = 400.0, **others: Rows) -> Instance:
    return instance_of(tables(tonnes, **others))


def with_memorandum(found: dict[str, Rows], price: float = 1000) -> dict[str, Rows]:
    """The tables with a buyer in Derby and a contract that may be signed: CAM costs far more."""
    buyer = next(row for row in found["sites"] if row["site"] == "Coventry")
    found["sites"].append(buyer | {"site": "Derby"})
    found["demand"] += table("site product amount price", ("Derby", "CAM", 50, price))
    found["contracts"] = table(
        "contract kind supplier buyer product first_year minimum maximum price",
        ("CAM for Derby", "optional", "Sunderland", "Derby", "CAM", COMES, 10, 50, 0),
    )
    return found


HEADERS = {
    "kind": "kind", "month": "month", "site": "site", "product": "product", "origin": "origin",
    "destination": "destination", "mode": "mode", "plant": "plant", "recipe": "recipe",
    "size": "size", "contract": "contract", "outlet": "outlet", "tonnes": "tonnes [t]",
    "price": "price [money/t]", "year": "year [year]", "source": "source",
}  # fmt: skip


def actuals_file(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    """A CSV file of actuals."""
    lines = [",".join(HEADERS.values())]
    lines += [",".join(str(row.get(column, "")) for column in HEADERS) for row in rows]
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


class Year:
    """Re-plannings that follow each other."""

    def __init__(
        self, folder: Path, instance: Instance, options: Options = EXACT, **settings: Any
    ) -> None:
        """options, settings: of the re-plannings."""
        first = plan_instance(instance, "year", folder, EXACT)
        self.folder, self.options, self.settings = folder, options, settings
        self.last = LastPlan.read(first.folder, first.solution.result.objective)
        self.known = []
        self.done: Replanned | None = None

    def month(self, as_of: str, instance: Instance, *actuals: dict) -> list[str]:
        """The changes of a month, as subject: kind."""
        if actuals:
            file = actuals_file(self.folder, f"{as_of}.csv", *actuals)
            self.known += read_actuals(file, instance)
        self.done = replan(
            instance, self.last, self.known, date.fromisoformat(as_of), self.folder, self.options,
            **self.settings,
        )  # fmt: skip
        run = self.done.run
        told = latest(self.known, date.fromisoformat(as_of))
        self.last = LastPlan.read(run.folder, run.solution.result.objective, told)
        return [f"{change.subject}: {change.kind}" for change in self.done.changes]

    def why(self, kind: str) -> str:
        """What drives the change of a kind."""
        table = pd.read_csv(self.done.run.folder / "plan" / "plan_changes.csv")
        return str(table.loc[table["kind"] == kind, "driven_by"].iloc[0])


def dear(tonnes: float, factor: float) -> Instance:
    """Sheffield costs more than Goole from a factor of 1.1 on."""
    found = tables(tonnes)
    found["plants"][0]["cost_factor"] = factor
    return instance_of(found)


def worth(instance: Instance) -> float:
    """Of the best plan, in 2031: one period is over, one was added."""
    return solve_task(task_of(extended(instance, 1)), EXACT).result.objective
