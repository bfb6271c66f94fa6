"""Many tasks at once: each in its process, none takes another with it, what is done stays."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from planner.store.store import Store
from planner.studies.record import Study
from planner.studies.runner import run_here, run_study
from planner.studies.tasks import TaskSpec

ROOT = Path(__file__).parent.parent.parent


def task(work, key="", limit=float("inf"), **arguments):
    return TaskSpec(key or work, f"tests.studies.works:{work}", arguments, limit)


def do(*specs, **how):
    found = {}
    run_here(specs, lambda done: found.update({done.key: done}), **how)
    return found


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield store
    store.close()


def wait_for(file, seconds=30.0):
    ends = time.monotonic() + seconds
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < ends, f"{file} did not come"
        time.sleep(0.05)
    return int(file.read_text())


def is_there(process):
    """Whether a process, or a thread of it, still runs: its parent hears of the last end."""
    try:
        os.kill(process, 0)
        ended = Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
        return not ended or len(os.listdir(f"/proc/{process}/task")) > 1
    except (ProcessLookupError, FileNotFoundError):
        return False


def is_there_at_all(process):
    return Path(f"/proc/{process}").exists()


def wait_until_gone(process, seconds=20.0):
    ends = time.monotonic() + seconds
    while is_there(process):
        assert time.monotonic() < ends, f"process {process} is still there"
        time.sleep(0.05)


def test_results_and_progress_come_back_and_what_is_printed_does_not():
    heard = []
    found = do(task("add", a=1, b=2), on_progress=lambda key, known: heard.append((key, known)))
    assert found["add"].result == {"sum": 3}
    assert found["add"].finished
    assert heard == [("add", {}), ("add", {"seconds": 0.0, "plan": 1.0, "bound": 2.0})]


def test_a_crash_loses_one_task_and_says_why():
    found = do(task("crash"), task("leave"), task("add", a=1, b=2), task("nothing"), workers=2)
    assert found["add"].result == {"sum": 3}
    assert found["crash"].status == found["leave"].status == found["nothing"].status == "failed"
    assert "SIGKILL" in found["crash"].error
    assert "memory" in found["crash"].error
    assert "status 7" in found["leave"].error
    assert "the last words" in found["leave"].error
    assert "has no attribute 'nothing'" in found["nothing"].error


def test_a_process_does_the_next_task_and_one_that_crashed_or_was_killed_does_not():
    processes = {}

    def land(done):
        processes[done.key] = (done.result or {}).get("process")
        if done.key == "3":  # while it waits for the next
            os.kill(processes["3"], signal.SIGKILL)
            wait_until_gone(processes["3"])

    names = ["1", "2", "crash", "3", "4", "5"]
    works = ["crash" if name == "crash" else "which_process" for name in names]
    specs = [task(work, name) for work, name in zip(works, names, strict=True)]
    run_here(specs, land, workers=1)
    assert processes["1"] == processes["2"] != processes["3"] != processes["4"] == processes["5"]
    assert processes["4"]
    assert not is_there_at_all(processes["5"])


def test_no_more_are_at_work_than_there_are_workers():
    at_work, most = set(), 0

    def began(key, known):
        nonlocal most
        at_work.add(key)
        most = max(most, len(at_work))

    specs = [task("add", str(number), a=number, b=0) for number in range(5)]
    run_here(specs, lambda done: at_work.remove(done.key), began, workers=2)
    assert most == 2


def test_a_task_is_ended_at_its_limit_and_keeps_what_it_has(tmp_path):
    found = do(task("search", limit=4, file=str(tmp_path / "pid")))
    assert found["search"].status == "failed"
    assert "limit of 4 s" in found["search"].error
    assert found["search"].result == {"status": "interrupted", "objective": 5.0}


def test_a_task_that_does_not_listen_is_killed_after_the_grace(tmp_path):
    began = time.monotonic()
    found = do(task("deaf", limit=4, file=str(tmp_path / "pid")), grace=0.5)
    assert "limit of 4 s" in found["deaf"].error
    assert time.monotonic() - began < 30


def test_ctrl_c_ends_what_is_at_work_and_starts_nothing_else(tmp_path):
    file = tmp_path / "pid"

    def press():
        wait_for(file)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()
    found, before = {}, signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run_here(
            [task("add", a=1, b=1), task("search", file=str(file)), task("add", "never", a=1, b=1)],
            lambda done: found.update({done.key: done}),
            workers=1,
        )
    assert set(found) == {"add", "search"}
    assert found["add"].finished
    assert found["search"].error == "it was interrupted"
    assert found["search"].result["objective"] == 5.0
    assert signal.getsignal(signal.SIGINT) is before


def test_what_is_finished_is_not_done_again_and_what_failed_is(store, tmp_path):
    file, there = tmp_path / "done", tmp_path / "there"
    specs = [
        task("mark", "a", name="a", file=str(file)),
        task("mark", "b", name="b", file=str(file), fails_unless=str(there)),
    ]

    def study(**settings):
        return Study(store, "tiny", "sweep", "fingerprint", settings)

    first = run_study(specs, study(gap=0.1), workers=1)
    assert first["b"].error == "ValueError: not there yet"
    there.touch()
    again = run_study(specs, study(gap=0.1), workers=1)
    assert file.read_text().split() == ["a", "b", "b"]
    assert (again["a"].earlier, again["b"].earlier) == (True, False)
    assert again["a"].result == {"name": "a"}
    run_study(specs, study(gap=0.2), workers=1)  # another study
    assert file.read_text().split() == ["a", "b", "b", "a", "b"]


def test_what_no_longer_holds_is_done_again(store, tmp_path):
    file = tmp_path / "done"
    spec = task("mark", "a", name="a", file=str(file))
    for _ in range(2):
        study = Study(store, "tiny", "sweep", "f", {}, lambda result: result["name"] != "a")
        run_study([spec], study)
    assert file.read_text().split() == ["a", "a"]


def test_processes_end_when_whoever_asked_is_killed_and_the_study_goes_on(store, tmp_path):
    pid, done = tmp_path / "pid", tmp_path / "done"
    script = f"""
from planner.store.store import Store
from planner.studies.record import Study
from planner.studies.runner import run_study
from tests.studies.test_runner import task
study = Study(Store({store.url!r}), "tiny", "sweep", "f", {{}})
run_study([task("mark", "a", name="a", file={str(done)!r}), task("search", file={str(pid)!r})],
          study, workers=1)
"""
    asking = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    searching = wait_for(pid)
    asking.kill()
    asking.wait()
    wait_until_gone(searching)
    study = Study(store, "tiny", "sweep", "f", {})
    assert set(study.finished()) == {"a"}
    specs = [task("mark", "a", name="a", file=str(done)), task("add", a=2, b=2)]
    found = run_study(specs, study, workers=1)
    assert found["a"].earlier
    assert found["add"].result == {"sum": 4}
    assert done.read_text().split() == ["a"]
