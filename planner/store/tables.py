"""The tables of the store. Moments are UTC without a zone, as SQLite knows none.

A change here comes with a migration in migrations/versions.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = sa.Integer


def _id() -> sa.Column[int]:
    return sa.Column("id", Number, primary_key=True, autoincrement=True)


runs = sa.Table(
    "runs",
    metadata,
    _id(),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # plan, replan, sweep
    sa.Column("scenario", sa.Text),
    sa.Column("status", sa.Text, nullable=False),  # running, finished, failed
    sa.Column("started", sa.DateTime, nullable=False),
    sa.Column("ended", sa.DateTime),
    sa.Column("beat", sa.DateTime, nullable=False),  # when it was last known to be at work
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("process", Number, nullable=False),
    sa.Column("fingerprint", sa.Text),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
    sa.Column("outcome", sa.Text),  # optimal, time limit, interrupted
    sa.Column("objective", sa.Double),
    sa.Column("bound", sa.Double),
    sa.Column("gap", sa.Double),
    sa.Column("seconds", sa.Double),
    sa.Column("result", sa.JSON),
    sa.Column("error", sa.Text),
    sa.Column("folder", sa.Text),
    sa.Column("previous", sa.ForeignKey("runs.id")),  # the plan it was planned from
    sa.Column("as_of", sa.Text),  # date, of a plan over time
    sa.Column("currency", sa.Text),
    sa.Column("kept", sa.Text),  # why its files are never removed
    sa.Index(None, "case", "id"),
    sa.Index(None, "status"),
)

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),  # SHA-256 of the content, in hexadecimal
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # compressed by zlib
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("run", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),  # path within the folder of the run
    sa.Column("digest", sa.ForeignKey("blobs.digest"), nullable=False),
    sa.Index(None, "digest"),
)

actual_files = sa.Table(
    "actual_files",
    metadata,
    _id(),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.ForeignKey("blobs.digest"), nullable=False),
    sa.Column("added", sa.DateTime, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Index(None, "case"),
)

actuals = sa.Table(
    "actuals",
    metadata,
    _id(),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("file", sa.ForeignKey("actual_files.id"), nullable=False),
    sa.Column("row", Number, nullable=False),  # of the file; the header is row 1
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # what the value is of; a later row supersedes
    sa.Column("values", sa.JSON, nullable=False),
    sa.Index(None, "case", "key"),
)

schedules = sa.Table(
    "schedules",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("command", sa.JSON, nullable=False),  # arguments of planner
    sa.Column("cron", sa.Text),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("watch", sa.Text),  # a file, folder or URL
    sa.Column("seen", sa.Text),  # fingerprint of what is watched, when last planned
    sa.Column("missed", sa.Text, nullable=False),  # once, skip
    sa.Column("settings", sa.JSON, nullable=False),  # alerts, retention, time limit
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("created", sa.DateTime, nullable=False),
)

firings = sa.Table(
    "firings",
    metadata,
    _id(),
    sa.Column("schedule", sa.ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False),
    sa.Column("due", sa.Text, nullable=False),  # moment in UTC, or the fingerprint of a change
    sa.Column("status", sa.Text, nullable=False),  # waiting, running, finished, failed, skipped
    sa.Column("attempts", Number, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("beat", sa.DateTime),
    sa.Column("ended", sa.DateTime),
    sa.Column("exit_code", Number),
    sa.Column("result", sa.JSON),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("schedule", "due"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    _id(),
    sa.Column("schedule", sa.ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False),
    sa.Column("firing", sa.ForeignKey("firings.id", ondelete="CASCADE")),  # none: of no firing
    sa.Column("channel", sa.Text, nullable=False),  # hook, webhook, mail
    sa.Column("alert", sa.JSON, nullable=False),  # what is told
    sa.Column("made", sa.DateTime, nullable=False),
    sa.Column("attempts", Number, nullable=False),
    sa.Column("due", sa.DateTime),  # when it is tried next; none once sent or given up
    sa.Column("sent", sa.DateTime),
    sa.Column("error", sa.Text),
    sa.Index(None, "due"),
)

studies = sa.Table(
    "studies",
    metadata,
    _id(),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # sweep, sites
    sa.Column("fingerprint", sa.Text, nullable=False),  # of the case, the settings and versions
    sa.Column("settings", sa.JSON, nullable=False),
    sa.Column("started", sa.DateTime, nullable=False),
    sa.UniqueConstraint("case", "kind", "fingerprint"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("study", sa.ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),  # finished, failed
    sa.Column("ended", sa.DateTime, nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
    sa.Column("result", sa.JSON),
    sa.Column("error", sa.Text),
)
