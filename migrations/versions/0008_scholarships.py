"""Scholarships.

Follows 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scholarship_programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opens_local", sa.DateTime(), nullable=False),
        sa.Column("opens_zone", sa.String(length=64), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_local", sa.DateTime(), nullable=False),
        sa.Column("closes_zone", sa.String(length=64), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("grace", sa.Interval(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_scholarship_programmes_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pools.id"], name=op.f("fk_scholarship_programmes_pool_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scholarship_programmes")),
        sa.UniqueConstraint(
            "event_id", "slug", name=op.f("uq_scholarship_programmes_event_id")
        ),
        sa.UniqueConstraint("pool_id", name=op.f("uq_scholarship_programmes_pool_id")),
    )
    op.create_table(
        "scholarship_applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "WITHDRAWN",
                "AWARDED",
                "REJECTED",
                name="applicationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wants_ticket", sa.Boolean(), nullable=False),
        sa.Column("travel_minor", sa.Integer(), nullable=True),
        sa.Column("lodging_minor", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["scholarship_programmes.id"],
            name=op.f("fk_scholarship_applications_programme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scholarship_applications")),
        sa.UniqueConstraint("code", name=op.f("uq_scholarship_applications_code")),
    )
    op.create_index(
        "ix_scholarship_applications_programme_id_state",
        "scholarship_applications",
        ["programme_id", "state"],
        unique=False,
    )
    op.create_table(
        "scholarship_applicants",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["scholarship_applications.id"],
            name=op.f("fk_scholarship_applicants_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_scholarship_applicants_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["scholarship_programmes.id"],
            name=op.f("fk_scholarship_applicants_programme_id"),
        ),
        sa.PrimaryKeyConstraint(
            "application_id", name=op.f("pk_scholarship_applicants")
        ),
        sa.UniqueConstraint(
            "programme_id",
            "person_id",
            name=op.f("uq_scholarship_applicants_programme_id"),
        ),
    )
    op.create_index(
        op.f("ix_scholarship_applicants_person_id"),
        "scholarship_applicants",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "scholarship_backgrounds",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["scholarship_applications.id"],
            name=op.f("fk_scholarship_backgrounds_application_id"),
        ),
        sa.PrimaryKeyConstraint(
            "application_id", name=op.f("pk_scholarship_backgrounds")
        ),
    )
    op.create_table(
        "scholarship_statements",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["scholarship_applications.id"],
            name=op.f("fk_scholarship_statements_application_id"),
        ),
        sa.PrimaryKeyConstraint(
            "application_id", name=op.f("pk_scholarship_statements")
        ),
    )


def downgrade() -> None:
    op.drop_table("scholarship_statements")
    op.drop_table("scholarship_backgrounds")
    op.drop_index(
        op.f("ix_scholarship_applicants_person_id"), table_name="scholarship_applicants"
    )
    op.drop_table("scholarship_applicants")
    op.drop_index(
        "ix_scholarship_applications_programme_id_state",
        table_name="scholarship_applications",
    )
    op.drop_table("scholarship_applications")
    op.drop_table("scholarship_programmes")
