"""Products that are archived, and how many unpaid orders one buyer may have.

Follows 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("products") as batch:
        batch.add_column(sa.Column("archived_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("sale_terms") as batch:
        batch.add_column(
            sa.Column("open_orders", sa.Integer(), nullable=False, server_default="3")
        )
    with op.batch_alter_table("sale_terms") as batch:
        batch.alter_column(
            "open_orders", existing_type=sa.Integer(), server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("sale_terms") as batch:
        batch.drop_column("open_orders")
    with op.batch_alter_table("products") as batch:
        batch.drop_column("archived_at")
