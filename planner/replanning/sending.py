"""Sending alerts: to a command, to an address by HTTP, by mail.

Secrets come from the environment only and are in no error: of what went wrong is told the kind and
the number, never the address, what a server answered, or what a library says about it.
"""

import json
import os
import signal
import smtplib
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from planner.replanning.alerts import Alert

CHANNELS = ("hook", "webhook", "mail")
TIMEOUT = 15.0
"""Seconds for which a server may be silent."""
HOOK_TIMEOUT = 60.0
"""Seconds for which a command may work."""
TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; twice that before the third."""
MAIL_PORT = 25
MAIL_PORT_OF_TLS = 465
USER, PASSWORD = "PLANNER_SMTP_USER", "PLANNER_SMTP_PASSWORD"


class SendError(Exception):
    """An alert that could not be sent; says why, without secrets."""


def channels(settings: Mapping[str, Any]) -> list[str]:
    """The channels by which a schedule with these settings tells its alerts."""
    given = settings.get("alerts") or {}
    return [name for name in CHANNELS if given.get(name)]


def send(alert: Alert, channel: str, settings: Mapping[str, Any]) -> str | None:
    """Send an alert by a channel of the settings; what went wrong, or None if it went out."""
    to = (settings.get("alerts") or {}).get(channel)
    try:
        if not to:
            raise SendError("the settings have none any more")
        by: dict[str, Callable[[Alert, Any], None]]
        by = {"hook": _hook, "webhook": _webhook, "mail": _mail}
        by[channel](alert, to)
    except SendError as error:
        return f"alert by {channel} not sent: {error}"
    except Exception as error:  # whatever it is, one alert must not stop the others
        return f"alert by {channel} not sent: {_kind(error)}"
    return None


def _hook(alert: Alert, command: Sequence[str]) -> None:
    """The command gets the alert as JSON on its standard input."""
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the runner; and what it starts ends with it
    )
    try:
        process.communicate(json.dumps(alert.as_json()).encode(), HOOK_TIMEOUT)
    except subprocess.TimeoutExpired:
        raise SendError(f"the command took longer than {HOOK_TIMEOUT:g} s") from None
    finally:
        if process.returncode is None:
            _kill(process)
    if process.returncode != 0:
        raise SendError(f"the command ended with exit code {process.returncode}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a command with all that it has started, where the system knows how."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _webhook(alert: Alert, webhook: str) -> None:
    """POST the alert as JSON; tried again where the server is away or overloaded."""
    address = webhook
    if webhook.startswith("$"):
        address = os.environ.get(webhook[1:], "")
        if not address:
            raise SendError(f"the environment has no {webhook[1:]}")
    if urlsplit(address).scheme not in ("http", "https"):
        raise SendError("the address is not one of http or https")
    content = json.dumps(alert.as_json()).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "planner"}
    for attempt in range(1, TRIES + 1):
        try:
            request = Request(address, data=content, headers=headers, method="POST")
            build_opener(_NoRedirect).open(request, timeout=TIMEOUT).close()
            return
        except HTTPError as error:
            error.close()
            problem = f"the server answered {error.code}"
            if error.code < 500 and error.code not in (408, 429):
                raise SendError(problem) from None
        except (OSError, HTTPException) as error:
            problem = _kind(error)
        if attempt < TRIES:
            time.sleep(PAUSE * attempt)
    raise SendError(f"{problem}, {TRIES} times")


class _NoRedirect(HTTPRedirectHandler):
    """An alert goes to the address given; a redirected POST would lose its content."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _mail(alert: Alert, mail: Mapping[str, Any]) -> None:
    """Send by SMTP, under TLS where the server offers it; a password never goes without."""
    message = EmailMessage()
    message["Subject"] = f"planner: {alert.reason} of {alert.schedule}".replace("\n", " ")
    message["From"] = mail["from"]
    message["To"] = ", ".join(mail["to"])
    lines = [f"{name}: {value}" for name, value in alert.as_json().items() if value is not None]
    message.set_content("\n".join([alert.told, "", *lines]) + "\n")
    port = int(mail.get("port", MAIL_PORT))
    trusted = ssl.create_default_context()
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    try:
        if port == MAIL_PORT_OF_TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail["host"], port, timeout=TIMEOUT, context=trusted
            )
        else:
            server = smtplib.SMTP(mail["host"], port, timeout=TIMEOUT)
        with server:
            server.ehlo_or_helo_if_needed()
            secure = port == MAIL_PORT_OF_TLS
            if not secure and server.has_extn("starttls"):
                server.starttls(context=trusted)
                server.ehlo_or_helo_if_needed()
                secure = True
            if user and password:
                if not secure:
                    raise SendError("the mail server offers no TLS, so no password is sent to it")
                server.login(user, password)
            if server.send_message(message):
                raise SendError("the mail server refused some of the addresses")
    except smtplib.SMTPResponseException as error:
        raise SendError(f"the mail server answered {error.smtp_code}") from None
    except smtplib.SMTPRecipientsRefused:
        raise SendError("the mail server refused the addresses") from None


def _kind(error: BaseException) -> str:
    """What kind of error it is, without its text, which may hold an address."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, BaseException):
        error = reason
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate of the server is not trusted"
    if isinstance(error, TimeoutError):
        return f"no answer within {TIMEOUT:g} s"
    if isinstance(error, socket.gaierror):
        return "the name of the server is unknown"
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    return type(error).__name__
