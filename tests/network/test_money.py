"""Money and time: discounting, sizes of a cost curve, grants, and when a plant may run."""

import pytest

from planner.network.network import Size, Way
from tests.networks import network_of
from tests.solution import variants
from tests.solution.variants import change
from tests.tiny import table, tiny_tables

SHREDDER = "Sheffield shredder"


def test_a_period_counts_its_years_one_by_one_at_their_start():
    network = network_of(variants.longer_periods())  # 2030-31 and 2032-34 at 10 %
    early, late = network.periods["early"], network.periods["late"]
    assert (early.start_factor, early.annual_factor) == (1, pytest.approx(1 + 1 / 1.1))
    assert late.start_factor == pytest.approx(1 / 1.21)
    assert late.annual_factor == pytest.approx(1 / 1.21 + 1 / 1.331 + 1 / 1.4641)
    assert network.horizon_end_factor == pytest.approx(1 / 1.61051)  # start of 2035
    assert network.horizon_end == 2035


def test_money_is_discounted_to_the_base_year_though_the_plan_starts_later():
    tables = tiny_tables()
    change(tables["settings"], "setting", "base_year", value=2028)
    network = network_of(tables)
    assert network.periods["2030"].start_factor == pytest.approx(1 / 1.21)
    assert network.horizon_end_factor == pytest.approx(1 / 1.4641)


def test_a_cost_curve_is_sampled_in_equal_ratios_by_the_power_law():
    """With an exponent of 0.6, four times the size costs 4^0.6 = 2.2974 times as much."""
    tables = variants.cost_curve()
    tables["cost_curves"] = table(
        "technology reference_capacity reference_cost exponent smallest largest sizes "
        "fixed_cost_share",
        ("refinery", 1000, 10, 0.6, 500, 8000, 3, 0.05),
    )
    change(tables["plants"], "plant", "Hull refinery", cost_factor=1)
    network = network_of(tables)
    built = {
        way.size: (size.capacity, size.capital_cost, size.fixed_cost)
        for way, size in network.sizes.items()
        if way.plant == "Hull refinery"
    }
    assert built == {
        "500 t/year": pytest.approx((0.5, 10 * 0.659754, 0.5 * 0.659754), rel=1e-6),  # 0.5^0.6
        "2,000 t/year": pytest.approx((2, 10 * 1.515717, 0.5 * 1.515717), rel=1e-6),  # 2^0.6
        "8,000 t/year": pytest.approx((8, 10 * 3.482202, 0.5 * 3.482202), rel=1e-6),  # 8^0.6
    }


def test_a_curve_of_one_size_is_its_largest():
    tables = variants.cost_curve()
    change(tables["cost_curves"], "technology", "refinery", sizes=1)
    assert Way("Hull refinery", "2,000 t/year") in network_of(tables).sizes
    assert Way("Hull refinery", "500 t/year") not in network_of(tables).sizes


def test_a_plant_costs_more_where_its_factor_says_so_expansion_included():
    tables = variants.expansion()
    change(tables["plants"], "plant", SHREDDER, cost_factor=1.5, grant_share=0.2, grant_cap=0.25)
    assert network_of(tables).sizes[SHREDDER, "modular"] == Size(
        capacity=0.4,
        largest_capacity=1,
        capital_cost=1.5,
        grant=0.25,  # 20 % of 1.5 is 0.3, and no more than 0.25 is paid
        fixed_cost=pytest.approx(0.15),
        expansion_cost=pytest.approx(1.5),  # 1,000 money a tonne is 1 M a kt
        expansion_fixed_cost=pytest.approx(0.075),
    )


@pytest.mark.parametrize(("cap", "grant"), [(None, 0.45), (0.4, 0.4), (0.5, 0.45), (0, 0)])
def test_a_grant_is_a_share_up_to_its_cap(cap, grant):
    tables = tiny_tables()
    change(tables["plants"], "plant", SHREDDER, grant_share=0.3, grant_cap=cap)
    assert network_of(tables).sizes[SHREDDER, "large"].grant == pytest.approx(grant)


@pytest.mark.parametrize(
    ("plant", "periods"),
    [
        ({}, ("A", "B", "C")),
        ({"earliest_year": 2031}, ("B", "C")),
        ({"earliest_year": 2032}, ("C",)),  # B begins in 2031, which is too early
        ({"earliest_year": 2034}, ()),
        ({"last_year": 2032}, ("A", "B")),
        ({"last_year": 2031}, ("A",)),  # B lasts until 2032, which is too long
    ],
)
def test_a_plant_runs_in_whole_periods(plant, periods):
    """The periods are 2030, 2031 with 2032, and 2033."""
    tables = variants.second_life()
    change(tables["plants"], "plant", "Hull refinery", **plant)
    assert network_of(tables).usable["Hull refinery"] == periods


def test_a_candidate_waits_for_its_lead_time_and_a_standing_plant_does_not():
    tables = variants.second_life()
    for technology in ("shredder", "refinery"):
        change(tables["technologies"], "technology", technology, lead_time=2)
    network = network_of(tables)
    assert network.usable[SHREDDER] == ("C",)  # 2030 and two years
    assert network.usable["Hull refinery"] == ("A", "B", "C")


def test_a_plant_is_built_no_later_than_its_latest_year_and_runs_on():
    tables = variants.second_life()
    change(tables["plants"], "plant", SHREDDER, latest_year=2032)
    network = network_of(tables)
    assert network.buildable[SHREDDER, "small"] == ("A", "B")
    assert network.usable[SHREDDER] == ("A", "B", "C")


def test_only_the_sizes_named_can_be_built_and_an_excluded_plant_not_at_all():
    tables = tiny_tables()
    change(tables["plants"], "plant", SHREDDER, sizes="large")
    assert [way.size for way in network_of(tables).buildable] == ["large"]
    change(tables["plants"], "plant", SHREDDER, status="excluded")
    network = network_of(tables)
    assert SHREDDER not in network.plants
    assert network.buildable == {}
