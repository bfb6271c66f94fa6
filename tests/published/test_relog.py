"""Two samples of RELOG (Argonne National Laboratory), with the costs it reports for them.

Source: github.com/ANL-CEEESA/RELOG, instances/s1.json with instances/solutions/s1.json, and
test/fixtures/storage.json. RELOG discounts nothing, values nothing at the end of the horizon, and
measures distances straight through the Earth; here they are given lane by lane.
"""

from math import cos, dist, radians, sin, sqrt

import pytest

from planner.network.build import build_network
from planner.plan import solve_network
from planner.solution.solution import Solution
from planner.solving.highs import Options
from tests.tiny import Rows, instance_of, table

Tables = dict[str, Rows]

CENTERS = {  # latitude, longitude, tonnes a year
    "C1": (7.0, 7.0, 934.56),
    "C2": (7.0, 19.0, 198.95),
    "C3": (84.0, 76.0, 212.97),
    "C4": (21.0, 16.0, 352.19),
    "C5": (32.0, 92.0, 510.33),
    "C6": (14.0, 62.0, 471.66),
    "C7": (30.0, 83.0, 785.21),
    "C8": (35.0, 40.0, 706.17),
    "C9": (74.0, 52.0, 30.08),
    "C10": (22.0, 54.0, 536.52),
}
PLANTS = {
    "L1": (0.0, 0.0),
    "L2": (0.5, 0.5),
    "L3": (25.0, 65.0),
    "L4": (0.75, 0.20),
    "L5": (100.0, 100.0),
    "L6": (50.0, 50.0),
}
# Product -> cost per tonne and kilometre, senders, receivers.
CARRIED = {
    "P1": (0.015, tuple(CENTERS), ("L1", "L2")),
    "P2": (0.02, ("L1", "L2"), ("L3", "L4")),
    "P3": (0.0125, ("L1", "L2", "L3", "L4"), ("L6",)),
    "P4": (0.0175, ("L3", "L4"), ("L5",)),
}


def through_the_earth(start: tuple[float, ...], end: tuple[float, ...]) -> float:
    """km, rounded as RELOG does."""

    def place(latitude: float, longitude: float) -> tuple[float, float, float]:
        lat, lon = radians(latitude), radians(longitude)
        squared = 6.69437999014e-3
        normal = 6378.137 / sqrt(1 - squared * sin(lat) ** 2)
        return (
            normal * cos(lat) * cos(lon),
            normal * cos(lat) * sin(lon),
            normal * (1 - squared) * sin(lat),
        )

    return round(dist(place(*start[:2]), place(*end[:2])), 2)


def frame(title: str, years: int) -> Tables:
    return {
        "settings": table(
            "setting value",
            ("title", title),
            ("currency", "USD"),
            ("base_year", 2030),
            ("discount_rate", 0),
        ),
        "periods": table("period first_year", *((str(2030 + n), 2030 + n) for n in range(years))),
        "countries": table("country name", ("US", "United States")),
        "modes": table("mode emissions", ("truck", 0.1)),
        "freight": table("mode shipping_class cost", ("truck", "ordinary", 0.0)),
    }


def sites(*names: str) -> Rows:
    """All in one place: distances are given lane by lane."""
    return table(
        "site role country latitude longitude", *((n, "any", "US", 40.0, -100.0) for n in names)
    )


