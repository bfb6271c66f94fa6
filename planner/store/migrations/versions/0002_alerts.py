"""Alerts on their way, which outlive the runner that found what is to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("schedule", sa.Integer, nullable=False),
        sa.Column("firing", sa.Integer),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("alert", sa.JSON, nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", sa.DateTime),
        sa.Column("sent", sa.DateTime),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name="fk_alerts_schedule", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["firing"], ["firings.id"], name="fk_alerts_firing", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_alerts_due", "alerts", ["due"])
