"""The commands as a user runs them: what they print, write and return."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from planner.instance.read import read_instance
from planner.instance.template import write_csv
from tests.tiny import instance_of, tiny_instance, tiny_tables

ROOT = Path(__file__).parent.parent


def planner(*arguments: object, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=ROOT)


@pytest.fixture
def tiny(tmp_path):
    write_csv(tiny_instance(), tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_plan_fills_a_folder(tiny, tmp_path):
    done = planner("plan", tiny, "--reports", tmp_path / "reports", "--quiet")
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    assert {file.name for file in folder.iterdir()} == {
        "inputs", "plan", "plan.xlsx", "map.png", "map.svg", "map.html",
        "result.json", "log.txt", "solver.log", "run.json",
    }  # fmt: skip
    result = json.loads((folder / "result.json").read_text())
    assert result["status"] == "optimal"
    assert result["objective"] == pytest.approx(-3.54631, abs=1e-4)
    costs = pd.read_parquet(folder / "plan" / "costs.parquet")
    assert costs["present_value [M EUR]"].sum() == pytest.approx(result["objective"], abs=1e-6)
    assert read_instance(folder / "inputs").fingerprint == result["facts"]["fingerprint"]


def test_an_earlier_plan_is_a_start_and_is_used(tiny, tmp_path):
    first = planner("plan", tiny, "--reports", tmp_path, "--quiet").stdout.strip()
    second = planner("plan", tiny, "--reports", tmp_path, "--quiet", "--start", first)
    result = json.loads((Path(second.stdout.strip()) / "result.json").read_text())
    assert result["start_used"] is True


@pytest.mark.parametrize("method", ["highs", "branching", "decomposition"])
def test_the_method_can_be_chosen_and_is_said(tiny, tmp_path, method):
    done = planner("plan", tiny, "--reports", tmp_path, "--gap", 0, "--method", method)
    assert done.returncode == 0, done.stderr
    assert f"by {method}: as asked for" in done.stdout
    result = json.loads((Path(done.stdout.split()[-1]) / "result.json").read_text())
    assert (result["method"], result["reason"]) == (method, "as asked for")
    assert result["objective"] == pytest.approx(-3.54631, abs=1e-4)


def test_a_start_that_is_no_run_is_refused(tiny, tmp_path):
    done = planner("plan", tiny, "--start", tmp_path, "--reports", tmp_path / "reports")
    assert done.returncode == 2
    assert "is not the folder of a finished run" in done.stderr
    assert not (tmp_path / "reports").exists()


def test_faulty_tables_are_refused_with_their_place(tiny, tmp_path):
    supply = tiny / "supply.csv"
    supply.write_text(supply.read_text(encoding="utf-8-sig").replace("1000", "-1000"))
    done = planner("plan", tiny, "--reports", tmp_path / "reports")
    assert done.returncode == 2
    assert "supply, row 2, amount [t/year]: '-1000' must be at least 0" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


def test_rules_that_clash_are_named_with_their_tonnes(tmp_path):
    tables = tiny_tables()
    tables["supply"][0]["must_collect"] = 1
    tables["sizes"] = tables["sizes"][:1]  # 500 t a year where 1,000 t must be collected
    write_csv(instance_of(tables), tmp_path / "tight")
    done = planner("plan", tmp_path / "tight", "--reports", tmp_path / "reports")
    assert done.returncode == 1
    assert "packs at Leeds in 2030: 500.0 t a year must be collected and cannot be" in done.stderr
    assert list((tmp_path / "reports").iterdir()) == []


def test_copies_as_workbook_and_as_csv_lose_nothing(tiny, tmp_path):
    assert planner("new", tiny, "--to", tmp_path / "copy.xlsx").returncode == 0
    assert planner("new", tmp_path / "copy.xlsx", "--to", tmp_path / "back").returncode == 0
    prints = {read_instance(tmp_path / name).fingerprint for name in ("tiny", "copy.xlsx", "back")}
    assert len(prints) == 1
    again = planner("new", tiny, "--to", tmp_path / "copy.xlsx")
    assert again.returncode == 2
    assert "Traceback" not in again.stderr


def test_check_tells_the_fingerprint(tiny):
    done = planner("check", tiny)
    assert done.returncode == 0
    assert tiny_instance().fingerprint in done.stdout


def test_a_shipped_instance_is_known_by_name():
    done = planner("check", "uk")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_keeps_the_best_plan_and_its_gap(tmp_path):
    command = [sys.executable, "-m", "planner", "plan", "uk", "--gap", "0", "--reports", tmp_path]
    running = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    for line in running.stdout:
        if "gap" in line:  # there is a first plan
            break
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=180)
    assert running.returncode == 0, err
    result = json.loads((Path(out.splitlines()[-1]) / "result.json").read_text())
    assert result["status"] == "interrupted"
    assert result["gap"] > 0
