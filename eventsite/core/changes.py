"""What of the things that the public sees has changed: caches of pages ask for it.

A model whose rows public pages show says so by `shown_with`: the name of the column that
leads on to what the row is shown with. Step by step that ends at a row which leads no
further, such as an event with none above it: its *scope*. Whatever changes rows of a
scope writes the scope's new stamp in the same transaction, as its last act. The stamp is
random: no two pasts share one, not even those before and after a backup was restored.

Who reads a scope's stamp in the transaction in which the rows are read (GETs see one
state of the database all through) knows by comparing it later whether they still are so.
"""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import (
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    UOWTransaction,
    mapped_column,
)

from eventsite.core.db import DERIVED, Base, Model, db

EVERYTHING = "*"  # of a model: who knows which pages show it; changes with all of them
FIXED = "="  # of a model: its rows never change; what points to one does
BY_HAND = "!"  # of a model: who changes what is shown of it calls `note`
ANYTHING = "any"  # the scope of pages that show some of everything
_WRITES = re.compile(
    r'\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE
)
_READS = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)


class LastChange(Model):
    """The stamp of a scope; none yet: nothing has changed since this table was made."""

    __tablename__ = "last_changes"
    __table_args__ = ({"info": {DERIVED: True}},)  # never the same stamps again
    shown_with = FIXED  # reading a stamp makes no page depend on this table

    scope: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    stamp: Mapped[str] = mapped_column(sa.String(22))


Stamps = frozenset[tuple[str, str]]  # scopes that have one, with it
Note = tuple[str, Any]  # a table's name and the key of a row in it


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer shows, and so when it no longer holds; see also `page_cache`."""

    scopes: frozenset[str]
    asked: Collection[tuple[str, str]] = ()  # what of the address's query it heeds
    stamps: Stamps | None = None  # of its scopes, where they have been read already

    @classmethod
    def of(
        cls,
        *scopes: str,
        asked: Mapping[str, str] | None = None,
        stamps: Stamps | None = None,
    ) -> "Shown":
        """Return it; of `stamps`, which may be more, those of its scopes are taken."""
        all_ = frozenset({*scopes, EVERYTHING})
        if stamps is not None:
            stamps = frozenset(each for each in stamps if each[0] in all_)
        return cls(all_, frozenset((asked or {}).items()), stamps)


def scope_of(model: type[Base], key: int) -> str:
    """Return the scope of a row that leads no further."""
    return f"{model.__tablename__} {key}"


def scope_of_column(
    model: type[Base], key: sa.SQLColumnExpression[int]
) -> sa.ColumnElement[str]:
    """Return the same in a query."""
    return sa.literal(f"{model.__tablename__} ") + sa.cast(key, sa.String)


def note(scope: str) -> None:
    """Let the transaction, if it commits, change what is shown in the scope."""
    _notes(db.session.connection()).add(scope)


def read_stamps(scopes: Collection[str]) -> Stamps:
    wanted = select(LastChange.scope, LastChange.stamp).where(
        LastChange.scope.in_(sorted(scopes))
    )
    return frozenset((scope, stamp) for scope, stamp in db.session.execute(wanted))


def stamps_beside(*scopes: sa.ColumnElement[str] | str) -> sa.ScalarSelect[str]:
    """Return a column for a query of something else, to be read by `parse_stamps`."""
    told = LastChange.scope + "=" + LastChange.stamp
    return (
        select(sa.func.aggregate_strings(told, ";"))
        .where(LastChange.scope.in_([EVERYTHING, *scopes]))
        .scalar_subquery()
    )


def parse_stamps(told: str | None) -> Stamps:
    pairs = (each.partition("=") for each in told.split(";")) if told else ()
    return frozenset((scope, stamp) for scope, _, stamp in pairs)


def find_undeclared() -> set[str]:
    """Return the tables this request has read of which nobody would tell a change."""
    read: set[str] = g.get("tables_read", set())
    return (read & db.metadata.tables.keys()) - _declared().keys()


def init_app() -> None:
    """Watch the database of the application in whose context this is called."""
    event.listen(db.engine, "before_cursor_execute", _watch)
    event.listen(db.engine, "begin", _forget)
    event.listen(db.engine, "commit", _write_stamps)


# --- what changes -----------------------------------------------------------------


@lru_cache(maxsize=1)
def _declared() -> Mapping[str, str]:
    """Return `shown_with` by table; tables of pairs change with who owns the pairs."""
    found: dict[str, str] = {}
    for mapper in Base.registry.mappers:
        if (shown_with := mapper.class_.shown_with) is not None:
            found[_table(mapper).name] = shown_with
            found |= dict.fromkeys(_pairs(mapper), EVERYTHING)
    return found


def _table(mapper: Mapper[Any]) -> sa.Table:
    return cast("sa.Table", mapper.local_table)


def _pairs(mapper: Mapper[Any]) -> set[str]:
    secondary = (relation.secondary for relation in mapper.relationships)
    return {table.name for table in secondary if isinstance(table, sa.Table)}


def _notes(connection: sa.Connection) -> set[Any]:
    """Return what the connection's transaction has changed: scopes, and `Note`s."""
    found: set[Any] = connection.info.setdefault("changed", set())
    return found


