"""The indicators of the tiny plan, worked out on paper; see tests/test_tiny_by_hand.py for it."""

import pytest

from planner.solution.circularity import circularity_tables
from planner.solution.circularity.plant_costs import capital_charge
from tests.solution.circularity.indicators import indicators, row
from tests.solution.variants import change, solve, solved
from tests.test_tiny_by_hand import (
    BLACK_MASS,
    CAM,
    HULL_SUNDERLAND,
    LEEDS_SHEFFIELD,
    LITHIUM_MADE,
    LITHIUM_SALT,
    NICKEL_SALT,
    PACKS,
    REFINED,
    SHEFFIELD_HULL,
    SHEFFIELD_IMMINGHAM,
    SOLD,
    SUNDERLAND_COVENTRY,
    WASTE_HULL,
    WASTE_SHEFFIELD,
)
from tests.tiny import table, tiny_tables

MILLION = 1e6


@pytest.fixture(scope="module")
def tables():
    return indicators("tiny")


# Recycling


def test_recovery_of_nickel(tables):
    """Packs hold 10 %, black mass that is sold 20 %; of what is refined a tenth is lost."""
    nickel = row(tables["recovery"], period="2031", element="Ni")
    assert nickel["taken_in [t/year]"] == pytest.approx(PACKS * 0.1)
    assert nickel["sent_on [t/year]"] == pytest.approx(SOLD * 0.2)
    assert nickel["recovered [t/year]"] == pytest.approx(REFINED * 0.2 * 0.9)
    assert nickel["lost [t/year]"] == pytest.approx(REFINED * 0.2 * 0.1)
    assert nickel["recovered [share]"] == pytest.approx(0.5)  # 50 of 100 t
    assert nickel["recovered_or_sent_on [share]"] == pytest.approx(1 - REFINED * 0.02 / 100)


def test_salts_count_in_the_recovered_mass_with_their_metal(tables):
    mass = row(tables["recovery"], period="2030", element="mass")
    assert mass["taken_in [t/year]"] == pytest.approx(PACKS)
    assert mass["sent_on [t/year]"] == pytest.approx(SOLD)
    metal = NICKEL_SALT * 0.3 + LITHIUM_MADE * 0.2
    assert mass["recovered [t/year]"] == pytest.approx(metal)


def test_what_a_product_has_no_elements_for_counts_in_full():
    """Half of the waste of shredding is steel: 250 t of 1,000 t of packs."""
    tiny = tiny_tables()
    tiny["products"] += table("product group origin", ("steel", "metals", "end of life"))
    tiny["recipe_flows"] += table("recipe role product amount", ("shred", "output", "steel", 0.25))
    tiny["outlets"] += table("outlet product kind price", ("steel works", "steel", "sale", 0))
    mass = row(circularity_tables(solve(tiny))["recovery"], period="2030", element="mass")
    assert mass["recovered [t/year]"] == pytest.approx(250 + NICKEL_SALT * 0.3 + LITHIUM_MADE * 0.2)


def test_value_recovered_of_a_tonne_of_packs(tables):
    """Black mass at 1,500; nickel at 5,000 / 0.3 and lithium at 10,000 / 0.2 where bought."""
    value = row(tables["value_recovered"], period="2030")
    assert value["sold [M money/year]"] == pytest.approx(SOLD * 1_500 / MILLION)
    again = NICKEL_SALT * 5_000 + LITHIUM_SALT * 10_000
    assert value["used_again [M money/year]"] == pytest.approx(again / MILLION)
    assert value["value [money/t]"] == pytest.approx((SOLD * 1_500 + again) / PACKS)


def test_waste(tables):
    waste = row(tables["waste"], period="2030")
    assert waste["taken_in [t/year]"] == pytest.approx(PACKS)
    assert waste["landfill [t/year]"] == 0  # the outlet is named landfill, its kind is disposal
    assert waste["disposal [t/year]"] == pytest.approx(WASTE_SHEFFIELD + WASTE_HULL)
    assert waste["sent_on [t/year]"] == pytest.approx(SOLD)
    reused = PACKS - WASTE_SHEFFIELD - WASTE_HULL - SOLD
    assert waste["recycled_or_reused [t/year]"] == pytest.approx(reused)


def test_waste_that_goes_to_landfill_and_packs_that_are_left():
    tiny = tiny_tables()
    change(tiny["outlets"], "outlet", "landfill", kind="landfill")
    change(tiny["supply"], "product", "packs", amount=1500)  # the shredder takes 1,000
    waste = row(circularity_tables(solve(tiny))["waste"], period="2030")
    buried = WASTE_SHEFFIELD + WASTE_HULL
    assert waste["landfill [t/year]"] == pytest.approx(buried)
    assert waste["kept_from_landfill [t/year]"] == pytest.approx(PACKS - buried)
    assert waste["kept_from_landfill [share]"] == pytest.approx(1 - buried / PACKS)
    assert waste["not_collected [t/year]"] == pytest.approx(500)


