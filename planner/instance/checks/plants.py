"""Plants and their sizes: can each stand, or be built, and run?"""

from collections.abc import Iterator

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.instance import Problem
from planner.instance.schema.plants import CostCurve, Plant, Recipe, Size, Technology


def standing_plants_have_capacity(tables: Tables) -> Iterator[Problem]:
    header = Plant.headers()["capacity"]
    for number, plant in tables.of(Plant):
        if plant.status not in ("existing", "committed"):
            continue
        if plant.capacity is None:
            rule = f"must be filled: the plant is {plant.status}"
            yield Problem(Plant.table, rule, number, header)
        elif plant.capacity == 0:
            rule = f"must be more than 0: the plant is {plant.status}"
            yield Problem(Plant.table, rule, number, header, plant.capacity)


def committed_plants_have_a_year(tables: Tables) -> Iterator[Problem]:
    for number, plant in tables.of(Plant):
        if plant.status == "committed" and plant.earliest_year is None:
            rule = "must be filled: the plant is committed"
            yield Problem(Plant.table, rule, number, Plant.headers()["earliest_year"])


def years_are_in_order(tables: Tables) -> Iterator[Problem]:
    for number, plant in tables.of(Plant):
        for column, year in (("latest_year", plant.latest_year), ("last_year", plant.last_year)):
            if year is not None and plant.earliest_year is not None and year < plant.earliest_year:
                rule = f"is before the earliest_year, {plant.earliest_year}"
                yield Problem(Plant.table, rule, number, Plant.headers()[column], year)
    for number, recipe in tables.of(Recipe):
        first, last = recipe.first_year, recipe.last_year
        if first is not None and last is not None and last < first:
            rule = f"is before the first_year, {first}"
            yield Problem(Recipe.table, rule, number, Recipe.headers()["last_year"], last)


@concludes_from(Plant, Technology, Size, CostCurve)
def candidates_have_sizes(tables: Tables) -> Iterator[Problem]:
    sized = {row.technology for row in tables.all(Size) + tables.all(CostCurve)}
    for number, plant in tables.of(Plant):
        if plant.status == "candidate" and plant.technology not in sized:
            rule = "has no row in sizes or cost_curves, but this plant is a candidate"
            yield Problem(Plant.table, rule, number, "technology", plant.technology)


def sizes_or_a_curve(tables: Tables) -> Iterator[Problem]:
    rows = {size.technology: number for number, size in reversed(tables.of(Size))}
    for number, curve in tables.of(CostCurve):
        if curve.technology in rows:
            rule = (
                f"has sizes of its own (sizes, row {rows[curve.technology]}): keep one of the two"
            )
            yield Problem(CostCurve.table, rule, number, "technology", curve.technology)


def sizes_grow(tables: Tables) -> Iterator[Problem]:
    for number, size in tables.of(Size):
        header = Size.headers()["capacity"]
        if size.capacity == 0:
            yield Problem(Size.table, "must be more than 0", number, header, size.capacity)
        if size.largest_capacity is not None and size.largest_capacity < size.capacity:
            rule = f"must be at least the capacity, {size.capacity:g}"
            header = Size.headers()["largest_capacity"]
            yield Problem(Size.table, rule, number, header, size.largest_capacity)
    for number, curve in tables.of(CostCurve):
        if curve.largest < curve.smallest:
            rule = f"must be at least the smallest, {curve.smallest:g}"
            header = CostCurve.headers()["largest"]
            yield Problem(CostCurve.table, rule, number, header, curve.largest)


@concludes_from(Plant, Recipe, Technology)
def technologies_can_do_something(tables: Tables) -> Iterator[Problem]:
    able = {recipe.technology for recipe in tables.all(Recipe)}
    for number, plant in tables.of(Plant):
        if plant.status != "excluded" and plant.technology not in able:
            rule = "has no row in recipes: the plant could do nothing"
            yield Problem(Plant.table, rule, number, "technology", plant.technology)


def closable_plants_do_not_expand(tables: Tables) -> Iterator[Problem]:
    """What was added to a plant cannot be taken away again, so such a plant could never close."""
    expandable = {size.technology for _, size in tables.of(Size) if size.largest_capacity}
    for number, plant in tables.of(Plant):
        if plant.may_close and plant.status == "candidate" and plant.technology in expandable:
            rule = "is yes, but the plant has a size that can be expanded: one of the two"
            yield Problem(Plant.table, rule, number, Plant.headers()["may_close"], "yes")
