"""The language in which an order was placed, for letters about it.

Follows 0029.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as batch:
        batch.add_column(
            sa.Column(
                "language", sa.String(length=35), nullable=False, server_default="en"
            )
        )
    with op.batch_alter_table("orders") as batch:
        batch.alter_column(
            "language", existing_type=sa.String(length=35), server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("orders") as batch:
        batch.drop_column("language")
