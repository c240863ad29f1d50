"""Moving what is encrypted to the newest key, so that an old one can be thrown away."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import current_app

from eventsite.core import crypto
from eventsite.core.crypto import EncryptedBytes, EncryptedText
from eventsite.core.db import db, read_tx, write_tx
from eventsite.core.rows import batches

BATCH = 200  # values in one transaction


def encrypted_columns() -> Iterator[sa.Column[Any]]:
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText | EncryptedBytes):
                yield column


def rotate_all() -> int:
    """Encrypt every value anew with the newest key; return how many there were.

    May run while others write, and again after it was stopped: a value that somebody
    changed meanwhile has the newest key already and is left alone.

    Raises:
        Undecipherable: a value that none of the keys opens; those before it are done.
    """
    return sum(_rotate(column) for column in encrypted_columns())


def _rotate(column: sa.Column[Any]) -> int:
    plain = sa.type_coerce(column, sa.Text)
    keys = list(column.table.primary_key.columns)
    with read_tx():
        asked = sa.select(*keys).where(column.is_not(None)).order_by(*keys)
        rows = db.session.execute(asked).all()
    for some in batches(rows, BATCH):
        with write_tx():
            for row in some:
                this = sa.and_(
                    *(key == value for key, value in zip(keys, row, strict=True))
                )
                _rotate_one(column, plain, this)
    return len(rows)


def _rotate_one(
    column: sa.Column[Any], plain: sa.ColumnElement[str], this: sa.ColumnElement[bool]
) -> None:
    before = db.session.scalar(sa.select(plain).where(this))
    if before is None:
        return
    after = crypto.rotate(before, current_app.config["ENCRYPTION_KEYS"])
    changed = sa.update(column.table).where(this, plain == before)
    db.session.execute(changed.values({column.name: sa.literal(after, sa.Text)}))
