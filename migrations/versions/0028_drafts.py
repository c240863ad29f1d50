"""Where drafts come from, and steps that can be taken back.

Follows 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(
            sa.Column("started_from", sa.String(200), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
    with op.batch_alter_table("drafts") as batch:
        batch.alter_column(
            "started_from", existing_type=sa.String(200), server_default=None
        )
    op.create_table(
        "plan_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("before_room", sa.Integer(), nullable=True),
        sa.Column("before_at", sa.DateTime(), nullable=True),
        sa.Column("before_length", sa.Interval(), nullable=True),
        sa.Column("after_room", sa.Integer(), nullable=True),
        sa.Column("after_at", sa.DateTime(), nullable=True),
        sa.Column("after_length", sa.Interval(), nullable=True),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
            name=op.f("fk_plan_steps_draft_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_plan_steps_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"],
            ["slots.id"],
            name=op.f("fk_plan_steps_slot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_steps")),
    )
    op.create_index(
        "ix_plan_steps_whose",
        "plan_steps",
        ["draft_id", "person_id", "is_undone", "batch"],
    )
    op.create_index(op.f("ix_plan_steps_slot_id"), "plan_steps", ["slot_id"])
    op.create_index(op.f("ix_plan_steps_person_id"), "plan_steps", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_steps_person_id"), table_name="plan_steps")
    op.drop_index(op.f("ix_plan_steps_slot_id"), table_name="plan_steps")
    op.drop_index("ix_plan_steps_whose", table_name="plan_steps")
    op.drop_table("plan_steps")
    with op.batch_alter_table("drafts") as batch:
        batch.drop_column("created_by")
        batch.drop_column("started_from")
