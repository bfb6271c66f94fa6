"""What has happened goes into the tables as one would do it by hand."""

from dataclasses import replace
from datetime import date

import pytest

from planner.instance.instance import InstanceError
from planner.instance.schema.frame import Period
from planner.instance.schema.markets import Outlet, Supply
from planner.instance.schema.plants import Plant
from planner.matrix import Name
from planner.network.build import build_network
from planner.plan import NoPlan, solve_task, task_of
from planner.replanning.actuals import latest, read_actuals
from planner.replanning.freeze import held_decisions
from planner.replanning.held import FreezeError
from planner.replanning.horizon import extended, periods_over
from planner.replanning.roll import rolled
from planner.solving.highs import Options
from planner.wishes import Range, Wishes
from tests.benchmarks.synthetic import Scale
from tests.benchmarks.synthetic import tables as synthetic
from tests.replanning.year import actuals_file, case
from tests.tiny import instance_of

RECIPE = "refine"
GOOLE_LARGE = {"plant": "Goole shredder", "size": "large"}
PLAN = {"built": {("Sheffield shredder", "small", "2033"): 1.0}}


def known(tmp_path, *rows):
    return read_actuals(actuals_file(tmp_path, "actuals.csv", *rows), case())


def arisen(month: str, tonnes: float) -> dict:
    return {
        "kind": "arisen", "month": month, "site": "Leeds", "product": "packs", "tonnes": tonnes,
    }  # fmt: skip


def shipped(month: str, tonnes: float) -> dict:
    return {
        "kind": "shipped", "month": month, "origin": "Leeds", "destination": "Sheffield",
        "product": "packs", "mode": "road", "tonnes": tonnes,
    }  # fmt: skip


def held(told, as_of: date, months: int = 0, plan=PLAN):
    instance = rolled(case(), told)
    found = latest(told, as_of)
    return held_decisions(instance, build_network(instance), plan, found, as_of, months)


def supply(instance) -> dict:
    return {(r.year, r.amount) for r in instance.rows(Supply) if r.site == "Leeds"}


def test_known_months_take_the_place_of_their_share_of_the_forecast(tmp_path):
    instance = rolled(case(), known(tmp_path, arisen("2033-01", 10), arisen("2033-02", 20)))
    # 400 t were foreseen for 2033, a twelfth a month.
    assert dict(supply(instance))[2033] == pytest.approx(10 + 20 + 400 * 10 / 12)
    assert dict(supply(instance))[2034] == 400
    [row] = [r for r in instance.rows(Supply) if r.year == 2033]
    assert row.source == "actuals.csv, row 2; actuals.csv, row 3"


def test_what_arose_though_nothing_was_foreseen_counts(tmp_path):
    assert dict(supply(rolled(case(), known(tmp_path, arisen("2031-03", 7)))))[2031] == 7


def test_a_price_holds_in_its_year_alone(tmp_path):
    told = known(
        tmp_path,
        {"kind": "price", "month": "2033-04", "outlet": "landfill", "product": "waste",
         "price": -120},
    )  # fmt: skip
    rows = {r.from_year: r.price for r in rolled(case(), told).rows(Outlet) if r.product == "waste"}
    assert rows == {None: -100, 2033: -120, 2034: -100}


def test_a_delay_and_a_closing_change_the_years_of_the_plant(tmp_path):
    told = known(
        tmp_path,
        {"kind": "delayed", "month": "2032-04", "plant": "Goole shredder", "year": 2035},
        {"kind": "closed", "month": "2034-06", "plant": "Hull refinery"},
    )
    plants = {row.plant: row for row in rolled(case(), told).rows(Plant)}
    assert plants["Goole shredder"].earliest_year == 2035
    assert plants["Hull refinery"].last_year == 2033


def test_the_horizon_keeps_its_length(tmp_path):
    over = periods_over(case(), date(2032, 6, 1))
    assert over == 2
    longer = extended(case(), over)
    assert [row.first_year for row in longer.rows(Period)][-3:] == [2037, 2038, 2039]
    assert dict(supply(longer))[2039] == 400


def test_a_plant_whose_building_has_begun_is_built_and_none_is_conjured(tmp_path):
    found = held([], date(2032, 6, 1))
    small = Name("built", ("Sheffield shredder", "small", "2033"))
    assert found[small].range == Range(1, 1)
    assert found[small].why == "under way since 2032"
    # Goole would have had to begin in January.
    assert found[Name("built", ("Goole shredder", "small", "2033"))].range == Range(0, 0)
    assert Name("built", ("Goole shredder", "small", "2034")) not in found


