"""What placements are held against: terms, demands, availabilities, stars counted.

And warnings that somebody accepted.

Follows 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_terms",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("changeover", sa.Interval(), nullable=False),
        sa.Column("longest_stretch", sa.Interval(), nullable=True),
        sa.Column("shortest_break", sa.Interval(), nullable=False),
        sa.Column("keeps_topics_apart", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_plan_terms_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_plan_terms")),
    )
    op.create_table(
        "session_demands",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_demands_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_demands")),
    )
    op.create_table(
        "availabilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speakers.id"],
            name=op.f("fk_availabilities_speaker_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availabilities")),
    )
    op.create_index(
        op.f("ix_availabilities_speaker_id"), "availabilities", ["speaker_id"]
    )
    op.create_table(
        "accepted_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_accepted_warnings_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_warnings")),
        sa.UniqueConstraint(
            "event_id", "fingerprint", name=op.f("uq_accepted_warnings_event_id")
        ),
    )
    op.create_table(
        "star_counts",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_star_counts_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_star_counts")),
    )
    op.create_table(
        "starred_pairs",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("lift", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["sessions.id"],
            name=op.f("fk_starred_pairs_first_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["sessions.id"],
            name=op.f("fk_starred_pairs_second_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_starred_pairs")),
    )
    op.create_index(op.f("ix_starred_pairs_second_id"), "starred_pairs", ["second_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_starred_pairs_second_id"), table_name="starred_pairs")
    op.drop_table("starred_pairs")
    op.drop_table("star_counts")
    op.drop_table("accepted_warnings")
    op.drop_index(op.f("ix_availabilities_speaker_id"), table_name="availabilities")
    op.drop_table("availabilities")
    op.drop_table("session_demands")
    op.drop_table("plan_terms")
