"""Hosts, the event tree, its parts and teams.

Follows 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hosts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosts")),
        sa.UniqueConstraint("slug", name=op.f("uq_hosts_slug")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "MAIN",
                "CO_LOCATED",
                "DEVROOM",
                name="eventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "ANNOUNCED",
                "LIVE",
                "PAST",
                "ARCHIVED",
                name="eventstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "archived_from",
            sa.Enum(
                "DRAFT",
                "ANNOUNCED",
                "LIVE",
                "PAST",
                "ARCHIVED",
                name="eventstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tagline", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day_change", sa.Interval(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("own_starts_on", sa.Date(), nullable=True),
        sa.Column("own_ends_on", sa.Date(), nullable=True),
        sa.Column("own_timezone", sa.String(length=64), nullable=True),
        sa.Column("own_venue", sa.String(length=200), nullable=True),
        sa.Column("own_address", sa.String(length=500), nullable=True),
        sa.Column("own_city", sa.String(length=100), nullable=True),
        sa.Column("own_country", sa.String(length=100), nullable=True),
        sa.Column("own_colour", sa.String(length=7), nullable=True),
        sa.Column("own_logo_id", sa.Integer(), nullable=True),
        sa.Column("own_languages", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "parent_id <> id", name=op.f("ck_events_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_events_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["events.id"], name=op.f("fk_events_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["events.id"], name=op.f("fk_events_root_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("once_key", name=op.f("uq_events_once_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
    )
    op.create_index(op.f("ix_events_host_id"), "events", ["host_id"], unique=False)
    op.create_index(op.f("ix_events_parent_id"), "events", ["parent_id"], unique=False)
    op.create_index(op.f("ix_events_root_id"), "events", ["root_id"], unique=False)
    op.create_table(
        "host_administrators",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_host_administrators_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_host_administrators_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "host_id", "person_id", name=op.f("pk_host_administrators")
        ),
    )
    op.create_index(
        op.f("ix_host_administrators_person_id"),
        "host_administrators",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_former_slugs_event_id")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slugs")),
    )
    op.create_index(
        op.f("ix_former_slugs_event_id"), "former_slugs", ["event_id"], unique=False
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "OWNER",
                "ORGANISER",
                "PROGRAMME_CHAIR",
                "REVIEWER",
                "DEVROOM_MANAGER",
                "REGISTRATION_DESK",
                "DOOR_STAFF",
                "FINANCE",
                "SCHOLARSHIP_COMMITTEE",
                "SPONSOR_MANAGER",
                "PRESS_EDITOR",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(event_id IS NULL) <> (host_id IS NULL)",
            name=op.f("ck_invitations_one_place"),
        ),
        sa.CheckConstraint(
            "(event_id IS NULL) = (role IS NULL)",
            name=op.f("ck_invitations_role_at_event"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_invitations_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["hosts.id"], name=op.f("fk_invitations_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "event_id", "email", "role", name=op.f("uq_invitations_event_id")
        ),
        sa.UniqueConstraint("host_id", "email", name="uq_invitations_host_id_email"),
    )
    op.create_index(
        op.f("ix_invitations_email"), "invitations", ["email"], unique=False
    )
    op.create_index(
        op.f("ix_invitations_invited_by_id"),
        "invitations",
        ["invited_by_id"],
        unique=False,
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("building", sa.String(length=200), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_rooms_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("event_id", "name", name="uq_rooms_event_id_name"),
        sa.UniqueConstraint("event_id", "slug", name=op.f("uq_rooms_event_id")),
        sa.UniqueConstraint("guid", name=op.f("uq_rooms_guid")),
    )
    op.create_table(
        "session_types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("duration", sa.Interval(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_session_types_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_types")),
        sa.UniqueConstraint("event_id", "name", name="uq_session_types_event_id_name"),
        sa.UniqueConstraint("event_id", "slug", name=op.f("uq_session_types_event_id")),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_tags_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("event_id", "name", name="uq_tags_event_id_name"),
        sa.UniqueConstraint("event_id", "slug", name=op.f("uq_tags_event_id")),
    )
    op.create_table(
        "team_members",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "OWNER",
                "ORGANISER",
                "PROGRAMME_CHAIR",
                "REVIEWER",
                "DEVROOM_MANAGER",
                "REGISTRATION_DESK",
                "DOOR_STAFF",
                "FINANCE",
                "SCHOLARSHIP_COMMITTEE",
                "SPONSOR_MANAGER",
                "PRESS_EDITOR",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_team_members_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_team_members_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "event_id", "person_id", "role", name=op.f("pk_team_members")
        ),
    )
    op.create_index(
        op.f("ix_team_members_person_id"), "team_members", ["person_id"], unique=False
    )
    op.create_table(
        "tracks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_tracks_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
        sa.UniqueConstraint("event_id", "name", name="uq_tracks_event_id_name"),
        sa.UniqueConstraint("event_id", "slug", name=op.f("uq_tracks_event_id")),
    )
    op.create_table(
        "allocations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_allocations_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_allocations_room_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
    )
    op.create_index(
        op.f("ix_allocations_event_id"), "allocations", ["event_id"], unique=False
    )
    op.create_index(
        op.f("ix_allocations_room_id"), "allocations", ["room_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_allocations_room_id"), table_name="allocations")
    op.drop_index(op.f("ix_allocations_event_id"), table_name="allocations")
    op.drop_table("allocations")
    op.drop_table("tracks")
    op.drop_index(op.f("ix_team_members_person_id"), table_name="team_members")
    op.drop_table("team_members")
    op.drop_table("tags")
    op.drop_table("session_types")
    op.drop_table("rooms")
    op.drop_index(op.f("ix_invitations_invited_by_id"), table_name="invitations")
    op.drop_index(op.f("ix_invitations_email"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_former_slugs_event_id"), table_name="former_slugs")
    op.drop_table("former_slugs")
    op.drop_index(
        op.f("ix_host_administrators_person_id"), table_name="host_administrators"
    )
    op.drop_table("host_administrators")
    op.drop_index(op.f("ix_events_root_id"), table_name="events")
    op.drop_index(op.f("ix_events_parent_id"), table_name="events")
    op.drop_index(op.f("ix_events_host_id"), table_name="events")
    op.drop_table("events")
    op.drop_table("hosts")
