"""Copies of one's data; accounts that are to be deleted; letters to forget.

Follows 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_data_copies_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
    )
    op.create_index(op.f("ix_data_copies_person_id"), "data_copies", ["person_id"])
    op.create_table(
        "deletions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("keep_public", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_deletions_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_deletions")),
    )
    op.create_index(op.f("ix_deletions_due_at"), "deletions", ["due_at"])
    op.add_column(
        "letters",
        sa.Column("forget", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("forget", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("letters") as letters:
        letters.drop_column("forget")
    op.drop_index(op.f("ix_deletions_due_at"), table_name="deletions")
    op.drop_table("deletions")
    op.drop_index(op.f("ix_data_copies_person_id"), table_name="data_copies")
    op.drop_table("data_copies")
