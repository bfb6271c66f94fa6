"""A firing runs as a process: its command, its limit, its result, its log."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from planner.replanning.executing import Process
from planner.replanning.firings import list_firings, run_due
from planner.replanning.schedule import add_schedule
from planner.replanning.serving import serve
from planner.store.store import Store, now
from tests.replanning.firing import LEAVES_A_RESULT, MADE, hour, program

SECRET = "open sesame"
HOURLY = {"cron": "0 * * * *", "created": MADE}


def fired(store, tmp_path, text, command=("plan", "{case}"), **settings):
    """The firing of a schedule whose command is a program of ours."""
    add_schedule(store, "a b", "my case.xlsx", command, **HOURLY, settings=settings)
    execute = Process(store.url, tmp_path / "reports", program(tmp_path, text))
    (firing,) = run_due(store, hour(1), execute)
    return firing


def test_a_plan_is_asked_for_its_result_and_gives_it(sqlite_store, tmp_path):
    firing = fired(sqlite_store, tmp_path, LEAVES_A_RESULT, ("plan", "{case}", "--gap", "0.01"))
    assert (firing.status, firing.exit_code, firing.error) == ("finished", 0, None)
    asked = firing.result["argv"]
    assert asked[:4] == ["plan", "my case.xlsx", "--gap", "0.01"]
    assert asked[4:7] == ["--reports", str(tmp_path / "reports"), "--json"]
    assert (firing.result["run"], firing.result["gap"]) == (17, 0.004)


def test_other_commands_are_asked_for_nothing(sqlite_store, tmp_path):
    firing = fired(sqlite_store, tmp_path, "assert '--json' not in sys.argv", ("sweep", "{case}"))
    assert (firing.status, firing.result) == ("finished", None)


def test_the_store_goes_by_the_environment_and_not_by_the_command(sqlite_store, tmp_path):
    text = LEAVES_A_RESULT.replace("17", "os.environ['PLANNER_STORE']")
    firing = fired(sqlite_store, tmp_path, text)
    assert firing.result["run"] == sqlite_store.url
    assert not any("sqlite" in word for word in firing.result["argv"])


def test_the_password_of_the_store_is_in_no_error(postgres, tmp_path):
    store = Store(postgres.new_database())
    text = "print(os.environ['PLANNER_STORE']); print('cannot log in with', "
    firing = fired(store, tmp_path, text + f"{store.engine.url.password!r}); sys.exit(3)")
    assert firing.status == "failed"
    assert "cannot log in with ***" in firing.error
    assert store.engine.url.password not in firing.error
    assert store.url not in firing.error
    store.close()


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("print('the rules clash: r1, r2'); sys.exit(1)", 1, "the rules clash: r1, r2"),
        ("sys.exit('row 4, column share: 2')", 1, "row 4, column share: 2"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 137, "exit code 137"),
        ("", 3, "it left no result"),
        ("open(sys.argv[-1], 'w').write('{\"run\": 1')", 3, "cannot be read"),
    ],
)
def test_a_failure_is_told_with_the_last_words_of_the_log(sqlite_store, tmp_path, text, code, told):
    firing = fired(sqlite_store, tmp_path, text)
    assert (firing.status, firing.exit_code) == ("failed", code)
    assert told in firing.error


@pytest.mark.parametrize(("status", "times"), [("optimal", 1), ("interrupted", 2)])
def test_a_plan_made_to_its_end_is_not_made_again_after_its_runner_died(
    sqlite_store, tmp_path, monkeypatch, status, times
):
    add_schedule(sqlite_store, "a", "uk", **HOURLY)
    begun = tmp_path / "begun"
    text = f"open({str(begun)!r}, 'a').write('.')" + LEAVES_A_RESULT
    text = text.replace('"gap"', f'"status": {status!r}, "gap"')
    execute = Process(sqlite_store.url, tmp_path / "reports", program(tmp_path, text))

    def dies(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("planner.replanning.firings._end", dies)
        with pytest.raises(SystemExit):
            run_due(sqlite_store, hour(1), execute)
    (firing,) = run_due(sqlite_store, hour(1.5), execute)
    assert len(begun.read_text()) == times
    assert (firing.status, firing.attempts, firing.result["run"]) == ("finished", 2, 17)
    assert ("under a runner that was lost" in (firing.error or "")) == (times == 1)


def test_a_program_that_is_not_there_fails_the_firing(sqlite_store, tmp_path, monkeypatch):
    monkeypatch.setattr("planner.replanning.executing._dies_with_us", list)
    add_schedule(sqlite_store, "a", "uk", **HOURLY)
    execute = Process(sqlite_store.url, tmp_path, ["/no/such/program"])
    (firing,) = run_due(sqlite_store, hour(1), execute)
    assert firing.status == "failed"
    assert "/no/such/program" in firing.error


def test_at_the_hard_limit_a_plan_is_told_to_end_and_keeps_what_it_has(sqlite_store, tmp_path):
    text = "signal.signal(signal.SIGTERM, lambda *_: (leave(), sys.exit(0)))\ndef leave():"
    text += LEAVES_A_RESULT.replace("\n", "\n    ") + "\ntime.sleep(600)"
    firing = fired(sqlite_store, tmp_path, text, hard_limit=1)
    assert (firing.status, firing.result["run"]) == ("finished", 17)
    assert firing.error == "told to end at the limit of 1 s"


def test_a_plan_that_does_not_end_when_told_is_killed(sqlite_store, tmp_path):
    text = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"
    began = time.monotonic()
    firing = fired(sqlite_store, tmp_path, text, hard_limit=1, grace_kill=0.5)
    assert time.monotonic() - began < 20
    assert (firing.status, firing.exit_code) == ("failed", 137)
    assert "told to end at the limit of 1 s, killed 0.5 s later" in firing.error


def test_serving_ends_when_told_and_ends_the_plan_that_is_made(sqlite_store, tmp_path):
    add_schedule(sqlite_store, "a", "uk", cron="* * * * *", created=now() - timedelta(minutes=2))
    begun = tmp_path / "begun"
    text = f"open({str(begun)!r}, 'w').close()\nsignal.signal(signal.SIGTERM, "
    text += "lambda *_: sys.exit(130))\ntime.sleep(600)"
    execute = Process(sqlite_store.url, tmp_path / "reports", program(tmp_path, text))
    stop, done = threading.Event(), []
    serving = threading.Thread(
        target=lambda: serve(sqlite_store, 0.1, execute=execute, told=done.append, stop=stop)
    )
    serving.start()
    ends = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < ends:
        time.sleep(0.02)
    time.sleep(0.3)
    stop.set()
    serving.join(30)
    assert not serving.is_alive()
    assert [firing.status for firing in done] == ["waiting"]
    assert list_firings(sqlite_store)[0].error == "its runner was stopped"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux ends what a runner began")
def test_a_plan_ends_with_the_runner_that_was_killed(sqlite_store, tmp_path):
    noted = tmp_path / "process"
    text = f"open({str(noted)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    add_schedule(sqlite_store, "a", "uk", **HOURLY)
    words = json.dumps([sqlite_store.url, str(tmp_path), program(tmp_path, text)])
    runner = (
        "import json, sys\n"
        "from planner.replanning.executing import Process\n"
        "from planner.replanning.firings import run_due\n"
        "from planner.store.store import Store\n"
        "from pathlib import Path\n"
        "url, folder, program = json.loads(sys.argv[1])\n"
        "run_due(Store(url), None, Process(url, Path(folder), program))\n"
    )
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", runner, words], env=os.environ | {"PYTHONPATH": root}
    )
    ends = time.monotonic() + 30
    while not (noted.exists() and noted.read_text()) and time.monotonic() < ends:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while Path(f"/proc/{noted.read_text()}").exists() and time.monotonic() < ends:
        time.sleep(0.05)
    assert not Path(f"/proc/{noted.read_text()}").exists()
