"""Several processes at one store: each due time runs once; one that is killed is followed up."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.schedule import add_schedule
from tests.replanning.firing import MADE, counted, hour

RUNNER = """
import sys
from datetime import timedelta
from planner.replanning.firings import Outcome, run_due
from planner.store.store import Store
from tests.replanning.firing import hour

url, file, pause, rounds = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])

def execute(work):
    import time
    with open(file, "a") as ran:
        ran.write(f"{work.schedule.name} {work.firing.due} begins\\n")
    time.sleep(pause)
    with open(file, "a") as ran:
        ran.write(f"{work.schedule.name} {work.firing.due} ends\\n")
    return Outcome(0)

store = Store(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, rounds + 1):
    run_due(store, hour(number), execute)
store.close()
"""


def started(url, file, pause, rounds):
    """A process that is ready to run what is due, hour by hour."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNER, url, str(file), str(pause), str(rounds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("count", [2, 4])
def test_several_processes_run_each_due_time_once(store, store_url, tmp_path, count):
    names = [f"schedule {number}" for number in range(8)]
    for name in names:
        # "skip" with a day's grace: every due time is run, none overtaken.
        add_schedule(
            store, name, "uk", cron="0 * * * *", created=MADE, missed="skip",
            settings={"grace": 86400, "stale": 1e9},
        )  # fmt: skip
    file = tmp_path / "ran"
    processes = [started(store_url, file, 0.002, 5) for _ in range(count)]
    for process in processes:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    found = Counter(file.read_text().splitlines())
    expected = {
        f"{name} {hour(number).isoformat()} {word}"
        for name in names
        for number in range(1, 6)
        for word in ("begins", "ends")
    }
    rows = list_firings(store, limit=1000)
    assert {row.status for row in rows} == {"finished"}
    assert len(rows) == 8 * 5
    assert set(found) == expected
    assert set(found.values()) == {1}
    open_ones = set()
    for line in file.read_text().splitlines():
        name = line.rsplit(" ", 2)[0]
        assert (name in open_ones) == line.endswith("ends"), "two of one schedule at once"
        open_ones ^= {name}


def test_a_runner_killed_while_it_plans_is_followed_up(store, store_url, tmp_path):
    add_schedule(store, "a", "uk", cron="0 * * * *", created=MADE)
    file = tmp_path / "ran"
    process = started(store_url, file, 600, 1)
    process.stdin.write(b"go\n")
    process.stdin.flush()
    ends = time.monotonic() + 30
    while not file.exists() and time.monotonic() < ends:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [firing.status for firing in list_firings(store)] == ["running"]
    ran, execute = counted(Outcome(0, {"run": 2}))
    assert run_due(store, hour(1), execute) == []
    (firing,) = run_due(store, hour(1.05), execute)
    assert ran == [hour(1).isoformat()]
    assert (firing.status, firing.attempts, firing.result) == ("finished", 2, {"run": 2})
