"""Every rule in its smallest case on the tiny network: what the best plan does, and why."""

import pytest

from planner.plan import NoPlan
from planner.solution.solution import Solution
from planner.solution.verify import verify
from tests.solution import variants
from tests.solution.variants import Tables, change, solved
from tests.tiny import table, tiny_tables

CATHODE = "Sunderland cathode plant"
SHREDDER = "Sheffield shredder"


def solve(tables: Tables) -> Solution:
    """The best plan, which the second opinion shares."""
    plan = variants.solve(tables)
    assert verify(plan) == []
    return plan


def tonnes(plan: Solution, decision: str, *index: str) -> object:
    return pytest.approx(plan.amount(decision, *index) * 1000, abs=1e-3)


def total(plan: Solution, account: str, period: str | None) -> object:
    """M of an account in a period; None is the end of the horizon."""
    amounts = [a.amount for a in plan.lines if a.account == account and a.period == period]
    return pytest.approx(sum(amounts), abs=1e-7)


# Capacity


def test_a_full_plant_makes_no_more():
    tables = tiny_tables()
    change(tables["plants"], "plant", CATHODE, capacity=60)
    assert tonnes(solve(tables), "delivered", "Coventry", "CAM", "2030") == 60


def test_a_plant_with_room_makes_what_is_wanted():
    assert tonnes(solved("tiny"), "delivered", "Coventry", "CAM", "2030") == 100


def test_what_takes_twice_the_capacity_is_made_half_as_much():
    tables = tiny_tables()
    change(tables["plants"], "plant", CATHODE, capacity=60)
    change(tables["recipes"], "recipe", "make CAM", capacity_use=2)
    assert tonnes(solve(tables), "delivered", "Coventry", "CAM", "2030") == 30


def test_without_a_large_size_half_of_the_packs_stay():
    tables = tiny_tables()
    change(tables["plants"], "plant", SHREDDER, sizes="small")
    change(tables["demand"], "product", "black mass", price=4000)
    plan = solve(tables)
    assert plan.decisions["built"] == {(SHREDDER, "small", "2030"): 1}
    assert tonnes(plan, "collected", "Leeds", "packs", "2030") == 500


# Minimum load


def unwanted_cam(minimum_load: float) -> Tables:
    """Nobody pays for the CAM."""
    tables = tiny_tables()
    change(tables["demand"], "product", "CAM", price=0)
    change(tables["technologies"], "technology", "cathode line", minimum_load=minimum_load)
    return tables


def test_a_plant_runs_at_its_minimum_load_though_that_earns_nothing():
    plan = solve(unwanted_cam(minimum_load=0.1))
    assert tonnes(plan, "throughput", CATHODE, "make CAM", "2030") == 0.1 * 500


def test_without_a_minimum_load_it_does_not_run():
    plan = solve(unwanted_cam(minimum_load=0))
    assert tonnes(plan, "throughput", CATHODE, "make CAM", "2030") == 0


def test_a_minimum_load_beyond_what_is_wanted_leaves_no_plan():
    with pytest.raises(NoPlan, match="t a year are missing for its minimum load"):
        solve(unwanted_cam(minimum_load=0.3))


# What must be collected and served


def dear_packs(**rule: float) -> Tables:
    """Packs cost more than is in them."""
    tables = tiny_tables()
    change(tables["supply"], "product", "packs", price=5000, **rule)
    return tables


def test_packs_that_cost_more_than_is_in_them_stay_where_they_are():
    plan = solve(dear_packs())
    assert plan.decisions["built"] == {}
    assert tonnes(plan, "collected", "Leeds", "packs", "2030") == 0


def test_packs_that_must_be_collected_are_collected_at_a_loss():
    plan = solve(dear_packs(must_collect=0.7))
    assert tonnes(plan, "collected", "Leeds", "packs", "2030") == 700
    assert total(plan, "purchase_cost", "2030") == 700 * 5000 / 1e6


