"""A process that does tasks: ``python -m planner.studies.worker``.

Tasks come as lines of JSON on standard input, the next when the last is done; progress and results
go as lines of JSON to standard output, everything else that is printed to standard error. SIGTERM
ends the search and keeps the best plan. Standard input that ends says that whoever asked is gone:
so does the process.
"""

import json
import os
import queue
import sys
import threading
import time
import traceback
from importlib import import_module
from typing import Any, TextIO

from planner.interrupts import first_ends_the_search
from planner.studies.tasks import Plain, TaskSpec, spec_from

NOBODY_ASKS = 3
"""Exit status of a process that was left alone."""
EVERY = 1.0
"""Seconds between lines of progress."""


def main() -> None:
    """Do the tasks that come on standard input, until it ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _do(spec_from(json.loads(asked.get())), _Line(answers))


def _do(spec: TaskSpec, line: "_Line") -> None:
    try:
        with first_ends_the_search(lambda words: print(words, file=sys.stderr)):
            module, _, function = spec.work.partition(":")
            result = getattr(import_module(module), function)(spec.arguments, line.progress)
    except KeyboardInterrupt:
        line.write({"error": "there was no plan yet"})
    except Exception as error:
        ours = type(error).__module__.startswith("planner.")
        traceback.print_exc()
        line.write({"error": str(error) if ours else f"{type(error).__name__}: {error}"})
    else:
        line.write({"result": result})


def _listen(asked: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    os._exit(NOBODY_ASKS)  # also in the midst of a search


class _Line:
    """Writes answers, of which progress comes from the thread of the solver."""

    def __init__(self, answers: TextIO) -> None:
        self.answers = answers
        self.lock = threading.Lock()
        self.last = float("-inf")

    def write(self, answer: dict[str, Any]) -> None:
        with self.lock:
            self.answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            self.answers.flush()

    def progress(self, known: Plain) -> None:
        if time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            self.write({"progress": known})


if __name__ == "__main__":
    main()
