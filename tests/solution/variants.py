"""Variants of the tiny network, each with one more thing that a real network has."""

from functools import cache

from planner.network.build import build_network
from planner.plan import solve_network
from planner.solution.solution import Solution
from planner.solving.highs import Options
from tests.solution.agreements import AGREEMENTS
from tests.tiny import Rows, instance_of, rich_tables, table, tiny_tables

Tables = dict[str, Rows]


def change(rows: Rows, key: str, name: str, **values: object) -> None:
    """Put other values into the row in which the column ``key`` is ``name``."""
    found = [row for row in rows if row[key] == name]
    assert len(found) == 1, f"{len(found)} rows have {key} {name}"
    found[0].update(values)


def longer_periods() -> Tables:
    tables = tiny_tables()
    tables["periods"] = table("period first_year years", ("early", 2030, 2), ("late", 2032, 3))
    return tables


def second_life() -> Tables:
    """Packs may serve two years in Sheffield before they are shredded there."""
    tables = tiny_tables()
    tables["periods"] = table(
        "period first_year years", ("A", 2030, 1), ("B", 2031, 2), ("C", 2033, 1)
    )
    tables["products"] += table(
        "product group origin shipping_class",
        ("old packs", "packs", "end of life", "dangerous goods"),
        ("service", "services", "none", "ordinary"),
    )
    tables["compositions"] += table(
        "product element share", ("old packs", "Ni", 0.1), ("old packs", "Li", 0.02)
    )
    tables["technologies"] += table(
        "technology stage economic_life", ("storage", "second life", 10)
    )
    tables["recipes"] += table("recipe technology processing_cost", ("reuse", "storage", 10))
    tables["recipe_flows"] += table(
        "recipe role product amount delay",
        ("reuse", "feed", "packs", None, None),
        ("reuse", "output", "service", 1, 0),
        ("reuse", "output", "old packs", 1, 2),
    ) + table("recipe role product amount", ("shred", "feed", "old packs", None))
    tables["plants"] += table(
        "plant site technology status capacity",
        ("Sheffield storage", "Sheffield", "storage", "existing", 400),
    )
    tables["outlets"] += table(
        "outlet product kind price", ("storage market", "service", "sale", 300)
    )
    return tables


def scrap_comes_back() -> Tables:
    """A tenth of the CAM delivered comes back as packs: at once, or a year later."""
    tables = tiny_tables()
    tables["returns"] = table(
        "site product returned amount delay",
        ("Coventry", "CAM", "packs", 0.1, 0),
        ("Coventry", "CAM", "packs", 0.2, 1),
    )
    tables["lane_rules"] += table(
        "rule from_role to_role groups mode",
        ("packs back", "buyer", "shredder", "packs", "road"),
    )
    return tables


def borders() -> Tables:
    """The port lies in the Netherlands; salts may come in from 2031, at a cost."""
    tables = tiny_tables()
    tables["countries"] = table(
        "country name bloc", ("GB", "United Kingdom", None), ("NL", "Netherlands", "EU")
    )
    tables["energy"] += table("country electricity_price grid_emissions", ("NL", 80, 0.3))
    change(tables["sites"], "site", "Immingham", country="NL", longitude=4.0, latitude=52.0)
    tables["borders"] = table(
        "origin destination shipping_class from_year allowed cost",
        ("EU", "GB", None, None, "no", 0),
        ("EU", "GB", None, 2031, "yes", 40),
        ("GB", "EU", "hazardous waste", None, "yes", 70),
    )
    return tables


def committed() -> Tables:
    """The shredder will stand from 2031, and is still to be paid, with a grant."""
    tables = tiny_tables()
    change(
        tables["plants"],
        "plant",
        "Sheffield shredder",
        status="committed",
        capacity=800,
        earliest_year=2031,
        capital_cost=2,
        fixed_cost=0.2,
        grant_share=0.25,
    )
    return tables


