"""The code of conduct: pages, contacts, confidential reports.

Follows 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conduct_pages",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_conduct_pages_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_conduct_pages")),
    )
    op.create_table(
        "conduct_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reach", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["conduct_pages.event_id"],
            name=op.f("fk_conduct_contacts_page_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_contacts")),
    )
    op.create_index(
        op.f("ix_conduct_contacts_page_id"), "conduct_contacts", ["page_id"]
    )
    op.create_table(
        "conduct_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("once_key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "NEW",
                "OPEN",
                "CLOSED",
                name="reportstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("where", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("kept_from", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_conduct_reports_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_reports")),
        sa.UniqueConstraint("code", name=op.f("uq_conduct_reports_code")),
        sa.UniqueConstraint("once_key", name=op.f("uq_conduct_reports_once_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_conduct_reports_secret_hash")),
    )
    op.create_index(
        op.f("ix_conduct_reports_event_id"), "conduct_reports", ["event_id"]
    )
    op.create_table(
        "conduct_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["conduct_reports.id"],
            name=op.f("fk_conduct_messages_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_messages")),
    )
    op.create_index(
        op.f("ix_conduct_messages_report_id"), "conduct_messages", ["report_id"]
    )
    op.create_table(
        "conduct_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["conduct_reports.id"],
            name=op.f("fk_conduct_files_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_files")),
    )
    op.create_index(op.f("ix_conduct_files_report_id"), "conduct_files", ["report_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_conduct_files_report_id"), table_name="conduct_files")
    op.drop_table("conduct_files")
    op.drop_index(op.f("ix_conduct_messages_report_id"), table_name="conduct_messages")
    op.drop_table("conduct_messages")
    op.drop_index(op.f("ix_conduct_reports_event_id"), table_name="conduct_reports")
    op.drop_table("conduct_reports")
    op.drop_index(op.f("ix_conduct_contacts_page_id"), table_name="conduct_contacts")
    op.drop_table("conduct_contacts")
    op.drop_table("conduct_pages")
