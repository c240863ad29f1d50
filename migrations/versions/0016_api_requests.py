"""Changes that programs ask for under a key, and what they were answered.

Follows 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["api_tokens.id"],
            name=op.f("fk_api_requests_token_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_requests")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_requests_key_hash")),
    )
    op.create_index(
        op.f("ix_api_requests_created_at"), "api_requests", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_api_requests_token_id"), "api_requests", ["token_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_api_requests_token_id"), table_name="api_requests")
    op.drop_index(op.f("ix_api_requests_created_at"), table_name="api_requests")
    op.drop_table("api_requests")
