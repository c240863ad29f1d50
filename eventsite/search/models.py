"""What all public events together are searched in: a row for each thing to be found.

On PostgreSQL each row has its words (`words`, with a GIN index). On SQLite they are in a
table of its full-text search, `search_words`, under the row's id; a trigger takes them
away with the row. Rows follow the releases; which events are public is asked each time.
"""

from sqlalchemy import (
    Connection,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from eventsite.core.db import DERIVED, Model

SQLITE_WORDS = "search_words"
ADDED = {
    "postgresql": (
        "CREATE INDEX ix_search_docs_words ON search_docs USING gin (words)",
    ),
    "sqlite": (
        f"""
    CREATE VIRTUAL TABLE {SQLITE_WORDS} USING fts5(
        title, people, beside, text, tokenize='unicode61', prefix='2 3'
    )""",
        f"""
    CREATE TRIGGER {SQLITE_WORDS}_go AFTER DELETE ON search_docs BEGIN
        DELETE FROM {SQLITE_WORDS} WHERE rowid = old.id;
    END""",  # noqa: S608  # our own names
    ),
}


class SearchDoc(Model):
    """A session or a person on stage, as the newest release of the event has them."""

    __tablename__ = "search_docs"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "code"),
        {"info": {DERIVED: True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    people: Mapped[str] = mapped_column(Text)
    beside: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = deferred(
        mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    )


class SearchState(Model):
    """Which release an event's rows were made from."""

    __tablename__ = "search_states"
    __table_args__ = ({"info": {DERIVED: True}},)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    release_id: Mapped[int]


@event.listens_for(SearchDoc.__table__, "after_create")
def _add_words(_table: object, connection: Connection, **_more: object) -> None:
    for statement in ADDED[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(SearchDoc.__table__, "before_drop")
def _drop_words(_table: object, connection: Connection, **_more: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE {SQLITE_WORDS}")
