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
from urllib.parse import quote

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
INTERRUPTED = "interrupted"
"""What a plan is that was told to end, as one is whose runner died."""


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
        attempts = [f"{due}-{work.firing.id}-{n}" for n in range(1, work.firing.attempts + 1)]
        log, found = folder / f"{attempts[-1]}.log", folder / f"{attempts[-1]}.json"
        asked = work.schedule.command[0] in WITH_RESULT
        for attempt in attempts[:-1] if asked else ():
            if _whole(made := folder / f"{attempt}.json"):
                return self._outcome(0, f"planned under a runner that was lost: {made}", log, made)
        found.unlink(missing_ok=True)
        try:
            command = [*self.program, *self._arguments(work, name)]
        except WatchError as error:
            return Outcome(WRONG_INPUT, error=str(error))
        if asked:
            if not any(word.partition("=")[0] == "--reports" for word in command):
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
        return self._outcome(process.returncode, ended, log, found if asked else None)

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

    def _outcome(self, code: int, ended: str | None, log: Path, found: Path | None) -> Outcome:
        """What came of a process. ended: why it was told to. found: where its result must be."""
        result, problem = (None, None) if found is None else _read(found)
        if code == 0:
            if found is not None and result is None:
                return Outcome(FAILED, None, problem or f"it left no result in {found}")
            return Outcome(0, result, ended)
        code = code if code > 0 else 128 - code  # as a shell tells that a signal ended it
        words = [f"exit code {code}", ended, problem, self._tail(log), f"see {log}"]
        return Outcome(code, result, "; ".join(word for word in words if word))

    def _tail(self, log: Path) -> str:
        """The last words of a log, on one line, without the password of the store."""
        words = log.read_bytes().decode(errors="replace")
        for secret in _secrets(self.url):
            words = words.replace(secret, "***")
        return " | ".join(line.strip() for line in words[-TAIL:].splitlines() if line.strip())


def _read(found: Path) -> tuple[dict[str, Any] | None, str | None]:
    """The result a process left, if it left one, and why it cannot be read."""
    try:
        result = json.loads(found.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, None
    except (ValueError, OSError) as error:
        return None, f"{found} cannot be read: {type(error).__name__}"
    return (result, None) if isinstance(result, dict) else (None, f"{found} holds no result")


def _whole(found: Path) -> bool:
    """Whether a process made its plan to the end, though its runner did not live to write so."""
    result, _ = _read(found)
    return result is not None and result.get("exit") == 0 and result.get("status") != INTERRUPTED


def _secrets(url: str) -> list[str]:
    """What of the store's address must not be told: its password, also as addresses write it."""
    parsed = sa.make_url(url)
    passwords = [str(parsed.password or ""), str(parsed.query.get("password", ""))]
    written = [quote(password, safe="") for password in passwords]
    return sorted(filter(None, {*passwords, *written}), key=len, reverse=True)


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
