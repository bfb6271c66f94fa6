"""Rolling on: the tables of a case as they are on a day, with what has happened.

    arisen    supply of a year = tonnes of the months known + forecast x share of the other months
    price     holds in its year; later years keep what the tables say
    delayed   the plant runs no earlier than the year told
    closed    the plant runs to the year before

What is decided again, and what stays as it was decided, is in freeze.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from planner.instance.check import check_sheets
from planner.instance.columns import Row
from planner.instance.instance import Instance
from planner.instance.schema.frame import Period
from planner.instance.schema.markets import Outlet, Supply
from planner.instance.schema.plants import Plant
from planner.instance.sheets import sheets_of
from planner.replanning.actuals import Known

MONTHS = 12

Rows = tuple[Row, ...]


def rolled(instance: Instance, known: Iterable[Known]) -> Instance:
    """The case with what is known of it. Errors: InstanceError where that leaves faults."""
    by_kind: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        by_kind[one.actual.kind].append(one)
    tables = dict(instance.tables)
    tables["supply"] = _supply(instance, by_kind["arisen"])
    tables["outlets"] = _prices(instance.rows(Outlet), by_kind["price"])
    tables["plants"] = _plants(instance.rows(Plant), by_kind)
    if tables == dict(instance.tables):
        return instance
    return check_sheets(sheets_of(replace(instance, tables=tables)), instance.name)


def _supply(instance: Instance, known: Sequence[Known]) -> Rows:
    """Rows by year where months are known; what a row of every year says else."""
    tonnes: dict[tuple[str | None, str | None, int], dict[int, float]] = defaultdict(dict)
    source: dict[tuple[str | None, str | None, int], list[str]] = defaultdict(list)
    for one in known:
        actual = one.actual
        place = actual.site, actual.product, actual.when.year
        tonnes[place][actual.when.month] = actual.tonnes or 0.0
        source[place].append(str(one))
    rows: dict[tuple[str, str, int | None], Supply] = {
        (row.site, row.product, row.year): row for row in instance.rows(Supply)
    }
    years = _years(instance)
    for (site, product, year), by_month in tonnes.items():
        assert site is not None
        assert product is not None
        like = rows.get((site, product, year)) or rows.get((site, product, None))
        if like is None:  # it arose in a year for which nothing was foreseen
            like = next(r for r in instance.rows(Supply) if (r.site, r.product) == (site, product))
            like = like.model_copy(update={"amount": 0.0})
        forecast = 0.0 if like.amount is None else like.amount
        rest = forecast * (MONTHS - len(by_month)) / MONTHS
        note = "; ".join(source[site, product, year])
        rows[site, product, year] = like.model_copy(
            update={"year": year, "amount": sum(by_month.values()) + rest, "source": note}
        )
        every = rows.pop((site, product, None), None)
        if every is not None:  # rows by year stand in its place
            for other in years:
                rows.setdefault((site, product, other), every.model_copy(update={"year": other}))
    return tuple(rows.values())


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
    opened = {one.actual.plant for one in by_kind.get("opened", ())}
    delayed = {
        one.actual.plant: one
        for one in by_kind.get("delayed", ())
        if one.actual.plant not in opened
    }
    closed = {one.actual.plant: one for one in by_kind.get("closed", ())}
    found: list[Row] = []
    for row in plants:
        changed: dict[str, object] = {}
        if row.plant in delayed:
            changed["earliest_year"] = delayed[row.plant].actual.year
        if row.plant in closed:
            changed["last_year"] = closed[row.plant].actual.when.year - 1
        found.append(row.model_copy(update=changed) if changed else row)
    return tuple(found)
