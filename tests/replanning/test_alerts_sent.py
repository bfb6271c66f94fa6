"""Alerts reach a command, a web server and a mail server; secrets stay in the environment."""

import json
import logging
import shutil
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from planner.replanning import sending
from planner.replanning.alerts import Alert
from planner.replanning.firings import Outcome, list_firings, run_due
from planner.replanning.schedule import add_schedule
from planner.replanning.sending import channels, send
from planner.replanning.telling import list_alerts
from tests.replanning.firing import MADE, counted, hour

SECRET = "open-sesame"
ALERT = Alert("gap", "weekly", "the gap is 6.00%, wider than the 5.00% asked", "uk", 17, "r", "d")


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    with server:
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Web(ThreadingHTTPServer):
    """Answers with the codes it is given, then 200."""

    def __init__(self, *codes):
        super().__init__(("127.0.0.1", 0), WebAnswer)
        self.codes, self.got = list(codes), []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/{SECRET}"


class WebAnswer(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Content-Type"], json.loads(content)))
        code = self.server.codes.pop(0) if self.server.codes else 200
        self.send_response(code, SECRET)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Mail(socketserver.ThreadingTCPServer):
    """An SMTP server that offers STARTTLS if it has a certificate, and logins of one password."""

    daemon_threads = True

    def __init__(self, certificate=None, refuses=()):
        super().__init__(("127.0.0.1", 0), MailAnswer)
        self.port, self.certificate, self.refuses = self.server_address[1], certificate, refuses
        self.letters, self.logins = [], []


class MailAnswer(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        secure, files = False, []
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            if word in self.server.refuses:
                self.say(f"550 not for {SECRET}")
            elif word == "EHLO":
                self.say("250-here")
                if self.server.certificate and not secure:
                    self.say("250-STARTTLS")
                self.say("250-AUTH PLAIN")
                self.say("250 8BITMIME")
            elif word == "STARTTLS":
                self.say("220 go on")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.server.certificate)
                try:
                    self.connection = context.wrap_socket(self.connection, server_side=True)
                except ssl.SSLError:
                    break
                secure = True
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", 0)
                files += [self.rfile, self.wfile, self.connection]
            elif word == "AUTH":
                self.server.logins.append((secure, line))
                self.say("235 welcome")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.letters.append((secure, b"".join(lines).decode()))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                break
            else:
                self.say("250 fine")
        for file in files:
            file.close()


def mail(server, host="localhost"):
    return {"to": ["a@here", "b@here"], "from": "planner@here", "host": host, "port": server.port}


def sent(settings):
    """Send the alert by every channel of the settings; what went wrong."""
    told = [send(ALERT, channel, settings) for channel in channels(settings)]
    return [problem for problem in told if problem is not None]


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(sending, "PAUSE", 0.01)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The key and certificate of localhost in one file, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl on this machine")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file, "-days", "2",
         "-out", f"{file}.crt", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + file.with_name("both.pem.crt").read_text())
    return file


def test_a_command_gets_the_alert_as_json(tmp_path):
    got = tmp_path / "got"
    code = f"import sys; open({str(got)!r}, 'w').write(sys.stdin.read())"
    assert sent({"alerts": {"hook": [sys.executable, "-c", code]}}) == []
    assert json.loads(got.read_text()) == ALERT.as_json()


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        (["sh", "-c", f"echo {SECRET} >&2; exit 7"], "ended with exit code 7"),
        (["/no/such/command"], "No such file or directory"),
        (["sleep", "60"], "took longer than 0.2 s"),
    ],
)
def test_a_command_that_fails_is_told(hook, told, monkeypatch):
    monkeypatch.setattr(sending, "HOOK_TIMEOUT", 0.2)
    (problem,) = sent({"alerts": {"hook": hook}})
    assert problem.startswith("alert by hook not sent: ")
    assert told in problem
    assert SECRET not in problem


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
def test_what_a_command_that_hangs_has_started_ends_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "HOOK_TIMEOUT", 1.0)
    noted = tmp_path / "process"
    (problem,) = sent({"alerts": {"hook": ["sh", "-c", f"sleep 60 & echo $! > {noted}; wait"]}})
    assert "took longer than 1 s" in problem
    process = Path(f"/proc/{noted.read_text().strip()}/stat")
    ends = time.monotonic() + 10
    while process.exists() and process.read_text().split()[2] != "Z" and time.monotonic() < ends:
        time.sleep(0.02)
    assert not process.exists() or process.read_text().split()[2] == "Z"


def test_a_web_server_gets_the_alert_as_json(monkeypatch):
    with serving(Web()) as web:
        monkeypatch.setenv("MY_HOOK", web.address)
        assert sent({"alerts": {"webhook": "$MY_HOOK"}}) == []
    assert web.got == [(f"/{SECRET}", "application/json", ALERT.as_json())]


def test_a_web_server_that_is_overloaded_is_tried_three_times():
    with serving(Web(503, 429)) as web:
        assert sent({"alerts": {"webhook": web.address}}) == []
        assert len(web.got) == 3
    with serving(Web(503, 503, 503)) as web:
        (problem,) = sent({"alerts": {"webhook": web.address}})
        assert len(web.got) == 3
    assert problem == "alert by webhook not sent: the server answered 503, 3 times"


