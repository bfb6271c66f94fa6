"""Mass: does no recipe make more of anything than it takes in?

For every recipe, feed and year from which other amounts hold, per tonne of throughput

    element out = sum of outputs x composition + sum of yields
    element in  = sum of feeds x composition + the larger of inputs x composition and need
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from planner.instance.checks.tables import Tables, concludes_from
from planner.instance.instance import Problem
from planner.instance.schema.plants import Recipe, RecipeFlow, RecipeNeed, RecipeYield
from planner.instance.schema.products import Composition, Product

TOLERANCE = 1e-6  # of the mass taken in


class Out(NamedTuple):
    """What a row makes."""

    table: str
    number: int
    column: str
    product: str
    tonnes: float


@dataclass(frozen=True)
class Variant:
    """A recipe with one feed, from a year on."""

    recipe: str
    feed: str | None
    year: int
    flows: list[tuple[int, RecipeFlow]]
    yields: list[tuple[int, RecipeYield]]

    def tonnes(self, *roles: str) -> dict[str, float]:
        taken: dict[str, float] = {}
        for _, row in self.flows:
            if row.role in roles:
                amount = 1.0 if row.amount is None and row.role == "feed" else row.amount or 0.0
                taken[row.product] = taken.get(row.product, 0.0) + amount
        return taken

    def __str__(self) -> str:
        feed = f" of {self.feed!r}" if self.feed else ""
        year = f" from {self.year}" if self.year else ""
        return f"{self.recipe!r}{feed}{year}"


@concludes_from(Recipe, RecipeFlow, RecipeYield, RecipeNeed, Composition, Product)
def nothing_comes_from_nothing(tables: Tables) -> Iterator[Problem]:
    content = composition_of(tables)
    needs = {(row.recipe, row.element): row.need for row in tables.all(RecipeNeed)}
    told: set[tuple[str, int, str]] = set()
    for variant in variants(tables):
        feeds, inputs = variant.tonnes("feed"), variant.tonnes("input")
        made = list(_made(variant, content))
        for problem in _residue(variant, sum((feeds | inputs).values()), made):
            if (problem.table, problem.row or 0, "") not in told:
                told.add((problem.table, problem.row or 0, ""))
                yield problem
        for element in sorted({e for out in made for e in content.get(out.product, {})}):
            out = sum(o.tonnes * content.get(o.product, {}).get(element, 0.0) for o in made)
            need = needs.get((variant.recipe, element), 0.0)
            into = _mass(feeds, element, content) + max(need, _mass(inputs, element, content))
            largest = max(made, key=lambda o: o.tonnes * content.get(o.product, {}).get(element, 0))
            if out > into * (1 + TOLERANCE) + 1e-9 and (*largest[:2], element) not in told:
                told.add((*largest[:2], element))
                rule = (
                    f"{variant} creates {element} from nothing: "
                    f"{into:.6g} t go in with a tonne of throughput and {out:.6g} t come out"
                )
                yield Problem(largest.table, rule, largest.number, largest.column)


def variants(tables: Tables) -> Iterator[Variant]:
    """Every recipe with each of its feeds, at each year from which other rows hold."""
    for recipe in tables.all(Recipe):
        flows = [(n, row) for n, row in tables.of(RecipeFlow) if row.recipe == recipe.recipe]
        yields = [(n, row) for n, row in tables.of(RecipeYield) if row.recipe == recipe.recipe]
        years = {row.from_year or 0 for _, row in flows} | {row.from_year or 0 for _, row in yields}
        for year in sorted(years):
            held = _in_force(flows, year)
            held_yields = _in_force(yields, year)
            feeds: list[str | None] = [row.product for _, row in held if row.role == "feed"]
            for feed in feeds or [None]:
                yield Variant(recipe.recipe, feed, year, _own(held, feed), held_yields)


def composition_of(tables: Tables) -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, float]] = {}
    for row in tables.all(Composition):
        content.setdefault(row.product, {})[row.element] = row.share
    return content


Held = TypeVar("Held", RecipeFlow, RecipeYield)


def _in_force(rows: list[tuple[int, Held]], year: int) -> list[tuple[int, Held]]:
    """Of rows that differ in from_year alone, the last that has begun."""
    latest: dict[tuple[object, ...], tuple[int, Held]] = {}
    names = rows[0][1].keys() if rows else ()
    for number, row in rows:
        key = tuple(getattr(row, name) for name in names if name != "from_year")
        begun = (row.from_year or 0) <= year
        if begun and (key not in latest or (latest[key][1].from_year or 0) < (row.from_year or 0)):
            latest[key] = (number, row)
    return list(latest.values())


def _own(held: list[tuple[int, RecipeFlow]], feed: str | None) -> list[tuple[int, RecipeFlow]]:
    """The feed and what goes with it; a row for this feed goes before a row for every feed."""
    special = {(r.role, r.product) for _, r in held if r.feed is not None and r.feed == feed}
    return [
        (number, row)
        for number, row in held
        if (row.role != "feed" or row.product == feed)
        and (row.feed == feed or (row.feed is None and (row.role, row.product) not in special))
    ]


def _made(variant: Variant, content: dict[str, dict[str, float]]) -> Iterator[Out]:
    header = RecipeFlow.headers()["amount"]
    for number, row in variant.flows:
        if row.role == "output" and row.amount:
            yield Out(RecipeFlow.table, number, header, row.product, row.amount)
    feeds = variant.tonnes("feed")
    for number, recovery in variant.yields:
        share = content.get(recovery.product, {}).get(recovery.element, 0.0)
        if share > 0:
            recovered = recovery.recovery * _mass(feeds, recovery.element, content)
            table = RecipeYield.table
            yield Out(table, number, "recovery [share]", recovery.product, recovered / share)


def _residue(variant: Variant, into: float, made: list[Out]) -> Iterator[Problem]:
    """One residue, and outputs that leave room for it; the residue joins what is made."""
    residues = [(number, row) for number, row in variant.flows if row.role == "residue"]
    if not residues:
        return
    number, row = residues[-1]
    if len(residues) > 1:
        rule = f"is the second residue of {variant}, the first stands in row {residues[0][0]}"
        yield Problem(RecipeFlow.table, rule, number, "product", row.product)
    out = sum(o.tonnes for o in made)
    if out > into * (1 + TOLERANCE):
        rule = (
            f"nothing is left for the residue of {variant}: "
            f"{into:.6g} t go in with a tonne of throughput and {out:.6g} t come out"
        )
        yield Problem(RecipeFlow.table, rule, number, "product", row.product)
    else:
        made.append(Out(RecipeFlow.table, number, "product", row.product, into - out))


def _mass(tonnes: dict[str, float], element: str, content: dict[str, dict[str, float]]) -> float:
    return sum(t * content.get(product, {}).get(element, 0.0) for product, t in tonnes.items())
