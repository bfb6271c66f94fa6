"""The process of one task: ``python -m planner.studies.worker``.

The task comes as a line of JSON on standard input; progress and the result go as lines of JSON to
standard output, everything else that is printed to standard error. SIGTERM ends the search and
keeps the best plan. Standard input that ends says that whoever asked is gone: so does the process.
"""

import json
import os
import sys
import threading
import time
import traceback
from importlib import import_module
from typing import Any, TextIO

from planner.interrupts import first_ends_the_search
from planner.studies.tasks import Plain, spec_from

NOBODY_ASKS = 3
"""Exit status of a process that was left alone."""
EVERY = 1.0
"""Seconds between lines of progress."""


def main() -> None:
    """Do the task that stands on standard input."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    spec = spec_from(json.loads(sys.stdin.readline()))
    threading.Thread(target=_watch, daemon=True).start()
    line = _Line(answers)
    try:
        with first_ends_the_search(lambda words: print(words, file=sys.stderr)):
            module, _, function = spec.work.partition(":")
            result = getattr(import_module(module), function)(spec.arguments, line.progress)
    except KeyboardInterrupt:
        line.write({"error": "there was no plan yet"})
    except Exception as error:
        ours = type(error).__module__.startswith("planner.")
        line.write({"error": str(error) if ours else f"{type(error).__name__}: {error}"})
        traceback.print_exc()
    else:
        line.write({"result": result})
    answers.flush()
    os._exit(0)  # the thread that watches may hold standard input


def _watch() -> None:
    while sys.stdin.readline():
        pass
    os._exit(NOBODY_ASKS)


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