def test_packs_are_left_where_falling_short_is_cheaper():
    plan = solve(dear_packs(must_collect=0.7, shortfall_price=100))
    assert tonnes(plan, "not_collected", "Leeds", "packs", "2030") == 700
    assert total(plan, "uncollected_cost", "2030") == 700 * 100 / 1e6


def test_packs_are_collected_where_falling_short_is_dearer():
    plan = solve(dear_packs(must_collect=0.7, shortfall_price=20_000))
    assert tonnes(plan, "collected", "Leeds", "packs", "2030") == 700
    assert tonnes(plan, "not_collected", "Leeds", "packs", "2030") == 0


def test_what_must_be_served_and_cannot_be_leaves_no_plan():
    tables = tiny_tables()
    change(tables["demand"], "product", "CAM", amount=600, must_serve=1)
    with pytest.raises(NoPlan, match="t a year must be served and cannot be"):
        solve(tables)


@pytest.mark.parametrize(("price", "served", "short"), [(100, 0, 80), (50_000, 80, 0)])
def test_cam_that_earns_nothing_is_served_where_falling_short_is_dearer(price, served, short):
    tables = tiny_tables()
    change(tables["demand"], "product", "CAM", price=0, must_serve=0.8, shortfall_price=price)
    plan = solve(tables)
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == served
    assert tonnes(plan, "short", "Coventry", "CAM", "2030") == short
    assert total(plan, "unserved_cost", "2031") == short * price / 1e6


# What comes back


def test_packs_come_back_from_their_second_life_in_the_right_years():
    """Two years in storage; the periods are 2030, 2031 with 2032, and 2033."""
    plan = solved("second life")
    assert tonnes(plan, "throughput", "Sheffield storage", "reuse", "A") == 400
    # 400 t of 2030 are back in 2032, one of the two years of B: 200 t a year.
    assert tonnes(plan, "throughput", SHREDDER, "shred, old packs", "B") == 400 / 2
    # 200 t of 2031 are back in 2033, the one year of C; the 200 t of 2032 come after the end.
    assert tonnes(plan, "throughput", "Sheffield storage", "reuse", "B") == 200
    assert tonnes(plan, "throughput", SHREDDER, "shred, old packs", "C") == 200


def test_scrap_comes_back_at_once_and_a_year_later():
    """A tenth of the 100 t of CAM at once, a fifth a year later."""
    plan = solved("scrap comes back")
    back = "Coventry -> Sheffield: packs by road"
    assert tonnes(plan, "shipped", back, "2030") == 10
    assert tonnes(plan, "shipped", back, "2031") == 10 + 20
    # The large shredder is full: so much less is collected.
    assert tonnes(plan, "collected", "Leeds", "packs", "2031") == 1000 - 30


# Recycled content


def nickel_rule(minimum: float, bought_price: float) -> Tables:
    tables = tiny_tables()
    change(tables["supply"], "product", "bought nickel salt", price=bought_price)
    change(tables["supply"], "product", "bought lithium salt", price=0)
    tables["targets"] = table(
        "target kind site product element minimum",
        ("nickel rule", "recycled content", "Coventry", "CAM", "Ni", minimum),
    )
    return tables


def test_no_more_is_recovered_than_the_rule_asks_for_where_nickel_is_cheap():
    plan = solve(nickel_rule(minimum=0.6, bought_price=100))
    # 60 % of the 50 t of nickel in 100 t of CAM, of black mass with 0.18 t of it recovered
    assert tonnes(plan, "handed_over", "Coventry", "CAM", "Ni", "2030") == 30
    assert tonnes(plan, "throughput", "Hull refinery", "refine", "2030") == 30 / 0.18
    assert tonnes(plan, "collected", "Immingham", "bought nickel salt", "2030") == 20 / 0.3


def test_without_the_rule_cheap_nickel_is_bought():
    plan = solve(nickel_rule(minimum=0, bought_price=100))
    assert tonnes(plan, "collected", "Immingham", "bought nickel salt", "2030") == 50 / 0.3


