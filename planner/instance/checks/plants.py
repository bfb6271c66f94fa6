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
        if size.capacity == 0 and not size.largest_capacity:
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
    header = Plant.headers()["may_close"]
    for number, plant in tables.of(Plant):
        if not plant.may_close:
            continue
        if plant.status == "candidate" and plant.technology in expandable:
            rule = "is yes, but the plant has a size that can be expanded: one of the two"
            yield Problem(Plant.table, rule, number, header, "yes")
        elif plant.status in ("existing", "committed") and plant.largest_capacity is not None:
            rule = "is yes, but the plant has a largest_capacity to expand to: one of the two"
            yield Problem(Plant.table, rule, number, header, "yes")


def standing_plants_grow(tables: Tables) -> Iterator[Problem]:
    """Candidates are expanded as their sizes say; plants that stand say it themselves."""
    header = Plant.headers()["largest_capacity"]
    for number, plant in tables.of(Plant):
        if plant.largest_capacity is None:
            continue
        if plant.status == "candidate":
            rule = "must be blank: the plant is a candidate, whose sizes say how far it can grow"
            yield Problem(Plant.table, rule, number, header, plant.largest_capacity)
        elif plant.capacity is not None and plant.largest_capacity < plant.capacity:
            rule = f"must be at least the capacity, {plant.capacity:g}"
            yield Problem(Plant.table, rule, number, header, plant.largest_capacity)
