"""Timers of systemd: a user's service that runs what is due, and the timer that starts it.

    cp FOLDER/* ~/.config/systemd/user/
    systemctl --user daemon-reload && systemctl --user enable --now NAME.timer

The address of the store, and secrets of alerts, stand in ~/.config/planner/environment, which only
its owner should read; without it the store is the file under the folder of work.
"""

import re
from pathlib import Path


class TimerError(ValueError):
    """A timer that systemd would refuse; names the value."""


def units(name: str, workdir: Path, python: Path, every: float) -> dict[str, str]:
    """The files of a timer by their names.

    workdir: where cases and reports/ are. python: of the environment that planner is installed in.
    every: seconds between the end of one round and the next. Errors: TimerError.
    """
    if not re.fullmatch(r"[A-Za-z0-9:_.-]+", name):
        raise TimerError(f"{name!r} cannot name a timer: letters, digits and :_.- only")
    if not every >= 1:
        raise TimerError(f"a timer every {every:g} s: give 1 or more")
    for path in (workdir, python):
        if not path.is_absolute() or re.search(r"[\x00-\x1f]", str(path)):
            raise TimerError(f"{str(path)!r} is not an absolute path on one line")
    service = f"""\
[Unit]
Description=planner: plans that are due

[Service]
Type=oneshot
WorkingDirectory={_path(workdir)}
EnvironmentFile=-%h/.config/planner/environment
ExecStart={_quoted(python)} -m planner schedule run-due
# Plans take hours; told to end, the planner writes the best plan it has.
TimeoutStartSec=infinity
TimeoutStopSec=180
KillMode=mixed
"""
    timer = f"""\
[Unit]
Description=planner: looks for plans that are due every {every:g} s

[Timer]
OnActiveSec=1
OnUnitInactiveSec={every:g}
AccuracySec=1

[Install]
WantedBy=timers.target
"""
    return {f"{name}.service": service, f"{name}.timer": timer}


def write_units(files: dict[str, str], folder: Path) -> list[Path]:
    """Write the files of a timer into a folder; their paths. Errors: OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def _path(path: Path) -> str:
    """A path where systemd takes the rest of the line."""
    return str(path).replace("%", "%%")


def _quoted(path: Path) -> str:
    """A path as the first word of a command, whatever is in it."""
    words = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{words}"'  # of the first word, $ is left alone
