"""Calls for proposals.

Follows 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opens_local", sa.DateTime(), nullable=False),
        sa.Column("opens_zone", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_local", sa.DateTime(), nullable=False),
        sa.Column("closes_zone", sa.String(length=64), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("grace", sa.Interval(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_calls_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("event_id", name=op.f("uq_calls_event_id")),
    )
    op.create_table(
        "call_types",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("own_closes_local", sa.DateTime(), nullable=True),
        sa.Column("own_closes_zone", sa.String(length=64), nullable=True),
        sa.Column("own_closes_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_types_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["session_types.id"], name=op.f("fk_call_types_type_id")
        ),
        sa.PrimaryKeyConstraint("call_id", "type_id", name=op.f("pk_call_types")),
    )
    op.create_index(
        op.f("ix_call_types_type_id"), "call_types", ["type_id"], unique=False
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "WITHDRAWN",
                "ACCEPTED",
                "REJECTED",
                name="proposalstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("typed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("level", sa.String(length=50), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_proposals_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_proposals_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_proposals_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_proposals_track_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["session_types.id"], name=op.f("fk_proposals_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("code", name=op.f("uq_proposals_code")),
        sa.UniqueConstraint("once_key", name=op.f("uq_proposals_once_key")),
        sa.UniqueConstraint("session_id", name=op.f("uq_proposals_session_id")),
    )
    op.create_index(
        op.f("ix_proposals_author_id"), "proposals", ["author_id"], unique=False
    )
    op.create_index(
        "ix_proposals_event_id_state", "proposals", ["event_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_proposals_track_id"), "proposals", ["track_id"], unique=False
    )
    op.create_index(
        op.f("ix_proposals_type_id"), "proposals", ["type_id"], unique=False
    )
    op.create_table(
        "proposal_speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_proposal_speakers_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_speakers_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speakers.id"],
            name=op.f("fk_proposal_speakers_speaker_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_speakers")),
    )
    op.create_index(
        op.f("ix_proposal_speakers_email"), "proposal_speakers", ["email"], unique=False
    )
    op.create_index(
        op.f("ix_proposal_speakers_person_id"),
        "proposal_speakers",
        ["person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_proposal_speakers_proposal_id"),
        "proposal_speakers",
        ["proposal_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_proposal_speakers_speaker_id"),
        "proposal_speakers",
        ["speaker_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_proposal_speakers_speaker_id"), table_name="proposal_speakers"
    )
    op.drop_index(
        op.f("ix_proposal_speakers_proposal_id"), table_name="proposal_speakers"
    )
    op.drop_index(
        op.f("ix_proposal_speakers_person_id"), table_name="proposal_speakers"
    )
    op.drop_index(op.f("ix_proposal_speakers_email"), table_name="proposal_speakers")
    op.drop_table("proposal_speakers")
    op.drop_index(op.f("ix_proposals_type_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_track_id"), table_name="proposals")
    op.drop_index("ix_proposals_event_id_state", table_name="proposals")
    op.drop_index(op.f("ix_proposals_author_id"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_index(op.f("ix_call_types_type_id"), table_name="call_types")
    op.drop_table("call_types")
    op.drop_table("calls")
