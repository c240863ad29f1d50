"""A backup's form: one file with every row and every upload, for any of our databases.

A gzipped tar with `tables/<name>.jsonl` (a row a line, values in the order of the
manifest's columns), `files/<token>` and, last, `manifest.json`: a file that was cut off
has none. Values stand as the database holds them, so what is encrypted there is
encrypted here. What SQLite wrote PostgreSQL can read, and the other way round.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

FORM = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 16 * 1024 * 1024
TOKEN = re.compile(r"[A-Za-z0-9_-]{2,64}")
TABLE = re.compile(r"[a-z0-9_]{1,63}")
MICROSECOND = timedelta(microseconds=1)

Row = list[Any]


class BadArchive(Exception):  # the file's fault
    """No backup, or a damaged one; the message says which."""


@dataclass(slots=True)
class Table:
    """What the archive says of a table; `digest` does not depend on the rows' order."""

    columns: list[tuple[str, str]]  # name, kind
    count: int = 0
    digest: str = ""


@dataclass(slots=True)
class Manifest:
    form: int
    version: str  # of eventsite
    revision: str  # of the migrations
    made_at: str
    key_check: str  # a word under the newest encryption key
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # token: SHA-256
    missing: list[str] = field(default_factory=list)  # tokens whose file was not there


# The kinds of values, how they are asked for and how they are written down.
KINDS: dict[str, TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "bytes": sa.LargeBinary(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "duration": sa.Interval(),
    "integer": sa.BigInteger(),
    "json": sa.JSON(none_as_null=True),
    "number": sa.Float(),
    "text": sa.Text(),
}
# From the special to the general: an interval is kept as a moment by some databases.
KIND_OF: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.Interval, "duration"),
    (sa.Boolean, "boolean"),
    (sa.Enum, "text"),
    (sa.LargeBinary, "bytes"),
    (sa.DateTime, "datetime"),
    (sa.Date, "date"),
    (sa.JSON, "json"),
    (sa.Integer, "integer"),
    (sa.Float, "number"),
    (sa.String, "text"),
    (sa.Uuid, "text"),
)


def kind_of(asked: TypeEngine[Any]) -> str:
    """Return the kind of a column's values as they lie in the database.

    Raises:
        ValueError: of no kind that an archive can hold.
    """
    if isinstance(asked, TypeDecorator) and not isinstance(asked, sa.Interval):
        return kind_of(asked.impl_instance)
    for of, kind in KIND_OF:
        if isinstance(asked, of):
            return kind
    raise ValueError(f"no archive can hold {asked!r}")


def stored_columns(table: sa.Table) -> list[tuple[str, str]]:
    """Return name and kind of the columns that hold something of their own."""
    return [
        (column.name, kind_of(column.type))
        for column in table.columns
        if column.computed is None
    ]


def plain_table(name: str, columns: Iterable[tuple[str, str]]) -> sa.TableClause:
    """Return the table with columns of values as they lie in the database."""
    return sa.table(name, *(sa.column(column, KINDS[kind]) for column, kind in columns))


def encode(row: Iterable[Any]) -> bytes:
    """Return a row's line."""
    values = [_encode(value) for value in row]
    line = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return line.encode("utf-8", "surrogatepass")


def decode(line: bytes, columns: Iterable[tuple[str, str]]) -> Row:
    values = json.loads(line)
    return [
        None if value is None else _decode(value, kind)
        for value, (_, kind) in zip(values, columns, strict=True)
    ]


def _encode(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // MICROSECOND
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _decode(value: Any, kind: str) -> Any:
    if kind == "datetime":
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "duration":
        return value * MICROSECOND
    if kind == "bytes":
        return base64.b64decode(value)
    return value


class Digest:
    """A sum over lines, whatever their order."""

    def __init__(self) -> None:
        self.count = self._sum = 0

    def add(self, line: bytes) -> None:
        self.count += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest())

    def __str__(self) -> str:
        return f"{self._sum % 2**256:064x}"


class Writer:
    """Writes an archive; `close` makes it whole."""

    def __init__(self, file: IO[bytes], manifest: Manifest) -> None:
        self.manifest = manifest
        self._tar = tarfile.open(fileobj=file, mode="w:gz", compresslevel=6)  # noqa: SIM115  # closed by close()

    def add_table(self, name: str, spool: IO[bytes], table: Table) -> None:
        """Add the lines in `spool`."""
        size = spool.tell()
        spool.seek(0)
        self.manifest.tables[name] = table
        self._add(f"tables/{name}.jsonl", spool, size)

    def add_file(self, token: str, path: Path) -> None:
        """Add an upload, or note that it was not there."""
        try:
            data = path.read_bytes()
        except OSError:
            self.manifest.missing.append(token)
            return
        self.manifest.files[token] = hashlib.sha256(data).hexdigest()
        self._add(f"files/{token}", io.BytesIO(data), len(data))

    def close(self) -> None:
        data = json.dumps(asdict(self.manifest), indent=1).encode()
        self._add(MANIFEST, io.BytesIO(data), len(data))
        self._tar.close()

    def _add(self, name: str, data: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, data)


def read_manifest(path: Path) -> Manifest:
    """Return what the archive says that it holds.

    Raises:
        BadArchive: no archive of ours, cut off, or of a form we do not know.
    """
    data = b""
    with readable(path):
        for name, file in _members(path):
            if name == MANIFEST:
                data = file.read(LARGEST_MANIFEST)
    if not data:
        raise BadArchive(f"{path} is cut off, or no backup made by eventsite.")
    try:
        found = json.loads(data)
        if found["form"] > FORM:
            raise BadArchive(f"{path} was made by a newer eventsite: upgrade this one.")
        tables = {
            name: Table([(column, kind) for column, kind in table["columns"]],
                        table["count"], table["digest"])
            for name, table in found.pop("tables").items()
        }  # fmt: skip
        manifest = Manifest(**found, tables=tables)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise BadArchive(f"{path} has a manifest that cannot be read.") from wrong
    words = (manifest.key_check, manifest.revision, manifest.made_at)
    if not all(isinstance(word, str) for word in words):
        raise BadArchive(f"{path} has a manifest that cannot be read.")
    for name, table in tables.items():
        if not TABLE.fullmatch(name) or any(k not in KINDS for _, k in table.columns):
            raise BadArchive(f"{path} has a manifest that cannot be read.")
    return manifest


def read_tables(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Give each table's name and its lines, as they stand in the archive."""
    for name, file in _members(path):
        folder, _, rest = name.partition("/")
        if folder == "tables":
            yield rest.removesuffix(".jsonl"), file


def read_files(path: Path) -> Iterator[tuple[str, bytes]]:
    for name, file in _members(path):
        folder, _, token = name.partition("/")
        if folder == "files":
            if not TOKEN.fullmatch(token):
                raise BadArchive(f"{path} holds a file by a name that is not ours.")
            yield token, file.read()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say what is wrong with the file while it is read inside.

    Raises:
        BadArchive: it cannot be opened, is damaged or no archive.
    """
    try:
        yield
    except (FileNotFoundError, PermissionError, IsADirectoryError) as wrong:
        raise BadArchive(f"{path} cannot be opened: {wrong.strerror}.") from wrong
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as wrong:
        told = f"{path} is damaged, or no backup made by eventsite."
        raise BadArchive(told) from wrong


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(path, mode="r|gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file
