"""Slots of proposals that may become sessions.

Follows 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("slots") as batch:
        batch.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        batch.create_index(op.f("ix_slots_proposal_id"), ["proposal_id"])
        batch.create_foreign_key(
            op.f("fk_slots_proposal_id"),
            "proposals",
            ["proposal_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM slots WHERE proposal_id IS NOT NULL"))
    with op.batch_alter_table("slots") as batch:
        batch.drop_constraint(op.f("fk_slots_proposal_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_slots_proposal_id"))
        batch.drop_column("proposal_id")