def test_where_bought_nickel_is_dear_the_rule_does_not_matter():
    free, ruled = (solve(nickel_rule(minimum, bought_price=5000)) for minimum in (0, 0.6))
    assert ruled.result.objective == pytest.approx(free.result.objective, abs=1e-7)
    assert tonnes(ruled, "collected", "Immingham", "bought nickel salt", "2030") == 0


def test_a_rule_that_may_be_missed_is_missed_where_that_is_cheaper():
    plan = solved("recycled content")
    # 95 % of 50 t, of which 4.5 t are recovered for the sake of the lithium
    assert tonnes(plan, "content_short", "nickel rule", "Coventry", "Ni", "2031") == 43
    assert total(plan, "content_short_cost", "2031") == 43 * 3000 / 1e6


# Plants in time


def test_a_plant_is_built_for_what_it_is_worth_at_the_end():
    """Two years of shredding do not pay for the shredder, but eight years are left of it."""
    tables = tiny_tables()
    change(tables["technologies"], "technology", "shredder", economic_life=2)
    assert solve(tables).decisions["built"] == {}
    assert total(solved("tiny"), "value_left_income", None) == 1.5 * 8 / 10


def test_a_plant_that_stops_before_the_end_is_worth_nothing():
    tables = tiny_tables()
    change(tables["plants"], "plant", SHREDDER, last_year=2030)
    change(tables["supply"], "product", "packs", price=-2000)
    plan = solve(tables)
    assert plan.decisions["built"] == {(SHREDDER, "large", "2030"): 1}
    assert total(plan, "value_left_income", None) == 0
    assert tonnes(plan, "collected", "Leeds", "packs", "2031") == 0


def test_a_grant_is_no_larger_than_its_cap():
    plan = solved("grant")
    assert total(plan, "grant_income", "2030") == 0.6  # half of 1.5 M is 0.75 M
    # Only what was paid oneself is written off.
    assert total(plan, "value_left_income", None) == (1.5 - 0.6) * 8 / 10


def test_a_grant_below_its_cap_is_paid_in_full():
    tables = tiny_tables()
    change(tables["plants"], "plant", SHREDDER, grant_share=0.3, grant_cap=0.6)
    assert total(solve(tables), "grant_income", "2030") == 0.3 * 1.5


def test_a_plant_that_takes_a_year_to_build_runs_from_the_second_year():
    tables = tiny_tables()
    change(tables["technologies"], "technology", "shredder", lead_time=1)
    plan = solve(tables)
    assert plan.decisions["built"] == {(SHREDDER, "large", "2031"): 1}
    assert tonnes(plan, "collected", "Leeds", "packs", "2030") == 0
    assert tonnes(plan, "collected", "Immingham", "bought nickel salt", "2030") == 50 / 0.3
    assert total(plan, "building_cost", "2031") == 1.5
    assert total(plan, "value_left_income", None) == 1.5 * 9 / 10


def test_a_committed_plant_is_paid_for_when_it_comes_on_stream():
    plan = solved("committed")
    assert tonnes(plan, "throughput", SHREDDER, "shred", "2030") == 0
    assert tonnes(plan, "throughput", SHREDDER, "shred", "2031") == 800
    assert total(plan, "building_cost", "2031") == 2
    assert total(plan, "grant_income", "2031") == 0.25 * 2
    assert total(plan, "value_left_income", None) == 0.75 * 2 * 9 / 10
    # The refinery and the cathode plant stand, the shredder joins them.
    assert total(plan, "fixed_cost", "2030") == 1 + 2
    assert total(plan, "fixed_cost", "2031") == 1 + 2 + 0.2


def test_a_plant_that_costs_more_than_it_earns_is_closed():
    """It would cost 2 M a year, and closing costs 0.3 M once."""
    plan = solved("closing")
    assert plan.decisions["closed"] == {(CATHODE, "as is", "2030"): 1}
    assert total(plan, "closing_cost", "2030") == 0.3
    assert total(plan, "fixed_cost", "2031") == 1 + 0.15  # refinery and large shredder
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == 0


