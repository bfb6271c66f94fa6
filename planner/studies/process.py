"""A process that does tasks, one after the other: listened to, ended, and told apart from a crash.

What was imported and built for one task is there for the next. A process that crashed or was ended
does no other. It is no child of the terminal: Ctrl-C reaches it only through whoever started it,
and it ends by itself when that one is gone.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from planner.studies.tasks import FAILED, FINISHED, Done, Plain, TaskSpec

GRACE = 300.0
"""Seconds for a plan that was found to be written, before a process that was ended is killed."""
LAST_WORDS = 12
"""Lines of what a process printed that are told when it crashed."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class TaskProcess:
    """A process for tasks; at most one at a time. Errors: OSError where none can be started."""

    def __init__(self, grace: float = GRACE) -> None:
        self.grace = grace
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", "planner.studies.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            env=os.environ | ONE_THREAD,
            start_new_session=True,
            encoding="utf-8",
        )

    def begin(self, spec: TaskSpec, hear: Callable[[Plain | None], None]) -> None:
        """Begin a task.

        hear: called from another thread with what is known of the task, and with None at its end.
        """
        self.spec, self.hear = spec, hear
        self.began = time.monotonic()
        self.ended_for = ""
        self._killed_at = float("inf")
        self._answer: Plain | None = None
        self._printed_before = os.fstat(self._printed.fileno()).st_size
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it died at once: its end is told as any other
            self.process.stdin.write(json.dumps(spec.plain(), ensure_ascii=False) + "\n")
            self.process.stdin.flush()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def end(self, reason: str) -> None:
        """Let it keep the best plan it has; after the grace it is killed."""
        if not self.ended_for:
            self.ended_for = reason
            self._killed_at = time.monotonic() + self.grace
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()

    def keep_to_limits(self) -> None:
        """To be called now and then: ends the task at its limit, kills it after the grace."""
        if self.seconds > self.spec.limit:
            self.end(f"it was ended after its limit of {self.spec.limit:,.0f} s")
        if time.monotonic() > self._killed_at:
            self.kill()

    def done(self) -> Done:
        """What came of the task. To be called after its end was heard."""
        self._listener.join()
        answer = self._answer or {}
        result = answer.get("result")
        whole = result is not None and result.get("status") != "interrupted"
        if whole:
            return Done(self.spec.key, FINISHED, self.seconds, result)
        told = [why for why in (self.ended_for, answer.get("error")) if why]
        why = "; ".join(told) or self._crash()
        return Done(self.spec.key, FAILED, self.seconds, result, why)

    @property
    def is_there(self) -> bool:
        return self.process.poll() is None

    @property
    def does_another(self) -> bool:
        """Whether it can be given another task, when one is done."""
        return self._answer is not None and not self.ended_for

    def close(self) -> None:
        """Kill what is left of it. Nobody else may be listening any more."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self._printed):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _listen(self) -> None:
        """Hear of one task, to its answer or the end of the process."""
        assert self.process.stdout is not None
        while self._answer is None and (line := self.process.stdout.readline()):
            try:
                answer = json.loads(line)
            except ValueError:
                continue  # half a line, of a process that was killed while it wrote
            if "progress" in answer:
                self.hear(answer["progress"])
            else:
                self._answer = answer
        self.hear(None)

    def _crash(self) -> str:
        """How the process ended, and what it printed last; waits for it to go."""
        status = self.process.wait()
        self._printed.seek(self._printed_before)
        printed = _last_lines(self._printed.read().decode("utf-8", "replace"))
        if status < 0:
            name = signal.Signals(-status).name
            memory = ", by hand or for want of memory" if -status == signal.SIGKILL else ""
            told = f"its process was ended by {name}{memory}"
        else:
            told = f"its process ended with status {status} and without a result"
        return f"{told}\n{printed}" if printed else told


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-LAST_WORDS:])
