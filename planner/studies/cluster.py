"""The same tasks on a Dask cluster: many machines, one process a task on each of them.

The machines must see the case and the reports under the same paths, and have the same planner.
A machine that is lost has its tasks done by another; a task whose process crashes is told as
failed, as on one machine, and is not tried elsewhere.
"""

import queue
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from planner.studies.process import TaskProcess
from planner.studies.runner import counted_interrupts
from planner.studies.tasks import FAILED, Done, OnDone, OnProgress, Plain, TaskSpec, spec_from

ANSWERS_WITHIN = 10.0
"""Seconds for the scheduler to answer."""
RETRIES = 3
"""Times a task is tried again after its machine was lost or could not start it."""
LOOK = 0.5
"""Seconds between looks at what has landed."""

_at_work: dict[tuple[str, str], TaskProcess] = {}
"""On a machine of the cluster: who asked and the key of the task -> its process."""


class ClusterError(Exception):
    """The cluster cannot be used; says why."""


def run_on_cluster(
    specs: Sequence[TaskSpec],
    address: str,
    on_done: OnDone,
    on_progress: OnProgress = lambda key, known: None,
) -> None:
    """Do tasks on the cluster of a scheduler, as ``run_here`` does them on this machine.

    address: tcp://host:port. Errors: ClusterError; KeyboardInterrupt after Ctrl-C, when those at
    work have ended with what they had.
    """
    client = _client(address)
    try:
        _same_planner(client, address)
        with counted_interrupts() as presses:
            _work(client, specs, on_done, on_progress, presses)
    finally:
        client.close()
    if presses:
        raise KeyboardInterrupt


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ClusterError("a cluster needs Dask: install planner[cluster]") from None
    try:
        return Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        told = f"no scheduler answers at {address} within {ANSWERS_WITHIN:.0f} s"
        raise ClusterError(f"{told}: {error}") from error


def _same_planner(client: Any, address: str) -> None:
    """Errors: ClusterError where there are no workers, or one has another planner or none."""

    def of_worker() -> str:  # local, so that it travels by value to where there is no planner
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("planner")
        except PackageNotFoundError:
            return ""

    mine, found = version("planner"), client.run(of_worker)
    if not found:
        raise ClusterError(f"the scheduler at {address} has no workers")
    problems = [
        f"worker {worker}: {'planner ' + theirs if theirs else 'no planner'} there, {mine} here"
        for worker, theirs in sorted(found.items())
        if theirs != mine
    ]
    if problems:
        raise ClusterError("\n".join(["all workers must have the same planner", *problems]))


def _work(
    client: Any,
    specs: Sequence[TaskSpec],
    on_done: OnDone,
    on_progress: OnProgress,
    presses: list[int],
) -> None:
    asker = uuid4().hex
    landed: queue.Queue[Any] = queue.Queue()
    left = {}
    for spec in specs:
        future = client.submit(
            do_task, spec.plain(), asker, key=f"{asker}-{spec.key}", retries=RETRIES, pure=False
        )
        left[future.key] = (spec, future)
        future.add_done_callback(landed.put)
        on_progress(spec.key, {})
    answered = 0
    while left:
        try:
            future = landed.get(timeout=LOOK)
        except queue.Empty:
            pass
        else:
            spec, _ = left.pop(future.key)
            on_done(_done(spec, future))
        if len(presses) > answered:
            waiting = _end(client, asker, [key for key, _ in left.items()], kill=answered > 0)
            for key in waiting:
                spec, future = left.pop(key)
                future.cancel()
            answered = len(presses)


def _end(client: Any, asker: str, keys: Sequence[str], *, kill: bool) -> list[str]:
    """End the processes of whoever asked. Returns the keys of futures that have none."""
    ended = client.run(end_tasks, asker, kill)
    at_work = {f"{asker}-{key}" for found in ended.values() for key in found}
    return [key for key in keys if key not in at_work]


def _done(spec: TaskSpec, future: Any) -> Done:
    if future.status != "finished":
        error = future.exception() if future.status == "error" else future.status
        return Done(spec.key, FAILED, 0.0, None, f"the cluster could not do it: {error}")
    plain = future.result()
    return Done(**plain)


def do_task(plain: Plain, asker: str) -> Plain:
    """On a machine of the cluster: do a task in a process of its own."""
    spec = spec_from(plain)
    ended: queue.Queue[None] = queue.Queue()
    process = TaskProcess()
    process.begin(spec, lambda known: ended.put(None) if known is None else None)
    _at_work[asker, spec.key] = process
    try:
        while True:
            try:
                ended.get(timeout=LOOK)
                break
            except queue.Empty:
                process.keep_to_limits()
        done = process.done()
    finally:
        del _at_work[asker, spec.key]
        process.close()
    return {
        "key": done.key,
        "status": done.status,
        "seconds": done.seconds,
        "result": done.result,
        "error": done.error,
    }


def end_tasks(asker: str, kill: bool) -> list[str]:
    """On a machine of the cluster: end the processes of whoever asked. Returns their keys."""
    found = [(key, process) for (who, key), process in list(_at_work.items()) if who == asker]
    for _, process in found:
        process.end("it was interrupted")
        if kill:
            process.kill()
    return [key for key, _ in found]
