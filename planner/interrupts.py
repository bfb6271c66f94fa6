"""Ctrl-C ends the search, not the work: the best plan found is written all the same.

The first Ctrl-C, or a SIGTERM, raises KeyboardInterrupt, which a search takes for its end. Those
that follow are answered with a line; only the last of several stops everything.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

FORCE_AFTER = 4
"""Times Ctrl-C is pressed before everything stops at once."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def first_ends_the_search(say: Callable[[str], None]) -> Iterator[None]:
    """Within this, only the first Ctrl-C and the last of several interrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the business of the main thread
        return
    pressed = 0

    def answer(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed += 1
        if pressed in (1, FORCE_AFTER):
            raise KeyboardInterrupt
        say(f"writing what was found; {FORCE_AFTER - pressed} more Ctrl-C to drop it")

    before = {number: signal.signal(number, answer) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
