"""Everything of one installation into one file, and back.

A backup is taken from one snapshot of the database while it serves; uploads never
change, so they need none. It holds no keys: keep `SECRET_KEYS` and `ENCRYPTION_KEYS`
elsewhere. It is read back only into an empty database, SQLite or PostgreSQL, whole or
not at all, and every table is compared with what was saved before it counts.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask_migrate import downgrade, upgrade

from eventsite.core import crypto, files
from eventsite.core.archive import (
    FORM,
    BadArchive,
    Digest,
    Manifest,
    Row,
    Table,
    Writer,
    decode,
    encode,
    plain_table,
    read_files,
    read_manifest,
    read_tables,
    readable,
    stored_columns,
)
from eventsite.core.db import DERIVED, db, read_tx, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.rows import batches

PURPOSE = "backup"
WORD = "eventsite"
BATCH = 500  # rows
IN_MEMORY = 8 * 1024 * 1024  # bytes of a table before it goes to a temporary file

Tell = Callable[[str], None]


def save(path: Path, now: datetime, tell: Tell) -> Manifest:
    """Write everything to `path`; whole or not at all.

    Raises:
        Refusal: the file is there already, or the database is not up to date.
    """
    if path.exists():
        raise Refusal(f"{path} is there already. Choose another name.")
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "xb", opener=_private) as file:
            manifest = _write(file, now, tell)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except FileExistsError:
        raise Refusal(f"{part} is there: is another backup running?") from None
    except OSError as wrong:
        raise Refusal(f"{path} cannot be written: {wrong.strerror}.") from wrong
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def kept_tables() -> list[sa.Table]:
    """Return what a backup holds: not what jobs and requests make of it anew."""
    return [each for each in db.metadata.sorted_tables if not each.info.get(DERIVED)]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(file: IO[bytes], now: datetime, tell: Tell) -> Manifest:
    manifest = Manifest(
        form=FORM,
        version=version("eventsite"),
        revision="",
        made_at=now.isoformat(),
        key_check=crypto.encrypt(WORD, PURPOSE, _keys()),
    )
    writer = Writer(file, manifest)
    with read_tx():
        if db.engine.dialect.name == "postgresql":  # the snapshot of the first query
            db.session.execute(
                sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            )
        manifest.revision = _current_revision()
        tokens = list(db.session.scalars(sa.select(files.StoredFile.token)))
        for table in kept_tables():
            _write_table(writer, table)
            if count := manifest.tables[table.name].count:
                tell(f"{table.name}: {count}")
    for token in sorted(tokens):
        writer.add_file(token, files.path_of(token))
    writer.close()
    return manifest


def _current_revision() -> str:
    connection = db.session.connection()
    found = MigrationContext.configure(connection).get_current_heads()
    wanted = _scripts().get_heads()
    if list(found) != list(wanted):
        raise Refusal("The database is not up to date: run 'eventsite db upgrade'.")
    return wanted[0]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(current_app.config["MIGRATIONS"]))


def _keys() -> Sequence[str]:
    keys: Sequence[str] = current_app.config["ENCRYPTION_KEYS"]
    return keys


def _write_table(writer: Writer, table: sa.Table) -> None:
    columns = stored_columns(table)
    digest = Digest()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
        for line in _lines(table.name, columns):
            digest.add(line)
            spool.write(line + b"\n")
        found = Table(columns, digest.count, str(digest))
        writer.add_table(table.name, spool, found)


def _lines(name: str, columns: Sequence[tuple[str, str]]) -> Iterable[bytes]:
    table = plain_table(name, columns)
    asked = sa.select(*table.columns).execution_options(yield_per=BATCH)
    for row in db.session.execute(asked):
        yield encode(row)


def load(path: Path, tell: Tell) -> Manifest:
    """Fill the empty database from a backup, and bring its tables up to date.

    Raises:
        BadArchive: no backup, or a damaged one; the database is as empty as before.
        Refusal: the database holds something, or these keys are not the backup's.
    """
    manifest = read_manifest(path)
    _check_keys(manifest)
    _make_tables(manifest)
    try:
        with readable(path), write_tx():
            _fill(path, manifest, tell)
            _load_files(path, manifest)
    except sa.exc.DatabaseError as wrong:
        raise BadArchive(f"{path} does not fit these tables: {wrong.orig}.") from wrong
    except ValueError as wrong:
        raise BadArchive(f"{path} holds a row that cannot be read: {wrong}.") from wrong
    upgrade()
    return manifest


def _check_keys(manifest: Manifest) -> None:
    try:
        crypto.decrypt(manifest.key_check, PURPOSE, _keys())
    except crypto.Undecipherable:
        raise Refusal(
            "ENCRYPTION_KEYS do not open this backup: "
            "set those of the installation that it was made from."
        ) from None


def _make_tables(manifest: Manifest) -> None:
    """Make the tables as they were at the time of the backup, all empty."""
    try:
        _scripts().get_revision(manifest.revision)
    except CommandError:
        raise Refusal(
            "The backup was made by a newer eventsite: upgrade this one."
        ) from None
    with read_tx():
        there = set(sa.inspect(db.session.connection()).get_table_names())
        for table in db.metadata.sorted_tables:
            if table.name in there and _has_rows(table):
                raise Refusal(
                    f"The database holds data (in {table.name}). "
                    "Restore into an empty one: name it with DATABASE_URL."
                )
    if "alembic_version" in there:
        downgrade(revision="base")
    upgrade(revision=manifest.revision)


def _has_rows(table: sa.Table) -> bool:
    asked = sa.select(sa.literal(1)).select_from(table).limit(1)
    return db.session.execute(asked).first() is not None


def _fill(path: Path, manifest: Manifest, tell: Tell) -> None:
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    metadata = sa.MetaData()
    with suppress(sa.exc.SAWarning):
        metadata.reflect(connection, only=list(manifest.tables))
    for table in reversed(metadata.sorted_tables):  # what migrations put there
        connection.execute(sa.delete(table))
    seen = set()
    for name, lines in read_tables(path):
        if name not in manifest.tables:
            raise BadArchive(f"{path} holds a table that its manifest does not name.")
        _fill_table(metadata.tables[name], manifest.tables[name], lines)
        _compare(path, name, manifest.tables[name])
        if count := manifest.tables[name].count:
            tell(f"{name}: {count}")
        seen.add(name)
    if missing := set(manifest.tables) - seen:
        raise BadArchive(f"{path} lacks {', '.join(sorted(missing))}.")


def _fill_table(table: sa.Table, described: Table, lines: IO[bytes]) -> None:
    connection = db.session.connection()
    names = [name for name, _ in described.columns]
    into = sa.insert(plain_table(table.name, described.columns))
    rows = (decode(line, described.columns) for line in lines)
    for batch in batches(_parents_first(table, names, rows), BATCH):
        connection.execute(into, [dict(zip(names, row, strict=True)) for row in batch])
    if connection.dialect.name == "postgresql" and "id" in names:
        _continue_numbers(connection, table.name)


def _parents_first(
    table: sa.Table, names: Sequence[str], rows: Iterable[Row]
) -> Iterable[Row]:
    """Put rows behind those of the same table that they point to."""
    pairs = [
        (names.index(key.parent.name), names.index(key.column.name))
        for key in table.foreign_keys
        if key.column.table is table
    ]
    if not pairs:
        return rows
    waiting, placed = list(rows), list[Row]()
    for mine, theirs in pairs:
        known: set[Any] = {None}
        placed = []
        while waiting:
            ready = [row for row in waiting if row[mine] in known]
            if not ready:
                raise ValueError(f"{table.name} has rows that point in a circle")
            known |= {row[theirs] for row in ready}
            placed += ready
            taken = set(map(id, ready))
            waiting = [row for row in waiting if id(row) not in taken]
        waiting = placed
    return placed


def _continue_numbers(connection: sa.Connection, name: str) -> None:
    table = sa.table(name, sa.column("id", sa.BigInteger))
    counter = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(name, "id")))
    last = connection.scalar(sa.select(sa.func.max(table.c.id)))
    if counter is not None and last is not None:
        connection.execute(sa.select(sa.func.setval(counter, last)))


def _compare(path: Path, name: str, described: Table) -> None:
    digest = Digest()
    for line in _lines(name, described.columns):
        digest.add(line)
    if (digest.count, str(digest)) != (described.count, described.digest):
        raise BadArchive(f"{path} is damaged: {name} is not what was saved.")


def _load_files(path: Path, manifest: Manifest) -> None:
    expected: Mapping[str, str] = manifest.files
    seen = set()
    for token, data in read_files(path):
        if expected.get(token) != hashlib.sha256(data).hexdigest():
            raise BadArchive(f"{path} is damaged: a file is not what was saved.")
        files.put(token, data)
        seen.add(token)
    if len(seen) < len(expected):
        raise BadArchive(f"{path} lacks {len(expected) - len(seen)} files.")
