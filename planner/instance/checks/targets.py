"""Targets: does each row hold what its kind reads, and find something to count?"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from planner.instance.checks.hints import listed
from planner.instance.checks.scope import plants_of, products_of, sites_in_scope, sites_of
from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.frame import Country
from planner.instance.schema.markets import Demand, Outlet, Storage, Supply
from planner.instance.schema.plants import Plant, Recipe, RecipeFlow, Site, Technology
from planner.instance.schema.products import Composition, Product
from planner.instance.schema.rules import KINDS, LIMITS, RECYCLED, Target

COLUMNS = tuple(dict.fromkeys(column for kind in KINDS.values() for column in kind.reads))
"""Columns that some kinds read and others do not."""

RECOVERED = ("end of life", "production scrap")
ALL: tuple[type[Row], ...] = (
    Country, Product, Composition, Site, Technology, Recipe, RecipeFlow, Plant,
    Supply, Demand, Outlet, Storage, Target,
)  # fmt: skip


def targets_fill_what_their_kind_reads(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(Target):
        kind = KINDS[row.kind]
        for column in COLUMNS:
            value = getattr(row, column)
            if value is None and column in kind.needs:
                rule = f"must be filled: the kind is {row.kind!r}"
                yield Problem(Target.table, rule, number, column)
            elif value is not None and column not in kind.reads:
                rule = f"must be blank: it is not read for the kind {row.kind!r}"
                hint = "it reads " + ", ".join(kind.reads)
                yield Problem(Target.table, rule, number, column, value, hint)
        if row.minimum is None and row.maximum is None and "minimum" not in kind.needs:
            rule = "must be filled, or maximum, or both"
            yield Problem(Target.table, rule, number, "minimum")
        if row.minimum and kind.minimum_needs and getattr(row, kind.minimum_needs) is None:
            rule = f"must be filled where there is a minimum: the kind is {row.kind!r}"
            yield Problem(Target.table, rule, number, kind.minimum_needs)


def limits_of_targets_make_sense(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(Target):
        for column in LIMITS:
            limit = getattr(row, column)
            if KINDS[row.kind].unit == "share" and limit is not None and limit > 1:
                rule = f"must be at most 1: the kind {row.kind!r} limits a share"
                hint = f"{limit:g} percent is {limit / 100:g}" if limit <= 100 else ""
                yield Problem(Target.table, rule, number, column, limit, hint)
        if row.minimum is not None and row.maximum is not None and row.maximum < row.minimum:
            rule = f"must be at least the minimum, {row.minimum:g}"
            yield Problem(Target.table, rule, number, "maximum", row.maximum)


@concludes_from(Country, Site, Target)
def targets_hold_somewhere(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(Target):
        if row.site and row.area and row.site not in sites_of(tables, row.area):
            rule = f"does not lie in {row.area!r}, the area of the rule: name one of the two"
            yield Problem(Target.table, rule, number, "site", row.site)
        elif row.area and not sites_of(tables, row.area):
            yield Problem(Target.table, "has no site", number, "area", row.area)
        if row.origin and not sites_of(tables, row.origin):
            yield Problem(Target.table, "has no site", number, "origin", row.origin)


@concludes_from(*ALL)
def hard_minimums_find_something_to_count(tables: Tables) -> Iterator[Problem]:
    """A rule that demands something of nothing would be left out, and nobody would know."""
    for number, row in tables.of(Target):
        if row.minimum and row.shortfall_price is None:
            yield from _nothing_to_count(tables, number, row)


def targets_find_something_to_count(tables: Tables) -> Iterator[Problem]:
    """Remarks: the rule limits nothing."""
    for number, row in tables.of(Target):
        if not row.minimum or row.shortfall_price is not None:
            yield from _nothing_to_count(tables, number, row)


def _nothing_to_count(tables: Tables, number: int, row: Target) -> Iterator[Problem]:
    if not _is_as_its_kind_reads(row) or not sites_in_scope(tables, row):
        return  # said already
    counted = DELIVERED if row.kind == "quality" and not row.technology else COUNTED[row.kind]
    found = counted.find(tables, row)
    if not found:
        words = counted.nothing.format(
            what=repr(row.product) if row.product else "any product",
            technology=f" of {row.technology!r}" if row.technology else "",
            where=f" at {row.site!r}" if row.site else f" in {row.area!r}" if row.area else "",
        )
        rule = f"finds nothing to count: {words}"
        yield Problem(Target.table, rule, number, "kind", row.kind)
    elif row.element and not found & _containing(tables, row.element):
        rule = f"is in nothing that the rule counts: {listed(found)} (compositions)"
        yield Problem(Target.table, rule, number, "element", row.element)


def _is_as_its_kind_reads(row: Target) -> bool:
    kind = KINDS[row.kind]
    filled = {column for column in COLUMNS if getattr(row, column) is not None}
    return set(kind.needs) <= filled <= set(kind.reads)


class Counted(NamedTuple):
    """What a kind of target counts, and how it is said that there is none."""

    find: Callable[[Tables, Target], set[str]]
    """The products it counts, or the plants where it counts those."""
    nothing: str


def _delivered(tables: Tables, row: Target) -> set[str]:
    sites, products = sites_in_scope(tables, row), products_of(tables, row.product)
    return {r.product for r in tables.all(Demand) if r.site in sites and r.product in products}


def _wanted(tables: Tables, row: Target) -> set[str]:
    sites, products = sites_in_scope(tables, row), products_of(tables, row.product)
    wanted = [demand for demand in tables.all(Demand) if demand.amount is not None]
    return {demand.product for demand in wanted if demand.site in sites} & products


def _arising(tables: Tables, row: Target) -> set[str]:
    sites = sites_in_scope(tables, row)
    products = products_of(tables, row.product) & _recovered(tables)
    arising = [supply for supply in tables.all(Supply) if supply.amount is not None]
    return {supply.product for supply in arising if supply.site in sites} & products


def _taken_in(
    tables: Tables, row: Target, roles: tuple[str, ...] = ("feed", "input", "blend")
) -> set[str]:
    plants = plants_of(tables, row.technology, sites_in_scope(tables, row))
    technologies = {plant.technology for plant in plants}
    recipes = {r.recipe for r in tables.all(Recipe) if r.technology in technologies}
    taken = {
        flow.product
        for flow in tables.all(RecipeFlow)
        if flow.recipe in recipes and flow.role in roles
    }
    return taken & products_of(tables, row.product)


def _treated(tables: Tables, row: Target) -> set[str]:
    """What is blended is used, not treated."""
    return _taken_in(tables, row, ("feed", "input")) & _recovered(tables)


def _used(tables: Tables, row: Target) -> set[str]:
    return _delivered(tables, row) | _taken_in(tables, row)


def _landfilled(tables: Tables, row: Target) -> set[str]:
    sites = sites_in_scope(tables, row)
    countries = {site.country for site in tables.all(Site) if site.site in sites}
    return {
        outlet.product
        for outlet in tables.all(Outlet)
        if outlet.kind == "landfill"
        and (outlet.site is None or outlet.site in sites)
        and (outlet.country is None or outlet.country in countries)
    } & products_of(tables, row.product)


def _stored(tables: Tables, row: Target) -> set[str]:
    sites, products = sites_in_scope(tables, row), products_of(tables, row.product)
    return {r.product for r in tables.all(Storage) if r.site in sites and r.product in products}


def _plants(tables: Tables, row: Target) -> set[str]:
    sites = sites_in_scope(tables, row)
    return {plant.plant for plant in plants_of(tables, row.technology, sites)}


def _emitting(tables: Tables, row: Target) -> set[str]:
    """Transport counts too, where the rule is for no site or technology alone."""
    alone = row.site is not None or row.technology is not None
    return _plants(tables, row) if alone else sites_in_scope(tables, row)


def _recovered(tables: Tables) -> set[str]:
    return {product.product for product in tables.all(Product) if product.origin in RECOVERED}


def _containing(tables: Tables, element: str) -> set[str]:
    content = tables.all(Composition)
    return {row.product for row in content if row.element == element and row.share > 0}


DELIVERED = Counted(_delivered, "nobody{where} wants {what}")
TREATED = Counted(_treated, "no plant{where} takes in what is at end of life or production scrap")
USED = Counted(_used, "nobody{where} wants or takes in {what}")
NO_PLANT = "no plant{technology}{where} stands or may be built"

COUNTED: dict[str, Counted] = {
    "recycled content": DELIVERED,
    "recycled share": DELIVERED,
    "material recovery": TREATED,
    "recycling efficiency": TREATED,
    "collection": Counted(_arising, "no amount of {what} arises{where} at end of life or as scrap"),
    "landfill": Counted(_landfilled, "{what} has no outlet of the kind landfill{where}"),
    "domestic share": USED,
    "country share": USED,
    "supplier share": USED,
    "share of need": Counted(_wanted, "nobody{where} wants a stated amount of {what}"),
    "feed share": Counted(_taken_in, "no plant{technology}{where} takes in {what}"),
    "quality": Counted(_taken_in, "no plant{technology}{where} takes in {what}"),
    "emissions": Counted(_emitting, NO_PLANT),
    "capital": Counted(_plants, NO_PLANT),
    "plants": Counted(_plants, NO_PLANT),
    "stock": Counted(_stored, "{what} has no row in storage{where}"),
}


@concludes_from(Target, Product, Composition, RecipeFlow, Supply)
def origins_are_known(tables: Tables) -> Iterator[Problem]:
    """Where metal counts as recycled or not, the products that bring it say where it is from."""
    products = {row.product: (number, row) for number, row in tables.of(Product)}
    makers = {(r.product, r.recipe) for r in tables.all(RecipeFlow) if r.role == "output"}
    told: set[str] = set()
    for _, target in tables.of(Target):
        if target.kind not in RECYCLED or not target.product or not target.element:
            continue
        wanted = products_of(tables, target.product)
        recipes = {recipe for product, recipe in makers if product in wanted}
        bringing = {
            row.product
            for row in tables.all(RecipeFlow)
            if row.recipe in recipes and row.role in ("feed", "input", "blend")
        }
        bringing |= {row.product for row in tables.all(Supply)} & wanted
        for name in sorted((bringing & _containing(tables, target.element)) - told):
            number, product = products[name]
            if product.origin == "none":
                told.add(name)
                rule = (
                    f"says nothing about the {target.element} that {name!r} brings, "
                    f"and the target {target.target!r} asks"
                )
                yield Problem(Product.table, rule, number, "origin", product.origin)
