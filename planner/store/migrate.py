"""The tables of a store are brought to those of today, once, whoever opens it first.

Alembic knows the steps, which stand in migrations/versions. It takes its time to import, so a
store that is up to date is opened without it.
"""

from pathlib import Path

import sqlalchemy as sa

from planner.store.store import StoreError, outside, shown

STEPS = Path(__file__).parent / "migrations"
VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
LOCK = 7_269_310
"""Names the lock of PostgreSQL under which tables are changed; any number would do."""


def revisions() -> list[str]:
    """The steps this planner knows, oldest first: the numbers their files begin with."""
    return sorted(file.stem[:4] for file in (STEPS / "versions").glob("[0-9]*.py"))


def migrate(engine: sa.Engine) -> None:
    """Bring a store to the tables of today. Two who do it at once wait for each other.

    Errors: StoreError where a newer planner made it, or where it is no store; DBAPIError.
    """
    known = revisions()
    with engine.connect().execution_options(reading=True) as connection:
        if _revision(connection, known) == known[-1]:
            return
    if engine.dialect.name == "sqlite":
        outside(engine, "PRAGMA journal_mode = WAL")  # readers beside a writer, from now on
    with engine.begin() as connection:  # on SQLite this is the lock
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        if _revision(connection, known) != known[-1]:
            _upgrade(connection)


def _revision(connection: sa.Connection, known: list[str]) -> str | None:
    """The step a store is at; None for one without tables."""
    place, tables = shown(connection.engine.url), sa.inspect(connection).get_table_names()
    if VERSION.name not in tables:
        if tables and connection.dialect.name == "sqlite":  # a GeoPackage is such a file too
            told = f"it has the table {tables[0]}, and is left as it is"
            raise StoreError(f"the store {place} is a database of something else: {told}")
        return None
    found: str | None = connection.scalar(sa.select(VERSION.c.version_num))
    if found is not None and found not in known:
        told = f"it is at step {found}, this planner knows up to {known[-1]}"
        raise StoreError(f"the store {place} was made by a newer planner ({told}): update planner")
    return found


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    steps = Config()
    steps.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    steps.attributes["connection"] = connection
    command.upgrade(steps, "head")
