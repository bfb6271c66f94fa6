"""Plan, what happened, plan again, plan the same again: as a user does it."""

import json

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.instance.template import write_csv
from tests.replanning.year import actuals_file, case, tables
from tests.tiny import instance_of

LATE = {"kind": "delayed", "month": "2032-02", "plant": "Sheffield shredder", "year": 2034}

STARTED = {"kind": "started", "month": "2031-02", "plant": "Goole shredder", "size": "small"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    monkeypatch.setattr("planner.run._write_reports", _result_alone)
    write_csv(case(), tmp_path / "year")

    def call(*arguments: str, ends_with: int = 0) -> str:
        found = CliRunner().invoke(app, list(arguments))
        assert found.exit_code == ends_with, found.output
        return found.output

    return call


def _result_alone(folder, instance, solution, *_) -> None:
    """Pictures take seconds, and are tested elsewhere."""
    from dataclasses import asdict

    facts = {"instance": instance.name, "fingerprint": instance.fingerprint}
    result = asdict(solution.result) | {"facts": facts, "issues": []}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


def test_a_case_is_planned_again_with_what_happened_and_recreated(run, tmp_path):
    run("plan", "year", "--gap", "0.000001", "--quiet")
    late = actuals_file(tmp_path, "february.csv", LATE)
    assert "february.csv: 1 rows kept" in run("actuals", "add", "year", str(late))
    told = run("replan", "year", "--as-of", "2032-03-01", "--gap", "0.000001", "--json", "o.json")
    assert "Sheffield shredder: opens later: 2034 instead of 2033" in told
    assert "driven by plants, Sheffield shredder: earliest_year [year] blank -> 2034" in told
    outcome = json.loads((tmp_path / "o.json").read_text())
    assert outcome["run"] == 2
    assert outcome["changes"][0]["kind"] == "later"
    assert "the same, byte by byte" in run("recreate", "2")
    listed = run("runs")
    assert "replan" in listed
    assert "february.csv, row 2" in run("actuals", "list", "year")


def test_what_was_wrongly_said_is_withdrawn_and_planned_again(run, tmp_path):
    run("plan", "year", "--gap", "0.000001", "--quiet")
    run("actuals", "add", "year", str(actuals_file(tmp_path, "started.csv", STARTED)))
    exact = ("--gap", "0.000001", "--stability", "0")
    began = run("replan", "year", "--as-of", "2031-03-01", *exact)
    assert "Sheffield shredder: moved to Goole" in began
    told = run("actuals", "withdraw", "year", "started.csv", "--row", "2", "--why", "a mistake")
    assert "started.csv, row 2 is withdrawn: kind started, month 2031-02" in told
    assert "nothing is known instead" in told
    assert ": a mistake" in run("actuals", "list", "year")
    again = run("replan", "year", "--as-of", "2031-04-01", *exact)
    assert "Goole shredder: moved to Sheffield" in again
    fact = "actuals, Goole shredder: started in 2031-02, small (started.csv, row 2) is withdrawn"
    assert f"driven by {fact}" in again
    assert "what stands is of" not in run("actuals", "withdraw", "year", "may.csv", ends_with=2)


def test_without_a_last_plan_there_is_nothing_to_plan_from(run):
    assert "no finished plan of year" in run("replan", "year", "--as-of", "2031-01-01", ends_with=2)


def test_wrong_words_are_told(run):
    run("plan", "year", "--quiet")
    assert "is no day" in run("replan", "year", "--as-of", "yesterday", ends_with=2)
    assert "is no price of a change: dropped, added" in run(
        "replan", "year", "--as-of", "2031-01-01", "--price", "lost=3", ends_with=2
    )


def test_a_faulty_file_of_actuals_keeps_nothing(run, tmp_path):
    file = actuals_file(tmp_path, "a.csv", LATE | {"plant": "Gool shredder"})
    told = run("actuals", "add", "year", str(file), ends_with=2)
    assert "a.csv, row 2, plant: 'Gool shredder' is not a plant of the case" in told
    assert "nothing is known" in run("actuals", "list", "year")


def test_an_empty_file_of_actuals_has_the_headers(run, tmp_path):
    assert "arisen: month, site, product, tonnes" in run("actuals", "template", "--to", "m.csv")
    assert (tmp_path / "m.csv").read_text(encoding="utf-8-sig").startswith("kind,month,site")


def test_tables_that_leave_no_plan_say_so(run, tmp_path):
    run("plan", "year", "--quiet")
    found = tables()
    found["supply"][0] |= {"must_collect": 1.0, "amount": 5000}
    write_csv(instance_of(found), tmp_path / "other" / "year")
    assert "must be collected" in run(
        "replan", "other/year", "--as-of", "2031-01-01", "--last", "1", ends_with=1
    )


def test_a_plan_of_something_else_is_no_last_plan(run, tmp_path):
    run("plan", "year", "--quiet")
    found = tables()
    found["plants"] = [row | {"plant": f"other {row['plant']}"} for row in found["plants"]]
    write_csv(instance_of(found), tmp_path / "other")
    told = run("replan", "other", "--as-of", "2031-01-01", "--last", "1", ends_with=2)
    assert "run 1 is a plan of year: it has no plant of other" in told


def test_a_price_without_end_and_a_day_after_the_plan_are_refused(run):
    run("plan", "year", "--quiet")
    endless = ("replan", "year", "--as-of", "2031-01-01", "--price", "moved=inf")
    assert "'moved=inf' is no price of a change" in run(*endless, ends_with=2)
    told = run("replan", "year", "--as-of", "2038-01-01", ends_with=2)
    assert "is after the plan, which ends with 2037" in told


def test_what_is_known_of_a_workbook_is_listed_by_its_file(run, tmp_path):
    run("new", "year", "--to", "my.xlsx")
    run("actuals", "add", "my.xlsx", str(actuals_file(tmp_path, "a.csv", LATE)))
    assert "a.csv, row 2" in run("actuals", "list", "my.xlsx")
