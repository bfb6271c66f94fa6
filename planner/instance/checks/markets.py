"""Markets, returns and targets: can each row mean anything?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.instance import Problem
from planner.instance.schema.markets import Demand, Return, Supply
from planner.instance.schema.plants import RecipeFlow
from planner.instance.schema.products import Composition, Product
from planner.instance.schema.rules import Target

RECOVERED = ("end of life", "production scrap", "mixed")


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


@concludes_from(Demand, Target, Product, Composition)
def targets_limit_something(tables: Tables) -> Iterator[Problem]:
    contained = {(row.product, row.element) for row in tables.all(Composition) if row.share > 0}
    wanted = {(row.site, row.product) for row in tables.all(Demand)}
    products = {product for _, product in wanted}
    for number, row in tables.of(Target):
        if (row.product, row.element) not in contained:
            rule = f"is not in {row.product!r} (compositions)"
            yield Problem(Target.table, rule, number, "element", row.element)
        if row.site is None and row.product not in products:
            rule = "is not in demand anywhere"
            yield Problem(Target.table, rule, number, "product", row.product)
        elif row.site is not None and (row.site, row.product) not in wanted:
            rule = f"is not in demand at {row.site!r}"
            yield Problem(Target.table, rule, number, "product", row.product)


@concludes_from(Target, Product, Composition, RecipeFlow, Supply)
def origins_are_known(tables: Tables) -> Iterator[Problem]:
    """Where metal counts as recycled or not, the products that bring it say where it is from."""
    contained = {(row.product, row.element) for row in tables.all(Composition) if row.share > 0}
    products = {row.product: (number, row) for number, row in tables.of(Product)}
    makers = {(r.product, r.recipe) for r in tables.all(RecipeFlow) if r.role == "output"}
    told: set[str] = set()
    for _, target in tables.of(Target):
        recipes = {recipe for product, recipe in makers if product == target.product}
        bringing = {
            row.product
            for row in tables.all(RecipeFlow)
            if row.recipe in recipes and row.role in ("feed", "input", "blend")
        }
        bringing |= {r.product for r in tables.all(Supply) if r.product == target.product}
        for name in sorted(bringing - told):
            number, product = products[name]
            if (name, target.element) in contained and product.origin == "none":
                told.add(name)
                rule = (
                    f"says nothing about the {target.element} that {name!r} brings, "
                    f"and the target {target.target!r} asks"
                )
                yield Problem(Product.table, rule, number, "origin", product.origin)
