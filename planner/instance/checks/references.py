"""References: does every name that is used exist?"""

from collections.abc import Iterable, Iterator

from planner.instance.checks.hints import did_you_mean, listed
from planner.instance.checks.tables import Tables
from planner.instance.columns import Row, fact
from planner.instance.instance import Problem
from planner.instance.schema import TABLES
from planner.instance.schema.contracts import Contract, Tolling
from planner.instance.schema.frame import Country
from planner.instance.schema.plants import STAGES, CostCurve, Plant, Site, Size, Technology
from planner.instance.schema.products import Product
from planner.instance.schema.rules import Target
from planner.instance.schema.transport import Border, LaneRule

NAMED: tuple[tuple[type[Row], str, tuple[str, ...]], ...] = (
    (LaneRule, "from_role", ("the role of any site",)),
    (LaneRule, "to_role", ("the role of any site",)),
    (LaneRule, "groups", ("the group of any product",)),
    (Border, "origin", ("a country", "a bloc")),
    (Border, "destination", ("a country", "a bloc")),
    (Contract, "supplier", ("a site", "an operator of sites")),
    (Contract, "buyer", ("a site", "an operator of sites")),
    (Contract, "product", ("a product", "a group of products")),
    (Tolling, "product", ("a product", "a group of products")),
    (Target, "area", ("a country", "a bloc")),
    (Target, "technology", ("a technology", "a stage")),
    (Target, "origin", ("a site", "a country", "a bloc")),
    (Target, "product", ("a product", "a group of products")),
)
"""Columns that hold names which are not, or not all, in the first column of one table."""


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


def names_of_several_kinds_exist(tables: Tables) -> Iterator[Problem]:
    """Groups, roles, blocs and operators are named by the rows that have them."""
    names = names_by_kind(tables)
    for row_type, column, kinds in NAMED:
        if not all(kind in names for kind in kinds):
            continue
        known = set().union(*(names[kind] for kind in kinds))
        for number, row in tables.of(row_type):
            for name in _names_in(row, column):
                if name not in known:
                    rule = f"is {_none_of(kinds)}"
                    yield _dangling(tables, row_type, number, column, name, rule, known)


def names_by_kind(tables: Tables) -> dict[str, set[str]]:
    """Kind of thing -> its names, without the kinds whose table could not be read as a whole."""
    declared: dict[str, type[Row]] = {
        "a country": Country,
        "a site": Site,
        "a product": Product,
        "a technology": Technology,
    }
    names = {
        kind: tables.declared[row_type.table]
        for kind, row_type in declared.items()
        if row_type.table not in tables.unreadable
    }
    names["a stage"] = set(STAGES)
    if Country.table not in tables.incomplete:
        names["a bloc"] = {bloc for row in tables.all(Country) for bloc in row.bloc}
    if Site.table not in tables.incomplete:
        names["the role of any site"] = {site.role for site in tables.all(Site)}
        names["an operator of sites"] = {site.operator for site in tables.all(Site)} - {""}
    if Product.table not in tables.incomplete:
        groups = {product.group for product in tables.all(Product)}
        names["the group of any product"] = names["a group of products"] = groups
    return names


def names_mean_one_thing(tables: Tables) -> Iterator[Problem]:
    """Remarks: names of one thing that are also the name of a group of others."""
    group_of = {product.product: product.group for product in tables.all(Product)}
    operator_of = {site.site: site.operator for site in tables.all(Site)}
    stage_of = {row.technology: row.stage for row in tables.all(Technology)}
    site_is_meant = "is a site and the operator of others: the site is meant"
    families = {
        "product": (group_of, "is a product and a group of others: the product is meant"),
        "supplier": (operator_of, site_is_meant),
        "buyer": (operator_of, site_is_meant),
        "technology": (stage_of, "is a technology and the stage of others: all are meant"),
    }
    for row_type, column, _ in NAMED:
        family_of, rule = families.get(column, ({}, ""))
        for number, row in tables.rows[row_type.table]:
            name = getattr(row, column)
            others = [other for other, family in family_of.items() if family == name != other]
            if name in family_of and others:
                hint = f"the others are {listed(others)}"
                yield Problem(row_type.table, rule, number, column, name, hint)


def _names_in(row: Row, column: str) -> tuple[str, ...]:
    cell = getattr(row, column)
    if isinstance(cell, tuple):
        return cell
    return () if cell is None else (cell,)


def _none_of(kinds: tuple[str, ...]) -> str:
    if len(kinds) == 1:
        return f"not {kinds[0]}"
    return f"neither {', '.join(kinds[:-1])} nor {kinds[-1]}"


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
