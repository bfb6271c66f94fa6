"""Uses: has what is made a way out, and what must be had a way in?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.markets import Demand, Outlet, Return, Supply
from planner.instance.schema.plants import Plant, Recipe, RecipeFlow, RecipeYield
from planner.instance.schema.products import Product

ALL: tuple[type[Row], ...] = (
    Product, Supply, Demand, Outlet, Return, Plant, Recipe, RecipeFlow, RecipeYield,
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
    running = _running_recipes(tables)
    made = {row.product for row in tables.all(Supply)} | {r.returned for r in tables.all(Return)}
    made |= {row.product for row in tables.all(RecipeYield) if row.recipe in running}
    return made | {
        row.product
        for row in tables.all(RecipeFlow)
        if row.role in ("output", "residue") and row.recipe in running
    }


def _running_recipes(tables: Tables) -> set[str]:
    """Recipes of technologies that some plant has; the others are only a library."""
    present = {plant.technology for plant in tables.all(Plant) if plant.status != "excluded"}
    return {recipe.recipe for recipe in tables.all(Recipe) if recipe.technology in present}
