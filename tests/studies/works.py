"""Work for processes of tasks: what they do right, and every way to fail."""

import os
import signal
import time
from pathlib import Path


def add(arguments, tell):
    tell({"seconds": 0.0, "plan": 1.0, "bound": 2.0})
    print("printed by a library")  # must not be taken for an answer
    return {"sum": arguments["a"] + arguments["b"]}


def mark(arguments, tell):
    """Leaves a line for every time it is done."""
    with Path(arguments["file"]).open("a") as file:
        file.write(f"{arguments['name']}\n")
    if arguments.get("fails_unless") and not Path(arguments["fails_unless"]).exists():
        raise ValueError("not there yet")
    return {"name": arguments["name"]}


def crash(arguments, tell):
    os.kill(os.getpid(), signal.SIGKILL)


def which_process(arguments, tell):
    return {"process": os.getpid()}


def leave(arguments, tell):
    print("the last words")
    os._exit(7)


def search(arguments, tell):
    """Goes on until it is ended, and keeps what it has."""
    Path(arguments["file"]).write_text(str(os.getpid()))
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        return {"status": "interrupted", "objective": 5.0}
    return {"status": "optimal"}


def deaf(arguments, tell):
    """Does not listen."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    Path(arguments["file"]).write_text(str(os.getpid()))
    time.sleep(60)


def first_time_forever(arguments, tell):
    """Does not end the first time; the second time it says how many processes tried."""
    with Path(arguments["file"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    processes = len(Path(arguments["file"]).read_text().split())
    if processes == 1:
        time.sleep(120)
    return {"processes": processes}
