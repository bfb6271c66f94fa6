"""Folders of runs that go together or do not, and faulty ones."""

import json
import math
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from planner.solution.comparison import compare, read_runs
from planner.solution.comparison.runs import MOST_RUNS, RunError
from tests.finished_runs import solved, write_run
from tests.tiny import table, tiny_tables


def test_only_periods_in_common_are_compared_and_it_is_said(folders):
    found = compare(read_runs([folders["longer"], folders["tiny"]]))
    assert list(found.periods) == ["2030", "2031"]
    assert set(found.groups["period"]) == {"2030", "2031"}
    assert any("Left out: 2032-33." in note for note in found.notes)
    # The terms are still those of the whole horizon.
    assert found.money["A"].sum() == pytest.approx(solved("longer").result.objective, abs=1e-9)


def test_runs_without_a_common_period_are_refused(folders, tmp_path):
    tables = tiny_tables()
    tables["periods"] = table("period first_year years", ("2030", 2030, 2))
    other = write_run(tmp_path / "other", "other", tables)
    with pytest.raises(RunError, match="no period in common"):
        read_runs([folders["tiny"], other])


def test_money_of_another_currency_is_not_compared(folders, tmp_path):
    tables = tiny_tables()
    tables["settings"][1]["value"] = "GBP"
    other = write_run(tmp_path / "pounds", "pounds", tables)
    with pytest.raises(RunError) as refused:
        read_runs([folders["tiny"], other])
    (problem,) = refused.value.problems
    assert "pounds: plans in GBP, tiny in EUR" in problem


def test_a_currency_with_an_odd_name_is_found_in_the_headers(tmp_path):
    tables = tiny_tables()
    tables["settings"][1]["value"] = "t"
    folders = [write_run(tmp_path / name, name, tables) for name in ("a", "b")]
    assert compare(read_runs(folders)).money["A"].sum() == pytest.approx(-3.54631, abs=1e-4)


def test_the_reader_is_told_what_makes_runs_unlike(folders, tmp_path, runs):
    again = shutil.copytree(folders["tiny"], tmp_path / "again")
    same = compare(read_runs([folders["tiny"], again]))
    assert any("B plans the same tables as A" in note for note in same.notes)
    assert same.lanes.empty
    tables = tiny_tables()
    tables["settings"][3]["value"] = 0.05
    rate = write_run(tmp_path / "rate", "tiny", tables)
    notes = compare(read_runs([folders["tiny"], rate])).notes
    assert any("The discount rate differs: 0.05 in B, 0.1 in A." in note for note in notes)
    poor = replace(runs[1], result={**runs[1].result, "gap": 0.2, "gap_asked": 0.01})
    notes = compare([runs[0], poor]).notes
    assert any("B did not reach the gap asked for (20.00% instead of 1.00%)" in n for n in notes)


def broken(folder, tmp_path, break_it):
    copy = shutil.copytree(folder, tmp_path / "broken")
    break_it(copy)
    return copy


def rewrite(change):
    def rewriting(folder):
        file = folder / "result.json"
        content = json.loads(file.read_text())
        change(content)
        file.write_text(json.dumps(content))

    return rewriting


def without_column(folder):
    file = folder / "plan" / "flows.parquet"
    pd.read_parquet(file).drop(columns="group").to_parquet(file)


def text_for_numbers(folder):
    file = folder / "plan" / "flows.parquet"
    table = pd.read_parquet(file)
    table.assign(**{"shipped [t/year]": table["shipped [t/year]"].astype(str)}).to_parquet(file)


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda f: (f / "result.json").unlink(), "it has no result.json"),
        (lambda f: (f / "result.json").write_text("{"), "result.json cannot be read"),
        (lambda f: (f / "result.json").write_text("[]"), "result.json holds no result"),
        (rewrite(lambda r: r.pop("bound")), "result.json: bound is None, not a number"),
        (rewrite(lambda r: r.update(objective=math.inf)), "objective is inf, not a number"),
        (lambda f: (f / "plan" / "costs.parquet").unlink(), "plan: there is no table costs"),
        (lambda f: (f / "plan" / "flows.parquet").write_text("x"), "flows.parquet cannot be read"),
        (without_column, "plan: flows has no column 'group'"),
        (lambda f: (f / "inputs" / "sites.csv").unlink(), "inputs: there is no table sites"),
        (lambda f: shutil.rmtree(f / "inputs"), "does not exist"),
        (lambda f: (f / "inputs" / "periods.csv").write_text(
            "period,first_year [year],years [years]\n2030,soon,1\n"),
         "inputs: periods, row 2, first_year [year]: 'soon' is not a number"),
        (text_for_numbers, "plan: flows, shipped [t/year]: holds what is not a number"),
    ],
)  # fmt: skip
def test_a_faulty_folder_is_named_with_its_fault(break_it, told, folders, tmp_path):
    folder = broken(folders["less"], tmp_path, break_it)
    with pytest.raises(RunError) as refused:
        read_runs([folders["tiny"], folder])
    assert any(str(folder) in problem and told in problem for problem in refused.value.problems)


def test_every_faulty_folder_is_told_at_once(folders, tmp_path):
    unfinished = shutil.copytree(folders["less"], tmp_path / "less.unfinished")
    with pytest.raises(RunError) as refused:
        read_runs([folders["tiny"], unfinished, tmp_path / "nowhere", folders["tiny"]])
    assert refused.value.problems == (
        f"{folders['tiny']}: is given more than once",
        f"{unfinished}: is unfinished: its run failed, or is still at work",
        f"{tmp_path / 'nowhere'}: does not exist",
    )


def test_one_run_and_too_many_are_refused(folders):
    with pytest.raises(RunError, match="Give at least two runs"):
        read_runs([folders["tiny"]])
    with pytest.raises(RunError, match="13 runs are given; at most 12"):
        read_runs([folders["tiny"].parent / str(n) for n in range(MOST_RUNS + 1)])
