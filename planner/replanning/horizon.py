"""The horizon rolls on: for every period that is over, one is added at the end.

What the tables say by year is repeated from their last year; each repeated row says so.
"""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from planner.instance.check import check_sheets
from planner.instance.instance import Instance
from planner.instance.schema.frame import Period
from planner.instance.schema.markets import Demand, Supply
from planner.instance.sheets import sheets_of
from planner.network.network import Network
from planner.plan import Decisions

ByYear = TypeVar("ByYear", Supply, Demand)


def last_year(period: Period) -> int:
    return period.first_year + period.years - 1


def periods_over(instance: Instance, as_of: date) -> int:
    """How many periods are over on a day."""
    return sum(last_year(period) < as_of.year for period in instance.rows(Period))


def on_periods(decisions: Decisions, before: Network, network: Network) -> Decisions:
    """An earlier plan in the periods of today: what opened in a period opens where it begins.

    before: the network of that plan.
    """
    now = {year: p.name for p in network.periods.values() for year in p.calendar}
    names = {p.name: now.get(p.first_year, p.name) for p in before.periods.values()}
    if all(name == same for name, same in names.items()):
        return decisions
    return {
        decision: {
            (*index[:-1], names.get(index[-1], index[-1])) if index else index: value
            for index, value in values.items()
        }
        for decision, values in decisions.items()
    }


def extended(instance: Instance, count: int) -> Instance:
    """The case with so many new periods at its end, as long as those at its start."""
    periods = list(instance.rows(Period))
    over = periods[:count]
    if not over:
        return instance
    before = last_year(periods[-1])
    for gone in over:
        first = last_year(periods[-1]) + 1
        name = str(first) if gone.years == 1 else f"{first}-{first + gone.years - 1}"
        periods.append(Period(period=name, first_year=first, years=gone.years))
    new = range(before + 1, last_year(periods[-1]) + 1)
    tables = dict(instance.tables)
    tables["periods"] = tuple(periods)
    tables["supply"] = _again(instance.rows(Supply), before, new)
    tables["demand"] = _again(instance.rows(Demand), before, new)
    return check_sheets(sheets_of(replace(instance, tables=tables)), instance.name)


def _again(rows: tuple[ByYear, ...], before: int, new: range) -> tuple[ByYear, ...]:
    """The rows, and those of the last year once more for every new one."""
    last = [row for row in rows if row.year == before]
    told = {"source": f"repeats {before}"}
    return rows + tuple(row.model_copy(update={"year": y, **told}) for row in last for y in new)
