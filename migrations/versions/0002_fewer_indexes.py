"""The log is never read by its moment alone, so a click need not keep an index of it.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_transition_at", table_name="transition")


def downgrade() -> None:
    op.create_index("ix_transition_at", "transition", ["at"])