def test_the_freeze_holds_what_was_not_decided_as_well():
    found = held([], date(2030, 6, 1), months=36)
    frozen = {name.index[2] for name in found}
    assert frozen == {"2031", "2032", "2033"}
    assert sum(one.range == Range(1, 1) for one in found.values()) == 1


def test_an_opened_plant_stands_in_its_size_whatever_was_planned(tmp_path):
    told = known(
        tmp_path,
        {"kind": "opened", "month": "2034-02", "plant": "Goole shredder", "size": "large"},
    )
    found = held(told, date(2034, 3, 1))
    ones = {name.index for name, one in found.items() if one.range == Range(1, 1)}
    assert ("Goole shredder", "large", "2034") in ones
    wishes = Wishes(held={name: one.range for name, one in found.items()})
    plan = solve_task(task_of(case()), Options(gap=1e-6), wishes=wishes)
    assert plan.decisions["built"][("Goole shredder", "large", "2034")] == 1.0


def test_tonnes_of_a_year_that_is_over_are_exact_and_of_the_running_one_the_least(tmp_path):
    told = known(tmp_path, shipped("2033-01", 30), shipped("2033-02", 12.5))
    running, over = held(told, date(2033, 3, 1)), held(told, date(2034, 3, 1))
    lane = Name("shipped", ("Leeds -> Sheffield: packs by road", "2033"))
    assert running[lane].range.least == pytest.approx(0.0425, rel=1e-5)
    assert running[lane].range.most == float("inf")
    assert over[lane].range.most == pytest.approx(0.0425, rel=1e-5)
    wishes = Wishes(held={name: one.range for name, one in over.items()})
    plan = solve_task(task_of(case()), Options(gap=1e-6), wishes=wishes)
    assert plan.amount("shipped", *lane.index) == pytest.approx(0.0425, rel=1e-5)


def test_what_cannot_have_been_shipped_is_told(tmp_path):
    told = known(tmp_path, shipped("2033-01", 30) | {"origin": "Coventry"})
    with pytest.raises(FreezeError, match=r"actuals.csv, row 2: the network has no way for it"):
        held(told, date(2033, 3, 1))


def test_tonnes_of_a_point_that_is_joined_with_others_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr("planner.zones.MANY", 100)
    monkeypatch.setattr("planner.zones.ZONES", 5)
    instance = instance_of(
        synthetic(Scale(points=20, preprocessors=4, refineries=2, producers=2, years=3), 0)
    )
    task = task_of(instance)
    assert task.zones is not None
    lane = next(x for x in build_network(instance).lanes.values() if x.origin.startswith("point"))
    assert lane.origin not in task.network.sites
    year = instance.rows(Period)[0].first_year
    row = shipped(f"{year}-01", 3) | {
        "origin": lane.origin, "destination": lane.destination, "product": lane.product,
        "mode": lane.mode,
    }  # fmt: skip
    told = latest(read_actuals(actuals_file(tmp_path, "may.csv", row), instance), date(year, 3, 1))
    with pytest.raises(FreezeError, match=r"may.csv, row 2: point.* is joined with its neighbours"):
        held_decisions(instance, task.network, {}, told, date(year, 3, 1), 0)


def test_actuals_that_contradict_each_other_are_no_plan(tmp_path):
    told = known(tmp_path, shipped("2033-01", 30_000))  # 400 t arise
    wishes = Wishes(held={n: one.range for n, one in held(told, date(2033, 3, 1)).items()})
    with pytest.raises(NoPlan):
        solve_task(task_of(case()), Options(gap=1e-6), wishes=wishes)


def ones(found) -> set:
    built = {name: one for name, one in found.items() if name.of == "built"}
    return {name.index for name, one in built.items() if one.range == Range(1, 1)}


def started(plant: str, size: str, month: str = "2032-03") -> dict:
    return {"kind": "started", "month": month, "plant": plant, "size": size}


def test_a_plant_that_was_started_cannot_be_dropped(tmp_path):
    planned = known(tmp_path, started("Sheffield shredder", "small"))
    assert ones(held(planned, date(2032, 4, 1))) == {("Sheffield shredder", "small", "2033")}
    # Not of the last plan: it opens after its lead time of a year.
    other = known(tmp_path, started("Goole shredder", "large"))
    assert ("Goole shredder", "large", "2033") in ones(held(other, date(2032, 4, 1)))


