"""Uses: has what is made a way out, and what must be had a way in?"""

from collections.abc import Collection, Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.markets import Demand, Outlet, Return, Storage, Supply
from planner.instance.schema.plants import Plant, Recipe, RecipeFlow, RecipeYield, Site
from planner.instance.schema.products import Product
from planner.instance.schema.transport import LaneOverride, LaneRule

ALL: tuple[type[Row], ...] = (
    Product, Supply, Demand, Outlet, Storage, Return, Plant, Recipe, RecipeFlow, RecipeYield,
)  # fmt: skip


@concludes_from(*ALL)
def what_is_made_has_a_use(tables: Tables) -> Iterator[Problem]:
    """A plant whose product has no way out could never run."""
    used = used_products(tables)
    running = _running_recipes(tables)
    told: set[str] = set()
    flows = [(n, r) for n, r in tables.of(RecipeFlow) if r.role in ("output", "residue")]
    made: list[tuple[int, RecipeFlow | RecipeYield]] = [*flows, *tables.of(RecipeYield)]
    for number, row in made:
        if row.recipe in running and row.product not in used | told:
            told.add(row.product)
            rule = f"is made by {row.recipe!r} but never used, wanted, sold or disposed of"
            hint = "a row in outlets gives it a way out"
            yield Problem(row.table, rule, number, "product", row.product, hint)
    for number, back in tables.of(Return):
        if back.returned not in used | told:
            told.add(back.returned)
            rule = "comes back but is never used, wanted, sold or disposed of"
            yield Problem(Return.table, rule, number, "returned", back.returned)
    for number, supply in tables.of(Supply):
        if supply.must_collect > 0 and supply.product not in used | told:
            told.add(supply.product)
            rule = "must be collected but is never used, wanted, sold or disposed of"
            yield Problem(Supply.table, rule, number, "product", supply.product)


@concludes_from(*ALL)
def what_must_be_served_can_be_had(tables: Tables) -> Iterator[Problem]:
    made = made_products(tables)
    for number, demand in tables.of(Demand):
        binding = demand.must_serve > 0 and demand.shortfall_price is None
        if binding and demand.product not in made:
            rule = "must be served but is never made, supplied or returned"
            yield Problem(Demand.table, rule, number, "product", demand.product)


@concludes_from(*ALL)
def products_can_be_had_and_used(tables: Tables) -> Iterator[Problem]:
    """Remarks: not wrong, but the plan will leave it aside."""
    made, used = made_products(tables), used_products(tables)
    for number, product in tables.of(Product):
        name = product.product
        if name in made or name in used:
            if name not in made:
                rule = "is wanted but never made, supplied or returned"
                yield Problem(Product.table, rule, number, "product", name)
            elif name not in used:
                rule = "is there but never used, wanted, sold or disposed of"
                yield Problem(Product.table, rule, number, "product", name)
        else:
            yield Problem(Product.table, "is in no recipe and no market", number, "product", name)


def used_products(tables: Tables) -> set[str]:
    running = _running_recipes(tables)
    used = {row.product for row in tables.all(Demand)} | {r.product for r in tables.all(Outlet)}
    return used | {
        row.product
        for row in tables.all(RecipeFlow)
        if row.role in ("feed", "input", "blend") and row.recipe in running
    }


def made_products(tables: Tables) -> set[str]:
    made = {row.product for row in tables.all(Supply)} | {r.returned for r in tables.all(Return)}
    made |= {row.product for row in tables.all(Storage) if row.opening > 0}
    return made | _outputs(tables, _running_recipes(tables))


def can_be_at(tables: Tables, product: str, site: str) -> bool:
    """Is the product made, supplied or returned at the site, or does a lane bring it?"""
    there = {row.product for row in tables.all(Supply) if row.site == site}
    there |= {row.returned for row in tables.all(Return) if row.site == site}
    plants = [p for p in tables.all(Plant) if p.site == site and p.status != "excluded"]
    technologies = {plant.technology for plant in plants}
    recipes = {r.recipe for r in tables.all(Recipe) if r.technology in technologies}
    return product in there | _outputs(tables, recipes) or lane_leads(tables, product, (), (site,))


def lane_leads(
    tables: Tables, product: str, origins: Collection[str], destinations: Collection[str]
) -> bool:
    """Could a lane carry the product from one of the origins, or anywhere, to a destination?"""
    roles = {site.site: site.role for site in tables.all(Site)}
    (group,) = {row.group for row in tables.all(Product) if row.product == product}
    from_roles = {roles[site] for site in origins or roles}
    to_roles = {roles[site] for site in destinations}
    by_rule = any(
        rule.from_role in from_roles
        and rule.to_role in to_roles
        and (not rule.groups or group in rule.groups)
        for rule in tables.all(LaneRule)
    )
    return by_rule or any(
        lane.allowed
        and lane.product in (None, product)
        and (not origins or lane.origin in origins)
        and lane.destination in destinations
        for lane in tables.all(LaneOverride)
    )


def _outputs(tables: Tables, recipes: Collection[str]) -> set[str]:
    made = {row.product for row in tables.all(RecipeYield) if row.recipe in recipes}
    return made | {
        row.product
        for row in tables.all(RecipeFlow)
        if row.role in ("output", "residue") and row.recipe in recipes
    }


def _running_recipes(tables: Tables) -> set[str]:
    """Recipes of technologies that some plant has; the others are only a library."""
    present = {plant.technology for plant in tables.all(Plant) if plant.status != "excluded"}
    return {recipe.recipe for recipe in tables.all(Recipe) if recipe.technology in present}
