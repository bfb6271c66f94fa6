"""Second life: packs split by state of health, their return, and what recycling would pay, by hand.

1,000 t of packs arise in 2030 alone. Testing finds 60 % healthy; they may serve for a year before
they are shredded. A tonne of packs is half a tonne of black mass: it saves 1,250 of bought salt
where CAM needs it (500 t of packs a year), else it sells for 750.
"""

import pytest

from tests.by_hand.plain import PLAIN, plain, solve, tonnes, two_years, worth
from tests.solution.variants import Tables, change
from tests.tiny import table

CAM = 100 * 20_000
STORE = "Sheffield storage"


def packs_in_two_states(service: float, capacity: float = 1000, delay: int = 1) -> Tables:
    tables = two_years(plain())
    tables["products"] += table(
        "product group origin",
        ("healthy packs", "packs", "end of life"),
        ("poor packs", "packs", "end of life"),
        ("old packs", "packs", "end of life"),
        ("service", "services", "none"),
    )
    tables["compositions"] += [
        {"product": f"{state} packs", "element": "Ni", "share": 0.1}
        for state in ("healthy", "poor", "old")
    ]
    tables["technologies"] += table(
        "technology stage economic_life", ("tester", "hub", 10), ("storage", "second life", 10)
    )
    tables["recipes"] += table("recipe technology", ("test", "tester"), ("reuse", "storage"))
    flows = [row for row in tables["recipe_flows"] if row["recipe"] == "shred"]
    change(flows, "product", "packs", product="poor packs")
    tables["recipe_flows"] += table(
        "recipe role product amount delay",
        ("shred", "feed", "healthy packs", None, 0),
        ("shred", "feed", "old packs", None, 0),
        ("test", "feed", "packs", None, 0),
        ("test", "output", "healthy packs", 0.6, 0),
        ("test", "output", "poor packs", 0.4, 0),
        ("reuse", "feed", "healthy packs", None, 0),
        ("reuse", "output", "service", 1, 0),
        ("reuse", "output", "old packs", 1, delay),
    )
    tables["plants"] += table(
        "plant site technology status capacity",
        ("Sheffield tester", "Sheffield", "tester", "existing", 1000),
        (STORE, "Sheffield", "storage", "existing", capacity),
    )
    tables["outlets"] += table("outlet product kind price", ("grid", "service", "sale", service))
    change(tables["supply"], "product", "packs", year=2030)
    return tables


# Without second life: 500 t for CAM, 500 t sold; salt is bought for 2031
SHREDDED = PLAIN + CAM - 125 * 5_000


@pytest.mark.parametrize(
    ("service", "capacity", "reused"),
    [
        # 500 t come back for the CAM of 2031, where they are worth 500 more; the first 100 t are
        # worth 1,250 in 2030 already
        (300, 1000, 500),
        (300, 200, 200),
        (-400, 1000, 500),  # a service at a loss, for the sake of nickel in 2031
        (-600, 1000, 0),  # recycling at once is better
    ],
)
def test_healthy_packs_serve_where_that_pays_more_than_shredding_at_once(service, capacity, reused):
    plan = solve(packs_in_two_states(service, capacity))
    assert tonnes(plan, "throughput", STORE, "reuse", "2030") == reused
    assert tonnes(plan, "throughput", "Sheffield shredder", "shred, old packs", "2031") == reused
    assert worth(plan) == SHREDDED + reused * (service + 1_250 - 750)


def test_poor_packs_do_not_serve():
    """The service pays any price; 600 t are healthy, and 100 t more would be used in 2030."""
    plan = solve(packs_in_two_states(5_000))
    assert tonnes(plan, "throughput", STORE, "reuse", "2030") == 600
    assert tonnes(plan, "throughput", "Sheffield shredder", "shred, poor packs", "2030") == 400
    # 50 t of black mass less for CAM in 2030, 500 t of old packs for CAM in 2031, 100 t to sell
    assert worth(plan) == 2 * CAM - 25 * 5_000 + 600 * 5_000 + 50 * 1_500


@pytest.mark.parametrize(
    ("service", "reused"),
    [
        (700, 0),  # 750 now
        (800, 500),
        (1_300, 600),  # 1,250 for the last 100 t
    ],
)
def test_packs_that_come_back_after_the_end_are_worth_nothing_more(service, reused):
    plan = solve(packs_in_two_states(service, delay=2))
    assert tonnes(plan, "throughput", STORE, "reuse", "2030") == reused
    lost = min(reused, 500) * 750 + max(0, reused - 500) * 1_250
    assert worth(plan) == SHREDDED + reused * service - lost