def test_a_plant_that_is_dear_to_close_goes_on():
    tables = variants.closing()
    change(tables["plants"], "plant", CATHODE, closing_cost=10)
    assert solve(tables).decisions["closed"] == {}


def test_a_new_plant_that_is_closed_again_is_worth_nothing():
    """All packs must be collected in 2030 and none arise in 2031, when standing still costs 3 M."""
    tables = variants.closing()
    tables["sizes"] = table(
        "technology size capacity capital_cost fixed_cost", ("shredder", "large", 1000, 1.5, 3)
    )
    tables["supply"] = table(
        "site product year amount price must_collect",
        ("Leeds", "packs", 2030, 1000, -50, 1),
        ("Immingham", "bought nickel salt", None, None, 5000, None),
        ("Immingham", "bought lithium salt", None, None, 10000, None),
    )
    plan = solve(tables)
    assert plan.decisions["closed"][SHREDDER, "large", "2031"] == 1
    assert total(plan, "value_left_income", None) == 0


def test_a_plant_grows_with_what_arises():
    """450 t of packs in 2030 and 900 t in 2031, in a shredder of 400 t with room to 1,000 t."""
    plan = solved("expansion")
    assert tonnes(plan, "added", SHREDDER, "2030") == 50
    assert tonnes(plan, "added", SHREDDER, "2031") == 450
    # 1 M for the size, 1,000 for each tonne a year added
    assert total(plan, "building_cost", "2030") == 1 + 50 * 1000 / 1e6
    assert total(plan, "building_cost", "2031") == 450 * 1000 / 1e6
    # refinery, cathode plant, shredder, and 50 a year for each tonne added
    assert total(plan, "fixed_cost", "2030") == 1 + 2 + 0.1 + 50 * 50 / 1e6
    assert total(plan, "fixed_cost", "2031") == 1 + 2 + 0.1 + 500 * 50 / 1e6
    # 8 of 10 years are left of what came in 2030, 9 of what came in 2031
    assert total(plan, "value_left_income", None) == (1 + 0.05) * 0.8 + 0.45 * 0.9


def test_a_size_of_a_cost_curve_costs_as_the_power_law_says():
    """0.5 M for 1,000 t a year, exponent 0.65, here 1.2 times as dear; 4 % of it a year."""
    plan = solved("cost curve")
    assert plan.decisions["built"]["Hull refinery", "500 t/year", "2030"] == 1
    refinery = 0.5 * (500 / 1000) ** 0.65 * 1.2
    assert total(plan, "building_cost", "2030") == 1.5 + refinery
    assert total(plan, "fixed_cost", "2030") == 0.15 + 2 + 0.04 * refinery


# Borders and carbon


def test_salts_come_in_only_when_the_border_is_open():
    """No packs arise; the border opens in 2031 at 40 a tonne."""
    tables = variants.borders()
    change(tables["supply"], "product", "packs", amount=0)
    plan = solve(tables)
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2030") == 0
    assert tonnes(plan, "delivered", "Coventry", "CAM", "2031") == 100
    change(tables["borders"], "from_year", 2031, cost=0)
    salts = 50 / 0.3 + 5 / 0.2
    dearer = sum(a.amount for a in plan.lines if a.account == "transport_cost")
    cheaper = sum(a.amount for a in solve(tables).lines if a.account == "transport_cost")
    assert dearer - cheaper == pytest.approx(salts * 40 / 1e6, abs=1e-7)


def test_emissions_have_the_price_of_the_country_and_year():
    """292.11 t of energy, process and transport a year; 60 a tonne from 2031, none before."""
    plan = solved("carbon")
    assert total(plan, "carbon_cost", "2030") == 0
    assert total(plan, "carbon_cost", "2031") == pytest.approx(60 * 292.110953 / 1e6, abs=1e-7)
