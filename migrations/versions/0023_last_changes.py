"""Stamps of what the public sees.

Follows 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "last_changes",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("stamp", sa.String(length=22), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_last_changes")),
    )


def downgrade() -> None:
    op.drop_table("last_changes")
