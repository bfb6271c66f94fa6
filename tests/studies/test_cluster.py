"""The same tasks on a cluster: a scheduler and workers as processes of their own, on loopback."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from planner.instance.template import write_csv
from planner.store.runs import list_runs
from planner.store.store import Store
from planner.studies import cluster
from planner.studies.cluster import ClusterError, run_on_cluster
from planner.studies.options import StudyOptions
from planner.studies.sweep import sweep_case
from tests.studies.shredders import shredders
from tests.studies.test_runner import task, wait_until_gone
from tests.tiny import instance_of

ROOT = Path(__file__).parent.parent.parent


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(module, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments, "--no-dashboard", "--host", "127.0.0.1"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def start_worker(address, folder):
    return start(
        "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
        "--local-directory", str(folder),
    )  # fmt: skip


@pytest.fixture
def scheduler():
    port = free_port()
    process = start("distributed.cli.dask_scheduler", "--port", str(port))
    yield f"tcp://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture
def workers(scheduler, tmp_path):
    processes = [start_worker(scheduler, tmp_path / name) for name in "ab"]
    wait_for_workers(scheduler, len(processes))
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def wait_for_workers(address, count):
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


def parent_of(process):
    return int(Path(f"/proc/{process}/stat").read_text().split()[3])


def test_a_worker_killed_half_way_has_its_task_done_by_the_other(scheduler, workers, tmp_path):
    """The first to search is killed with its process; the second time the task finds it gone."""
    begun, killed = tmp_path / "begun", []

    def kill_the_first():
        ends = time.monotonic() + 60
        while not (begun.exists() and begun.read_text().endswith("\n")):
            assert time.monotonic() < ends
            time.sleep(0.05)
        process = int(begun.read_text())
        killed.extend([parent_of(process), process])
        os.kill(killed[0], signal.SIGKILL)

    threading.Thread(target=kill_the_first).start()
    found = {}
    specs = [task("first_time_forever", file=str(begun))]
    specs += [task("add", str(number), a=number, b=1) for number in range(3)]
    run_on_cluster(specs, scheduler, lambda done: found.update({done.key: done}))
    assert found["first_time_forever"].result == {"processes": 2}
    assert [found[str(number)].result for number in range(3)] == [{"sum": n + 1} for n in range(3)]
    assert killed[0] in [process.pid for process in workers]
    wait_until_gone(killed[1])


def test_a_crash_is_told_and_ctrl_c_keeps_what_was_found(scheduler, workers, tmp_path):
    found, file = {}, tmp_path / "pid"

    def press():
        ends = time.monotonic() + 60
        while not file.exists() or "crash" not in found:
            assert time.monotonic() < ends
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt):
        run_on_cluster(
            [task("crash"), task("search", file=str(file))],
            scheduler,
            lambda done: found.update({done.key: done}),
        )
    assert "SIGKILL" in found["crash"].error
    assert found["search"].error == "it was interrupted"
    assert found["search"].result["objective"] == 5.0


def test_a_sweep_on_a_cluster_is_recorded_here(scheduler, workers, tmp_path):
    """The store is a file of this machine, which those of the cluster do not write to."""
    write_csv(instance_of(shredders()), tmp_path / "shredders")
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    found = sweep_case(
        tmp_path / "shredders", tmp_path / "reports", store, StudyOptions(gap=1e-6),
        ["no price"], cluster=scheduler,
    )  # fmt: skip
    recorded = {(run.scenario, run.status) for run in list_runs(store)}
    store.close()
    assert all(done.finished for done in found.values())
    assert {Path(done.result["folder"]).name[:9] for done in found.values()} == {"shredders"}
    assert recorded == {(None, "finished"), ("no price", "finished")}


def test_an_address_that_does_not_answer_is_told_in_time(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 2.0)
    address = f"tcp://127.0.0.1:{free_port()}"
    began = time.monotonic()
    with pytest.raises(ClusterError, match=f"no scheduler answers at {address} within 2 s"):
        run_on_cluster([task("add", a=1, b=1)], address, print)
    assert time.monotonic() - began < 8


def test_an_address_that_is_none_is_told():
    with pytest.raises(ClusterError, match="nonsense"):
        run_on_cluster([task("add", a=1, b=1)], "nonsense://x", print)


def test_a_scheduler_without_workers_is_told(scheduler):
    with pytest.raises(ClusterError, match="has no workers"):
        run_on_cluster([task("add", a=1, b=1)], scheduler, print)


def test_workers_of_another_version_are_named(scheduler, workers, monkeypatch):
    monkeypatch.setattr(cluster, "version", lambda name: "9.9")
    with pytest.raises(ClusterError, match=r"worker tcp://.*: planner .* there, 9\.9 here"):
        run_on_cluster([task("add", a=1, b=1)], scheduler, print)


def test_without_dask_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"install planner\[cluster\]"):
        run_on_cluster([task("add", a=1, b=1)], "tcp://127.0.0.1:1", print)
