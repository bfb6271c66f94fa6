"""Several who work at the same time, each always with the same tools, so that results repeat."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Self, TypeVar

WORKERS = 2
"""Whatever the number of threads, so that it changes no result."""

Task = TypeVar("Task")
Done = TypeVar("Done")


class Team:
    """A pool of threads. Use it in a ``with`` statement."""

    def __init__(self, threads: int) -> None:
        self.threads = min(WORKERS, threads or WORKERS)

    def __enter__(self) -> Self:
        self.pool = ThreadPoolExecutor(self.threads)
        return self

    def __exit__(self, *exception: object) -> None:
        self.pool.shutdown()

    def together(self, work: Callable[[int, Task], Done], tasks: list[Task]) -> list[Done]:
        """work(number of the worker, task) for every task. Waits for all, also on Ctrl-C."""
        futures: list[Future[Done]] = [
            self.pool.submit(work, worker, task) for worker, task in enumerate(tasks)
        ]
        try:
            wait(futures)
        except KeyboardInterrupt:
            wait(futures)
            raise
        return [future.result() for future in futures]
