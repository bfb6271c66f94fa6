"""Recipes: do their rows fit together?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.instance import Problem
from planner.instance.schema.plants import Recipe, RecipeFlow, RecipeNeed, RecipeYield
from planner.instance.schema.products import Composition

AMOUNT = RecipeFlow.headers()["amount"]


def compositions_fit_in(tables: Tables) -> Iterator[Problem]:
    sums: dict[str, float] = {}
    for number, row in tables.of(Composition):
        before = sums.get(row.product, 0.0)
        sums[row.product] = before + row.share
        if before <= 1 + 1e-6 < sums[row.product]:
            rule = (
                f"makes the shares of {row.product!r} sum to {sums[row.product]:.6g}, more than 1"
            )
            header = Composition.headers()["share"]
            yield Problem(Composition.table, rule, number, header, row.share)


def amounts_are_given(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(RecipeFlow):
        if row.role in ("input", "output") and row.amount is None:
            rule = f"must be filled: the product is an {row.role}"
            yield Problem(RecipeFlow.table, rule, number, AMOUNT)
        elif row.role in ("blend", "residue") and row.amount is not None:
            why = "as much as the needs ask for" if row.role == "blend" else "what is left"
            rule = f"must be blank: of a {row.role} it is {why}"
            yield Problem(RecipeFlow.table, rule, number, AMOUNT, row.amount)
        elif row.role == "feed" and row.amount == 0:
            yield Problem(RecipeFlow.table, "of a feed must be more than 0", number, AMOUNT, 0)


@concludes_from(Recipe, RecipeFlow)
def recipes_have_flows(tables: Tables) -> Iterator[Problem]:
    takes = {row.recipe for row in tables.all(RecipeFlow) if row.role not in ("output", "residue")}
    for number, recipe in tables.of(Recipe):
        if recipe.recipe not in takes:
            rule = "takes nothing in: recipe_flows has no feed, input or blend of it"
            yield Problem(Recipe.table, rule, number, "recipe", recipe.recipe)


@concludes_from(RecipeFlow)
def feeds_are_feeds(tables: Tables) -> Iterator[Problem]:
    """The column feed names a feed of the recipe; a row with the role feed leaves it blank."""
    feeds = _feeds(tables)
    for number, row in tables.of(RecipeFlow):
        if row.feed is None:
            continue
        if row.role == "feed" and row.feed != row.product:
            rule = f"stands beside the feed {row.product!r}: leave it blank"
            yield Problem(RecipeFlow.table, rule, number, "feed", row.feed)
        elif row.feed not in feeds.get(row.recipe, set()):
            rule = f"is not a feed of {row.recipe!r}"
            yield Problem(RecipeFlow.table, rule, number, "feed", row.feed)


@concludes_from(RecipeFlow)
def no_residue_beside_a_blend(tables: Tables) -> Iterator[Problem]:
    blended = {row.recipe for row in tables.all(RecipeFlow) if row.role == "blend"}
    for number, row in tables.of(RecipeFlow):
        if row.role == "residue" and row.recipe in blended:
            rule = "cannot be worked out beside a blend, whose mass is free: make it an output"
            yield Problem(RecipeFlow.table, rule, number, "role", row.role)


@concludes_from(RecipeFlow, RecipeNeed, Composition)
def needs_can_be_met(tables: Tables) -> Iterator[Problem]:
    """Each element needed is carried by a product that is taken in for it, and the reverse."""
    carried = {(row.product, row.element) for row in tables.all(Composition) if row.share > 0}
    needed = {(row.recipe, row.element) for row in tables.all(RecipeNeed) if row.need > 0}
    carriers: dict[str, set[str]] = {}
    for flow in tables.all(RecipeFlow):
        if flow.role in ("blend", "input"):
            carriers.setdefault(flow.recipe, set()).add(flow.product)
    for number, need in tables.of(RecipeNeed):
        if not any((product, need.element) in carried for product in carriers.get(need.recipe, ())):
            rule = f"is carried by no blend or input of {need.recipe!r}"
            yield Problem(RecipeNeed.table, rule, number, "element", need.element)
    for number, row in tables.of(RecipeFlow):
        elements = {element for recipe, element in needed if recipe == row.recipe}
        if row.role == "blend" and not any((row.product, e) in carried for e in elements):
            rule = f"carries nothing that {row.recipe!r} needs (recipe_needs, compositions)"
            yield Problem(RecipeFlow.table, rule, number, "product", row.product)


@concludes_from(RecipeFlow, RecipeYield, Composition)
def yields_have_carriers(tables: Tables) -> Iterator[Problem]:
    carried = {(row.product, row.element) for row in tables.all(Composition) if row.share > 0}
    feeds = _feeds(tables)
    for number, row in tables.of(RecipeYield):
        if (row.product, row.element) not in carried:
            rule = f"contains no {row.element} (compositions), so it cannot carry it"
            yield Problem(RecipeYield.table, rule, number, "product", row.product)
        if row.recipe not in feeds:
            rule = "has no feed in recipe_flows to recover anything from"
            yield Problem(RecipeYield.table, rule, number, "recipe", row.recipe)


def _feeds(tables: Tables) -> dict[str, set[str]]:
    feeds: dict[str, set[str]] = {}
    for row in tables.all(RecipeFlow):
        if row.role == "feed":
            feeds.setdefault(row.recipe, set()).add(row.product)
    return feeds
