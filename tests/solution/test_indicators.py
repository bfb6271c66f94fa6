"""What a plan means: balances that close, metal that is missing, and figures worked out by hand."""

import pytest

from planner.network.baseline import without_building
from planner.plan import solve_network
from planner.solution.indicators import (
    element_balance,
    key_figures,
    metal_cover,
    metal_gap,
    worth,
)
from planner.solution.solution import Solution
from planner.solving.highs import Options
from tests.networks import network_of, random_tables
from tests.solution import variants
from tests.solution.variants import VARIANTS, change, solve, solved
from tests.test_tiny_by_hand import nmc811_from_nmc622
from tests.tiny import table, tiny_tables

# Elements


def unbalanced(plan: Solution) -> float:
    """t a year by which the balance of any element and period does not close, at most."""
    balance = element_balance(plan)
    sums = balance.groupby(["period", "element"])["amount [t/year]"].sum()
    assert set(sums.index.get_level_values("period")) == set(plan.network.periods)
    return sums.abs().max()


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_comes_from_somewhere_goes_somewhere(variant):
    assert unbalanced(solved(variant)) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_it_does_so_in_any_network(seed):
    plan = solve_network(network_of(random_tables(seed)), Options(gap=0.05))
    assert unbalanced(plan) == pytest.approx(0, abs=1e-4)


def test_where_nickel_comes_from_and_goes_to():
    """1,000 t of packs with 10 %: 100 t of CAM with 50 %, a tenth of what is refined is lost."""
    balance = element_balance(solved("tiny"))
    found = balance[(balance["period"] == "2030") & (balance["element"] == "Ni")]
    assert dict(zip(found["where"], found["amount [t/year]"], strict=True)) == pytest.approx(
        {
            "from end of life": 100,
            "delivered at home: CAM": -50,
            "delivered at home: black mass": -(500 - 50 / 0.18) * 0.2,
            "lost in processing": -50 / 9,
        }
    )


def test_what_serves_a_second_time_is_in_use_until_it_is_back():
    """400 t in 2030 and 200 t a year after; back after two years, in periods of 1, 2, 1 years."""
    balance = element_balance(solved("second life"))
    nickel = balance[balance["element"] == "Ni"].set_index(["period", "where"])["amount [t/year]"]
    assert nickel["A", "in use"] == pytest.approx(-400 * 0.1)
    assert nickel["B", "from use"] == pytest.approx(400 * 0.1 / 2)
    assert nickel["B", "in use"] == pytest.approx(-200 * 0.1)
    assert nickel["C", "from use"] == pytest.approx(200 * 0.1)


# One old pack does not become one new cathode: 150,000 packs of 60 kWh against 30,000 t of NMC811

NEEDED = 30_000 * 0.8 * 58.693 / 97.28  # t of nickel: 14,480
ARISING = 47_070 * 0.44 * 0.2134  # 4,420 t in the packs
RECOVERED = ARISING * 0.95  # 4,199 t


def test_the_metal_gap_of_old_packs_and_new_cathodes():
    gap = metal_gap(solve(nmc811_from_nmc622()))
    nickel = gap[(gap["element"] == "Ni") & (gap["period"] == "2031")].iloc[0]
    assert nickel["made [t/year]"] == pytest.approx(30_000)
    assert nickel["needed [t/year]"] == pytest.approx(NEEDED)
    assert nickel["recovered [t/year]"] == pytest.approx(RECOVERED)
    assert nickel["primary [t/year]"] == pytest.approx(10_281, abs=1)
    assert nickel["recovered_share [share]"] == pytest.approx(0.29, abs=0.001)
    assert len(gap) == 4  # nickel and lithium, two years


def test_how_far_recovered_metal_reaches():
    cover = metal_cover(solve(nmc811_from_nmc622()))
    nickel = cover[(cover["element"] == "Ni") & (cover["period"] == "2030")].iloc[0]
    assert nickel["wanted [t/year]"] == pytest.approx(NEEDED)
    assert nickel["arising [t/year]"] == pytest.approx(ARISING)
    assert nickel["recovered [t/year]"] == pytest.approx(RECOVERED)
    assert nickel["gap [t/year]"] == pytest.approx(NEEDED - RECOVERED)
    assert nickel["covered [share]"] == pytest.approx(0.29, abs=0.001)


# Figures


def figures(plan: Solution, period: str) -> dict[str, float]:
    table = key_figures(plan)
    found = table[table["period"] == period]
    return dict(zip(found["figure"], found["value"], strict=True))


def test_the_key_figures_of_the_tiny_plan():
    tables = tiny_tables()
    change(tables["products"], "product", "packs", pack_mass=400)
    plan = solve(tables)
    first = {
        "batteries collected": 1000,
        "vehicles' worth": 2500,  # 1,000 t in packs of 400 kg
        "production scrap": 0,
        "batteries and scrap sent abroad": 0,
        "cathode material wanted": 100,
        "cathode material made at home": 100,
        "share made at home": 1,
        "plants that came on stream": 1,
        "emissions": pytest.approx(292.110953, abs=1e-4),
    }
    assert figures(plan, "2030") == pytest.approx(first, abs=1e-4)
    assert figures(plan, "2031")["plants that came on stream"] == 0


def test_black_mass_that_crosses_the_border_is_sent_abroad():
    """The port lies in the Netherlands, where no plant is."""
    sold = 500 - 50 / 0.18
    assert figures(solved("borders"), "2030")["batteries and scrap sent abroad"] == pytest.approx(
        sold
    )


def test_scrap_is_counted_apart_whether_it_arises_or_comes_back():
    tables = variants.scrap_comes_back()
    tables["products"] += table(
        "product group origin shipping_class",
        ("scrap", "packs", "production scrap", "dangerous goods"),
    )
    tables["compositions"] += table(
        "product element share", ("scrap", "Ni", 0.1), ("scrap", "Li", 0.02)
    )
    tables["recipe_flows"] += table("recipe role product", ("shred", "feed", "scrap"))
    for row in tables["returns"]:
        row["returned"] = "scrap"
    tables["supply"] += table("site product amount price", ("Leeds", "scrap", 40, -500))
    plan = solve(tables)
    second = figures(plan, "2031")
    assert second["production scrap"] == pytest.approx(40 + 100 * 0.1 + 100 * 0.2)
    assert second["batteries collected"] == pytest.approx(1000 - 70)  # the shredder is full


def test_the_worth_of_a_plan_against_building_nothing_over_all_years():
    """Five years: without the shredder all salts are bought and no pack is collected."""
    plan = solved("longer periods")
    base = solve_network(without_building(plan.network), Options(gap=1e-6))
    rows = worth(plan, base).set_index("figure")[["plan", "baseline", "difference"]]
    found = {figure: tuple(row) for figure, row in zip(rows.index, rows.to_numpy(), strict=True)}
    values = plan.result.objective, base.result.objective
    assert found["net present value"] == pytest.approx((*values, values[0] - values[1]))
    assert found["capital cost of plants and expansions"] == pytest.approx((1.5, 0, 1.5))
    assert found["batteries collected"] == pytest.approx((5000, 0, 5000))
    assert found["cathode material made at home"] == pytest.approx((500, 500, 0))
    emissions = [five * 5 for five in (292.110953, figures(base, "early")["emissions"])]
    assert found["emissions"] == pytest.approx((*emissions, emissions[0] - emissions[1]))