def s1() -> Tables:
    everywhere = CENTERS | PLANTS
    lanes = [
        (origin, end, product, "truck", rate * through_the_earth(everywhere[origin], PLANTS[end]))
        for product, (rate, origins, ends) in CARRIED.items()
        for origin in origins
        for end in ends
    ]
    return frame("RELOG s1", 2) | {
        "products": table("product group", *((name, name) for name in CARRIED)),
        "sites": sites(*everywhere),
        "technologies": table(
            "technology stage economic_life", *((f"at {name}", "other", 1) for name in PLANTS)
        ),
        "sizes": table(
            "technology size capacity capital_cost fixed_cost largest_capacity expansion_cost",
            # 250 t for USD 500, up to 1,000 t for USD 1,250; nothing for 1,000, 10,000 t for 10,000
            ("at L1", "small", 250, 500e-6, 30e-6, 1_000, 1.0),
            ("at L2", "small", 0, 1_000e-6, 50e-6, 10_000, 0.9),
            ("at L3", "only", 1_000, 3_000e-6, 50e-6, None, 0.0),
            ("at L4", "only", 10_000, 3_000e-6, 50e-6, None, 0.0),
            ("at L5", "only", 15_000, 0.0, 0.0, None, 0.0),
            ("at L6", "only", 10_000, 0.0, 0.0, None, 0.0),
        ),
        "recipes": table(
            "recipe technology processing_cost",
            ("F1 at L1", "at L1", 30),
            ("F1 at L2", "at L2", 50),
            ("F2 at L3", "at L3", 50),
            ("F2 at L4", "at L4", 50),
            ("F3", "at L5", -15),
            ("F4", "at L6", -15),
        ),
        "recipe_flows": table(
            "recipe role product amount",
            *(
                row
                for name in ("F1 at L1", "F1 at L2")
                for row in (
                    (name, "feed", "P1", 1),
                    (name, "output", "P2", 0.2),
                    (name, "output", "P3", 0.5),
                )
            ),
            *(
                row
                for name in ("F2 at L3", "F2 at L4")
                for row in (
                    (name, "feed", "P2", 1),
                    (name, "output", "P3", 0.05),
                    (name, "output", "P4", 0.8),
                )
            ),
            ("F3", "feed", "P4", 1),
            ("F4", "feed", "P3", 1),
        ),
        "plants": table(
            "plant site technology status",
            *((name, name, f"at {name}", "candidate") for name in PLANTS),
        ),
        "supply": table(
            "site product amount must_collect",
            *((name, "P1", tonnes, 1) for name, (_, _, tonnes) in CENTERS.items()),
        ),
        "outlets": table(
            "outlet product site kind price most",
            ("given away", "P2", "L1", "sale", 10, 1),
            ("given away", "P3", "L1", "sale", 10, 1),
            ("dump", "P3", "L3", "disposal", -100, None),
        ),
        "lanes": table("origin destination product mode cost", *lanes),
    }


def storage() -> Tables:
    """100 t arise in the first year; working them gets cheaper, and half may wait."""
    return frame("RELOG storage", 3) | {
        "products": table("product group", ("battery", "batteries")),
        "sites": sites("Chicago"),
        "technologies": table("technology stage economic_life", ("mega plant", "other", 1)),
        "sizes": table("technology size capacity capital_cost", ("mega plant", "only", 100, 0.0)),
        "recipes": table(
            "recipe technology processing_cost first_year last_year",
            ("first year", "mega plant", 10, 2030, 2030),
            ("second year", "mega plant", 5, 2031, 2031),
            ("third year", "mega plant", 2, 2032, 2032),
        ),
        "recipe_flows": table(
            "recipe role product",
            *((f"{year} year", "feed", "battery") for year in ("first", "second", "third")),
        ),
        "plants": table(
            "plant site technology status", ("mega plant", "Chicago", "mega plant", "candidate")
        ),
        "supply": table(
            "site product year amount must_collect", ("Chicago", "battery", 2030, 100, 1)
        ),
        "storage": table(
            "site product from_year capacity cost",
            ("Chicago", "battery", 2030, 50, 2.0),
            ("Chicago", "battery", 2031, 50, 1.5),
            ("Chicago", "battery", 2032, 0, 1.0),  # nothing may be left at the end
        ),
    }


def planned(tables: Tables) -> Solution:
    return solve_network(build_network(instance_of(tables)), Options(gap=0))


def test_distances_are_those_it_reports() -> None:
    assert through_the_earth(CENTERS["C3"], PLANTS["L1"]) == 8889.75
    assert through_the_earth(PLANTS["L4"], PLANTS["L5"]) == 8811.73


def test_s1_costs_what_it_reports() -> None:
    # opening 4,500 and expansion 4,114.776 once; each year operation 216,672.818 variable and
    # 130 fixed, transport 714,499.2748 and disposal -20
    once, yearly = 4_500 + 4_114.776, 216_672.818 + 130 + 714_499.2748313101 - 20
    found = planned(s1())
    assert found.result.objective * 1e6 == pytest.approx(-(once + 2 * yearly), abs=0.01)
    assert found.amount("throughput", "L2", "F1 at L2", "2030") == pytest.approx(3.73864)


def test_storage_costs_what_it_reports() -> None:
    # 50 t worked at once, 50 t after two years of waiting: 500 + 2 x 50 + 1.5 x 50 + 2 x 50
    found = planned(storage())
    assert found.result.objective * 1e6 == pytest.approx(-775)
    assert found.amount("stored", "Chicago", "battery", "2031") == pytest.approx(0.05)
