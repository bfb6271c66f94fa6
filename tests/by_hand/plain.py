"""A plain network: what its best plan is worth can be said in one line.

One year, 2030, nothing is discounted; carriage, energy and processing are free and every plant
stands. 1,000 t of packs arise at Leeds. A tonne of packs gives 0.5 t of black mass (20 % nickel) in
Sheffield; a tonne of black mass gives 0.5 t of nickel salt (36 %, of which 90 % of the nickel) in
Hull; a tonne of CAM takes 0.45 t of nickel in Sunderland, from there or bought at the port of
Rotterdam. Waste goes to landfill, for nothing.

    1 t of CAM = 0.45 t of nickel = 1.25 t of salt = 2.5 t of black mass = 5 t of packs

Coventry pays 20,000 for each of 100 t of CAM; Rotterdam 1,500 for any black mass and asks 5,000 for
salt. So 250 t of black mass become CAM and 250 t are sold:

    100 x 20,000 + 250 x 1,500 = 2.375 M
"""

import pytest

from planner.network.build import build_network
from planner.plan import solve_network
from planner.solution.solution import Solution
from planner.solution.verify import verify
from planner.solving.highs import Options
from tests.solution.variants import Tables, change
from tests.tiny import instance_of, table

SHREDDER, REFINERY, CATHODE = "Sheffield shredder", "Hull refinery", "Sunderland cathode plant"
MILLION = 1e6

PLAIN = 100 * 20_000 + 250 * 1_500
"""What the best plan is worth, in EUR."""


def plain() -> Tables:
    return {
        "settings": table(
            "setting value",
            ("title", "Plain"),
            ("currency", "EUR"),
            ("base_year", 2030),
            ("discount_rate", 0),
        ),
        "periods": table("period first_year years", ("2030", 2030, 1)),
        "countries": table(
            "country name bloc", ("GB", "United Kingdom", None), ("NL", "Netherlands", "EU")
        ),
        "energy": table("country electricity_price grid_emissions", ("GB", 0, 0.2), ("NL", 0, 0.2)),
        "elements": table("element name", ("Ni", "nickel")),
        "products": table(
            "product group origin",
            ("packs", "packs", "end of life"),
            ("black mass", "black masses", "end of life"),
            ("nickel salt", "salts", "end of life"),
            ("bought nickel salt", "salts", "primary"),
            ("CAM", "CAM", "mixed"),
            ("waste", "waste", "none"),
        ),
        "compositions": table(
            "product element share",
            ("packs", "Ni", 0.1),
            ("black mass", "Ni", 0.2),
            ("nickel salt", "Ni", 0.36),
            ("bought nickel salt", "Ni", 0.36),
            ("CAM", "Ni", 0.45),
        ),
        "sites": table(
            "site role country latitude longitude",
            ("Leeds", "collection", "GB", 53.8, -1.55),
            ("Sheffield", "shredder", "GB", 53.38, -1.47),
            ("Hull", "refinery", "GB", 53.75, -0.35),
            ("Sunderland", "cathode plant", "GB", 54.9, -1.45),
            ("Coventry", "buyer", "GB", 52.4, -1.5),
            ("Rotterdam", "port", "NL", 51.92, 4.48),
        ),
        "technologies": table(
            "technology stage economic_life",
            ("shredder", "shredding", 10),
            ("refinery", "hydromet", 10),
            ("cathode line", "CAM", 10),
        ),
        "recipes": table(
            "recipe technology",
            ("shred", "shredder"),
            ("refine", "refinery"),
            ("make CAM", "cathode line"),
        ),
        "recipe_flows": table(
            "recipe role product amount",
            ("shred", "feed", "packs", None),
            ("shred", "output", "black mass", 0.5),
            ("shred", "residue", "waste", None),
            ("refine", "feed", "black mass", None),
            ("refine", "residue", "waste", None),
            ("make CAM", "blend", "nickel salt", None),
            ("make CAM", "blend", "bought nickel salt", None),
            ("make CAM", "output", "CAM", 1),
        ),
        "recipe_yields": table(
            "recipe element product recovery", ("refine", "Ni", "nickel salt", 0.9)
        ),
        "recipe_needs": table("recipe element need", ("make CAM", "Ni", 0.45)),
        "plants": table(
            "plant site technology status capacity",
            (SHREDDER, "Sheffield", "shredder", "existing", 1000),
            (REFINERY, "Hull", "refinery", "existing", 1000),
            (CATHODE, "Sunderland", "cathode line", "existing", 500),
        ),
        "supply": table(
            "site product amount price",
            ("Leeds", "packs", 1000, 0),
            ("Rotterdam", "bought nickel salt", None, 5000),
        ),
        "demand": table(
            "site product amount price",
            ("Coventry", "CAM", 100, 20000),
            ("Rotterdam", "black mass", None, 1500),
        ),
        "outlets": table("outlet product kind price", ("tip", "waste", "landfill", 0)),
        "modes": table("mode emissions", ("road", 0)),
        "freight": table("mode shipping_class cost", ("road", "ordinary", 0)),
        "lane_rules": table(
            "rule from_role to_role groups mode",
            ("packs to shredder", "collection", "shredder", "packs", "road"),
            ("black mass to refinery", "shredder", "refinery", "black masses", "road"),
            ("black mass abroad", "shredder", "port", "black masses", "road"),
            ("salt to cathode plant", "refinery", "cathode plant", "salts", "road"),
            ("bought salt", "port", "cathode plant", "salts", "road"),
            ("CAM to buyer", "cathode plant", "buyer", "CAM", "road"),
        ),
    }


def candidate(tables: Tables, plant: str, **values: object) -> None:
    """A standing plant that is to be built first."""
    change(tables["plants"], "plant", plant, status="candidate", capacity=None, **values)


def two_years(tables: Tables) -> Tables:
    tables["periods"] = table("period first_year years", ("2030", 2030, 1), ("2031", 2031, 1))
    return tables


def solve(tables: Tables) -> Solution:
    """The best plan, which the second opinion shares."""
    plan = solve_network(build_network(instance_of(tables)), Options(gap=1e-9))
    assert verify(plan) == []
    return plan


def worth(plan: Solution) -> object:
    """The net present value in EUR."""
    return pytest.approx(plan.result.objective * MILLION, abs=1)


def tonnes(plan: Solution, decision: str, *index: str) -> object:
    return pytest.approx(plan.amount(decision, *index) * 1000, abs=1e-2)


def total(plan: Solution, account: str, period: str | None = "2030") -> object:
    """EUR of an account in a period; None is the end of the horizon."""
    amounts = [a.amount for a in plan.lines if a.account == account and a.period == period]
    return pytest.approx(sum(amounts) * MILLION, abs=1)


def ruled(tables: Tables, kind: str, **cells: object) -> Tables:
    """One target of a kind."""
    tables["targets"] = [{"target": "rule", "kind": kind, **cells}]
    return tables


def cheap_salt(tables: Tables, price: float = 1000) -> Tables:
    """Bought salt is cheaper than the two tonnes of black mass in it, which sell for 3,000.

    With 1,000: 100 x 20,000 - 125 x 1,000 + 500 x 1,500 = 2.625 M
    """
    change(tables["supply"], "product", "bought nickel salt", price=price)
    return tables
