"""Runs with their files, actuals, schedules with their firings, studies with their tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _runs()
    _actuals()
    _schedules()
    _studies()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("ended", sa.DateTime),
        sa.Column("beat", sa.DateTime, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("objective", sa.Double),
        sa.Column("bound", sa.Double),
        sa.Column("gap", sa.Double),
        sa.Column("seconds", sa.Double),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
        sa.Column("folder", sa.Text),
        sa.Column("previous", sa.Integer),
        sa.Column("as_of", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["previous"], ["runs.id"], name="fk_runs_previous"),
    )
    op.create_index("ix_runs_case_id", "runs", ["case", "id"])
    op.create_index("ix_runs_status", "runs", ["status"])
    op.create_table(
        "blobs",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_blobs"),
    )
    op.create_table(
        "files",
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run", "name", name="pk_files"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_files_run", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name="fk_files_digest"),
    )
    op.create_index("ix_files_digest", "files", ["digest"])


def _actuals() -> None:
    op.create_table(
        "actual_files",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("added", sa.DateTime, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actual_files"),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name="fk_actual_files_digest"),
    )
    op.create_index("ix_actual_files_case", "actual_files", ["case"])
    op.create_table(
        "actuals",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("file", sa.Integer, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actuals"),
        sa.ForeignKeyConstraint(["file"], ["actual_files.id"], name="fk_actuals_file"),
    )
    op.create_index("ix_actuals_case_key", "actuals", ["case", "key"])


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("command", sa.JSON, nullable=False),
        sa.Column("cron", sa.Text),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("watch", sa.Text),
        sa.Column("seen", sa.Text),
        sa.Column("missed", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint("name", name="uq_schedules_name"),
    )
    op.create_table(
        "firings",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("schedule", sa.Integer, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("beat", sa.DateTime),
        sa.Column("ended", sa.DateTime),
        sa.Column("exit_code", sa.Integer),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_firings"),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name="fk_firings_schedule", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("schedule", "due", name="uq_firings_schedule_due"),
    )


def _studies() -> None:
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_studies"),
        sa.UniqueConstraint("case", "kind", "fingerprint", name="uq_studies_case_kind_fingerprint"),
    )
    op.create_table(
        "tasks",
        sa.Column("study", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("ended", sa.DateTime, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("study", "key", name="pk_tasks"),
        sa.ForeignKeyConstraint(
            ["study"], ["studies.id"], name="fk_tasks_study", ondelete="CASCADE"
        ),
    )
