"""What plants are worth, where every number can be worked out on paper."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from planner.instance.instance import InstanceError
from planner.instance.template import write_csv
from planner.network.build import build_network
from planner.plan import NoPlan, solve_network
from planner.solving.highs import Options, Progress
from planner.store.store import Store
from planner.studies import site_task
from planner.studies.options import StudyOptions
from planner.studies.record import Study
from planner.studies.site_task import TablesChanged, _NearEnough, solve_question
from planner.studies.sites import BASE, LONGER, NEAR_ENOUGH, evaluate_sites
from planner.studies.tasks import Done
from tests.studies.shredders import (
    CHEAP,
    DEAR,
    SCENARIOS,
    TWO_YEARS,
    VALUE_CHEAP,
    VALUE_DEAR,
    YEARLY,
    shredders,
)
from tests.tiny import instance_of, table

EXACT = StudyOptions(gap=1e-7, time_limit=60)
SETTINGS = EXACT.plain() | {"longer": LONGER, "near_enough": NEAR_ENOUGH}
LOW, HIGH = "cost_low [M EUR]", "cost_high [M EUR]"
EVEN_LOW, EVEN_HIGH = "break_even_low [M EUR]", "break_even_high [M EUR]"


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield store
    store.close()


def case_of(tables, folder):
    write_csv(instance_of(tables), folder / "shredders")
    return folder / "shredders"


def by_plant(values):
    return {row["plant"]: row for row in values.table.to_dict("records")}


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sites")
    store = Store(f"sqlite:///{folder}/runs.sqlite")
    yield evaluate_sites(case_of(shredders(), folder), store, EXACT, ("all",))
    store.close()


def test_keeping_out_a_plant_of_the_plan_costs_what_the_next_best_is_worth_less(evaluated):
    cheap = by_plant(evaluated)["cheap"]
    assert VALUE_CHEAP > VALUE_DEAR > 0
    assert (cheap["in_plan"], cheap["question"], cheap["answer"]) == ("yes", "keep it out", "costs")
    assert cheap[LOW] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert cheap[HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert (cheap["period"], cheap["year"], cheap["size"]) == ("2030", 2030, "large")
    assert cheap["capacity [t/year]"] == 1000
    assert cheap["capital_cost [M EUR]"] == CHEAP
    assert cheap["break_even_low [share]"] == pytest.approx((DEAR - CHEAP) / CHEAP, abs=1e-5)


def test_forcing_a_plant_in_costs_what_it_is_worth_less_than_what_it_replaces(evaluated):
    dear = by_plant(evaluated)["dear"]
    assert (dear["in_plan"], dear["question"], dear["answer"]) == ("no", "build it", "costs")
    assert dear[LOW] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert dear[HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert dear[EVEN_HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert dear["break_even_high [share]"] == pytest.approx((DEAR - CHEAP) / DEAR, abs=1e-5)


def test_plants_are_ranked_and_counted_over_the_plan_and_its_scenarios(evaluated):
    """Without the cheap one the dear one is built; without a price for black mass, none is."""
    rows = by_plant(evaluated)
    assert list(evaluated.table["plant"]) == ["cheap", "dear"]
    assert list(evaluated.table["rank"]) == [1, 2]
    assert evaluated.planned == SCENARIOS
    for plant in ("cheap", "dear"):
        assert rows[plant]["how_often"] == "sometimes"
        assert (rows[plant]["plans_that_build_it"], rows[plant]["plans_made"]) == (1, 3)


def test_what_each_depends_on_is_told_of_the_plan_in_which_it_stands(evaluated):
    rows = evaluated.depends_on.to_dict("records")
    assert [row["plant"] for row in rows] == ["cheap", "dear"]
    for row in rows:
        assert (row["kind"], row["what"], row["where"]) == ("arisings", "packs", "Leeds")
        assert row["share [share]"] == pytest.approx(1)
        assert row["amount [t]"] == pytest.approx(2000)  # a thousand in each of two years


def built_at(capital_cost):
    """What is built if the dear shredder costs something else."""
    tables = shredders()
    tables["sizes"][1]["capital_cost"] = capital_cost
    solution = solve_network(build_network(instance_of(tables)), Options(gap=1e-9))
    return {plant for plant, _, _ in solution.decisions["built"]}


def test_below_the_break_even_a_plant_stays_out_and_beyond_it_it_is_built(evaluated):
    dear = by_plant(evaluated)["dear"]
    assert built_at(DEAR - dear[EVEN_LOW] + 1e-3) == {"cheap"}
    assert built_at(DEAR - dear[EVEN_HIGH] - 1e-3) == {"dear"}


def test_break_even_is_money_of_the_period_in_which_it_is_built(tmp_path, store):
    """From 2031 on, and in use for one of its two years: half of it is left at the end of 2031."""
    tables = shredders()
    tables["plants"] = table(
        "plant site technology status earliest_year",
        ("cheap", "Sheffield", "cheap shredder", "candidate", None),
        ("dear", "Hull", "dear shredder", "candidate", 2031),
    )
    late = YEARLY / 1.1 - DEAR / 1.1 + DEAR * (1 - 1 / 2) / 1.1**2
    assert late > 0
    dear = by_plant(evaluate_sites(case_of(tables, tmp_path), store, EXACT))["dear"]
    assert dear[LOW] == pytest.approx(VALUE_CHEAP - late, abs=1e-5)
    assert dear["year"] == 2031
    assert dear[EVEN_LOW] == pytest.approx((VALUE_CHEAP - late) * 1.1, abs=1e-5)


def test_a_plant_without_which_there_is_no_plan_must_be_built(tmp_path, store):
    """Packs must be collected, and the dear one is not there to take them."""
    tables = shredders()
    tables["supply"] = table(
        "site product amount price must_collect", ("Leeds", "packs", 1000, -50, 1.0)
    )
    tables["plants"] = tables["plants"][:1]
    cheap = by_plant(evaluate_sites(case_of(tables, tmp_path), store, EXACT))["cheap"]
    assert cheap["answer"] == "must be built"
    assert cheap[LOW] != cheap[LOW]


def test_a_plant_with_which_there_is_no_plan_cannot_be_built(tmp_path, store):
    """Not more than 1.6 M a year may be spent on building."""
    tables = shredders()
    tables["targets"] = table("target kind maximum", ("money there is", "capital", 1.6))
    values = evaluate_sites(case_of(tables, tmp_path), store, EXACT)
    rows = by_plant(values)
    assert rows["dear"]["answer"] == "cannot be built"
    assert rows["dear"]["rank"] == 2
    assert rows["cheap"][LOW] == pytest.approx(VALUE_CHEAP, abs=1e-5)  # and nothing in its place
    assert not [note for note in values.notes if "failed" in note]


def worse_base(store, case):
    """As if the first search had ended with nothing built, and no bound below 9 M."""
    plain = {
        "found": "plan", "status": "time limit", "why": "", "objective": 0.0, "bound": 9.0,
        "gap": None, "seconds": 1.0, "start_used": None, "built": {}, "binaries": {},
        "dependence": [],
    }  # fmt: skip
    instance = instance_of(shredders())
    study = Study(store, "shredders", "sites", instance.fingerprint, SETTINGS)
    study.keep(Done(BASE, "finished", 1.0, plain))
    assert case.name == "shredders"


def test_a_forced_plan_that_is_better_takes_the_place_of_the_plan(tmp_path, store):
    case = case_of(shredders(), tmp_path)
    worse_base(store, case)
    values = evaluate_sites(case, store, EXACT)
    rows = by_plant(values)
    assert values.findings.best.objective == pytest.approx(VALUE_CHEAP, abs=1e-5)
    assert rows["cheap"]["in_plan"] == "yes"
    assert rows["cheap"]["question"] == "keep it out"
    assert rows["cheap"][LOW] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert rows["cheap"][HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)  # both sides are proven
    assert rows["dear"][HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    assert "taken its place" in values.notes[0]
    assert set(values.depends_on["plant"]) == {"cheap", "dear"}


def test_only_what_is_missing_is_done_after_a_kill(tmp_path, store):
    case = case_of(shredders(), tmp_path)
    script = f"""
