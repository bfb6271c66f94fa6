"""Stores to test on: an SQLite file, and a real PostgreSQL that is started for the tests.

    from tests.store.postgres import postgres, postgres_url, sqlite_url, store_url

in a conftest.py makes the fixtures known there. The server listens on loopback only, in a folder
that is removed in the end.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

PASSWORD = "not to be told"
STARTS_WITHIN = 30.0
"""Seconds."""


class NoServer(Exception):
    """There is no PostgreSQL to test on; says why."""


class Postgres:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = _unprivileged()
        self.programs = _programs()
        self.port = _free_port()
        self.running: subprocess.Popen[bytes] | None = None
        self.names = (f"planner_{number}" for number in count(1))
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        made = self._run(
            "initdb", "-D", folder / "data", "-U", "planner", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--locale=C",
        )  # fmt: skip
        if made.returncode:
            raise NoServer(f"initdb: {made.stderr.decode().strip()}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self.running = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                 "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}",
                 "-c", "fsync=off"],
                stdout=log, stderr=log, **self._as_user(),
            )  # fmt: skip
        ends = time.monotonic() + STARTS_WITHIN
        while self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port).returncode:
            if self.running.poll() is not None or time.monotonic() > ends:
                raise NoServer((self.folder / "server.log").read_text(errors="replace"))
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        if self.running is not None:
            self.running.send_signal(signal.SIGINT)  # "fast" in its own words
            self.running.wait(30)
            self.running = None

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        secret = password.replace(" ", "%20")
        return f"postgresql://planner:{secret}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = next(self.names)
        made = self._run(
            "createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "planner", name,
            environment={"PGPASSWORD": PASSWORD},
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        return self.url(name)

    def _run(
        self, program: str, *arguments: object, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.programs / program, *map(str, arguments)],
            capture_output=True,
            env=os.environ | (environment or {}),
            **self._as_user(),
        )

    def _as_user(self) -> dict[str, object]:
        """It refuses to run as root."""
        identity = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if self.user else {}
        return {"cwd": self.folder, **identity, **({"extra_groups": []} if self.user else {})}


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if on_path is None and not found:
        raise NoServer("there is no initdb on this machine")
    return (Path(on_path).resolve() if on_path else found[-1]).parent


def _unprivileged() -> str | None:
    """The user to run as, where we are root."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for user in ("postgres", "nobody"):
        if user in known:
            return user
    raise NoServer("PostgreSQL does not run as root, and there is no other user")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server."""
    folder = Path(tempfile.mkdtemp(prefix="planner-postgres-"))
    server = None
    try:
        try:
            server = Postgres(folder)
            server.start()
        except (NoServer, OSError) as error:
            pytest.skip(f"no PostgreSQL to test on: {error}")
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The URL of an empty PostgreSQL database."""
    return postgres.new_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'store' / 'runs.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty store, of either kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    found: str = request.getfixturevalue(kind)
    return found
