"""Drafts, releases and imports.

Follows 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_drafts_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(
        "uq_drafts_one_current_per_event",
        "drafts",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("devrooms", sa.Boolean(), nullable=False),
        sa.Column("release", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "READING",
                "READ",
                "APPLYING",
                "DONE",
                "FAILED",
                "DISCARDED",
                name="importstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=1000), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("session_ids", sa.JSON(), nullable=True),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_imports_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("once_key", name=op.f("uq_imports_once_key")),
    )
    op.create_index(op.f("ix_imports_event_id"), "imports", ["event_id"], unique=False)
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_releases_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_releases_event_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_releases_once_key")),
    )
    op.create_table(
        "release_covers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_release_covers_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_covers_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_covers")),
        sa.UniqueConstraint(
            "event_id", "release_id", name=op.f("uq_release_covers_event_id")
        ),
    )
    op.create_index(
        op.f("ix_release_covers_release_id"),
        "release_covers",
        ["release_id"],
        unique=False,
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("duration", sa.Interval(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_slots_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_slots_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_slots_room_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_slots_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("draft_id", "guid", name=op.f("uq_slots_draft_id")),
    )
    op.create_index(op.f("ix_slots_event_id"), "slots", ["event_id"], unique=False)
    op.create_index(op.f("ix_slots_room_id"), "slots", ["room_id"], unique=False)
    op.create_index(op.f("ix_slots_session_id"), "slots", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_slots_session_id"), table_name="slots")
    op.drop_index(op.f("ix_slots_room_id"), table_name="slots")
    op.drop_index(op.f("ix_slots_event_id"), table_name="slots")
    op.drop_table("slots")
    op.drop_index(op.f("ix_release_covers_release_id"), table_name="release_covers")
    op.drop_table("release_covers")
    op.drop_table("releases")
    op.drop_index(op.f("ix_imports_event_id"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(
        "uq_drafts_one_current_per_event",
        table_name="drafts",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_table("drafts")
