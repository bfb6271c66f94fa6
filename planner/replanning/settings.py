"""Settings of a schedule: how long a planning run may take, who is told of what.

    stale          seconds without a sign of life after which a running firing is taken over   60
    attempts       times a firing is begun before it has failed                                 2
    grace          seconds after which a due time that may be skipped is                     3600
    hard_limit     seconds after which a run is told to end, with what it has               21600
    grace_kill     seconds it then has to write it                                            120
    still          seconds for which a watched file must not have changed                       2
    unreachable_after   checks in a row without an answer before someone is told                3
    retention      keep, older_than_days: whose files go after a plan, see store/retention.py
    alerts         on, gap, change, hook, webhook, mail: see alerts.py and sending.py

Secrets are never settings: a webhook is written "$NAME" to be read from the environment, and the
user and password of a mail server stand in PLANNER_SMTP_USER and PLANNER_SMTP_PASSWORD.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

DEFAULTS: dict[str, float] = {
    "stale": 60.0,
    "attempts": 2,
    "grace": 3600.0,
    "hard_limit": 21600.0,
    "grace_kill": 120.0,
    "still": 2.0,
    "unreachable_after": 3,
}
OTHERS = ("alerts", "retention")
OF_RETENTION = ("keep", "older_than_days")
OF_ALERTS = ("on", "gap", "change", "hook", "webhook", "mail")
OF_MAIL = ("to", "from", "host", "port")
REASONS = ("failure", "gap", "change", "target")


class SettingsError(ValueError):
    """A setting that cannot be; names it and its value, unless that may be a secret."""


def setting(settings: Mapping[str, Any], name: str) -> float:
    """A number of the settings, or its default."""
    return float(settings.get(name, DEFAULTS[name]))


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, if all of them can be used. Errors: SettingsError."""
    _known(settings, (*DEFAULTS, *OTHERS), "settings")
    for name in DEFAULTS:
        if name in settings:
            _number(settings[name], f"settings.{name}")
    if not setting(settings, "stale") > 0:
        raise SettingsError(f"settings.stale is {settings['stale']!r}, not more than 0")
    if setting(settings, "attempts") < 1:
        raise SettingsError(f"settings.attempts is {settings['attempts']!r}, not 1 or more")
    if "retention" in settings:
        _retention(settings["retention"])
    if "alerts" in settings:
        _alerts(settings["alerts"])
    return dict(settings)


def _retention(retention: Any) -> None:
    _known(retention, OF_RETENTION, "settings.retention")
    if not retention:
        raise SettingsError(f"settings.retention is empty: give {' or '.join(OF_RETENTION)}")
    for name, value in retention.items():
        _number(value, f"settings.retention.{name}")
    if not isinstance(retention.get("keep", 1), int):
        raise SettingsError(f"settings.retention.keep is {retention['keep']!r}, not a whole number")


def _alerts(alerts: Any) -> None:
    _known(alerts, OF_ALERTS, "settings.alerts")
    on = alerts.get("on", REASONS)
    if isinstance(on, str) or not set(on) <= set(REASONS):
        raise SettingsError(f"settings.alerts.on is {on!r}, not a list of {', '.join(REASONS)}")
    if "gap" in alerts:
        _number(alerts["gap"], "settings.alerts.gap")
    if "change" in alerts:
        _known(alerts["change"], ("share",), "settings.alerts.change")
        _number(alerts["change"].get("share"), "settings.alerts.change.share")
    hook = alerts.get("hook")
    if hook is not None and (
        not isinstance(hook, list | tuple) or not hook or not all(isinstance(w, str) for w in hook)
    ):
        raise SettingsError(f'settings.alerts.hook is {hook!r}, not like ["command", "argument"]')
    if (webhook := alerts.get("webhook")) is not None:
        _webhook(webhook)
    if "mail" in alerts:
        _mail(alerts["mail"])


def _webhook(webhook: Any) -> None:
    if isinstance(webhook, str) and webhook.startswith("$") and webhook[1:].isidentifier():
        return
    parts = urlsplit(webhook) if isinstance(webhook, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            'settings.alerts.webhook is neither http(s)://... nor "$NAME" of the environment'
        )
    if parts.username or parts.password:
        raise SettingsError(
            "settings.alerts.webhook holds a user or password, which would be stored: put the "
            'address into a variable of the environment and write "$NAME"'
        )


def _mail(mail: Any) -> None:
    if isinstance(mail, Mapping) and {"user", "password"} & set(mail):
        raise SettingsError(
            "settings.alerts.mail holds a user or password, which would be stored: put them into "
            "PLANNER_SMTP_USER and PLANNER_SMTP_PASSWORD of the environment"
        )
    _known(mail, OF_MAIL, "settings.alerts.mail")
    if missing := [name for name in ("to", "from", "host") if not mail.get(name)]:
        raise SettingsError(f"settings.alerts.mail lacks {', '.join(missing)}")
    if isinstance(mail["to"], str) or not all("@" in str(address) for address in mail["to"]):
        raise SettingsError(f"settings.alerts.mail.to is {mail['to']!r}, not a list of addresses")
    if "port" in mail:
        _number(mail["port"], "settings.alerts.mail.port")


def _known(given: Any, names: tuple[str, ...], place: str) -> None:
    if not isinstance(given, Mapping):
        raise SettingsError(f"{place} are not named values")
    if unknown := sorted(set(given) - set(names)):
        told = ", ".join(unknown)
        raise SettingsError(f"{place}: {told} is unknown; there are {', '.join(names)}")


def _number(value: Any, place: str) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value < float("inf"):
        raise SettingsError(f"{place} is {value!r}, not a number of 0 or more")