def test_a_started_plant_that_is_late_opens_in_its_size_then(tmp_path):
    late = {"kind": "delayed", "month": "2032-05", "plant": "Goole shredder", "year": 2035}
    told = known(tmp_path, started("Goole shredder", "large"), late)
    assert ("Goole shredder", "large", "2035") in ones(held(told, date(2032, 6, 1)))


def test_a_delay_of_a_plant_that_nobody_planned_rules_out_no_later_year(tmp_path):
    late = {"kind": "delayed", "month": "2032-05", "plant": "Goole shredder", "year": 2034}
    found = held(known(tmp_path, late), date(2032, 6, 1))
    assert Name("built", ("Goole shredder", "small", "2035")) not in found


def test_nothing_closes_within_the_freeze_that_was_not_to():
    instance = case()
    network = build_network(instance)
    may_close = {name: replace(p, may_close=True) for name, p in network.plants.items()}
    network = replace(network, plants=may_close)
    found = held_decisions(instance, network, PLAN, {}, date(2030, 6, 1), 12)
    closed = {name.index[0]: one.range for name, one in found.items() if name.of == "closed"}
    assert closed["Hull refinery"] == Range(0, 0)
    assert {name.index[-1] for name in found if name.of == "closed"} == {"2030", "2031"}


def test_a_plant_that_opened_when_the_tables_say_it_cannot_is_told(tmp_path):
    # It takes a year to build, and the plan begins in 2030.
    told = known(tmp_path, {"kind": "opened", "month": "2030-05", **GOOLE_LARGE})
    with pytest.raises(FreezeError, match="row 2: Goole shredder cannot have been opened in 2030"):
        held(told, date(2030, 6, 1))


def test_a_plant_that_is_financed_is_built(tmp_path):
    told = known(tmp_path, {"kind": "financed", "month": "2032-03", **GOOLE_LARGE})
    assert ("Goole shredder", "large", "2033") in ones(held(told, date(2032, 4, 1)))


def test_a_plant_that_closes_within_a_year_keeps_what_it_made_and_makes_no_more(tmp_path):
    told = known(
        tmp_path,
        {"kind": "processed", "month": "2034-02", "plant": "Hull refinery", "recipe": RECIPE,
         "tonnes": 12},
        {"kind": "closed", "month": "2034-06", "plant": "Hull refinery"},
    )  # fmt: skip
    plants = {row.plant: row for row in rolled(case(), told).rows(Plant)}
    assert plants["Hull refinery"].last_year == 2034
    found = held(told, date(2034, 7, 1))
    made = found[Name("throughput", ("Hull refinery", RECIPE, "2034"))]
    assert made.range == Range(pytest.approx(0.012, rel=1e-5), pytest.approx(0.012, rel=1e-5))
    assert made.why == "1 of 12 months known: actuals.csv, row 2"


def test_a_plant_given_up_before_it_opened_leaves_no_fault(tmp_path):
    told = known(
        tmp_path,
        {"kind": "delayed", "month": "2032-04", "plant": "Goole shredder", "year": 2035},
        {"kind": "closed", "month": "2033-06", "plant": "Goole shredder"},
    )
    assert not ones(held(told, date(2033, 7, 1), plan={})) & {("Goole shredder", "large", "2035")}


def test_prices_of_supply_and_demand_hold_in_their_year(tmp_path):
    told = known(
        tmp_path,
        {"kind": "price of supply", "month": "2033-04", "site": "Leeds", "product": "packs",
         "price": -80},
    )  # fmt: skip
    prices = {r.year: r.price for r in rolled(case(), told).rows(Supply) if r.site == "Leeds"}
    assert (prices[2033], prices[2034]) == (-80, -50)
    assert dict(supply(rolled(case(), told)))[2033] == 400


def test_what_can_be_bought_without_limit_stays_so(tmp_path):
    told = known(tmp_path, arisen("2033-01", 10))
    instance = case()
    free = tuple(r.model_copy(update={"amount": None}) for r in instance.rows(Supply))
    endless = replace(instance, tables={**instance.tables, "supply": free})
    assert dict(supply(rolled(endless, told)))[2033] is None


def test_what_is_known_of_a_site_that_the_tables_lost_is_told(tmp_path):
    told = known(tmp_path, arisen("2033-01", 10))
    instance = case()
    left = tuple(r for r in instance.rows(Supply) if r.site != "Leeds")
    with pytest.raises(InstanceError, match=r"packs at Leeds is known of by actuals.csv, row 2"):
        rolled(replace(instance, tables={**instance.tables, "supply": left}), told)
