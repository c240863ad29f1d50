"""The database: its handle, shared column types, and how transactions begin.

SQLite has one writer at a time. A transaction that reads first and writes later is
refused at once when somebody else wrote in between, however long it would wait. So
whoever may write says so when the transaction begins: requests by their method (GET
and HEAD only read), the few GETs that write, and workers, by `write_tx()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask import Flask, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from eventsite.core import clock

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "secure_delete=ON",  # what is deleted is not found in the file
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values, stores UTC, gives aware values back."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: Any | None, dialect: sa.Dialect
    ) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class WallTime(TypeDecorator[datetime]):
    """What a clock on a wall shows, its zone kept elsewhere: refuses aware values."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"a wall time has no zone: {value!r}")
        return value


NAMES = {  # so that migrations can name, and later drop, every constraint
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    __abstract__ = True
    shown_with: ClassVar[str | None] = None  # on pages: see core/changes.py
    # Flask-SQLAlchemy 3.1.1 fails when the map stands on the class itself.
    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            Enum: sa.Enum(Enum, native_enum=False, length=40),
        },
    )


db = SQLAlchemy(model_class=Base)
REPEATABLE_READ = 3  # psycopg.IsolationLevel, unknown where there is only SQLite
DERIVED = "derived"  # in a table's info: made anew from the others, in no backup

if TYPE_CHECKING:
    Model = Base  # mypy cannot see through db.Model
else:
    Model = db.Model

write_intent: ContextVar[bool] = ContextVar("write_intent", default=True)


@contextmanager
def write_tx() -> Iterator[None]:
    """Run one write transaction: commits at the end, rolls back on any error.

    Ends the reading transaction a GET has open; what it loaded is loaded anew.

    Raises:
        RuntimeError: a write transaction is open already (they do not nest), or another
            moment is looked at, in which nothing can be done.
    """
    if clock.looked_at() is not None:
        raise RuntimeError("write_tx() while another moment is looked at")
    if write_intent.get() and db.session().in_transaction():
        raise RuntimeError("write_tx() inside a write transaction")
    db.session.rollback()
    token = write_intent.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        write_intent.reset(token)


@contextmanager
def read_tx() -> Iterator[None]:
    """Run one reading transaction where writing is usual (workers, commands).

    What it loads is of use inside only.

    Raises:
        RuntimeError: a transaction is open already.
    """
    if db.session().in_transaction():
        raise RuntimeError("read_tx() inside a transaction")
    token = write_intent.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        write_intent.reset(token)


def drop_old_pages() -> None:
    """Have SQLite forget former states of rows that its log still holds.

    As far as nobody is reading them; the next one does the rest. No transaction may be
    open. PostgreSQL does this by itself.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def insert_once(model: type[Base], unique: str, **values: object) -> bool:
    """Insert a row unless the value of its `unique` column is there; tell if it was new.

    Safe against others who insert the same at once: waits until they commit or not.
    """
    column = sa.inspect(model).columns[unique]  # a row count is not known everywhere
    if db.session.get_bind().dialect.name == "sqlite":
        on_sqlite = sqlite.insert(model).values(values)
        inserted = on_sqlite.on_conflict_do_nothing(index_elements=[unique])
        return db.session.execute(inserted.returning(column)).first() is not None
    elsewhere = postgresql.insert(model).values(values)
    added = elsewhere.on_conflict_do_nothing(index_elements=[unique])
    return db.session.execute(added.returning(column)).first() is not None


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _refuse_unannounced_write)
    app.before_request(_announce)
    app.teardown_request(_forget)


def _set_up(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # Python's own, late BEGIN is off
    # SQLite's own knows the letters of ASCII only.
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()


def _begin(connection: sa.Connection) -> None:
    """Begin as a writer, or as a reader, who sees one state of the database all along."""
    writes = connection.info["writes"] = write_intent.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    else:
        driver: Any = connection.connection.driver_connection
        driver.isolation_level = None if writes else REPEATABLE_READ


def _refuse_unannounced_write(
    connection: sa.Connection, _cursor: object, statement: str, *_rest: object
) -> None:
    verb = statement.lstrip()[:6].upper()
    if verb in {"INSERT", "UPDATE", "DELETE"} and not connection.info.get(
        "writes", True
    ):
        raise RuntimeError(f"{verb} in a reading transaction: needs write_tx()")


def _announce() -> None:
    g.write_intent = write_intent.set(request.method not in {"GET", "HEAD", "OPTIONS"})


def _forget(_error: BaseException | None) -> None:
    if token := g.pop("write_intent", None):
        write_intent.reset(token)