def test_use_of_capacity(tables):
    refinery = row(tables["use_of_capacity"], period="2030", stage="hydromet")
    assert refinery["plants"] == 1
    assert refinery["utilisation [share]"] == pytest.approx(REFINED / 1000)


def test_transport_work(tables):
    mass = row(tables["transport_work"], period="2030", group="black mass")
    work = REFINED * SHEFFIELD_HULL + SOLD * SHEFFIELD_IMMINGHAM
    assert mass["work [t-km/year]"] == pytest.approx(work)
    assert mass["mean_distance [km]"] == pytest.approx(work / BLACK_MASS)
    assert mass["emissions [t CO2e/year]"] == pytest.approx(work * 0.1 / 1000)


def test_primary_metal_avoided():
    """Bought nickel salt embodies 8,000 kg a tonne, in which 0.3 t are nickel."""
    nickel = row(indicators("carbon")["primary_avoided"], period="2030", element="Ni")
    assert nickel["avoided [t/year]"] == pytest.approx(CAM * 0.5)
    assert nickel["primary_emissions [kg CO2e/kg]"] == pytest.approx(8 / 0.3)
    assert nickel["avoided_emissions [t CO2e/year]"] == pytest.approx(CAM * 0.5 * 8 / 0.3)
    lithium = row(indicators("carbon")["primary_avoided"], period="2030", element="Li")
    assert lithium["sold [t/year]"] == pytest.approx((LITHIUM_MADE - LITHIUM_SALT) * 0.2)


# CO2e, in kg a kg. All emissions of shredding go to black mass, as nobody wants the waste.

SHREDDED = (100 * 0.2 + 10 + LEEDS_SHEFFIELD * 0.1) / 1000 * PACKS / BLACK_MASS
SALTS_MADE = NICKEL_SALT + LITHIUM_MADE
SALTS_USED = NICKEL_SALT + LITHIUM_SALT
REFINING = (2_000 * 0.2 + 100 + SHEFFIELD_HULL * 0.1) / 1000 + SHREDDED
SALTS = REFINING * REFINED / SALTS_MADE + HULL_SUNDERLAND * 0.1 / 1000
AT_THE_GATE = (5_000 * 0.2 + 50) / 1000 + SALTS * SALTS_USED / CAM


def test_co2e_of_cathode_material(tables):
    emissions = tables["cathode_emissions"]
    made = row(emissions, period="2030", of="all made")
    assert made["emissions [kg CO2e/kg]"] == pytest.approx(AT_THE_GATE)
    delivered = row(emissions, period="2030", of="all delivered")
    carried = AT_THE_GATE + SUNDERLAND_COVENTRY * 0.1 / 1000
    assert delivered["emissions [kg CO2e/kg]"] == pytest.approx(carried)
    assert made["emissions [kg CO2e/kWh]"] != made["emissions [kg CO2e/kWh]"]  # not known


def test_co2e_per_kwh_and_against_cathode_material_that_is_sold():
    tiny = tiny_tables()
    change(tiny["products"], "product", "CAM", cell_energy=0.8)
    tiny["supply"] += table(
        "site product amount price embodied_emissions",
        ("Immingham", "CAM", 40, 90_000, 20_000),
        ("Hull", "CAM", 40, 80_000, 30_000),
    )
    tiny["lane_rules"] += table(
        "rule from_role to_role groups mode", ("CAM in", "port", "buyer", "CAM", "road")
    )
    made = row(circularity_tables(solve(tiny))["cathode_emissions"], period="2030", of="all made")
    assert made["emissions [kg CO2e/kWh]"] == pytest.approx(AT_THE_GATE / 0.8)
    assert made["primary [kg CO2e/kg]"] == pytest.approx(25)  # the mean of 20 and 30
    assert made["against_primary [share]"] == pytest.approx(AT_THE_GATE / 25 - 1)


def test_emissions_are_attributed_to_what_leaves(tables):
    attributed = tables["attributed_emissions"]
    sold = row(attributed, period="2030", product="black mass")
    carried = SOLD * (SHREDDED + SHEFFIELD_IMMINGHAM * 0.1 / 1000)
    assert sold["emissions [t CO2e]"] == pytest.approx(carried)
    waste = attributed[attributed["product"] == "waste"]
    assert waste["emissions [t CO2e]"].sum() == 0


# Cost of the CAM, in money a year

CAPITAL = 1.5 * MILLION * 0.1 / (1.1 * (1 - 1.1**-10))  # ten years at 10 %
FOR_CAM = SALTS_USED / SALTS_MADE  # of the salts, the part that is not given away
SHREDDER_FOR_CAM = REFINED / BLACK_MASS * FOR_CAM


def test_capital_charges_are_worth_the_capital():
    payments = [capital_charge(0.1, 10) / 1.1**year for year in range(10)]
    assert sum(payments) == pytest.approx(1)
    assert capital_charge(0, 10) == pytest.approx(0.1)


