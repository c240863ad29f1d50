"""Sponsors.

Follows 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sponsor_tiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sponsor_tiers_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pools.id"], name=op.f("fk_sponsor_tiers_pool_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_tiers")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_sponsor_tiers_event_id")),
        sa.UniqueConstraint("pool_id", name=op.f("uq_sponsor_tiers_pool_id")),
    )
    op.create_table(
        "sponsors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("tier_id", sa.Integer(), nullable=False),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sponsors_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["logo_id"], ["files.id"], name=op.f("fk_sponsors_logo_id")
        ),
        sa.ForeignKeyConstraint(
            ["tier_id"], ["sponsor_tiers.id"], name=op.f("fk_sponsors_tier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsors")),
        sa.UniqueConstraint("once_key", name=op.f("uq_sponsors_once_key")),
    )
    op.create_index(
        op.f("ix_sponsors_event_id"), "sponsors", ["event_id"], unique=False
    )
    op.create_index(op.f("ix_sponsors_logo_id"), "sponsors", ["logo_id"], unique=False)
    op.create_index(op.f("ix_sponsors_tier_id"), "sponsors", ["tier_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sponsors_tier_id"), table_name="sponsors")
    op.drop_index(op.f("ix_sponsors_logo_id"), table_name="sponsors")
    op.drop_index(op.f("ix_sponsors_event_id"), table_name="sponsors")
    op.drop_table("sponsors")
    op.drop_table("sponsor_tiers")
