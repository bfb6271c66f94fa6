"""Schedules, their firings and alerts in words and as JSON, without what may be a key."""

import shlex
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.replanning.firings import Firing
    from planner.replanning.schedule import Schedule
    from planner.replanning.telling import Message


def line_of(schedule: "Schedule") -> str:
    """A schedule on one line, with when it is due next."""
    from planner.replanning.cron import in_zone
    from planner.replanning.watching import shown

    command = shlex.join(shown(word) for word in schedule.command)
    words = [f"{schedule.name}: planner {command}, case {shown(schedule.case)}"]
    if schedule.cron is not None:
        words.append(f'cron "{schedule.cron}" {schedule.zone}')
    if schedule.watch is not None:
        words.append(f"watches {shown(schedule.watch)}")
    if schedule.paused:
        words.append("paused")
    elif schedule.cron is not None:
        due = _next(schedule)
        words.append(f"next {in_zone(due, schedule.zone)}" if due else "not due for nine years")
    return ", ".join(words)


def _next(schedule: "Schedule") -> datetime | None:
    """When a schedule is due next by the clock, in UTC without a zone."""
    from planner.replanning.cron import Cron
    from planner.store.store import now

    if schedule.cron is None or schedule.paused:
        return None
    cron, moment = Cron(schedule.cron, schedule.zone), now()
    return next(cron.between(moment, moment + timedelta(days=366 * 9)), None)


def described(schedule: "Schedule") -> dict[str, object]:
    """A schedule as JSON, without what may be the key of an address."""
    from dataclasses import asdict

    from planner.replanning.watching import shown

    described = asdict(schedule) | {
        "case": shown(schedule.case),
        "command": [shown(word) for word in schedule.command],
        "watch": None if schedule.watch is None else shown(schedule.watch),
        "next": _next(schedule),
    }
    told = dict(schedule.settings.get("alerts") or {})
    if told and not str(told.get("webhook", "$")).startswith("$"):
        described["settings"] = {**schedule.settings, "alerts": told | {"webhook": "***"}}
    return described


def alert_told(message: "Message", zone: str) -> str:
    """An alert in words, with times of the schedule's zone."""
    from planner.replanning.cron import in_zone

    made = in_zone(message.made, zone)
    words = [f"{message.alert['schedule']}, {made}: {message.alert['told']}"]
    if message.sent is not None:
        words.append(f"sent by {message.channel} {in_zone(message.sent, zone)}")
    else:
        words.append(message.error or f"to be sent by {message.channel}")
        if message.error:
            words.append(f"tries so far: {message.attempts}")
        words.append(f"next try {in_zone(message.due, zone)}" if message.due else "given up")
    return "; ".join(words)


def firing_told(firing: "Firing", schedule: "Schedule") -> str:
    """A firing in words, with times of the schedule's zone."""
    from planner.replanning.cron import in_zone
    from planner.replanning.schedule import CHANGED

    if firing.due.startswith(CHANGED):
        due = "change " + firing.due.removeprefix(CHANGED)[:12]
    else:
        due = "due " + in_zone(datetime.fromisoformat(firing.due), schedule.zone)
    words = [due, firing.status]
    if firing.ended is not None:
        words.append(f"ended {in_zone(firing.ended, schedule.zone)}")
    result = firing.result or {}
    for name in ("run", "status", "gap", "folder"):
        if result.get(name) is not None:
            words.append(f"{name} {result[name]}")
    if firing.error:
        words.append(firing.error)
    return ", ".join(words)
