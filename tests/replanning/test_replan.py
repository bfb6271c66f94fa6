"""A year of monthly re-plannings with planted changes, checked on paper."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.instance.instance import Instance
from planner.plan import NoPlan, solve_task
from planner.replanning.changes import PlantChange
from planner.replanning.held import FreezeError
from planner.replanning.stability import Stability
from planner.replanning.tables import NOT_TOLD, NOTHING
from tests.replanning.year import Year, case, dear, tables, worth
from tests.tiny import instance_of


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    monkeypatch.setattr("planner.run._write_reports", lambda *args: None)


def test_twelve_months_change_what_was_planted_and_nothing_else(tmp_path):
    year = Year(tmp_path, case(400))
    assert year.month("2031-03-01", case(400)) == []
    assert year.month("2031-04-01", case(420)) == []  # a small shredder takes 500 t
    assert year.month("2031-05-01", case(1000)) == ["Sheffield shredder: larger"]
    assert year.why("larger").startswith(
        "supply, Leeds: packs, 2033: amount [t/year] 420 -> 1000; packs, 2034: amount [t/year] "
        "420 -> 1000; packs, 2035: amount [t/year] 420 -> 1000; and "
    )
    assert year.month("2031-06-01", case(1000)) == []
    moved = year.month("2031-07-01", dear(1000, 1.4))
    assert moved == ["Sheffield shredder: moved"]
    assert [change.words for change in year.done.changes] == [
        "moved to Goole: Goole shredder in its place, in 2033, 1,000 t/year"
    ]
    assert year.why("moved") == "plants, Sheffield shredder: cost_factor [ratio] 1 -> 1.4"
    assert year.month("2031-08-01", dear(1000, 1.35)) == []
    assert year.month("2031-09-01", dear(400, 1.35)) == ["Goole shredder: smaller"]
    assert year.month("2031-10-01", dear(10, 1.35)) == ["Goole shredder: dropped"]
    assert year.month("2031-11-01", dear(400, 1.35)) == ["Goole shredder: added"]
    assert year.month("2031-12-01", dear(400, 1.35)) == []
    # Building begins in 2032: from then on nothing can be had otherwise.
    assert year.month("2032-02-01", dear(10, 1.0)) == []
    assert year.last.decisions["built"] == {("Goole shredder", "small", "2033"): 1.0}
    late = {"kind": "delayed", "month": "2032-02", "plant": "Goole shredder", "year": 2034}
    assert year.month("2032-03-01", dear(10, 1.0), late) == ["Goole shredder: later"]
    assert "earliest_year" in year.why("later")


def test_a_frozen_plant_stays_though_it_does_not_pay(tmp_path):
    year = Year(tmp_path, case(400), freeze=24)
    assert year.month("2031-02-01", case(0.1)) == []
    whys = {name.index: held.why for name, held in year.done.held.items() if held.range.least}
    assert whys == {("Sheffield shredder", "small", "2033"): "frozen to 2033-02"}


def test_stability_costs_what_two_solves_say(tmp_path):
    steady = Year(tmp_path, case(400), stability=Stability(dropped=1.0, added=1.0))
    assert steady.month("2031-03-01", dear(400, 1.3)) == []
    free = worth(dear(400, 1.3))
    stays = steady.done.run.solution.result
    assert stays.change_price == pytest.approx(0.0, abs=1e-9)
    least, most = steady.done.stability_cost
    assert free - stays.objective > 0.01
    assert least - 1e-4 <= free - stays.objective <= most + 1e-4


def test_a_change_that_is_worth_its_price_is_made_and_the_price_is_no_money(tmp_path):
    year = Year(tmp_path, case(400), stability=Stability.of_share(13.0, 0.001))
    assert "Sheffield shredder: moved" in year.month("2031-03-01", dear(400, 1.4))
    result = year.done.run.solution.result
    assert result.change_price == pytest.approx(2 * 0.013)
    assert result.objective == pytest.approx(worth(dear(400, 1.4)), abs=1e-4)


def test_a_change_that_needs_two_things_names_both(tmp_path):
    # A tonne a year more is worth 4,350 EUR; 70,000 are missing for a shredder at 200 t.
    year = Year(tmp_path, case(200))
    assert year.last.decisions.get("built", {}) == {}
    assert year.month("2031-03-01", dear(212, 0.97)) == ["Sheffield shredder: added"]
    assert [driver.drives for driver in year.done.reasons.drivers] == 2 * [year.done.changes]
    assert "supply, Leeds" in year.why("added")
    assert "plants, Sheffield shredder" in year.why("added")


def test_a_change_that_either_of_two_things_would_bring_says_so(tmp_path):
    year = Year(tmp_path, case(200))
    assert year.month("2031-03-01", dear(260, 0.9)) == ["Sheffield shredder: added"]
    assert year.done.reasons.together == year.done.changes
    assert [driver.drives for driver in year.done.reasons.drivers] == [(), ()]
    assert (
        year.why("added")
        == "all changed input together: it is made also without any one part of it"
    )


def test_what_changes_are_worth_holds_the_true_difference(tmp_path):
    year = Year(tmp_path, case(400))
    year.month("2031-05-01", case(1000))
    [driver] = year.done.reasons.drivers
    true = worth(case(1000)) - worth(case(400))
    assert driver.least <= true + 1e-4
    assert driver.most >= true - 1e-4
    assert driver.drives == (
        PlantChange("Sheffield shredder", "larger", "larger: 1,000 instead of 500 t/year"),
    )


def growing_sizes(found: dict) -> list:
    """A small shredder can be made larger."""
    grows = {"largest_capacity": 900, "expansion_cost": 100}
    return [row | grows if row["size"] == "small" else row for row in found["sizes"]]


def growing(tonnes: float) -> Instance:
    found = tables(tonnes)
    return instance_of(found | {"sizes": growing_sizes(found)})


def test_capacity_added_within_the_freeze_is_frozen(tmp_path):
    year = Year(tmp_path, growing(700), freeze=36)
    assert year.last.decisions["added"] == {("Sheffield shredder", "2033"): pytest.approx(0.2)}
    assert year.month("2031-03-01", growing(900)) == ["Sheffield shredder: expands"]
    assert [change.words for change in year.done.changes] == ["adds 400 instead of 200 t/year"]
    assert year.last.decisions["added"] == {
        ("Sheffield shredder", "2033"): pytest.approx(0.2, rel=1e-5),
        # 2034 begins before March 2034, the end of the freeze.
        ("Sheffield shredder", "2035"): pytest.approx(0.2, rel=1e-5),
    }


def test_capacity_is_not_added_otherwise_for_pennies(tmp_path):
    """A tonne more of packs earns some 600 EUR a year; adding capacity for it costs 100 EUR."""
    year = Year(tmp_path, growing(700), stability=Stability(expanded=0.5))
    assert year.month("2031-03-01", growing(900)) == ["Sheffield shredder: expands"]
    steady = Year(tmp_path, growing(700), stability=Stability(expanded=1000.0))
    assert steady.month("2031-03-01", growing(900)) == []
    assert [change.kind for change in steady.done.stability.others] == ["expands"]
    assert steady.done.stability.paid == pytest.approx(0.0, abs=1e-6)


def test_capacity_added_in_a_new_period_is_no_change(tmp_path):
    """Of a year that the last plan did not know it decided nothing."""
    found = tables(700)
    found["sizes"] = growing_sizes(found)
    rows = [row for row in found["supply"] if row["site"] == "Leeds"]
    rows[-1]["amount"] = 900  # of 2037, and so of 2038
    year = Year(tmp_path, instance_of(found))
    assert sum(year.last.decisions["added"].values()) == pytest.approx(0.4)
    assert year.month("2031-03-01", instance_of(found)) == []
    rows[-1]["amount"] = 700
    last_year = rows[-1] | {"year": 2038, "amount": 900}
    found["supply"].append(last_year)
    found["periods"].append({"period": "2038", "first_year": 2038, "years": 1})
    year = Year(tmp_path, growing(700))
    assert year.month("2030-03-01", instance_of(found)) == []
    assert sum(year.last.decisions["added"].values()) == pytest.approx(0.4)


def test_capacity_that_is_added_earlier_is_a_change(tmp_path):
    found = tables(700)
    found["sizes"] = growing_sizes(found)
    rows = [row for row in found["supply"] if row["site"] == "Leeds"]
    rows[-1]["amount"] = rows[-2]["amount"] = 900  # from 2036 on
    year = Year(tmp_path, instance_of(found))
    rows[-3]["amount"] = 900
    assert year.month("2030-03-01", instance_of(found)) == ["Sheffield shredder: expands"]
    assert [change.words for change in year.done.changes] == [
        "adds 400 instead of 200 t/year by 2035, and as much in all"
    ]


def test_expanding_less_is_a_change_of_its_own(tmp_path):
    """What keeps a plant from expanding less is found, and what makes it expand more."""
    year = Year(tmp_path, growing(700))
    assert year.month("2031-03-01", growing(600)) == ["Sheffield shredder: expands less"]
    assert year.month("2031-04-01", growing(900)) == ["Sheffield shredder: expands"]
    assert "supply, Leeds" in year.why("expands")


def test_an_interrupt_while_reasons_are_sought_keeps_the_plan(tmp_path, monkeypatch):
    year = Year(tmp_path, case(400))
    solves = []

    def interrupted(*args, **kwargs):
        solves.append(1)
        found = solve_task(*args, **kwargs)
        return replace(found, result=replace(found.result, status="interrupted"))

    monkeypatch.setattr("planner.replanning.replan.solve_task", interrupted)
    assert "Sheffield shredder: moved" in year.month("2031-03-01", dear(1000, 1.4))
    assert len(solves) == 1
    notes = [driver.note for driver in year.done.reasons.drivers]
    assert notes == 2 * ["not looked into: interrupted"]
    assert year.why("moved") == NOT_TOLD


def test_what_stability_keeps_the_plan_from_is_told(tmp_path):
    steady = Year(tmp_path, case(400), stability=Stability(dropped=1.0, added=1.0))
    steady.month("2031-03-01", dear(400, 1.3))
    told = steady.done.stability
    assert [f"{c.subject}: {c.kind}" for c in told.others] == ["Sheffield shredder: moved"]
    assert told.free[0] == pytest.approx(worth(dear(400, 1.3)), abs=1e-4)
    [row] = pd.read_csv(steady.done.run.folder / "plan" / "stability.csv").to_dict("records")
    assert "moved to Goole" in row["would_change"]


def test_a_late_plant_under_way_stays_under_way_the_months_after(tmp_path):
    year = Year(tmp_path, case(400), freeze=0)
    late = {"kind": "delayed", "month": "2032-02", "plant": "Sheffield shredder", "year": 2035}
    assert year.month("2032-03-01", case(400), late) == ["Sheffield shredder: later"]
    # It would not pay any more; its building began in 2032, three years before it opens.
    assert year.month("2032-04-01", case(1)) == []
    assert year.month("2032-05-01", case(1)) == []


def test_a_plant_that_nobody_began_may_be_dropped_when_it_is_late(tmp_path):
    year = Year(tmp_path, case(400), freeze=0)
    late = {"kind": "delayed", "month": "2031-02", "plant": "Sheffield shredder", "year": 2036}
    assert year.month("2031-03-01", case(1), late) == ["Sheffield shredder: dropped"]


OPENED = {"kind": "opened", "month": "2031-05", "plant": "Goole shredder", "size": "small"}


def test_what_has_happened_drives_changes_like_any_input(tmp_path):
    year = Year(tmp_path, case(400))
    assert year.month("2031-06-01", case(400), OPENED) == ["Sheffield shredder: moved"]
    told = "actuals, Goole shredder: opened in 2031-05, small (2031-06-01.csv, row 2)"
    assert year.why("moved") == told
    # What was known to the last plan drives nothing.
    assert year.month("2031-07-01", case(1000)) == ["Sheffield shredder: added"]
    assert [driver.group[:13] for driver in year.done.reasons.drivers] == ["supply, Leeds"]


def test_a_fact_that_is_corrected_is_taken_back_to_what_it_was(tmp_path):
    year = Year(tmp_path, case(400))
    assert year.month("2031-06-01", case(400), OPENED) == ["Sheffield shredder: moved"]
    larger = OPENED | {"size": "large"}
    assert year.month("2031-07-01", case(400), larger) == ["Goole shredder: larger"]
    assert year.why("larger") == (
        "actuals, Goole shredder: opened in 2031-05, large (2031-07-01.csv, row 2) "
        "instead of opened in 2031-05, small (2031-06-01.csv, row 2)"
    )


def test_reasons_that_time_does_not_allow_are_not_guessed(tmp_path):
    year = Year(tmp_path, case(400), reasons_for_seconds=0)
    assert year.month("2031-03-01", dear(1000, 1.4)) == ["Sheffield shredder: moved"]
    notes = [driver.note for driver in year.done.reasons.drivers]
    assert notes == 2 * ["not looked into: the time for reasons was over"]
    assert year.why("moved") == NOT_TOLD


def test_a_plan_that_was_not_the_best_changes_for_no_input(tmp_path):
    year = Year(tmp_path, case(400))
    worse = {("Goole shredder", "small", "2033"): 1.0}
    year.last = replace(year.last, decisions={**year.last.decisions, "built": worse})
    assert year.month("2031-03-01", case(400)) == ["Goole shredder: moved"]
    assert year.why("moved") == NOTHING


def with_third_site() -> Instance:
    """At Hull stands nothing that shreds; a cheap shredder at a new site."""
    found = tables(400)
    found["sites"] += [found["sites"][-1] | {"site": "Selby", "longitude": -1.07}]
    shredder = found["plants"][0]
    found["plants"] = [
        *found["plants"],
        shredder | {"plant": "Selby shredder", "site": "Selby", "cost_factor": 0.5},
    ]
    return instance_of(found)


def test_a_new_site_is_taken_back_with_the_plant_on_it(tmp_path):
    year = Year(tmp_path, case(400))
    assert year.month("2031-03-01", with_third_site()) == ["Sheffield shredder: moved"]
    assert year.why("moved") == "sites, Selby: a row is new; plants, Selby shredder: a row is new"


def test_of_many_subjects_that_changed_the_one_that_drives_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("planner.replanning.reasons.MOST_GROUPS", 2)
    found = tables(400)
    found["plants"][0]["cost_factor"] = 1.4
    found["plants"][1]["cost_factor"] = 1.05
    found["technologies"][0]["economic_life"] += 1
    year = Year(tmp_path, case(400))
    assert year.month("2031-03-01", instance_of(found)) == ["Sheffield shredder: moved"]
    assert year.why("moved") == "plants, Sheffield shredder: cost_factor [ratio] 1 -> 1.4"
    groups = [driver.group for driver in year.done.reasons.drivers]
    assert "plants, 2 subjects" in groups


def test_a_plan_of_other_periods_is_carried_over_by_year(tmp_path):
    year = Year(tmp_path, case(400))
    found = tables(400)
    found["periods"] = [row | {"period": f"FY{row['period']}"} for row in found["periods"]]
    assert year.month("2032-06-01", instance_of(found)) == []
    assert ("Sheffield shredder", "small", "FY2033") in year.last.decisions["built"]


def test_a_day_after_the_plan_is_refused(tmp_path):
    year = Year(tmp_path, case(400))
    with pytest.raises(FreezeError, match="is after the plan, which ends with 2037"):
        year.month("2038-01-01", case(400))


def test_tonnes_that_cannot_have_been_are_named_with_their_file(tmp_path):
    year = Year(tmp_path, case(400))
    shipped = {
        "kind": "shipped", "month": "2033-01", "origin": "Leeds", "destination": "Sheffield",
        "product": "packs", "mode": "road", "tonnes": 30_000,
    }  # fmt: skip
    with pytest.raises(NoPlan) as error:
        year.month("2033-02-01", case(400), shipped)
    # 500 t can be shredded in the small shredder, 400 t arise.
    assert "shipped Leeds -> Sheffield: packs by road, 2033: 29,600" in str(error.value)
    assert "2033-02-01.csv, row 2" in str(error.value)


def test_known_tonnes_of_the_running_year_are_listed_in_tonnes_a_year(tmp_path):
    year = Year(tmp_path, case(400))
    shipped = {
        "kind": "shipped", "month": "2033-01", "origin": "Leeds", "destination": "Sheffield",
        "product": "packs", "mode": "road", "tonnes": 30,
    }  # fmt: skip
    year.month("2033-02-01", case(400), shipped)
    held = pd.read_csv(year.done.run.folder / "plan" / "held.csv")
    [row] = held[held["decision"] == "shipped"].to_dict("records")
    assert row["least"] == pytest.approx(30, rel=1e-5)
    assert (pd.isna(row["most"]), row["unit"]) == (True, "t/year")
    assert row["why"] == "1 of 12 months known: 2033-02-01.csv, row 2"
