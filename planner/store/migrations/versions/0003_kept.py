"""Runs have their currency, and say why their files are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("runs", sa.Column("currency", sa.Text))
    op.add_column("runs", sa.Column("kept", sa.Text))