def test_cost_of_cathode_material_by_its_chain(tables):
    shredder = (
        CAPITAL
        + 150_000
        + PACKS * (100 + 100 * 0.1)  # processing and electricity
        + PACKS * (0.4 * LEEDS_SHEFFIELD + 20)  # packs come in
        - PACKS * 50  # and bring a gate fee
        + WASTE_SHEFFIELD * 100
    )
    black_mass = REFINED * (0.3 * SHEFFIELD_HULL + 10)
    refinery = 1 * MILLION + REFINED * (1_000 + 200) + WASTE_HULL * 100
    salts = SALTS_USED * (0.1 * HULL_SUNDERLAND + 5)
    cathodes = 2 * MILLION + CAM * (2_000 + 500)
    chain = shredder * SHREDDER_FOR_CAM + (black_mass + refinery) * FOR_CAM + salts + cathodes
    for period in ("2030", "2031", "horizon"):
        cost = row(tables["cathode_cost"], period=period)
        assert cost["chain [money/t]"] == pytest.approx(chain / CAM)
        assert cost["primary [money/t]"] == pytest.approx(20_000)
        assert cost["primary_is"] == "paid by buyers"
        assert cost["chain_against_primary [share]"] == pytest.approx(chain / CAM / 20_000 - 1)


def test_cost_of_cathode_material_at_the_gate(tables):
    """Nobody buys nickel salt: it is worth the nickel that is for sale. Lithium salt is worth 0."""
    inputs = NICKEL_SALT * 0.3 * 5_000 / 0.3 + LITHIUM_SALT * 0
    carriage = SALTS_USED * (0.1 * HULL_SUNDERLAND + 5)
    cost = 2 * MILLION + CAM * (2_000 + 500) + inputs + carriage
    gate = row(tables["cathode_cost"], period="2030")["gate [money/t]"]
    assert gate == pytest.approx(cost / CAM)


def test_bought_salts_cost_what_was_paid_for_them():
    """500 t of packs: at most 50 t of nickel, of which 45 t are recovered, and 5 t are bought."""
    tiny = tiny_tables()
    change(tiny["supply"], "product", "packs", amount=500)
    change(tiny["demand"], "product", "black mass", price=0)
    tables = circularity_tables(solve(tiny))
    gate = tables["cathode_gate"]
    bought = row(gate, period="2030", term="inputs", product="bought nickel salt")
    assert bought["amount [M money/year]"] == pytest.approx(5 / 0.3 * 5_000 / MILLION)
    content = row(tables["recycled_content"], period="2030", element="Ni")
    assert content["recycled [share]"] == pytest.approx(0.9)
    assert row(tables["primary_avoided"], period="2030", element="Ni")[
        "primary_bought [t/year]"
    ] == pytest.approx(5)


def test_where_nobody_sells_it_cathode_material_is_compared_with_one_of_its_composition():
    """Imported CAM is another product, that nobody ships: it costs 25,000 and embodies 20 kg/kg."""
    tiny = tiny_tables()
    tiny["products"] += table("product group origin", ("imported CAM", "CAM", "mixed"))
    tiny["compositions"] += table(
        "product element share", ("imported CAM", "Ni", 0.5), ("imported CAM", "Li", 0.05)
    )
    tiny["supply"] += table(
        "site product price embodied_emissions", ("Coventry", "imported CAM", 25_000, 20_000)
    )
    tiny["demand"] += table("site product price", ("Coventry", "imported CAM", 1_000))
    tables = circularity_tables(solve(tiny))
    cost = row(tables["cathode_cost"], period="2030")
    assert (cost["primary [money/t]"], cost["primary_is"]) == (25_000, "asked by sellers")
    made = row(tables["cathode_emissions"], period="2030", of="all made")
    assert made["primary [kg CO2e/kg]"] == pytest.approx(20)


def test_shares_of_the_chain_stand_in_its_table(tables):
    chain = tables["cathode_chain"]
    fixed = row(chain, period="2030", term="fixed", plant="Sheffield shredder")
    assert fixed["for_cathodes [share]"] == pytest.approx(SHREDDER_FOR_CAM)
    assert fixed["counted [M money/year]"] == pytest.approx(0.15 * SHREDDER_FOR_CAM)


def test_over_the_horizon_costs_are_weighed_by_present_value():
    """Of a second life, what is spent in the first period is for cathodes of the last as well."""
    tables, plan = indicators("second life"), solved("second life")
    factors = {name: period.annual_factor for name, period in plan.network.periods.items()}
    spent = sum(
        factors[period] * counted
        for period, counted in tables["cathode_chain"][
            ["period", "counted [M money/year]"]
        ].itertuples(index=False)
    )
    made = sum(factors.values()) * CAM
    cost = row(tables["cathode_cost"], period="horizon")["chain [money/t]"]
    assert cost == pytest.approx(spent * MILLION / made)