@pytest.mark.parametrize("code", [302, 403, 404])
def test_a_web_server_that_refuses_is_not_asked_again(code):
    with serving(Web(code)) as web:
        (problem,) = sent({"alerts": {"webhook": web.address}})
    assert problem == f"alert by webhook not sent: the server answered {code}"
    assert len(web.got) == 1


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:9/{SECRET}",
        f"http://{SECRET}.invalid/",
        f"http://127.0.0.1:{SECRET}/",
        f"http://127.0.0.1:9/a b {SECRET}",
        f"http://[{SECRET}/",
        f"{SECRET}://there",
        SECRET,
        "",
    ],
)
def test_the_address_of_a_webhook_is_in_no_error(address, monkeypatch, caplog, capfd):
    monkeypatch.setenv("MY_HOOK", address)
    with caplog.at_level(logging.DEBUG):
        (problem,) = sent({"alerts": {"webhook": "$MY_HOOK"}})
    assert problem.startswith("alert by webhook not sent: ")
    assert SECRET not in problem + caplog.text + "".join(capfd.readouterr())


def test_a_mail_server_gets_the_alert():
    with serving(Mail()) as server:
        assert sent({"alerts": {"mail": mail(server)}}) == []
    ((secure, letter),) = server.letters
    assert not secure
    assert "Subject: planner: gap of weekly" in letter
    assert "To: a@here, b@here" in letter
    assert "the gap is 6.00%, wider than the 5.00% asked" in letter
    assert "run: 17" in letter


def test_a_mail_goes_under_tls_where_that_is_offered_and_so_does_the_login(
    certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    monkeypatch.setenv("PLANNER_SMTP_USER", "me")
    monkeypatch.setenv("PLANNER_SMTP_PASSWORD", SECRET)
    with serving(Mail(certificate)) as server:
        assert sent({"alerts": {"mail": mail(server)}}) == []
    assert [secure for secure, _ in server.letters] == [True]
    assert [secure for secure, _ in server.logins] == [True]


def test_a_mail_server_whom_nobody_vouches_for_gets_nothing(certificate):
    with serving(Mail(certificate)) as server:
        (problem,) = sent({"alerts": {"mail": mail(server)}})
    assert problem.endswith("the certificate of the server is not trusted")
    assert server.letters == []


def test_a_password_does_not_go_without_tls(monkeypatch):
    monkeypatch.setenv("PLANNER_SMTP_USER", "me")
    monkeypatch.setenv("PLANNER_SMTP_PASSWORD", SECRET)
    with serving(Mail()) as server:
        (problem,) = sent({"alerts": {"mail": mail(server)}})
    assert problem.endswith("offers no TLS, so no password is sent to it")
    assert server.letters == server.logins == []


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "EHLO"])
def test_what_a_mail_server_refuses_with_is_not_told(word):
    refuses = ("EHLO", "HELO") if word == "EHLO" else (word,)
    with serving(Mail(refuses=refuses)) as server:
        (problem,) = sent({"alerts": {"mail": mail(server)}})
    assert problem.startswith("alert by mail not sent: the mail server")
    assert SECRET not in problem


def test_a_channel_that_fails_stops_neither_the_others_nor_the_firing(store, tmp_path):
    got = tmp_path / "got"
    with serving(Web()) as web, serving(Mail()) as server:
        alerts = {
            "hook": ["sh", "-c", f"cat > {got}; exit 4"],
            "webhook": "$NOT_THERE",
            "mail": mail(server),
        }
        add_schedule(store, "a", "uk", cron="0 * * * *", created=MADE, settings={"alerts": alerts})
        (firing,) = run_due(store, hour(1), counted(Outcome(0, {"run": 3, "gap": 0.5}))[1])
        assert web.got == []
    assert len(server.letters) == 1
    assert json.loads(got.read_text())["run"] == 3
    assert firing == list_firings(store)[0]
    assert (firing.status, firing.exit_code, firing.error) == ("finished", 0, None)
    assert {message.channel: message.error for message in list_alerts(store)} == {
        "hook": "alert by hook not sent: the command ended with exit code 4",
        "webhook": "alert by webhook not sent: the environment has no NOT_THERE",
        "mail": None,
    }


def test_a_plan_is_compared_with_the_last_one_of_its_schedule(sqlite_store):
    with serving(Web()) as web:
        settings = {"alerts": {"webhook": web.address}}
        add_schedule(sqlite_store, "a", "uk", cron="0 * * * *", created=MADE, settings=settings)
        results = [
            Outcome(0, {"objective": 100.0, "out_of_reach": []}),
            Outcome(1, None, "the rules clash"),
            Outcome(0, {"objective": 80.0, "out_of_reach": ["cobalt 2031"]}),
            Outcome(0, {"objective": 80.0, "out_of_reach": ["cobalt 2031"]}),
        ]
        for number, outcome in enumerate(results, 1):
            run_due(sqlite_store, hour(number), counted(outcome)[1])
    assert [(got["due"], got["told"]) for _, _, got in web.got] == [
        (hour(2).isoformat(), "failed: the rules clash"),
        (hour(3).isoformat(), "the NPV moved from 100.0 M to 80.0 M, by more than 10%"),
        (hour(3).isoformat(), "newly out of reach: cobalt 2031"),
    ]


def test_a_runner_lost_for_good_is_told(sqlite_store):
    with serving(Web()) as web:
        add_schedule(
            sqlite_store, "a", "uk", cron="0 * * * *", created=MADE,
            settings={"attempts": 1, "alerts": {"webhook": web.address}},
        )  # fmt: skip

        def execute(work):
            raise SystemExit  # ends the runner; what follows makes it look killed

        with pytest.raises(SystemExit):
            run_due(sqlite_store, hour(1), execute)
        sqlite_store.do(lambda c: c.exec_driver_sql("UPDATE firings SET status = 'running'"))
        run_due(sqlite_store, hour(2) - (hour(1) - hour(0.5)), counted()[1])
    ((_, _, got),) = web.got
    assert got["reason"] == "failure"
    assert "gave no sign of life" in got["told"]
