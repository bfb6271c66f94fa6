"""What tests of firings share: a moment to begin from, and runs that only count."""

import sys
from datetime import datetime, timedelta

from planner.replanning.firings import Outcome

MADE = datetime(2026, 6, 1)
"""A Monday."""

LEAVES_A_RESULT = """
with open(sys.argv[sys.argv.index("--json") + 1], "w") as file:
    json.dump({"run": 17, "gap": 0.004, "argv": sys.argv[1:], "exit": 0}, file)
"""
"""A program that leaves a result of a plan."""


def hour(number):
    """So many hours after the schedules were made."""
    return MADE + timedelta(hours=number)


def counted(outcome=Outcome(0)):
    """A list of what was due when it was run, and an execute that fills it."""
    ran = []

    def execute(work):
        ran.append(work.firing.due)
        return outcome

    return ran, execute


def program(tmp_path, text):
    """A program in planner's place."""
    file = tmp_path / "program.py"
    file.write_text("import json, os, signal, sys, time\n" + text)
    return [sys.executable, str(file)]
