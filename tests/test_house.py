"""The house rules: format, lint, types, import directions, file lengths, pinned versions."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400

TOOLS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_finds_nothing(tool):
    command, *arguments = TOOLS[tool]
    command = Path(sys.executable).parent / command
    done = subprocess.run([command, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_short():
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in ("planner", "tests")
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_installed_versions_are_the_pinned_ones():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins: dict[str, set[str]] = {}
    for line in settings["tool"]["uv"]["constraint-dependencies"]:
        name, version = re.match(r"([\w.-]+)==([^ ;]+)", line).groups()
        pins.setdefault(_plain(name), set()).add(version)
    installed = {_plain(d.metadata["Name"]): d.version for d in distributions()}
    others = {"planner", "pip", "setuptools", "wheel"}
    loose = {
        name: version
        for name, version in installed.items()
        if name not in others and version not in pins.get(name, ())
    }
    assert not loose


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_no_address_of_a_registry_is_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    assert "uv.lock" not in listed.stdout.split()
