from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    REAL,
    ColumnElement,
    Select,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import aliased

from eventsite.core.db import db
from eventsite.events.models import Event, EventState
from eventsite.search.models import SQLITE_WORDS, SearchDoc, SearchState
from eventsite.search.rules import WEIGHTS, Doc, words_of

MOST = 50  # shown of what is found
SPARE = 3  # times as many are fetched: somebody on stage at several events counts once
RANKS = [weight / max(WEIGHTS) for weight in reversed(WEIGHTS)]  # of D, C, B, A


class Hit(NamedTuple):
    doc: Doc
    slug: str
    event: str


def search(asked: str, limit: int = MOST) -> list[Hit]:
    """Return what fits, the best first, of all public events.

    Whatever is asked, only its words reach the database, each in quotes. An event that
    is not public, or below one, is passed over, whoever asks.
    """
    words = words_of(asked)
    if not words:
        return []
    ranked = _ranked(words).subquery()
    shown, parent, root = aliased(Event), aliased(Event), aliased(Event)
    wanted = (
        select(SearchDoc, shown.slug, shown.name)
        .join(ranked, ranked.c.id == SearchDoc.id)
        .join(shown, shown.id == SearchDoc.event_id)
        .outerjoin(parent, parent.id == shown.parent_id)
        .outerjoin(root, root.id == shown.root_id)
        .where(*map(_is_no_draft, (shown, parent, root)))
        .order_by(ranked.c.rank, SearchDoc.id.desc())
        .limit(limit * SPARE)
    )
    hits: dict[tuple[str, str], Hit] = {}
    for row, slug, name in db.session.execute(wanted):
        doc = Doc(row.kind, row.code, row.title, row.people, row.beside, row.text)
        hits.setdefault((row.kind, row.code), Hit(doc, slug, name))
    return list(hits.values())[:limit]


def _is_no_draft(event: type[Event]) -> ColumnElement[bool]:
    return func.coalesce(event.state, EventState.ANNOUNCED) != EventState.DRAFT


def _ranked(words: tuple[str, ...]) -> Select[Any]:
    """Return the ids of what has all words, with a rank: the lower, the better."""
    if db.session.get_bind().dialect.name == "sqlite":
        index = table(SQLITE_WORDS, column("rowid"))
        asked = " ".join(f'"{word}"' for word in words) + "*"
        weights = ", ".join(map(str, WEIGHTS))
        score: Any = literal_column(f"bm25({SQLITE_WORDS}, {weights})")
        return select(index.c.rowid.label("id"), score.label("rank")).where(
            literal_column(SQLITE_WORDS).op("MATCH")(asked)
        )
    written = " & ".join(f"'{word}'" for word in words) + ":*"
    query = func.to_tsquery(text("'simple'"), written)
    weighed = cast(literal(RANKS, ARRAY(REAL)), ARRAY(REAL))
    rank: Any = func.ts_rank(weighed, SearchDoc.words, query)
    found = select(SearchDoc.id.label("id"), (-rank).label("rank"))
    return found.where(SearchDoc.words.op("@@")(query))


def find_indexed() -> dict[int, int]:
    """Return which release each event's rows were made from, by the event's id."""
    rows = select(SearchState.event_id, SearchState.release_id)
    return dict(db.session.execute(rows).all())
