"""Where the batteries collected at home go: into which plants, abroad, or out at the gate."""

from collections.abc import Iterator

import pandas as pd

from planner.network.network import Network
from planner.reporting.workbook.book import Book, Place
from planner.reporting.workbook.charts import columns
from planner.reporting.workbook.wide_table import over_horizon, set_widths, wide, write_wide
from planner.solution.indicators import home
from planner.solution.solution import Solution
from planner.solution.tables import TONNES

ROUTES = "Collected batteries"
_ABROAD = "sent abroad"


def destinations(solution: Solution) -> pd.DataFrame:
    """Tonnes a year of the batteries collected at home, by period and destination.

    Batteries that come back from a second life are counted a second time.
    """
    batteries = _batteries(solution.network)
    rows = [row for row in _movements(solution) if row[0] in batteries]
    table = pd.DataFrame(rows, columns=["product", "period", "destination", "amount [t/year]"])
    table = table.sort_values("destination", key=lambda names: names == _ABROAD, kind="stable")
    keys = ["period", "destination"]
    return table.groupby(keys, sort=False, as_index=False)["amount [t/year]"].sum()


def _batteries(network: Network) -> set[str]:
    """What arises at home at the end of its life; not what plants make of it at once."""
    countries = home(network)
    made = {
        product
        for recipe in network.recipes.values()
        for (start, out), amounts in recipe.outputs.items()
        if start == out
        for product in amounts
    }
    return {
        spot.product
        for spot, _ in network.supply
        if network.products[spot.product].origin == "end of life"
        and spot.product not in made
        and network.sites[spot.site].country in countries
    }


def _movements(solution: Solution) -> Iterator[tuple[str, str, str, float]]:
    network, countries = solution.network, home(solution.network)
    for (plant, name, period), amount in solution.decisions.get("throughput", {}).items():
        recipe, stage = network.recipes[name], network.plants[plant].stage
        for product, share in recipe.inputs[period].items():
            yield product, period, f"to {stage}", amount * share * TONNES
    for (site, product, period), amount in solution.decisions.get("delivered", {}).items():
        abroad = network.sites[site].country not in countries
        yield product, period, _ABROAD if abroad else "sold at home", amount * TONNES
    for (_, product, outlet, period), amount in solution.decisions.get("let_out", {}).items():
        yield product, period, f"let out: {outlet}", amount * TONNES


def write_routes(book: Book, table: pd.DataFrame) -> Place | None:
    """Tonnes by destination and period. None where nothing is collected."""
    layout = wide(table, ["destination"], "amount [t/year]", book.periods, "horizon [t]")
    where = write_wide(book, ROUTES, 0, layout, over_horizon(book))
    set_widths(book, ROUTES, (34,), len(book.periods) + 1)
    if not layout.rows:
        return None
    chart(book, ROUTES, where, where.last + 3, 0, 760)
    return where


def chart(book: Book, onto: str, where: Place, row: int, across: int, width: int,
          height: int = 300) -> None:  # fmt: skip
    """A stacked column for each period."""
    first, last = where.letter(book.periods[0]), where.letter(book.periods[-1])
    sheet = f"='{where.sheet}'!"
    periods = f"{sheet}${first}${where.first - 1}:${last}${where.first - 1}"
    series = [
        (f"{sheet}$A${line}", periods, f"{sheet}${first}${line}:${last}${line}")
        for line in range(where.first, where.last + 1)
    ]
    title = "Where collected batteries go"
    columns(book, onto, title, "t a year", series, row, 0, width, height, across)