def _forget(connection: sa.Connection) -> None:
    for name in ("changed", "written", "explained"):
        connection.info.pop(name, None)


def _note_flushed(session: Session, _context: UOWTransaction) -> None:
    """Note the rows that a flush has written, and that these explain its statements."""
    touched = [*session.new, *session.deleted]
    touched += [thing for thing in session.dirty if session.is_modified(thing)]
    for thing in touched:
        shown_with = type(thing).shown_with
        if shown_with is None:
            continue
        mapper = sa.inspect(type(thing))
        connection = session.connection()
        tables = {_table(mapper).name, *_pairs(mapper)}
        connection.info.setdefault("explained", set()).update(tables)
        _notes(connection).update(_leads(thing, mapper, shown_with))


def _leads(thing: Base, mapper: Mapper[Any], shown_with: str) -> set[Any]:
    """Return where the row leads, and where it has led until now."""
    if shown_with in {FIXED, BY_HAND}:
        return set()
    if shown_with == EVERYTHING:
        return {EVERYTHING}
    table = _table(mapper)
    (key,) = table.c[shown_with].foreign_keys
    history = sa.inspect(thing).attrs[shown_with].history
    ends = {*history.added, *history.unchanged, *history.deleted}
    if history.added and not history.deleted and sa.inspect(thing).persistent:
        return {EVERYTHING}  # it has moved, and nobody knows from where
    ends.discard(None)
    if not ends:  # this is the end
        return {(table.name, thing.id)}  # type: ignore[attr-defined]  # all of ours have one
    return {(key.column.table.name, end) for end in ends}


def _note_statement(state: ORMExecuteState) -> None:
    """Note a statement that changes rows nobody knows the names of."""
    if state.is_select:
        return
    statement = state.statement
    if isinstance(statement, sa.TextClause):
        names = set(_WRITES.findall(statement.text))
    elif isinstance(statement, sa.UpdateBase):
        names = {getattr(statement.table, "name", "")}
    else:
        return
    if _tells_of(names):
        _notes(state.session.connection()).add(EVERYTHING)


def _tells_of(tables: Iterable[str]) -> bool:
    """Tell whether a change of these tables is one of pages."""
    declared = _declared()
    return any(declared.get(name, FIXED) not in {FIXED, BY_HAND} for name in tables)


event.listen(db.session, "after_flush", _note_flushed)
event.listen(db.session, "do_orm_execute", _note_statement)


def _watch(
    connection: sa.Connection, _cursor: DBAPICursor, statement: str, *_rest: object
) -> None:
    """Note which tables a statement writes, and which ones a request reads."""
    reads, writes = _tables(statement)
    if writes:
        connection.info.setdefault("written", set()).update(writes)
    if reads and has_request_context():
        g.setdefault("tables_read", set()).update(reads)


@lru_cache(maxsize=2000)
def _tables(statement: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the tables that a statement reads, and that it writes."""
    reads = frozenset(_READS.findall(statement))
    if statement.lstrip()[:6].upper() == "SELECT":
        return reads, frozenset()
    return reads, frozenset(_WRITES.findall(statement))


# --- the stamps -------------------------------------------------------------------


def _write_stamps(connection: sa.Connection) -> None:
    """Give what has changed its new stamps, right before the transaction commits.

    The last locks that it takes, all in one order: nobody waits for it in a circle.
    """
    if connection.get_execution_options().get("unwatched"):
        return
    noted = _notes(connection)
    unexplained = connection.info.get("written", set()) - connection.info.get(
        "explained", set()
    )
    if _tells_of(unexplained):
        noted.add(EVERYTHING)
    if not noted:
        return
    scopes = {each for each in noted if isinstance(each, str)}
    scopes |= _ends(connection, {each for each in noted if not isinstance(each, str)})
    stamp = secrets.token_urlsafe(16)
    rows = [{"scope": scope, "stamp": stamp} for scope in sorted(scopes | {ANYTHING})]
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = insert(LastChange).values(rows)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["scope"], set_={"stamp": new.excluded.stamp}
        )
    )
    _forget(connection)


def _ends(connection: sa.Connection, notes: set[Note]) -> set[str]:
    """Return the scopes to which rows lead: one query for each step of the way."""
    scopes: set[str] = set()
    while notes:
        name = min(table for table, _ in notes)
        keys = {key for table, key in notes if table == name}
        notes = {each for each in notes if each[0] != name}
        table = db.metadata.tables[name]
        shown_with = _declared()[name]
        if shown_with == EVERYTHING:
            scopes.add(EVERYTHING)
            continue
        on = table.c[shown_with]
        (target,) = on.foreign_keys
        rows = connection.execute(select(table.c.id, on).where(table.c.id.in_(keys)))
        found = {key: end for key, end in rows}  # noqa: C416  # mypy knows rows no better
        if found.keys() != keys:  # gone; what it was shown with is not known any more
            scopes.add(EVERYTHING)
        above = target.column.table.name
        for key, end in found.items():
            if end is None or above == name:
                scopes.add(f"{name} {key if end is None else end}")
            else:
                notes.add((above, end))
    return scopes
