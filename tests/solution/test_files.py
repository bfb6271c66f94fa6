"""A plan on disk comes back as it was."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.solution.files import StartError, read_decisions, write_decisions, write_tables
from planner.solution.tables import plan_tables
from tests.solution.variants import VARIANTS, solved


@pytest.mark.parametrize("variant", VARIANTS)
def test_decisions_come_back_to_the_last_digit(variant, tmp_path):
    plan = solved(variant)
    (tmp_path / "plan").mkdir()
    write_decisions(plan, tmp_path / "plan")
    assert read_decisions(tmp_path) == {
        decision: dict(values) for decision, values in plan.decisions.items() if values
    }


def test_names_in_any_script_come_back(tmp_path):
    decisions = {"built": {("Łódź, hala „2”", "5 t/rok", "2030"): 1.0}}
    (tmp_path / "plan").mkdir()
    write_decisions(replace(solved("tiny"), decisions=decisions), tmp_path / "plan")
    assert read_decisions(tmp_path) == decisions


@pytest.mark.parametrize(
    "content", [None, "", "[1, 2]", '{"built": 1}', '{"built": [["a", "b", "c"]]}', "\x00"]
)
def test_a_folder_without_a_plan_is_refused(content, tmp_path):
    if content is not None:
        (tmp_path / "plan").mkdir()
        (tmp_path / "plan" / "decisions.json").write_text(content)
    with pytest.raises(StartError, match="is not the folder of a finished run"):
        read_decisions(tmp_path)


def test_every_table_is_written_twice_with_the_currency_in_its_headers(tmp_path):
    tables = plan_tables(solved("tiny"))
    write_tables(tables, tmp_path / "plan", "EUR")
    assert {file.name for file in (tmp_path / "plan").iterdir()} == {
        f"{name}.{ending}" for name in tables for ending in ("csv", "parquet")
    }
    for ending, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        costs = read(tmp_path / "plan" / f"costs.{ending}")
        assert costs["present_value [M EUR]"].sum() == pytest.approx(
            solved("tiny").result.objective, abs=1e-4
        )
        # A table without rows is there and has its columns.
        targets = read(tmp_path / "plan" / f"targets.{ending}")
        assert targets.empty
        assert "minimum [share]" in targets
