"""References: does every name that is used exist?"""

from collections.abc import Iterable, Iterator

from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.checks.tables import Tables
from planner.instance.columns import Row, fact
from planner.instance.instance import Problem
from planner.instance.schema import TABLES
from planner.instance.schema.frame import Country
from planner.instance.schema.plants import CostCurve, Plant, Site, Size
from planner.instance.schema.products import Product
from planner.instance.schema.transport import Border, LaneRule


def names_exist(tables: Tables) -> Iterator[Problem]:
    for table, row_type in TABLES.items():
        for column in row_type.model_fields:
            target = fact(row_type, column, "refers")
            if not target or target in tables.unreadable:
                continue
            known = tables.declared[target]
            for number, row in tables.rows[table]:
                name = getattr(row, column)
                if name is not None and name not in known:
                    rule = f"is not in the table {target}"
                    yield _dangling(tables, row_type, number, column, name, rule, known)


def sizes_exist(tables: Tables) -> Iterator[Problem]:
    if Size.table in tables.incomplete:
        return
    for number, plant in tables.of(Plant):
        known = {row.size for row in tables.all(Size) if row.technology == plant.technology}
        curves = {row.technology for row in tables.all(CostCurve)}
        for size in plant.sizes:
            if size not in known:
                rule = f"is not a size of {plant.technology!r} in the table sizes"
                if plant.technology in curves:
                    rule += "; sizes from a cost curve cannot be named"
                yield _dangling(tables, Plant, number, "sizes", size, rule, known)


def roles_exist(tables: Tables) -> Iterator[Problem]:
    if Site.table in tables.incomplete:
        return
    known = {site.role for site in tables.all(Site)}
    for number, row in tables.of(LaneRule):
        for column, role in (("from_role", row.from_role), ("to_role", row.to_role)):
            if role not in known:
                rule = "is not the role of any site"
                yield _dangling(tables, LaneRule, number, column, role, rule, known)


def groups_exist(tables: Tables) -> Iterator[Problem]:
    if Product.table in tables.incomplete:
        return
    known = {product.group for product in tables.all(Product)}
    for number, row in tables.of(LaneRule):
        for group in row.groups:
            if group not in known:
                rule = "is not the group of any product"
                yield _dangling(tables, LaneRule, number, "groups", group, rule, known)


def borders_exist(tables: Tables) -> Iterator[Problem]:
    if Country.table in tables.incomplete:
        return
    known = tables.declared[Country.table] | {row.bloc for row in tables.all(Country)} - {""}
    for number, row in tables.of(Border):
        for column, name in (("origin", row.origin), ("destination", row.destination)):
            if name not in known:
                rule = "is neither a country nor a bloc of the table countries"
                yield _dangling(tables, Border, number, column, name, rule, known)


def _dangling(
    tables: Tables,
    row_type: type[Row],
    number: int,
    column: str,
    name: str,
    rule: str,
    known: Iterable[str],
) -> Problem:
    tables.incomplete.add(row_type.table)
    known = set(known)
    hint = did_you_mean(name, known)
    if not hint:
        hint = f"it has {listed(known)}" if known and len(known) <= 12 else ""
    return Problem(row_type.table, rule, number, row_type.headers()[column], name, hint)
