"""What runs are worth, money, plants and flows, in figures that can be checked on paper."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from planner.solution.comparison import compare, read_runs
from planner.solution.comparison.beside import beside, difference
from planner.solution.comparison.headline import certainty
from planner.solution.comparison.plants import SAME, Standing, change
from tests.finished_runs import write_run
from tests.solution.comparison.rows import row
from tests.tiny import table, tiny_tables


def worth(run, value: float, bound: float):
    return replace(run, result={**run.result, "objective": value, "bound": bound})


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (125, 130, "certain: worth more"),  # 25 more, gaps of 5 and 10
        (
            115,
            130,
            "worth more; how much is within the gaps",
        ),  # surely above 110; gaps of 15 and 10
        (105, 130, "within the gaps"),
        (100, 110, "within the gaps"),
        (90, 105, "within the gaps"),
        (85, 95, "worth less; how much is within the gaps"),  # 15 less, gaps of 10 and 10
        (70, 80, "certain: worth less"),
        (200, math.inf, "worth more; how much is within the gaps"),
    ],
)
def test_what_is_certain_against_100_with_a_bound_of_110(runs, value, bound, words):
    assert certainty(worth(runs[1], value, bound), worth(runs[0], 100, 110)) == words


def test_headline_holds_worth_difference_and_the_limits_of_the_best_plans(runs):
    found = compare([worth(runs[0], 100, 110), worth(runs[1], 125, 130)]).headline
    line = row(found, label="B")
    assert (line["value"], line["difference"]) == (125, 25)
    assert (line["lowest"], line["highest"]) == (125 - 110, 130 - 100)
    assert row(found, label="A")["certainty"] == ""


def test_terms_sum_to_the_net_present_value_of_each_run(comparison):
    for run_ in comparison.runs:
        total = comparison.money[run_.label].sum()
        assert total == pytest.approx(run_.result["objective"], abs=1e-9)


def test_money_by_period_sums_to_money_by_term(comparison):
    by_period = comparison.present.groupby(["term", "due"])[["A", "B", "C"]].sum()
    by_term = comparison.money.set_index(["term", "due"])[["A", "B", "C"]]
    pd.testing.assert_frame_equal(by_period.sort_index(), by_term.sort_index())


def test_what_only_one_run_pays_is_nothing_in_the_others(comparison):
    carbon = row(comparison.money, term="carbon")
    assert carbon["A"] == 0
    assert carbon["B"] < 0


def test_amounts_are_those_that_fall_due(comparison):
    # A large shredder costs 1.5 M, a small one 1 M.
    building = row(comparison.amounts, term="building", period="2030")
    assert (building["A"], building["B"], building["C"]) == pytest.approx((-1.5, -1, 0))
    assert row(comparison.amounts, term="building", period="2031")["C"] == pytest.approx(-1.5)


def test_plants_that_differ_come_first_with_years_and_capacities(comparison):
    first = comparison.plants.iloc[0]
    assert first["plant"] == "Sheffield shredder"
    assert (first["opens A"], first["opens B"], first["opens C"]) == (2030, 2030, 2031)
    assert (first["capacity A"], first["capacity B"]) == (1000, 500)
    assert (first["change B"], first["change C"]) == ("smaller", "opens later")
    others = comparison.plants.iloc[1:]
    assert list(others["plant"]) == ["Hull refinery", "Sunderland cathode plant"]
    assert set(others["change B"]) == {SAME}
    assert others["opens A"].isna().all()  # they stand from the start


def standing(opens=2030, closes=None, capacity=1000.0, path=None) -> Standing:
    return Standing(opens, closes, capacity, path or (("2030", capacity),))


@pytest.mark.parametrize(
    ("before", "here", "words"),
    [
        (standing(), standing(), "same"),
        (standing(), None, "only in A"),
        (None, standing(), "only in B"),
        (None, None, ""),
        (standing(), standing(2029), "opens earlier"),
        (standing(), standing(2031, capacity=1100), "opens later, larger"),
        (standing(), standing(capacity=1009), "same"),  # within a hundredth
        (standing(capacity=10), standing(capacity=10.4), "same"),  # within half a tonne
        (standing(capacity=10), standing(capacity=11), "larger"),
        (standing(None), standing(None, 2035), "closes"),
        (standing(None, 2035), standing(None), "stays open"),
        (standing(None, 2035), standing(None, 2033), "closes earlier"),
        (
            standing(path=(("2030", 500.0), ("2031", 1000.0))),
            standing(path=(("2030", 1000.0), ("2031", 1000.0))),
            "expands at other times",
        ),
    ],
)
def test_change_of_a_plant_in_words(before, here, words):
    assert change(before, here) == words


def test_a_plant_that_closes_has_its_year(tmp_path):
    """CAM sells for 60,000 a tonne in 2030 and for nothing in 2031."""
    tables = tiny_tables()
    tables["demand"] = table(
        "site product year amount price",
        ("Coventry", "CAM", 2030, 100, 60000),
        ("Coventry", "CAM", 2031, 100, 0),
    )
    stays = write_run(tmp_path / "stays", "stays", tables)
    tables["plants"][2] |= {"may_close": "yes", "closing_cost": 0.1}
    closes = write_run(tmp_path / "closes", "closes", tables)
    plants = compare(read_runs([stays, closes])).plants
    cathodes = row(plants, plant="Sunderland cathode plant")
    assert math.isnan(cathodes["closes A"])
    assert cathodes["closes B"] == 2031
    assert cathodes["change B"] == "closes"


def test_lanes_hold_tonnes_of_all_years_the_largest_change_first(comparison):
    first = comparison.lanes.iloc[0]
    assert (first["origin"], first["destination"], first["group"]) == (
        "Leeds",
        "Sheffield",
        "packs",
    )
    assert (first["A"], first["B"], first["C"]) == pytest.approx((2000, 900, 1000))


def test_lanes_on_which_nothing_changes_are_left_out(comparison):
    # CAM goes to Coventry in all three, 100 t a year.
    assert "Coventry" not in set(comparison.lanes["destination"])
    packs = row(comparison.groups, group="CAM", period="2031")
    assert (packs["A"], packs["B"], packs["C"]) == pytest.approx((100, 100, 100))


def test_differences_that_are_only_noise_are_none(runs):
    table = pd.DataFrame({"A": [1.0, 1.0, 0.0], "B": [1.0 + 1e-12, 1.1, 0.0]})
    assert difference(table, "B", "A").tolist() == pytest.approx([0.0, 0.1, 0.0])


def test_rows_keep_the_order_of_the_reference_and_sum_what_is_named_alike(runs):
    tables = {
        "A": pd.DataFrame({"name": ["y", "x", "y"], "amount": [1.0, 2.0, 3.0]}),
        "B": pd.DataFrame({"name": ["z", "x"], "amount": [5.0, 6.0]}),
        "C": pd.DataFrame({"name": ["w"], "amount": [7.0]}),
    }
    found = beside(runs, lambda one: tables[one.label], ["name"], "amount")
    assert found.to_numpy().tolist() == [
        ["y", 4, 0, 0], ["x", 2, 6, 0], ["z", 0, 5, 0], ["w", 0, 0, 7],
    ]  # fmt: skip


def test_plans_in_which_nothing_happens_are_the_same(tmp_path):
    tables = tiny_tables()
    tables["supply"][0]["amount"] = tables["demand"][0]["amount"] = 0
    tables["plants"] = tables["plants"][:1]
    folders = [write_run(tmp_path / name, name, tables) for name in ("a", "b")]
    found = compare(read_runs(folders))
    assert found.lanes.empty
    assert found.plants.empty
    assert found.groups.empty
    assert found.money[["A", "B"]].to_numpy().sum() == 0
