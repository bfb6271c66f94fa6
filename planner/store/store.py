"""One database: opened, migrated to today's tables, and used in short transactions."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

DEFAULT = "sqlite:///reports/runs.sqlite"
VARIABLE = "PLANNER_STORE"

PATIENCE = 60.0
"""Seconds for which a database that is gone or locked is tried again."""
OPENS_WITHIN = 30.0
"""Seconds for which a file that another makes, or a server that starts, is waited for."""
NOTICED = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""A server that is gone without a word is noticed within a minute, and not after hours."""

Found = TypeVar("Found")


class StoreError(Exception):
    """The store cannot be used; says why, without passwords."""


def url_of(given: str | None = None) -> str:
    """The URL given, that of the environment variable PLANNER_STORE, or a file under reports/."""
    found = given or os.environ.get(VARIABLE) or DEFAULT
    if "://" in found:
        return found
    return sa.URL.create("sqlite", database=found).render_as_string()  # % and ? may be in a path


def now() -> datetime:
    """This moment in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def moment(connection: sa.Connection) -> datetime:
    """This moment by the one clock of all who use the store, in UTC without a zone."""
    if connection.dialect.name == "sqlite":
        return now()
    at_the_server = sa.select(sa.func.timezone("UTC", sa.func.clock_timestamp()))
    found: datetime = connection.execute(at_the_server).scalar_one()
    return found


class Store:
    """A database of runs, actuals, schedules and studies.

    url: of SQLAlchemy, or the path of an SQLite file. Made and migrated when first opened.
    Errors: StoreError.
    """

    def __init__(self, url: str | None = None, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.given = url
        """None: that of the variable, or the file under reports/."""
        self.engine = _engine(url_of(url))
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        from planner.store.migrate import migrate

        ends = time.monotonic() + min(self.patience, OPENS_WITHIN)
        while True:
            try:
                return migrate(self.engine)
            except DBAPIError as error:
                # Who else makes the file at this moment; SQLite does not wait for that by itself.
                soon = any(words in str(error.orig) for words in ("locked", "starting up"))
                if not soon or time.monotonic() > ends:
                    raise StoreError(self._told(error)) from None
                time.sleep(0.05)

    @property
    def place(self) -> str:
        """The URL without its password."""
        return shown(self.engine.url)

    @property
    def url(self) -> str:
        """The whole URL, for another process."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A transaction: all of it is kept, or nothing."""
        with self.engine.begin() as connection:
            yield connection

    def read(self, work: Callable[[sa.Connection], Found]) -> Found:
        """As ``do``, for work that only reads: on SQLite nobody waits for it, and it for nobody."""
        return self.do(work, reading=True)

    def do(self, work: Callable[[sa.Connection], Found], reading: bool = False) -> Found:
        """Do work in a transaction, again and again while the database is gone or locked.

        work may be done more than once, but is kept once. Errors: StoreError.
        """
        ends, pause = time.monotonic() + self.patience, 0.05
        while True:
            try:
                with (
                    self.engine.connect().execution_options(reading=reading) as connection,
                    connection.begin(),
                ):
                    return work(connection)
            except DBAPIError as error:
                if not _may_pass(error) or time.monotonic() + pause > ends:
                    raise StoreError(self._told(error)) from None
                time.sleep(pause)
                pause = min(2.0, 2 * pause)

    def close(self) -> None:
        self.engine.dispose()

    def _told(self, error: DBAPIError) -> str:
        told = str(error.orig).strip().replace("\n", " ")
        for secret in _secrets(self.engine.url):
            told = told.replace(secret, "***")
        return f"the store {self.place}: {told}"


def shown(url: sa.URL) -> str:
    """A URL to be printed: without its password, wherever that stands."""
    query = {key: "***" if "pass" in key else value for key, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True)


def _secrets(url: sa.URL) -> list[str]:
    kept = [value for key, value in url.query.items() if "pass" in key and isinstance(value, str)]
    return [secret for secret in (url.password, *kept) if secret]


def _may_pass(error: DBAPIError) -> bool:
    """Whether it is the database that is gone, locked or full, and not what is asked of it."""
    asked_wrongly = (
        "no such table",
        "no such column",
        "syntax error",
        "not a database",
        "readonly",
    )
    gone = isinstance(error, OperationalError) or error.connection_invalidated
    return gone and not any(words in str(error.orig) for words in asked_wrongly)


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        hidden = re.sub("://.*@", "://***@", url)
        raise StoreError(f"{hidden!r} is neither a path nor the URL of a database") from None
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            try:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"the store {shown(parsed)} cannot be made: {error}") from None
        engine = sa.create_engine(parsed, connect_args={"timeout": 30})
        sa.event.listen(engine, "connect", _careful)
        sa.event.listen(engine, "begin", _at_once)
        return engine
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        try:
            return sa.create_engine(
                parsed, pool_pre_ping=True, connect_args=NOTICED | dict(parsed.query)
            )
        except ModuleNotFoundError:
            raise StoreError("PostgreSQL needs psycopg: install planner[postgres]") from None
    raise StoreError(f"a store is SQLite or PostgreSQL, not {parsed.get_backend_name()}")


def _careful(connection, _) -> None:  # type: ignore[no-untyped-def]
    """Rules between tables kept, nothing lost with the power, and transactions that are ours."""
    connection.isolation_level = None
    for setting in ("foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {setting}")


def _at_once(connection: sa.Connection) -> None:
    """Two who read and then write would else fail at once, without waiting."""
    asked = connection.get_execution_options()
    if not asked.get("outside"):
        connection.exec_driver_sql("BEGIN" if asked.get("reading") else "BEGIN IMMEDIATE")


def outside(engine: sa.Engine, statement: str) -> None:
    """Do what SQLite does outside of transactions only. Errors: DBAPIError."""
    with engine.connect().execution_options(outside=True) as connection:
        connection.exec_driver_sql(statement)
