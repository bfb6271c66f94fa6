"""Rolling on: the tables of a case as they are on a day, with what has happened.

    arisen    supply of a year = tonnes of the months known + forecast x share of the other months
    price     holds in its year; later years keep what the tables say
    opened    the plant may open in that year, whatever the tables thought
    delayed   the plant runs no earlier than the year told
    closed    the plant runs to the year before, or in the year where it is known to have run

What is decided again, and what stays as it was decided, is in freeze.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from planner.instance.check import check_sheets
from planner.instance.columns import Row
from planner.instance.instance import Instance, InstanceError, Problem
from planner.instance.schema.frame import Period
from planner.instance.schema.markets import Demand, Outlet, Supply
from planner.instance.schema.plants import Plant
from planner.instance.sheets import sheets_of
from planner.replanning.actuals import Known

MONTHS = 12

Rows = tuple[Row, ...]
Market = TypeVar("Market", Supply, Demand)


def rolled(instance: Instance, known: Iterable[Known]) -> Instance:
    """The case with what is known of it. Errors: InstanceError where that leaves faults."""
    by_kind: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        by_kind[one.actual.kind].append(one)
    tables = dict(instance.tables)
    supply = _arisen(instance, by_kind["arisen"])
    tables["supply"] = _at_price(supply, by_kind["price of supply"], instance)
    demand = instance.rows(Demand)
    tables["demand"] = _at_price(demand, by_kind["price of demand"], instance)
    tables["outlets"] = _prices(instance.rows(Outlet), by_kind["price"])
    tables["plants"] = _plants(instance.rows(Plant), by_kind)
    if tables == dict(instance.tables):
        return instance
    return check_sheets(sheets_of(replace(instance, tables=tables)), instance.name)


def _arisen(instance: Instance, known: Sequence[Known]) -> tuple[Supply, ...]:
    """Rows by year where months are known; what a row of every year says else."""
    tonnes: dict[tuple[str | None, str | None, int], dict[int, float]] = defaultdict(dict)
    source: dict[tuple[str | None, str | None, int], list[str]] = defaultdict(list)
    for one in known:
        actual = one.actual
        place = actual.site, actual.product, actual.when.year
        tonnes[place][actual.when.month] = actual.tonnes or 0.0
        source[place].append(str(one))
    by_year = _ByYear(instance.rows(Supply), _years(instance))
    for (site, product, year), by_month in tonnes.items():
        like = by_year.row(site, product, year)
        if like is None:  # it arose in a year for which nothing was foreseen
            of_it = (r for r in instance.rows(Supply) if (r.site, r.product) == (site, product))
            other = next(of_it, None)
            if other is None:
                raise _gone(source[site, product, year][0], Supply.table, f"{product} at {site}")
            like = other.model_copy(update={"amount": 0.0})
        if like.amount is None:  # more can be bought than has been
            continue
        rest = like.amount * (MONTHS - len(by_month)) / MONTHS
        note = "; ".join(source[site, product, year])
        by_year.put(like, year, amount=sum(by_month.values()) + rest, source=note)
    return by_year.rows


def _at_price(rows: tuple[Market, ...], known: Sequence[Known], instance: Instance) -> Rows:
    """The price of the last month known of a year holds in that year."""
    by_year = _ByYear(rows, _years(instance))
    for one in sorted(known, key=lambda one: one.actual.month):
        actual = one.actual
        like = by_year.row(actual.site, actual.product, actual.when.year)
        if like is not None:  # else there is nothing of it in that year to pay for
            by_year.put(like, actual.when.year, price=actual.price, source=str(one))
    return by_year.rows


class _ByYear(Generic[Market]):
    """Rows of a year, or of every year, of which some are to say something else."""

    def __init__(self, rows: Iterable[Market], years: range) -> None:
        self.years = years
        self.by_place: dict[tuple[str, str, int | None], Market] = {
            (row.site, row.product, row.year): row for row in rows
        }

    @property
    def rows(self) -> tuple[Market, ...]:
        return tuple(self.by_place.values())

    def row(self, site: str | None, product: str | None, year: int) -> Market | None:
        """What holds in a year."""
        of_year = self.by_place.get((site or "", product or "", year))
        return of_year or self.by_place.get((site or "", product or "", None))

    def put(self, like: Market, year: int, **cells: object) -> None:
        """In a year, like another row but for some cells."""
        site, product = like.site, like.product
        self.by_place[site, product, year] = like.model_copy(update={"year": year, **cells})
        every = self.by_place.pop((site, product, None), None)
        if every is not None:  # rows by year stand in its place
            for other in self.years:
                row = every.model_copy(update={"year": other})
                self.by_place.setdefault((site, product, other), row)


def _gone(where: object, table: str, what: str) -> InstanceError:
    told = f"{what} is known of by {where}, and is no more in the table"
    return InstanceError([Problem(table, told)])


def _years(instance: Instance) -> range:
    periods = instance.rows(Period)
    return range(periods[0].first_year, periods[-1].first_year + periods[-1].years)


def _prices(outlets: Sequence[Outlet], known: Sequence[Known]) -> Rows:
    """The price of the last month known of a year holds in that year."""
    if not known:
        return tuple(outlets)
    prices: dict[tuple[str | None, str | None], dict[int, Known]] = defaultdict(dict)
    for one in sorted(known, key=lambda one: one.actual.month):
        prices[one.actual.outlet, one.actual.product][one.actual.when.year] = one
    found: list[Row] = []
    places = dict.fromkeys((row.outlet, row.product, row.country, row.site) for row in outlets)
    for outlet, product, country, site in places:
        here = {
            row.from_year: row
            for row in outlets
            if (row.outlet, row.product, row.country, row.site) == (outlet, product, country, site)
        }
        told = prices.get((outlet, product), {})
        found += _with_years(here, told)
    return tuple(found)


def _with_years(here: Mapping[int | None, Outlet], told: Mapping[int, Known]) -> Iterable[Outlet]:
    rows = dict(here)
    for year in sorted(told):
        before = _in_force(here, year)
        if before is None:
            continue  # it was not open then
        after = _in_force(here, year + 1)
        if year + 1 not in told and after is not None:
            rows.setdefault(year + 1, after.model_copy(update={"from_year": year + 1}))
        rows[year] = before.model_copy(
            update={"from_year": year, "price": told[year].actual.price, "source": str(told[year])}
        )
    return rows.values()


def _in_force(rows: Mapping[int | None, Outlet], year: int) -> Outlet | None:
    started = [start for start in rows if start is None or start <= year]
    if not started:
        return None
    return rows[max(started, key=lambda start: -1 if start is None else start)]


def _plants(plants: Sequence[Plant], by_kind: Mapping[str, Sequence[Known]]) -> Rows:
    opened = {one.actual.plant: one for one in by_kind.get("opened", ())}
    delayed = {one.actual.plant: one for one in by_kind.get("delayed", ())}
    closed = {one.actual.plant: one for one in by_kind.get("closed", ())}
    ran = {(one.actual.plant, one.actual.when.year) for one in by_kind.get("processed", ())}
    found: list[Row] = []
    for row in plants:
        changed: dict[str, object] = {}
        if row.plant in opened:
            year = opened[row.plant].actual.when.year
            if row.earliest_year is not None:
                changed["earliest_year"] = min(row.earliest_year, year)
        elif row.plant in delayed:
            year = delayed[row.plant].actual.year or 0
            changed["earliest_year"] = year
        else:
            year = 0
        if row.latest_year is not None and row.latest_year < year:
            changed["latest_year"] = year
        if row.plant in closed:
            year = closed[row.plant].actual.when.year
            last = year if (row.plant, year) in ran else year - 1
            changed["last_year"] = last
            earliest = changed.get("earliest_year", row.earliest_year)
            if isinstance(earliest, int) and earliest > last:  # given up before it opened
                changed["earliest_year"] = last
        found.append(row.model_copy(update=changed) if changed else row)
    return tuple(found)
