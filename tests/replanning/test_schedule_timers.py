"""The files of systemd that run what is due."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.replanning.timers import TimerError, units, write_units

PYTHON = Path(sys.executable)


def test_the_service_runs_what_is_due_and_the_timer_starts_it():
    files = units("planner", Path("/srv/plans"), Path("/opt/venv/bin/python"), 90)
    assert list(files) == ["planner.service", "planner.timer"]
    service = files["planner.service"].splitlines()
    assert 'ExecStart="/opt/venv/bin/python" -m planner schedule run-due' in service
    assert "WorkingDirectory=/srv/plans" in service
    assert "OnUnitInactiveSec=90" in files["planner.timer"].splitlines()


def test_no_store_and_no_secret_stands_in_the_files(monkeypatch):
    monkeypatch.setenv("PLANNER_STORE", "postgresql://me:open-sesame@db/planner")
    text = "".join(units("planner", Path("/srv/plans"), PYTHON, 60).values())
    assert "open-sesame" not in text
    assert "EnvironmentFile=-%h/.config/planner/environment" in text


@pytest.mark.parametrize("name", ["planner", "planner-nightly"])
@pytest.mark.parametrize("folder", ["plans", "plans of 100 % $HOME"])
def test_systemd_finds_nothing_wrong_with_them(tmp_path, name, folder):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    workdir = tmp_path / folder
    (workdir / "bin").mkdir(parents=True)
    python = workdir / "bin" / "python"
    python.symlink_to(PYTHON)
    files = write_units(units(name, workdir, python, 60), tmp_path / "units")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", *files],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )
    told = [line for line in checked.stderr.splitlines() if name in line or str(tmp_path) in line]
    assert (checked.returncode, told) == (0, [])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "a b"}, "'a b' cannot name a timer"),
        ({"name": "../a"}, "cannot name"),
        ({"every": 0}, "a timer every 0 s"),
        ({"workdir": Path("here")}, "'here' is not an absolute path"),
        ({"python": Path("/a\nExecStartPre=/b")}, "on one line"),
    ],
)
def test_what_systemd_would_refuse_is_refused(changes, told):
    asked = {"name": "planner", "workdir": Path("/srv"), "python": PYTHON, "every": 60} | changes
    with pytest.raises(TimerError, match=told):
        units(**asked)
