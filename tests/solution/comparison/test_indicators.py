"""Figures, emissions and rules beside each other; what is not told is blank."""

import math
from dataclasses import replace

import pytest

from planner.solution.comparison import compare, read_runs
from planner.solution.comparison.compliance import counts_met
from planner.solution.comparison.indicators import HORIZON, indicators
from tests.finished_runs import solved
from tests.solution.comparison.rows import row, with_table


def test_figures_stand_beside_each_other_with_their_unit(comparison):
    figures = comparison.indicators
    packs = row(figures, table="key_figures", figure="batteries collected", period="2030")
    assert (packs["A"], packs["B"], packs["C"]) == pytest.approx((1000, 450, 0))
    assert packs["unit"] == "t/year"
    wanted = row(figures, table="metal_cover", row="Ni", figure="wanted", period="2030")
    assert wanted["A"] == pytest.approx(50)  # 100 t of CAM, half of it nickel


def test_what_a_run_does_not_tell_is_blank_and_not_zero(runs):
    without = replace(runs[1], plan={k: v for k, v in runs[1].plan.items() if k != "metal_cover"})
    found = compare([runs[0], without, runs[2]])
    wanted = row(found.indicators, table="metal_cover", row="Ni", figure="wanted", period="2030")
    assert (wanted["A"], wanted["C"]) == pytest.approx((50, 50))
    assert math.isnan(wanted["B"])
    assert "The table metal_cover is not in B; the others are compared." in found.notes
    two = compare([runs[0], without])
    assert "metal_cover" not in set(two.indicators["table"])
    assert "The table metal_cover is not compared: it is not in B." in two.notes


def test_rows_that_are_not_named_once_are_not_compared(runs):
    twice = [
        with_table(one, "odd", period=["2030", "2030"], thing=["a", "a"], size=[1.0, 2.0])
        for one in runs
    ]
    found, notes = indicators(twice, {"2030": None})
    assert "odd" not in set(found["table"])
    assert notes == ["The table odd is not compared: its texts do not name each row once."]


def test_texts_behind_the_first_number_are_outcomes_and_do_not_part_rows(runs):
    two = [
        with_table(one, "largest", period=["2030"], group=["CAM"], share=[part], site=[name])
        for one, part, name in zip(runs, (0.5, 0.6), ("Hull", "Leeds"), strict=False)
    ]
    found, _ = indicators(two, {"2030": None})
    largest = row(found, table="largest")
    assert (largest["row"], largest["A"], largest["B"]) == ("CAM", 0.5, 0.6)


def test_figures_of_the_horizon_are_compared_where_all_periods_are_common(runs, folders):
    def with_horizon(run_, value):
        return with_table(run_, "circularity", indicator=["recovered"], unit=["share"],
                          period=[HORIZON], value=[value], claim=[0.1])  # fmt: skip

    alike = [with_horizon(runs[0], 0.5), with_horizon(runs[1], 0.7)]
    found = compare(alike).indicators
    assert row(found, table="circularity")["B"] == 0.7
    other = read_runs([folders["tiny"], folders["longer"]])[1]
    unlike = compare([alike[0], with_horizon(other, 0.7)]).indicators
    assert "circularity" not in set(unlike["table"])


def test_emissions_by_source_are_those_of_the_plans(comparison, folders):
    emissions = comparison.emissions
    for run_, case in zip(comparison.runs, ("tiny", "less", "later"), strict=True):
        lines = solved(case).lines
        energy = sum(line.amount for line in lines
                     if line.account == "energy_emissions" and line.period == "2031")  # fmt: skip
        found = row(emissions, source="energy", period="2031")
        assert found[run_.label] == pytest.approx(energy * 1000)


def rules(run_, reached: float, met: str):
    return with_table(
        run_, "compliance", rule=["nickel rule"], kind=["recycled content"], subject=["Coventry"],
        element=["Ni"], period=["2030"], sense=["minimum"], unit=["share"], limit=[0.6],
        reached=[reached], margin=[reached - 0.6], beside=[0.0], beside_unit=["t"], met=[met],
    )  # fmt: skip


def test_rules_are_compared_where_the_plans_tell_of_them(runs):
    found = compare([rules(runs[0], 0.7, "yes"), rules(runs[1], 0.5, "at a price"), runs[2]])
    reached = row(found.compliance, rule="nickel rule", figure="reached")
    assert (reached["A"], reached["B"], reached["unit"]) == (0.7, 0.5, "share")
    assert math.isnan(reached["C"])
    assert row(found.met, rule="nickel rule")["B"] == "at a price"
    assert counts_met(found.met, ["A", "B", "C"]) == [
        ("met", [1, 0, 0]),
        ("missed at a price", [0, 1, 0]),
        ("not met", [0, 0, 0]),
    ]
    assert "The table compliance is not in C; the others are compared." in found.notes
    assert compare(runs).compliance.empty
