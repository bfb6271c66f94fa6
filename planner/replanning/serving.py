"""Staying at it: look for what is due again and again, until told to stop.

Several may serve one store. Where nothing should stay, ``planner schedule run-due`` does one round,
from cron or from the timers of timers.py.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from planner.replanning.firings import Execute, Firing, owner_here, run_due
from planner.store.store import Store, StoreError

LOOK = 0.2
"""Seconds between looks whether it is time to stop."""

log = logging.getLogger("planner.schedule")


@contextmanager
def until_told() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set, within this."""
    stop = threading.Event()

    def answer(number: int, frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()

    before = {number: signal.signal(number, answer) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(
    store: Store,
    every: float = 15.0,
    reports: Path = Path("reports"),
    execute: Execute | None = None,
    told: Callable[[Firing], None] = lambda firing: None,
    stop: threading.Event | None = None,
) -> None:
    """Run what is due every so many seconds until SIGTERM or SIGINT.

    A plan that is being made is told to end, writes what it has, and is recorded. A store that is
    gone is waited for. told: hears of every firing that was run. stop: instead of signals, where
    this is not the main thread.
    """
    if stop is None:
        with until_told() as stop:
            return serve(store, every, reports, execute, told, stop)
    owner = owner_here()
    while not stop.is_set():
        try:
            for firing in run_due(store, None, execute, owner, stop, reports):
                told(firing)
        except StoreError as error:
            log.warning("nothing can be run: %s", error)
        _rest(stop, every)
    return None


def _rest(stop: threading.Event, seconds: float) -> None:
    """Wait so long, or until told to stop.

    Not by stop.wait: a signal that comes as this thread enters or leaves it could never set stop.
    """
    ends = time.monotonic() + seconds
    while not stop.is_set() and (left := ends - time.monotonic()) > 0:
        time.sleep(min(LOOK, left))
