"""The best plan of the tiny network, worked out on paper from the tables in tests/tiny.py.

All packs are shredded in a large shredder, built at once. Just so much black mass is refined that
its nickel makes the CAM that is wanted; the rest is sold at the port. Nothing is bought.
"""

import pytest

from planner.solution.accounts import MONEY
from planner.solution.verify import verify
from tests.solution.variants import change, solve, solved
from tests.tiny import table, tiny_tables

# Tonnes a year, the same in 2030 and 2031
PACKS = 1000  # all that arise
BLACK_MASS = PACKS * 0.5
CAM = 100  # all that is wanted
NICKEL = CAM * 0.5
REFINED = NICKEL / (0.2 * 0.9)  # a tonne of black mass holds 0.2 t of nickel, 90 % is recovered
NICKEL_SALT = NICKEL / 0.3
LITHIUM_SALT = CAM * 0.05 / 0.2
LITHIUM_MADE = REFINED * 0.04 * 0.5 / 0.2  # 27.8 t, of which the CAM needs 25 t
SOLD = BLACK_MASS - REFINED
WASTE_SHEFFIELD = PACKS * 0.5
WASTE_HULL = REFINED - NICKEL_SALT - LITHIUM_MADE

# km by road: the geodesic between the sites x 1.25
LEEDS_SHEFFIELD = 58.805116
SHEFFIELD_HULL = 106.083918
SHEFFIELD_IMMINGHAM = 108.130624
HULL_SUNDERLAND = 183.315821
SUNDERLAND_COVENTRY = 347.832081

MILLION = 1e6

# Money a year in M, the same in both years
YEARLY = {
    # CAM at 20,000 a tonne, black mass at 1,500
    "sales_income": (CAM * 20_000 + SOLD * 1_500) / MILLION,
    # 50 a tonne is received with the packs
    "gate_fee_income": PACKS * 50 / MILLION,
    # the large shredder, the refinery, the cathode plant
    "fixed_cost": 0.15 + 1 + 2,
    # shredding 100 a tonne, refining 1,000, making CAM 2,000
    "processing_cost": (PACKS * 100 + REFINED * 1_000 + CAM * 2_000) / MILLION,
    # 100, 2,000 and 5,000 kWh a tonne at 100 a MWh
    "energy_cost": (PACKS * 100 + REFINED * 2_000 + CAM * 5_000) * 0.1 / MILLION,
    # packs 0.4 a tonne-km and 20 a tonne, black mass 0.3 and 10, the rest 0.1 and 5
    "transport_cost": (
        PACKS * (0.4 * LEEDS_SHEFFIELD + 20)
        + REFINED * (0.3 * SHEFFIELD_HULL + 10)
        + SOLD * (0.3 * SHEFFIELD_IMMINGHAM + 10)
        + (NICKEL_SALT + LITHIUM_SALT) * (0.1 * HULL_SUNDERLAND + 5)
        + CAM * (0.1 * SUNDERLAND_COVENTRY + 5)
    )
    / MILLION,
    # waste to landfill at 100 a tonne
    "disposal_cost": (WASTE_SHEFFIELD + WASTE_HULL) * 100 / MILLION,
}
INCOME = YEARLY["sales_income"] + YEARLY["gate_fee_income"]
PROFIT = INCOME - (sum(YEARLY.values()) - INCOME)

BUILDING = 1.5  # the large shredder, at the start of 2030, which is the base year
VALUE_LEFT = 1.5 * (1 - 2 / 10)  # two of its ten years are over at the end of 2031

NET_PRESENT_VALUE = -BUILDING + PROFIT + PROFIT / 1.1 + VALUE_LEFT / 1.1**2


@pytest.fixture(scope="module")
def plan():
    return solved("tiny")


def test_the_large_shredder_is_built_at_once(plan):
    assert plan.decisions["built"] == {("Sheffield shredder", "large", "2030"): 1}


@pytest.mark.parametrize("year", ["2030", "2031"])
@pytest.mark.parametrize(
    ("decision", "index", "tonnes"),
    [
        ("collected", ("Leeds", "packs"), PACKS),
        ("throughput", ("Sheffield shredder", "shred"), PACKS),
        ("throughput", ("Hull refinery", "refine"), REFINED),
        ("throughput", ("Sunderland cathode plant", "make CAM"), CAM),
        ("blended", ("Sunderland cathode plant", "make CAM", "nickel salt"), NICKEL_SALT),
        ("blended", ("Sunderland cathode plant", "make CAM", "lithium salt"), LITHIUM_SALT),
        ("shipped", ("Sheffield -> Hull: black mass by road",), REFINED),
        ("shipped", ("Sheffield -> Immingham: black mass by road",), SOLD),
        ("delivered", ("Coventry", "CAM"), CAM),
        ("delivered", ("Immingham", "black mass"), SOLD),
        ("let_out", ("Sheffield", "waste", "landfill"), WASTE_SHEFFIELD),
        ("let_out", ("Hull", "waste", "landfill"), WASTE_HULL),
        ("let_out", ("Hull", "lithium salt", "salt taker"), LITHIUM_MADE - LITHIUM_SALT),
        ("collected", ("Immingham", "bought nickel salt"), 0),
    ],
)
def test_so_much_is_moved_and_made(plan, decision, index, tonnes, year):
    assert plan.amount(decision, *index, year) * 1000 == pytest.approx(tonnes, abs=1e-4)


