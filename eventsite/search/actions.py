"""Keeping what is searched in step with what is released. Nothing here commits."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, insert, text

from eventsite.core.db import db
from eventsite.formats.model import Programme
from eventsite.search.models import SQLITE_WORDS, SearchDoc, SearchState
from eventsite.search.rules import Doc, docs_of, fold

LONGEST_TEXT = 20_000  # characters of one thing that are searched


def index(programme: Programme, covers: Mapping[int, str], release_id: int) -> None:
    """Have the covered events found by what was just released, and nothing else.

    `covers` are their ids, with the slugs by which the programme knows them.
    """
    for event_id, slug in covers.items():
        forget(event_id)
        db.session.add(SearchState(event_id=event_id, release_id=release_id))
        _insert(event_id, docs_of(programme, slug))
    db.session.flush()


def forget(event_id: int) -> None:
    """Have nothing of the event found."""
    for model in (SearchDoc, SearchState):
        db.session.execute(
            delete(model)
            .where(model.event_id == event_id)
            .execution_options(synchronize_session=False)
        )


def purge() -> None:
    """Have the index lose the words of what was deleted, which SQLite only marks."""
    if db.session.get_bind().dialect.name == "sqlite":
        asked = f"INSERT INTO {SQLITE_WORDS}({SQLITE_WORDS}) VALUES ('optimize')"  # noqa: S608  # our own names
        db.session.execute(text(asked))


def _insert(event_id: int, docs: list[Doc]) -> None:
    if not docs:
        return
    shown = [
        {**doc._asdict(), "text": doc.text[:LONGEST_TEXT], "event_id": event_id}
        for doc in docs
    ]
    if db.session.get_bind().dialect.name == "sqlite":
        inserted = db.session.scalars(
            insert(SearchDoc).returning(SearchDoc.id, sort_by_parameter_order=True),
            shown,
        ).all()
        words = [
            {"rowid": row_id, **_folded(row)}
            for row_id, row in zip(inserted, shown, strict=True)
        ]
        names = ", ".join(words[0])
        values = ", ".join(f":{name}" for name in words[0])
        db.session.execute(
            text(f"INSERT INTO {SQLITE_WORDS} ({names}) VALUES ({values})"),  # noqa: S608  # our own names
            words,
        )
    else:
        fields = zip(("title", "people", "beside", "text"), "ABCD", strict=True)
        vector: Any = None
        for name, weight in fields:
            words_of_field = func.to_tsvector(text("'simple'"), bindparam(f"f_{name}"))
            weighed = func.setweight(words_of_field, text(f"'{weight}'"))
            vector = weighed if vector is None else vector.op("||")(weighed)
        rows = [
            row | {f"f_{name}": folded for name, folded in _folded(row).items()}
            for row in shown
        ]
        # A statement with an expression in it: the table's, as the model's takes none.
        table = cast("Table", SearchDoc.__table__)
        statement = insert(table).values(
            {name: bindparam(name) for name in shown[0]} | {"words": vector}
        )
        db.session.connection().execute(statement, rows)


def _folded(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: fold(row[name]) for name in ("title", "people", "beside", "text")}
