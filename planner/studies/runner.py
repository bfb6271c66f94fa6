"""Many tasks at once on this machine, in processes that do one after the other.

A process that crashes loses the task it was at, and only that; another takes its place. What is
done stays done: a study that is asked for again does what is missing, and what failed.
"""

import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from planner.interrupts import SIGNALS
from planner.studies.process import GRACE, TaskProcess
from planner.studies.record import Study
from planner.studies.tasks import FAILED, Done, OnBegin, OnDone, OnProgress, Plain, TaskSpec

LOOK = 0.5
"""Seconds between looks at the limits of tasks."""


def run_study(
    specs: Sequence[TaskSpec],
    study: Study | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    on_begin: OnBegin = lambda specs: None,
    on_done: OnDone = lambda done: None,
    on_progress: OnProgress = lambda key, known: None,
) -> dict[str, Done]:
    """Do the tasks that the study has not finished, and tell and keep what comes of each.

    workers: processes at once on this machine, by default one a core; cluster: the address of a
    Dask scheduler to do them instead. Returns what came of every task, by key, also of those
    finished earlier; told in the order in which they land.
    Errors: KeyboardInterrupt after Ctrl-C, once what was at work has been told and kept;
    ClusterError.
    """
    found: dict[str, Done] = {}

    def land(done: Done) -> None:
        found[done.key] = done
        if study is not None and not done.earlier:
            study.keep(done)
        on_done(done)

    earlier = {} if study is None else study.finished()
    for spec in specs:
        if spec.key in earlier:
            land(earlier[spec.key])
    left = [spec for spec in specs if spec.key not in found]
    if left:
        on_begin(left)
    if cluster is not None and left:
        from planner.studies.cluster import run_on_cluster

        run_on_cluster(left, cluster, land, on_progress)
    elif left:
        run_here(left, land, on_progress, workers)
    return {spec.key: found[spec.key] for spec in specs}


def run_here(
    specs: Sequence[TaskSpec],
    on_done: OnDone,
    on_progress: OnProgress = lambda key, known: None,
    workers: int | None = None,
    grace: float = GRACE,
) -> None:
    """Do tasks in processes on this machine, so many at once.

    Ctrl-C (or SIGTERM) ends those at work, which keep what they have, and starts no other; again,
    and they are killed. Errors: KeyboardInterrupt, when all have ended.
    """
    with counted_interrupts() as presses:
        _Crew(specs, on_done, on_progress, workers or os.cpu_count() or 1, grace, presses).work()


@contextmanager
def counted_interrupts() -> Iterator[list[int]]:
    """Within this, Ctrl-C and SIGTERM are written down and interrupt nothing half way."""
    presses: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield presses  # signals are the business of the main thread
        return
    before = {
        number: signal.signal(number, lambda number, frame: presses.append(number))
        for number in SIGNALS
    }
    try:
        yield presses
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Crew:
    """The processes at work and the tasks that wait."""

    def __init__(
        self,
        specs: Sequence[TaskSpec],
        on_done: OnDone,
        on_progress: OnProgress,
        workers: int,
        grace: float,
        presses: list[int],
    ) -> None:
        self.waiting = deque(specs)
        self.at_work: dict[str, TaskProcess] = {}
        self.idle: list[TaskProcess] = []
        self.heard: queue.Queue[tuple[str, Plain | None]] = queue.Queue()
        self.on_done, self.on_progress = on_done, on_progress
        self.workers, self.grace = workers, grace
        self.presses, self.answered = presses, 0

    def work(self) -> None:
        try:
            while self.waiting or self.at_work:
                self._step()
                if len(self.presses) > self.answered:
                    self._interrupt()
        finally:
            for process in self.at_work.values():  # an error of a listener, or of the store
                process.kill()
                process.done()
            for process in (*self.at_work.values(), *self.idle):
                process.close()
        if self.presses:
            raise KeyboardInterrupt

    def _step(self) -> None:
        while self.waiting and len(self.at_work) < self.workers:
            self._start(self.waiting.popleft())
        try:
            key, known = self.heard.get(timeout=LOOK)
        except queue.Empty:
            pass
        else:
            if known is not None:
                self.on_progress(key, known)
            else:
                self._land(key)
        for process in self.at_work.values():
            process.keep_to_limits()

    def _start(self, spec: TaskSpec) -> None:
        try:
            process = self._idle() or TaskProcess(self.grace)
        except OSError as error:
            self.on_done(Done(spec.key, FAILED, 0.0, None, f"no process can be started: {error}"))
            return
        process.begin(spec, lambda known: self.heard.put((spec.key, known)))
        self.at_work[spec.key] = process
        self.on_progress(spec.key, {})

    def _idle(self) -> TaskProcess | None:
        while self.idle:
            process = self.idle.pop()
            if process.is_there:
                return process
            process.close()  # somebody has killed it in the meantime
        return None

    def _land(self, key: str) -> None:
        process = self.at_work.pop(key)
        done = process.done()
        if process.does_another:
            self.idle.append(process)
        else:
            process.close()
        self.on_done(done)

    def _interrupt(self) -> None:
        self.waiting.clear()
        for process in self.at_work.values():
            process.end("it was interrupted")
            if self.answered:
                process.kill()
        self.answered = len(self.presses)
