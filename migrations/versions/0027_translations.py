"""Texts of events and what is in them in several languages; the language of a letter.

Follows 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLES = (
    "events",
    "rooms",
    "tracks",
    "session_types",
    "tags",
    "products",
    "calls",
    "conduct_pages",
    "scholarship_programmes",
    "sponsor_tiers",
    "sponsors",
)


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column(
                    "translations", sa.JSON(), nullable=False, server_default="{}"
                )
            )
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "translations", existing_type=sa.JSON(), server_default=None
            )
    with op.batch_alter_table("letters") as batch:
        batch.add_column(
            sa.Column(
                "language", sa.String(length=35), nullable=False, server_default="en"
            )
        )
    with op.batch_alter_table("letters") as batch:
        batch.alter_column(
            "language", existing_type=sa.String(length=35), server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("letters") as batch:
        batch.drop_column("language")
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("translations")
