"""The time runners go by: that of the store they share, as the clocks of machines differ."""

import time
from datetime import datetime, timedelta

import sqlalchemy as sa

from planner.store.store import Store, now


class Clock:
    """The time, from a moment on: a runner that is told another moment lives in that time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.began = _seconds()

    def __call__(self) -> datetime:
        return self.moment + timedelta(seconds=_seconds() - self.began)


def moment_of(store: Store) -> datetime:
    """This moment by the server of the store, or by this machine for a file; UTC, without a zone.

    Errors: StoreError.
    """
    if store.engine.dialect.name != "postgresql":
        return now()
    query = sa.select(sa.func.timezone("UTC", sa.func.clock_timestamp()))
    found: datetime = store.read(lambda connection: connection.execute(query).scalar_one())
    return found


def served_for(connection: sa.Connection) -> float:
    """Seconds for which the server of the store has been there; a file always was."""
    if connection.dialect.name != "postgresql":
        return float("inf")
    up = sa.func.clock_timestamp() - sa.func.pg_postmaster_start_time()
    return float(connection.execute(sa.select(sa.extract("epoch", up))).scalar_one())


def _seconds() -> float:
    """Seconds that no change of the clock moves; where that is known, those asleep count too."""
    since_boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if since_boot is None else time.clock_gettime(since_boot)