def closing() -> Tables:
    """The cathode plant costs more than it earns and may be closed; so may a new shredder."""
    tables = tiny_tables()
    change(
        tables["plants"],
        "plant",
        "Sunderland cathode plant",
        may_close="yes",
        closing_cost=0.3,
    )
    change(tables["plants"], "plant", "Sheffield shredder", may_close="yes")
    change(tables["supply"], "product", "packs", must_collect=1)
    return tables


def expansion() -> Tables:
    """A shredder may be built at 400 t a year and grow to 1,000; packs double in 2031."""
    tables = tiny_tables()
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost "
        "largest_capacity expansion_cost expansion_fixed_cost",
        ("shredder", "modular", 400, 1, 0.1, 1000, 1000, 50),
    )
    tables["supply"] = table(
        "site product year amount price must_collect",
        ("Leeds", "packs", 2030, 450, -50, 1),
        ("Leeds", "packs", 2031, 900, -50, 1),
        ("Immingham", "bought nickel salt", None, None, 5000, None),
        ("Immingham", "bought lithium salt", None, None, 10000, None),
    )
    return tables


def cost_curve() -> Tables:
    """The refinery is a candidate whose sizes come from a cost curve."""
    tables = tiny_tables()
    tables["cost_curves"] = rich_tables()["cost_curves"]
    change(tables["cost_curves"], "technology", "refinery", reference_cost=0.5)
    change(tables["plants"], "plant", "Hull refinery", status="candidate", capacity=None)
    change(tables["plants"], "plant", "Hull refinery", fixed_cost=None, cost_factor=1.2)
    return tables


def recycled_content() -> Tables:
    """60 % of the nickel must be recovered in 2030, and in 2031 95 % or a price is paid."""
    tables = tiny_tables()
    change(tables["supply"], "product", "packs", amount=500)
    change(tables["supply"], "product", "bought nickel salt", price=500)
    tables["targets"] = table(
        "target kind site product element from_year minimum shortfall_price",
        ("nickel rule", "recycled content", "Coventry", "CAM", "Ni", None, 0.6, None),
        ("nickel rule", "recycled content", "Coventry", "CAM", "Ni", 2031, 0.95, 3000),
        ("lithium rule", "recycled content", None, "CAM", "Li", None, 0.1, None),
    )
    return tables


def shortfalls() -> Tables:
    """More must be collected and served than can be; falling short has a price."""
    tables = tiny_tables()
    change(tables["supply"], "product", "packs", amount=2000, must_collect=0.9, shortfall_price=500)
    change(tables["demand"], "product", "CAM", amount=800, must_serve=0.8, shortfall_price=900)
    return tables


def carbon() -> Tables:
    tables = tiny_tables()
    tables["carbon_prices"] = rich_tables()["carbon_prices"]
    change(tables["supply"], "product", "bought nickel salt", embodied_emissions=8000)
    change(tables["demand"], "product", "black mass", emissions=500)
    change(tables["outlets"], "outlet", "landfill", emissions=40)
    return tables


def grant() -> Tables:
    tables = tiny_tables()
    change(tables["plants"], "plant", "Sheffield shredder", grant_share=0.5, grant_cap=0.6)
    return tables


VARIANTS = {
    "tiny": tiny_tables,
    "rich": rich_tables,
    "longer periods": longer_periods,
    "second life": second_life,
    "scrap comes back": scrap_comes_back,
    "borders": borders,
    "committed": committed,
    "closing": closing,
    "expansion": expansion,
    "cost curve": cost_curve,
    "recycled content": recycled_content,
    "shortfalls": shortfalls,
    "carbon": carbon,
    "grant": grant,
    **AGREEMENTS,
}


def solve(tables: Tables) -> Solution:
    """The best plan, to the last thousandth of a percent."""
    return solve_network(build_network(instance_of(tables)), Options(gap=1e-6))


@cache
def solved(variant: str) -> Solution:
    return solve(VARIANTS[variant]())
