"""Schedules on the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.commands.schedule import app
from planner.instance.template import write_csv
from planner.replanning.firings import Outcome, run_due
from planner.replanning.schedule import add_schedule
from planner.store.runs import list_runs
from planner.store.store import Store, now
from tests.replanning.firing import MADE, counted, hour
from tests.tiny import tiny_instance


@pytest.fixture
def say(sqlite_url):
    """Runs a command of schedules; its exit code, output and errors."""

    def run(*words):
        done = CliRunner().invoke(app, [*words, "--store", sqlite_url])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


def test_a_schedule_is_added_listed_paused_resumed_and_removed(say):
    assert say("list") == (0, "there are no schedules\n", "")
    code, told, _ = say(
        "add", "weekly", "uk", "--cron", "0 6 * * 1", "--zone", "Europe/Berlin",
        "--command", "plan {case} --gap 0.005",
    )  # fmt: skip
    assert code == 0
    assert told.startswith("weekly: planner plan '{case}' --gap 0.005, case uk, cron")
    assert "06:00:00 CE" in told
    assert say("list")[1] == told
    assert say("pause", "weekly")[1] == "weekly: paused\n"
    assert "paused" in say("list")[1]
    assert say("resume", "weekly")[1] == told
    assert say("remove", "weekly")[1] == "weekly: removed\n"
    assert say("list")[1] == "there are no schedules\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "a", "uk"), "never due"),
        (("add", "a", "uk", "--cron", "0 25 * * *"), "hour '25'"),
        (("add", "a", "uk", "--cron", "0 6 * * *", "--zone", "Mars"), "'Mars' is unknown"),
        (("add", "a", "uk", "--cron", "0 6 * * *", "--settings", "{"), "not JSON"),
        (("add", "a", "uk", "--cron", "0 6 * * *", "--settings", "no.json"), "settings no.json"),
        (("add", "a", "uk", "--cron", "0 6 * * *", "--settings", '{"gap": 1}'), "gap is unknown"),
        (("add", "a", "uk", "--cron", "0 6 * * *", "--command", "plan 'x"), "No closing quot"),
        (("pause", "b"), "no schedule 'b'"),
        (("history", "b"), "no schedule 'b'"),
    ],
)
def test_wrong_input_ends_with_2_and_says_what(say, words, told):
    code, out, errors = say(*words)
    assert (code, out) == (2, "")
    assert told in errors


def test_settings_come_from_a_file_and_the_case_is_watched(say, tmp_path, sqlite_url):
    (tmp_path / "settings.json").write_text('{"hard_limit": 900}')
    case = str(tmp_path / "my.xlsx")
    code, told, note = say(
        "add", "a", case, "--watch", "case", "--settings", str(tmp_path / "settings.json")
    )
    assert code == 0
    assert f"watches {case}" in told
    assert "is not on this machine" in note


def test_the_history_is_told_in_the_zone_of_the_schedule(say, sqlite_store):
    add_schedule(sqlite_store, "a", "uk", cron="0 * * * *", zone="Europe/Berlin", created=MADE)
    run_due(sqlite_store, hour(2), counted(Outcome(0, {"run": 17, "gap": 0.01}))[1])
    code, told, _ = say("history")
    latest, first = told.splitlines()
    assert code == 0
    assert latest.startswith("a: due 2026-06-01 04:00:00 CEST, finished, ended 2026-06-01 04:00:0")
    assert latest.endswith("run 17, gap 0.01")
    assert first.startswith("a: due 2026-06-01 03:00:00 CEST, skipped")
    assert say("history", "a", "--limit", "1")[1].splitlines() == [latest]
    (row,) = json.loads(say("history", "a", "--limit", "1", "--json")[1])
    assert (row["status"], row["result"]["run"]) == ("finished", 17)


def test_run_due_runs_a_process_and_ends_with_3_if_it_failed(say, sqlite_store, tmp_path):
    add_schedule(sqlite_store, "a", "nowhere.xlsx", ["check", "{case}"], "* * * * *", created=MADE)
    sqlite_store.do(lambda c: c.exec_driver_sql("UPDATE schedules SET cron = '0 0 1 * *'"))
    code, told, _ = say("run-due", "--reports", str(tmp_path / "reports"))
    assert code == 3
    assert "failed" in told
    assert "nowhere.xlsx" in told
    assert say("run-due") == (0, "", "")
    (log,) = (tmp_path / "reports" / "schedules" / "a").glob("*.log")
    assert "nowhere.xlsx" in log.read_text()


def test_serve_stays_until_sigterm(sqlite_store, tmp_path):
    code = "from planner.commands.schedule import app; app()"
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--every", "1", "--store", sqlite_store.url],
        env=os.environ | {"PYTHONPATH": root, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=tmp_path,
        text=True,
    ) as process:
        add_schedule(sqlite_store, "a", "uk", ["--help"], "0 0 1 * *", created=MADE)
        assert "a: due" in process.stdout.readline()
        time.sleep(0.5)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert process.returncode == 0


def test_the_files_of_systemd_are_written(tmp_path):
    done = CliRunner().invoke(app, ["units", "--to", str(tmp_path), "--every", "30"])
    assert done.exit_code == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["planner.service", "planner.timer"]
    assert f'"{sys.executable}"' in (tmp_path / "planner.service").read_text()
    done = CliRunner().invoke(app, ["units", "--to", str(tmp_path), "--name", "a b"])
    assert done.exit_code == 2


@pytest.mark.parametrize(
    "command",
    ["add", "list", "pause", "resume", "remove", "run-due", "serve", "units", "history"],
)
def test_every_command_has_help(command):
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "--store" in done.output or command == "units"


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from planner.commands import schedule; "
        "heavy = {'sqlalchemy', 'apscheduler', 'pandas', 'alembic'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_store_that_cannot_be_opened_ends_with_3_without_its_password():
    url = "postgresql://me:open-sesame@127.0.0.1:9/planner"
    done = CliRunner().invoke(app, ["list", "--store", url])
    assert done.exit_code == 3
    assert "open-sesame" not in done.output + done.stderr
    assert "127.0.0.1" in done.stderr


def test_a_store_named_by_the_environment_is_used(sqlite_url, monkeypatch):
    monkeypatch.setenv("PLANNER_STORE", sqlite_url)
    opened = Store()
    add_schedule(opened, "a", "uk", cron="0 6 * * *")
    opened.close()
    assert CliRunner().invoke(app, ["list"]).stdout.startswith("a: planner plan")


def test_a_plan_that_is_due_is_made_recorded_and_told(say, sqlite_store, tmp_path):
    case, reports, told = tmp_path / "tiny", tmp_path / "reports", tmp_path / "told"
    write_csv(tiny_instance(), case)
    settings = {"alerts": {"gap": 0.0, "on": ["failure"], "hook": ["tee", str(told)]}}
    add_schedule(sqlite_store, "a", str(case), watch=str(case), settings=settings, created=MADE)
    code, out, _ = say("run-due", "--reports", str(reports))
    assert code == 0, out
    (firing,) = json.loads(say("history", "--json")[1])
    assert (firing["status"], firing["result"]["exit"]) == ("finished", 0)
    assert Path(firing["result"]["folder"]).parent == reports
    assert (Path(firing["result"]["folder"]) / "plan.xlsx").exists()
    (run,) = list_runs(sqlite_store)
    assert run.id == firing["result"]["run"]
    assert not told.exists()
    supply = case / "supply.csv"
    supply.write_text(supply.read_text(encoding="utf-8-sig").replace("1000", "-1000"))
    code, out, _ = say("run-due", "--reports", str(reports))
    assert code == 3
    alert = json.loads(told.read_text())
    assert (alert["reason"], alert["schedule"]) == ("failure", "a")
    assert "supply, row 2, amount [t/year]: '-1000' must be at least 0" in alert["told"]


def test_alerts_are_listed_with_what_keeps_them_from_going_out(say, sqlite_url):
    settings = '{"alerts": {"on": ["gap"], "webhook": "$NOT_THERE", "hook": ["true"]}}'
    assert say("add", "a", "uk", "--cron", "0 * * * *", "--settings", settings)[0] == 0
    assert say("alerts") == (0, "", "")
    store = Store(sqlite_url)
    run_due(store, now() + timedelta(hours=2), counted(Outcome(0, {"gap": 0.5}))[1])
    store.close()
    code, told, _ = say("alerts", "a")
    webhook, hook = told.splitlines()
    assert code == 0
    assert "the gap is 50.00%, wider than the 5.00% asked" in webhook
    assert (
        "webhook not sent: the environment has no NOT_THERE; tries so far: 1; next try" in webhook
    )
    assert "; sent by hook 2" in hook
    assert "alerts not sent: 1, see planner schedule alerts" in say("list")[1]
    found = json.loads(say("alerts", "--json")[1])
    assert [(one["channel"], one["sent"] is None) for one in found] == [
        ("webhook", True),
        ("hook", False),
    ]
    assert say("alerts", "b")[0] == 2


def test_no_key_of_an_address_is_listed(say):
    case, hook = "https://share/uk.xlsx?key=open-sesame", "https://hooks/open-sesame"
    settings = json.dumps({"hard_limit": 60, "alerts": {"webhook": hook}})
    assert say("add", "a", case, "--watch", "case", "--settings", settings)[0] == 0
    assert "open-sesame" not in "".join(say("list")[1:])
    listed = say("list", "--json")[1]
    assert "open-sesame" not in listed
    (schedule,) = json.loads(listed)
    assert (schedule["case"], schedule["watch"]) == ("https://share/uk.xlsx",) * 2
    assert schedule["settings"] == {"hard_limit": 60, "alerts": {"webhook": "***"}}
    assert schedule["next"] is None


def test_schedules_are_told_to_programmes_with_when_they_are_due(say):
    assert say("list", "--json")[1] == "[]\n"
    words = ("--cron", "0 6 * * 1", "--settings", '{"alerts": {"webhook": "$HOOK"}}')
    assert say("add", "a", "uk", *words)[0] == 0
    (schedule,) = json.loads(say("list", "--json")[1])
    assert schedule["settings"] == {"alerts": {"webhook": "$HOOK"}}
    assert schedule["command"] == ["plan", "{case}"]
    assert schedule["next"].endswith("06:00:00")