@pytest.mark.parametrize("term", [term.name for term in MONEY])
def test_every_cost_and_income(plan, term):
    stated = dict.fromkeys(("2030", "2031", None), 0.0)
    for line in plan.lines:
        if line.account == term:
            stated[line.period] += line.amount
    once = {"building_cost": (BUILDING, 0, 0), "value_left_income": (0, 0, VALUE_LEFT)}
    yearly = YEARLY.get(term, 0.0)
    assert tuple(stated.values()) == pytest.approx(once.get(term, (yearly, yearly, 0)), abs=1e-7)


def test_the_net_present_value(plan):
    assert plan.result.objective == pytest.approx(NET_PRESENT_VALUE, abs=1e-7)
    assert pytest.approx(-3.54631, abs=1e-5) == NET_PRESENT_VALUE


def test_emissions(plan):
    energy = (PACKS * 100 + REFINED * 2_000 + CAM * 5_000) * 0.2 / 1000  # kWh x 0.2 kg, in t
    process = (PACKS * 10 + REFINED * 100 + CAM * 50) / 1000  # kg a tonne, in t
    tonne_km = (
        PACKS * LEEDS_SHEFFIELD
        + REFINED * SHEFFIELD_HULL
        + SOLD * SHEFFIELD_IMMINGHAM
        + (NICKEL_SALT + LITHIUM_SALT) * HULL_SUNDERLAND
        + CAM * SUNDERLAND_COVENTRY
    )
    for account, tonnes in {
        "energy_emissions": energy,
        "process_emissions": process,
        "transport_emissions": tonne_km * 0.1 / 1000,  # 0.1 kg a tonne-km, in t
    }.items():
        stated = sum(a.amount for a in plan.lines if (a.account, a.period) == (account, "2031"))
        assert stated * 1000 == pytest.approx(tonnes, abs=1e-4), account


# One old pack does not become one new cathode

PACK_MASS = 60 * 5.23  # kg: 60 kWh of NMC622 at 5.23 kg a kWh
OLD_PACKS = 150_000 * PACK_MASS / 1000  # 47,070 t
BLACK_MASS_SHARE = 0.44  # t of black mass a tonne of packs
NICKEL_IN_BLACK_MASS = 0.2134
LITHIUM_IN_BLACK_MASS = 0.042
# NMC811 is LiNi0.8Mn0.1Co0.1O2: 0.8 x 58.693 g of nickel in 97.28 g, 6.94 g of lithium
NICKEL_IN_NMC811 = 0.8 * 58.693 / 97.28
LITHIUM_IN_NMC811 = 6.94 / 97.28


def nmc811_from_nmc622():
    tables = tiny_tables()
    tables["compositions"] = table(
        "product element share",
        ("packs", "Ni", BLACK_MASS_SHARE * NICKEL_IN_BLACK_MASS),
        ("packs", "Li", BLACK_MASS_SHARE * LITHIUM_IN_BLACK_MASS),
        ("black mass", "Ni", NICKEL_IN_BLACK_MASS),
        ("black mass", "Li", LITHIUM_IN_BLACK_MASS),
        ("nickel salt", "Ni", 0.3),
        ("lithium salt", "Li", 0.2),
        ("bought nickel salt", "Ni", 0.3),
        ("bought lithium salt", "Li", 0.2),
        ("CAM", "Ni", NICKEL_IN_NMC811),
        ("CAM", "Li", LITHIUM_IN_NMC811),
    )
    shredded = [row for row in tables["recipe_flows"] if row["role"] == "output"]
    change(shredded, "product", "black mass", amount=BLACK_MASS_SHARE)
    change(tables["recipe_yields"], "element", "Ni", recovery=0.95)
    change(tables["recipe_needs"], "element", "Ni", need=NICKEL_IN_NMC811)
    change(tables["recipe_needs"], "element", "Li", need=LITHIUM_IN_NMC811)
    change(tables["plants"], "plant", "Sheffield shredder", status="existing", capacity=100_000)
    change(tables["plants"], "plant", "Hull refinery", capacity=100_000)
    change(tables["plants"], "plant", "Sunderland cathode plant", capacity=30_000)
    change(tables["supply"], "product", "packs", amount=OLD_PACKS)
    change(tables["demand"], "product", "CAM", amount=30_000, must_serve=1)
    return tables


def test_old_nmc622_packs_carry_29_percent_of_the_nickel_of_as_many_nmc811_packs():
    """150,000 packs of 60 kWh come back and 30,000 t of NMC811 are wanted."""
    plan = solve(nmc811_from_nmc622())
    assert verify(plan) == []
    needed = 30_000 * NICKEL_IN_NMC811  # 14,480 t
    recovered = OLD_PACKS * BLACK_MASS_SHARE * NICKEL_IN_BLACK_MASS * 0.95  # 4,199 t
    assert recovered / needed == pytest.approx(0.29, abs=0.001)
    for year in ("2030", "2031"):
        taken = {
            product: plan.amount("blended", "Sunderland cathode plant", "make CAM", product, year)
            * 1000
            * 0.3
            for product in ("nickel salt", "bought nickel salt")
        }
        assert taken["nickel salt"] == pytest.approx(recovered, abs=0.01)
        assert taken["bought nickel salt"] == pytest.approx(needed - recovered, abs=0.01)
        bought = plan.amount("collected", "Immingham", "bought nickel salt", year) * 1000
        assert bought * 0.3 == pytest.approx(needed - recovered, abs=0.01)
