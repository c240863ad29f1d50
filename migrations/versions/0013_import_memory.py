"""What files brought last, and answers to their conflicts.

Follows 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_things",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=600), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_imported_things_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_things")),
        sa.UniqueConstraint(
            "event_id", "kind", "key", name=op.f("uq_imported_things_event_id")
        ),
    )
    with op.batch_alter_table("imports") as batch:
        batch.add_column(
            sa.Column("looks", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("answers", sa.JSON(), nullable=True))
    with op.batch_alter_table("imports") as batch:
        batch.alter_column("looks", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("imports") as batch:
        batch.drop_column("answers")
        batch.drop_column("looks")
    op.drop_table("imported_things")
