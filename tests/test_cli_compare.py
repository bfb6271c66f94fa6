"""``planner compare`` as a user runs it: what it prints, writes and returns."""

import subprocess
import sys
from pathlib import Path

import pytest

from planner.instance.template import write_csv
from planner.reporting.comparison.write import new_folder
from tests.finished_runs import write_run
from tests.tiny import tiny_instance

ROOT = Path(__file__).parent.parent


def planner(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    reports = tmp_path_factory.mktemp("reports")
    return [write_run(reports / name, name) for name in ("tiny", "less")]


def test_a_plan_is_compared(folders, tmp_path):
    """The folder as the command leaves it, beside one of the plan with fewer packs."""
    write_csv(tiny_instance(), tmp_path / "tiny")
    done = planner("plan", tmp_path / "tiny", "--reports", tmp_path / "reports", "--quiet")
    planned = done.stdout.strip()
    done = planner("compare", planned, folders[1], "--to", tmp_path / "both")
    assert done.returncode == 0, done.stderr
    assert {file.name for file in (tmp_path / "both").iterdir()} == {
        "compare.xlsx", "compare.html",
    }  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[1].startswith(f"A  {Path(planned).name}")
    assert lines[2].endswith("certain: worth less")
    assert lines[-1] == str(tmp_path / "both")


def test_the_folder_is_named_after_the_time(folders, tmp_path):
    """Beside the sources, so that reports/ is that of this test."""
    done = subprocess.run(
        [sys.executable, "-m", "planner", "compare", *map(str, folders)],
        capture_output=True, text=True, timeout=300, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "reports").iterdir()
    assert folder.name.startswith("compare-20")
    assert {file.name for file in folder.iterdir()} == {"compare.xlsx", "compare.html"}
    assert done.stdout.splitlines()[-1] == str(Path("reports") / folder.name)


def test_two_in_one_second_get_two_folders(tmp_path):
    first = new_folder(tmp_path)
    first.mkdir()
    assert new_folder(tmp_path) != first


def test_faulty_folders_are_all_named_and_nothing_is_written(folders, tmp_path):
    done = planner("compare", folders[0], tmp_path / "none", tmp_path, "--to", tmp_path / "out")
    assert done.returncode == 2
    assert f"{tmp_path / 'none'}: does not exist" in done.stderr
    assert f"{tmp_path}: is not the folder of a finished run" in done.stderr
    assert "2 problems; nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_kept(folders, tmp_path):
    done = planner("compare", *folders, "--to", tmp_path)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert list(tmp_path.iterdir()) == []
