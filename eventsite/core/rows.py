"""Rows of any table: changed, kept unique, asked what still needs them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from eventsite.core.db import Base, db
from eventsite.core.errors import Refusal
from eventsite.core.words import Counted, _, counted, listed

OTHERS = counted("%(num)s other thing", "%(num)s other things")
# SQLite says "UNIQUE constraint failed: rooms.event_id, rooms.name",
# PostgreSQL says "... Key (event_id, name)=(1, Aula) already exists."
CLASH = re.compile(r"UNIQUE constraint failed: ([\w., ]+)|Key \(([\w, ]+)\)=")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Use:
    """How many rows of a table refer to something."""

    called: Counted
    count: int

    def __str__(self) -> str:
        return self.called(self.count)


class InUse(Refusal):
    """Something cannot be deleted because other things refer to it."""

    def __init__(self, name: str, uses: list[Use]) -> None:
        users = listed(list(map(str, uses)))
        super().__init__(
            _(
                "“%(name)s” is used by %(users)s. Change those first.",
                name=name,
                users=users,
            )
        )


def change(row: Base, values: Mapping[str, object]) -> list[str]:
    """Set what differs on `row`; return the names of what changed, in order."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def plain_row(row: Base, *unsaid: str) -> dict[str, Any]:
    """Return the row's own columns by name, the `unsaid` ones left out."""
    keys = (column.key for column in sa.inspect(type(row)).column_attrs)
    return {key: getattr(row, key) for key in keys if key not in unsaid}


@contextmanager
def unless_taken(**refusals: Refusal) -> Iterator[None]:
    """Write what is done inside at once; where a column is unique, first come wins.

    Raises:
        Refusal: the one named after a column whose value somebody else has, even if
            they were faster by a moment.
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        found = CLASH.search(str(error.orig))
        columns = re.split(r"[., ]+", found[1] or found[2]) if found else []
        for column, refusal in refusals.items():
            if column in columns:
                raise refusal from error
        raise


def uses_of(row: Base, parts: Collection[str] = ()) -> list[Use]:
    """Return which tables refer to `row` (by its `id`) and how often, none left out.

    But for those that hold its `parts` and go with it. A table says in `info["called"]`
    what people call its rows.
    """
    target = sa.inspect(type(row)).local_table
    row_id = sa.inspect(row).identity
    assert row_id is not None, "only stored rows have uses"
    found = []
    for table in Base.metadata.sorted_tables:
        theirs = [
            key.parent for key in table.foreign_keys if key.column.table is target
        ]
        if not theirs or table.name in parts:
            continue
        refers = sa.or_(*(column == row_id[0] for column in theirs))
        count = db.session.scalar(sa.select(sa.func.count()).where(refers)) or 0
        if count:
            called = table.info.get("called") or OTHERS
            found.append(Use(called, count))
    return found


def delete_unused(row: Base, name: str, parts: Collection[str] = ()) -> None:
    """Delete a row that nothing refers to but its `parts`, which go with it.

    Raises:
        InUse: something does, or began to at this moment.
    """
    if uses := uses_of(row, parts):
        raise InUse(name, uses)
    try:
        with db.session.begin_nested():
            db.session.delete(row)
    except IntegrityError:
        raise InUse(name, uses_of(row, parts)) from None


def batches(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """Give the rows in lists of at most `most`."""
    waiting = iter(rows)
    while batch := list(islice(waiting, most)):
        yield batch
