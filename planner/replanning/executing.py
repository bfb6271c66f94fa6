"""Running a firing as a process of planner, with a hard limit, and reading what it found.

The store's address goes by the environment, never on a command line that others can read. The
output goes to reports/schedules/<schedule>/<due>-<attempt>.log, the result to .json beside it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from planner.replanning.firings import Outcome, Work
from planner.replanning.schedule import CHANGED
from planner.replanning.settings import setting
from planner.replanning.watching import WatchError, is_address, local_copy
from planner.store.store import VARIABLE

PLANNER = (sys.executable, "-m", "planner")
WITH_RESULT = ("plan", "replan")
"""Commands that know --json and --reports."""
LOOK = 0.2
"""Seconds between looks at a process."""
TAIL = 600
"""Characters of the log that are told of a failure."""
WRONG_INPUT, FAILED = 2, 3


class Process:
    """Runs the command of a schedule as a process. url: of the store. program: what planner is."""

    def __init__(
        self, url: str, reports: Path = Path("reports"), program: Sequence[str] = PLANNER
    ) -> None:
        self.url = url
        self.reports = reports
        self.program = tuple(program)

    def __call__(self, work: Work) -> Outcome:
        """Run the command until it ends or must; its outcome. Errors: OSError."""
        name = re.sub(r"\W+", "-", work.schedule.name)
        folder = self.reports / "schedules" / name
        folder.mkdir(parents=True, exist_ok=True)
        due = re.sub(r"[^\w-]", "", work.firing.due)[:40]
        log = folder / f"{due}-{work.firing.id}-{work.firing.attempts}.log"
        found = log.with_suffix(".json")
        found.unlink(missing_ok=True)
        try:
            command = [*self.program, *self._arguments(work, name)]
        except WatchError as error:
            return Outcome(WRONG_INPUT, error=str(error))
        if asked := work.schedule.command[0] in WITH_RESULT:
            if "--reports" not in command:
                command += ["--reports", str(self.reports)]
            command += ["--json", str(found)]
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*_dies_with_us(), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {VARIABLE: self.url},
                start_new_session=True,  # Ctrl-C is for the runner, which passes it on once
            )
            try:
                ended = _waited(process, work)
            except BaseException:
                process.kill()
                process.wait()
                raise
        return self._outcome(process.returncode, ended, log, found, asked)

    def _arguments(self, work: Work, name: str) -> list[str]:
        """The command, where the case and what is watched have become paths."""
        schedule, case = work.schedule, work.schedule.case
        copy = None
        if schedule.watch is not None and is_address(schedule.watch):
            due = work.firing.due
            digest = due.removeprefix(CHANGED).partition("#")[0] if CHANGED in due else None
            copy = str(local_copy(schedule.watch, digest, self.reports / "watched" / name))
            case = copy if case == schedule.watch else case
        return [
            copy if copy is not None and word == schedule.watch else word.replace("{case}", case)
            for word in schedule.command
        ]

    def _outcome(
        self, code: int, ended: str | None, log: Path, found: Path, asked: bool
    ) -> Outcome:
        result: dict[str, Any] | None = None
        problem = None
        if found.exists():
            try:
                read = json.loads(found.read_text(encoding="utf-8"))
                result = read if isinstance(read, dict) else None
            except (ValueError, OSError) as error:
                problem = f"{found} cannot be read: {type(error).__name__}"
        if code == 0:
            if asked and result is None:
                return Outcome(FAILED, None, problem or f"it left no result in {found}")
            return Outcome(0, result, ended)
        code = code if code > 0 else 128 - code  # as a shell tells that a signal ended it
        words = [f"exit code {code}", ended, problem, self._tail(log), f"see {log}"]
        return Outcome(code, result, "; ".join(word for word in words if word))

    def _tail(self, log: Path) -> str:
        """The last words of a log, on one line, without the password of the store."""
        words = log.read_bytes().decode(errors="replace")
        password = sa.make_url(self.url).password
        if password:
            words = words.replace(str(password), "***")
        return " | ".join(line.strip() for line in words[-TAIL:].splitlines() if line.strip())


@cache
def _dies_with_us() -> list[str]:
    """What makes a process end with its runner, so that who takes over does not plan beside it.

    Only Linux knows it, and not every Linux; elsewhere the process goes on, and is dropped.
    """
    program = shutil.which("setpriv")
    if program is None:
        return []
    words = [program, "--pdeathsig", "TERM"]
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else []


def _waited(process: subprocess.Popen[bytes], work: Work) -> str | None:
    """Wait for the end of a process, ask for it where it is time; why it was asked, if it was."""
    limit = setting(work.schedule.settings, "hard_limit")
    ends = time.monotonic() + limit
    while process.poll() is None:
        late = time.monotonic() > ends
        if late or work.must_end():
            why = f"told to end at the limit of {limit:g} s" if late else "told to end"
            # The planner takes the first SIGTERM for the end of its search, and writes its plan.
            process.terminate()
            grace = setting(work.schedule.settings, "grace_kill")
            try:
                process.wait(grace)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return f"{why}, killed {grace:g} s later"
            return why
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            continue
    return None