from pathlib import Path
from planner.store.store import Store
from planner.studies.options import StudyOptions
from planner.studies.sites import evaluate_sites
import os, signal
def die(done):
    if done.key != "the plan":
        os.kill(os.getpid(), signal.SIGKILL)
evaluate_sites(Path({str(case)!r}), Store({store.url!r}), StudyOptions(gap=1e-7, time_limit=60),
               on_done=die, workers=1)
"""
    asking = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=120)
    assert asking.returncode == -signal.SIGKILL
    landed = []
    values = evaluate_sites(case, store, EXACT, on_done=landed.append)
    assert {done.key: done.earlier for done in landed} == {
        "the plan": True, "keep it out: cheap": True, "build it: dear": False,
    }  # fmt: skip
    assert by_plant(values)["dear"][HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)


def test_the_dearest_of_the_plan_is_asked_about_first(tmp_path, store):
    """Packs for both: the plan has them, and the one that costs more stands last in the tables."""
    tables = shredders()
    tables["supply"] = table("site product amount price", ("Leeds", "packs", 2000, -50))
    begun = []
    evaluate_sites(
        case_of(tables, tmp_path), store, EXACT,
        on_begin=lambda specs: begun.append([spec.key for spec in specs]),
    )  # fmt: skip
    assert begun == [["the plan"], ["keep it out: dear", "keep it out: cheap"]]


def test_ctrl_c_leaves_what_is_known_and_the_rest_is_asked_the_next_time(tmp_path, store):
    case = case_of(shredders(), tmp_path)

    def press(done):
        if done.key == "keep it out: cheap":
            os.kill(os.getpid(), signal.SIGINT)

    stopped = evaluate_sites(case, store, EXACT, workers=1, on_done=press)
    assert stopped.stopped
    assert "stopped before 1 of 2 plants" in stopped.notes[0]
    rows = by_plant(stopped)
    assert rows["cheap"][LOW] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    # The plan without the cheap one builds the dear one: so much is known of it all the same.
    assert rows["dear"][LOW] == 0
    assert rows["dear"][HIGH] == pytest.approx(DEAR - CHEAP, abs=1e-5)
    whole = evaluate_sites(case, store, EXACT)
    assert not whole.stopped
    assert by_plant(whole)["dear"][LOW] == pytest.approx(DEAR - CHEAP, abs=1e-5)


def test_a_search_ends_once_what_it_costs_is_known_to_a_fifth():
    """With 100 known, a plan of 80 costs 20: 4 may be open."""
    told = []
    hear = _NearEnough(told.append, (100.0, 0.2))
    hear(Progress(1.0, None, 110.0, 0))
    hear(Progress(2.0, 80.0, 84.1, 1))
    assert not hear.is_enough
    with pytest.raises(KeyboardInterrupt):
        hear(Progress(3.0, 80.0, 84.0, 2))
    assert hear.is_enough
    assert [known["seconds"] for known in told] == [1, 2, 3]


def test_a_search_in_a_thread_of_the_solver_is_not_ended():
    hear = _NearEnough(lambda known: None, (100.0, 0.2))
    with ThreadPoolExecutor() as threads:
        threads.submit(hear, Progress(1.0, 80.0, 80.0, 0)).result()
    assert not hear.is_enough


def ended_at(seconds):
    """A plan as HiGHS finds it, by a search that is heard at 80 of at most 82 M on its way."""

    def solve(task, options, on_progress, start, wishes):
        status = "optimal"
        try:
            on_progress(Progress(seconds, 80.0, 82.0, 0))
        except KeyboardInterrupt:
            status = "interrupted"
        solution = solve_network(task.network, options)
        return replace(solution, result=replace(solution.result, status=status))

    return solve


def test_a_search_that_ended_near_enough_is_finished(tmp_path, monkeypatch):
    monkeypatch.setattr(site_task, "solve_task", ended_at(1.0))
    arguments = arguments_of(case_of(shredders(), tmp_path))
    near = solve_question(arguments | {"near_enough": (100.0, 0.2)}, lambda known: None)
    assert (near["found"], near["status"]) == ("plan", "near enough")
    far = solve_question(arguments | {"near_enough": (81.0, 0.2)}, lambda known: None)
    assert far["status"] == "optimal"


def arguments_of(case):
    return {
        "case": str(case), "fingerprint": instance_of(shredders()).fingerprint, "scenario": None,
        "options": EXACT.plain(), "included": [], "excluded": [], "start": None, "about": [],
        "better_than": None, "near_enough": None, "threads": 1,
    }  # fmt: skip


def test_tables_that_change_under_an_evaluation_end_it(tmp_path):
    """What comes of other tables must not be kept as an answer about these."""
    tables = shredders()
    tables["sizes"][1]["capital_cost"] = 1.0
    with pytest.raises(TablesChanged, match="have changed since"):
        solve_question(arguments_of(case_of(tables, tmp_path)), lambda known: None)


def test_a_case_without_a_plan_has_no_values(tmp_path, store):
    tables = shredders()
    tables["plants"][0]["status"] = tables["plants"][1]["status"] = "candidate"
    tables["targets"] = table("target kind maximum", ("money there is", "capital", 0.1))
    tables["supply"] = table(
        "site product amount price must_collect", ("Leeds", "packs", 1000, -50, 1.0)
    )
    with pytest.raises(NoPlan, match="money there is"):
        evaluate_sites(case_of(tables, tmp_path), store, EXACT)


def test_plants_that_are_no_candidates_are_named(tmp_path, store):
    with pytest.raises(InstanceError, match="'cheep' is not a candidate of shredders"):
        evaluate_sites(case_of(shredders(), tmp_path), store, EXACT, plants=["cheep"])


def test_the_plants_on_paper_are_worth_what_the_arithmetic_says():
    solution = solve_network(build_network(instance_of(shredders())), Options(gap=1e-9))
    assert solution.result.objective == pytest.approx(TWO_YEARS - CHEAP, abs=1e-6)
