"""Sessions and people on stage.

Follows 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_speakers_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_speakers_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
        sa.UniqueConstraint("code", name=op.f("uq_speakers_code")),
    )
    op.create_index(
        op.f("ix_speakers_event_id"), "speakers", ["event_id"], unique=False
    )
    op.create_index(
        op.f("ix_speakers_person_id"), "speakers", ["person_id"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("subtitle", sa.String(length=500), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("level", sa.String(length=50), nullable=False),
        sa.Column("duration", sa.Interval(), nullable=False),
        sa.Column("do_not_record", sa.Boolean(), nullable=False),
        sa.Column("recording_url", sa.String(length=500), nullable=False),
        sa.Column("recording_licence", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "CONFIRMED",
                "CANCELLED",
                name="sessionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sessions_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_sessions_track_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["session_types.id"], name=op.f("fk_sessions_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_sessions_code")),
        sa.UniqueConstraint("once_key", name=op.f("uq_sessions_once_key")),
    )
    op.create_index(
        op.f("ix_sessions_event_id"), "sessions", ["event_id"], unique=False
    )
    op.create_index(op.f("ix_sessions_guid"), "sessions", ["guid"], unique=False)
    op.create_index(
        op.f("ix_sessions_track_id"), "sessions", ["track_id"], unique=False
    )
    op.create_index(op.f("ix_sessions_type_id"), "sessions", ["type_id"], unique=False)
    op.create_table(
        "speaker_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_links_speaker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_links")),
    )
    op.create_index(
        op.f("ix_speaker_links_speaker_id"),
        "speaker_links",
        ["speaker_id"],
        unique=False,
    )
    op.create_table(
        "session_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "LINK", "ATTACHMENT", name="linkkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_links_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_links")),
    )
    op.create_index(
        op.f("ix_session_links_session_id"),
        "session_links",
        ["session_id"],
        unique=False,
    )
    op.create_table(
        "session_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "SPEAKER",
                "MODERATOR",
                "PANELLIST",
                "HOST",
                name="stagerole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_people_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_session_people_speaker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_people")),
        sa.UniqueConstraint(
            "session_id", "speaker_id", name=op.f("uq_session_people_session_id")
        ),
    )
    op.create_index(
        op.f("ix_session_people_speaker_id"),
        "session_people",
        ["speaker_id"],
        unique=False,
    )
    op.create_table(
        "session_tags",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_tags_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_session_tags_tag_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "tag_id", name=op.f("pk_session_tags")),
        info={"called": "sessions"},
    )
    op.create_index(
        op.f("ix_session_tags_tag_id"), "session_tags", ["tag_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_session_tags_tag_id"), table_name="session_tags")
    op.drop_table("session_tags")
    op.drop_index(op.f("ix_session_people_speaker_id"), table_name="session_people")
    op.drop_table("session_people")
    op.drop_index(op.f("ix_session_links_session_id"), table_name="session_links")
    op.drop_table("session_links")
    op.drop_index(op.f("ix_speaker_links_speaker_id"), table_name="speaker_links")
    op.drop_table("speaker_links")
    op.drop_index(op.f("ix_sessions_type_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_track_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_guid"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_event_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_speakers_person_id"), table_name="speakers")
    op.drop_index(op.f("ix_speakers_event_id"), table_name="speakers")
    op.drop_table("speakers")
