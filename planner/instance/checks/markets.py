"""Markets, stores and returns: can each row mean anything?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.checks.uses import can_be_at
from planner.instance.instance import Problem
from planner.instance.schema.markets import Demand, Outlet, Return, Storage, Supply
from planner.instance.schema.plants import Site


def shares_have_an_amount(tables: Tables) -> Iterator[Problem]:
    """A share that must be collected or served is a share of something."""
    for number, supply in tables.of(Supply):
        if supply.must_collect > 0 and supply.amount is None:
            rule = f"must be filled: {supply.must_collect:g} of it must be collected"
            yield Problem(Supply.table, rule, number, Supply.headers()["amount"])
    for number, demand in tables.of(Demand):
        if demand.must_serve > 0 and demand.amount is None:
            rule = f"must be filled: {demand.must_serve:g} of it must be served"
            yield Problem(Demand.table, rule, number, Demand.headers()["amount"])


@concludes_from(Demand, Return)
def returns_follow_deliveries(tables: Tables) -> Iterator[Problem]:
    wanted = {(row.site, row.product) for row in tables.all(Demand)}
    for number, row in tables.of(Return):
        if (row.site, row.product) not in wanted:
            rule = f"is not in demand at {row.site!r}, so nothing can come back"
            yield Problem(Return.table, rule, number, "product", row.product)


def outlets_stand_in_one_place(tables: Tables) -> Iterator[Problem]:
    """A row for a site needs no country; beside one, the site lies in it."""
    country_of = {site.site: site.country for site in tables.all(Site)}
    for number, row in tables.of(Outlet):
        country = country_of.get(row.site or "")
        if row.country and country and country != row.country:
            rule = f"must be blank, or {country!r} as for the site: {row.site!r} does not lie there"
            yield Problem(Outlet.table, rule, number, "country", row.country)


def stores_hold_what_they_must(tables: Tables) -> Iterator[Problem]:
    """What is in store before the plan fits in as it begins, and what is after it as it ends."""
    for rows in _stores(tables):
        number, store = rows[0]
        by_year = sorted((row for _, row in rows), key=lambda row: row.from_year or 0)
        for column, held in (("opening", by_year[0]), ("closing", by_year[-1])):
            amount = getattr(store, column)
            if held.capacity is not None and amount > held.capacity:
                rule = f"must be at most the capacity, {held.capacity:g}"
                yield Problem(Storage.table, rule, number, Storage.headers()[column], amount)


def stores_can_be_filled(tables: Tables) -> Iterator[Problem]:
    """Remarks: nothing brings the product to the site, and amounts that are not read."""
    for rows in _stores(tables):
        number, store = rows[0]
        enough = store.opening > 0 and store.opening >= store.closing
        if not enough and not can_be_at(tables, store.product, store.site):
            rule = f"is neither made nor supplied nor brought to {store.site!r}: nothing to store"
            yield Problem(Storage.table, rule, number, "product", store.product)
        for later, row in rows[1:]:
            for column in ("opening", "closing"):
                amount = getattr(row, column)
                if amount > 0 and amount != getattr(store, column):
                    rule = f"is not read: that of the first row holds, row {number}"
                    yield Problem(Storage.table, rule, later, Storage.headers()[column], amount)


def _stores(tables: Tables) -> list[list[tuple[int, Storage]]]:
    """The rows of each store, in the order of the table."""
    stores: dict[tuple[str, str], list[tuple[int, Storage]]] = {}
    for number, row in tables.of(Storage):
        stores.setdefault((row.site, row.product), []).append((number, row))
    return list(stores.values())
