"""What all public events together are searched in.

Follows 0015. The index is empty until something is released or the worker has
found out (`eventsite schedule index` does so at once).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ON_SQLITE = (
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        title, people, beside, text, tokenize='unicode61', prefix='2 3'
    )""",
    """
    CREATE TRIGGER search_words_go AFTER DELETE ON search_docs BEGIN
        DELETE FROM search_words WHERE rowid = old.id;
    END""",
)


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "search_docs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("beside", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "words",
            sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_search_docs_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_docs")),
        sa.UniqueConstraint(
            "event_id", "kind", "code", name=op.f("uq_search_docs_event_id")
        ),
    )
    if on_sqlite:
        for statement in ON_SQLITE:
            op.execute(statement)
    else:
        op.create_index(
            "ix_search_docs_words", "search_docs", ["words"], postgresql_using="gin"
        )
    op.create_table(
        "search_states",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_search_states_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_search_states")),
    )


def downgrade() -> None:
    op.drop_table("search_states")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    else:
        op.drop_index("ix_search_docs_words", table_name="search_docs")
    op.drop_table("search_docs")
