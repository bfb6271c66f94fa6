"""Old firings and alerts of schedules are removed.

Never removed are firings that wait or run, those with an alert that has yet to go out, and of each
schedule the latest; the latest that made a plan, with which the next is compared; and the latest
due time, after which it goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from planner.replanning.schedule import CHANGED
from planner.store.store import Store, now
from planner.store.tables import alerts, firings, schedules


@dataclass(frozen=True)
class PrunedFirings:
    """How many were removed, or would be."""

    firings: int
    alerts: int


def prune_firings(
    store: Store,
    case: str | None = None,
    keep: int | None = None,
    older_than_days: float | None = None,
    dry_run: bool = False,
) -> PrunedFirings:
    """Remove old firings of the schedules of a case, or of all, with their alerts.

    keep: firings of a schedule that stay, the latest. older_than_days: only what ended, or was
    told, before that. With both, what goes is both beyond and older. dry_run: say what would go,
    and leave it. Errors: ValueError where neither is given; StoreError.
    """
    if keep is None and older_than_days is None:
        raise ValueError("say how many firings to keep, or from which age on they go")
    before = None if older_than_days is None else now() - timedelta(days=older_than_days)

    def work(connection: sa.Connection) -> PrunedFirings:
        gone_firings = gone_alerts = 0
        with connection.begin_nested() as attempt:
            for row in connection.execute(sa.select(schedules.c.id, schedules.c.case)).all():
                if case is not None and case not in (row.case, Path(row.case).stem):
                    continue
                old = _old(row.id, keep, before)
                told = sa.or_(
                    alerts.c.firing.in_(sa.select(firings.c.id).where(old)),
                    _of_no_firing(row.id, before),
                )
                gone_alerts += connection.execute(sa.delete(alerts).where(told)).rowcount
                gone_firings += connection.execute(sa.delete(firings).where(old)).rowcount
            if dry_run:
                attempt.rollback()
        return PrunedFirings(gone_firings, gone_alerts)

    return store.do(work)


def _old(schedule: int, keep: int | None, before: datetime | None) -> sa.ColumnElement[bool]:
    """Firings of a schedule that may go."""
    mine = firings.c.schedule == schedule
    latest = sa.select(firings.c.id).where(mine).order_by(firings.c.id.desc())
    finished = sa.and_(mine, firings.c.status == "finished")
    planned = sa.select(firings.c.id).where(finished).order_by(firings.c.ended.desc()).limit(1)
    by_clock = sa.and_(mine, firings.c.due.not_like(f"{CHANGED}%"))
    last_due = sa.select(firings.c.id).where(by_clock).order_by(firings.c.due.desc()).limit(1)
    to_be_sent = sa.select(alerts.c.firing).where(
        alerts.c.schedule == schedule, alerts.c.firing.is_not(None), alerts.c.due.is_not(None)
    )
    stays = (latest.limit(max(1, keep or 1)), planned, last_due, to_be_sent)
    return sa.and_(
        mine,
        firings.c.ended.is_not(None) if before is None else firings.c.ended < before,
        firings.c.status.not_in(("waiting", "running")),
        *(firings.c.id.not_in(those) for those in stays),
    )


def _of_no_firing(schedule: int, before: datetime | None) -> sa.ColumnElement[bool]:
    """Alerts of a watch that was without an answer; they have no number that is kept."""
    if before is None:
        return sa.false()
    settled = sa.and_(alerts.c.firing.is_(None), alerts.c.due.is_(None))
    return sa.and_(settled, alerts.c.schedule == schedule, alerts.c.made < before)
