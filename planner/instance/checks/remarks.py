"""Remarks: what is odd but not wrong."""

from collections.abc import Iterator

from planner.instance.checks.hints import listed
from planner.instance.checks.mass import composition_of, variants
from planner.instance.checks.tables import Tables
from planner.instance.columns import Row
from planner.instance.instance import Problem
from planner.instance.schema.frame import Country, Period
from planner.instance.schema.markets import Demand, Outlet, Return, Storage, Supply
from planner.instance.schema.plants import (
    Plant,
    Programme,
    Recipe,
    RecipeYield,
    Site,
    Size,
    Technology,
)
from planner.instance.schema.products import Composition, Element, Product
from planner.instance.schema.transport import Freight, LaneOverride, LaneRule, Mode


def names_are_used(tables: Tables) -> Iterator[Problem]:
    """Technologies, elements, countries, modes, sites and programmes that nothing refers to."""
    lanes = tables.all(LaneRule) + tables.all(LaneOverride)
    places = {plant.site for plant in tables.all(Plant)}
    places |= {row.site for row in tables.all(Supply)} | {row.site for row in tables.all(Demand)}
    places |= {row.site for row in tables.all(Storage)}
    places |= {
        site for lane in tables.all(LaneOverride) for site in (lane.origin, lane.destination)
    }
    uses: tuple[tuple[type[Row], set[str]], ...] = (
        (Technology, {plant.technology for plant in tables.all(Plant)}),
        (Element, {row.element for row in tables.all(Composition)}),
        (Country, {site.country for site in tables.all(Site)}),
        (Mode, {lane.mode for lane in lanes}),
        (Site, places),
        (Programme, {plant.programme or "" for plant in tables.all(Plant)}),
    )
    for kind, used in uses:
        unused = tables.declared[kind.table] - used
        if unused:
            yield Problem(kind.table, f"nothing uses {listed(unused)}")


def roles_have_lanes(tables: Tables) -> Iterator[Problem]:
    rules = tables.all(LaneRule)
    by_hand = {s for lane in tables.all(LaneOverride) for s in (lane.origin, lane.destination)}
    roles = {role for rule in rules for role in (rule.from_role, rule.to_role)}
    apart = {s.role for s in tables.all(Site) if s.role not in roles and s.site not in by_hand}
    if apart:
        yield Problem(LaneRule.table, f"no lane starts or ends at sites of role {listed(apart)}")


def classes_are_carried(tables: Tables) -> Iterator[Problem]:
    modes = {lane.mode for lane in tables.all(LaneRule) + tables.all(LaneOverride)}
    carried = {row.shipping_class for row in tables.all(Freight) if row.mode in modes}
    missing = {product.shipping_class for product in tables.all(Product)} - carried
    if missing:
        yield Problem(Freight.table, f"no mode in use carries {listed(missing)}")


def yields_find_their_element(tables: Tables) -> Iterator[Problem]:
    content = composition_of(tables)
    found = {
        (variant.recipe, element)
        for variant in variants(tables)
        for product in variant.tonnes("feed")
        for element, share in content.get(product, {}).items()
        if share > 0
    }
    for number, row in tables.of(RecipeYield):
        if (row.recipe, row.element) not in found:
            rule = f"is in no feed of {row.recipe!r}: nothing is recovered"
            yield Problem(RecipeYield.table, rule, number, "element", row.element)


def signs_are_as_usual(tables: Tables) -> Iterator[Problem]:
    for number, row in tables.of(Outlet):
        if (row.kind == "sale" and row.price < 0) or (row.kind != "sale" and row.price > 0):
            what = "costs money" if row.price < 0 else "earns money"
            rule = f"means that this {row.kind} {what}: is the sign right?"
            yield Problem(Outlet.table, rule, number, "price [money/t]", row.price)


def recipes_have_time(tables: Tables) -> Iterator[Problem]:
    """Recipes that wait for a plant to have stood longer than the plan can tell."""
    periods = tables.all(Period)
    years = sum(period.years for period in periods)
    standing = {plant.technology for plant in tables.all(Plant) if plant.status != "excluded"}
    for number, recipe in tables.of(Recipe):
        header = Recipe.headers()["after"]
        if recipe.after >= years:
            rule = f"is no less than the {years} years of the plan: is it ever used?"
            yield Problem(Recipe.table, rule, number, header, recipe.after)
        if recipe.after_technology is not None and recipe.after_technology not in standing:
            rule = "has no plant that stands or may be built, so the recipe is never used"
            name = recipe.after_technology
            yield Problem(Recipe.table, rule, number, "after_technology", name)


def figures_are_read(tables: Tables) -> Iterator[Problem]:
    """Figures of plants that have no meaning for their status."""
    for number, plant in tables.of(Plant):
        standing = plant.status in ("existing", "committed")
        ignored = {
            "capacity": plant.capacity is not None and plant.status == "candidate",
            "sizes": bool(plant.sizes) and standing,
            "latest_year": plant.latest_year is not None and standing,
            "programme": plant.programme is not None and plant.status == "existing",
        }
        for column, is_ignored in ignored.items():
            if is_ignored:
                rule = f"is not read: the plant is {plant.status}"
                header = Plant.headers()[column]
                yield Problem(Plant.table, rule, number, header, getattr(plant, column))
    kinds: tuple[type[Plant] | type[Size], ...] = (Plant, Size)
    for kind in kinds:
        for number, row in tables.of(kind):
            for column in ("expansion_cost", "expansion_fixed_cost"):
                cost = getattr(row, column)
                if cost > 0 and row.largest_capacity is None:
                    rule = "is not read: no largest_capacity says how far it can be expanded"
                    yield Problem(kind.table, rule, number, kind.headers()[column], cost)
    for number, recipe in tables.of(Recipe):
        if recipe.capacity_use == 0:
            rule = "means that no capacity limits it"
            header = Recipe.headers()["capacity_use"]
            yield Problem(Recipe.table, rule, number, header, recipe.capacity_use)


def returns_are_moderate(tables: Tables) -> Iterator[Problem]:
    sums: dict[tuple[str, str, int | None], float] = {}
    for number, row in tables.of(Return):
        key = (row.site, row.product, row.from_year)
        before = sums.get(key, 0.0)
        sums[key] = before + row.amount
        if before <= 1 + 1e-6 < sums[key]:
            rule = f"brings back {sums[key]:g} t for a tonne delivered"
            yield Problem(Return.table, rule, number, Return.headers()["amount"], row.amount)
