"""How the database's tables are brought from one version to the next.

On SQLite a changed table is made anew and copied ("batch"). Foreign keys are switched off
for that, before the transaction begins: with them on, dropping the old table would delete
the rows that point to it. They are checked before the commit instead.
"""

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from eventsite.core.db import db, write_intent


def render_item(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as what they are to the database."""
    ours = type(thing).__module__.startswith("eventsite.")
    if kind == "type" and ours and isinstance(thing, TypeDecorator):
        return f"sa.{type(thing.impl_instance).__name__}()"
    return False


def include_name(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what only one kind of database has: see eventsite/search/models.py."""
    return name is None or not name.startswith(("search_words", "ix_search_docs_words"))


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    # Servers start anew with the new tables; the old ones may have no stamps yet.
    with engine.connect().execution_options(unwatched=True) as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF").close()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transactional_ddl=True,  # SQLite can, once we begin transactions ourselves
            compare_type=True,
            render_item=render_item,
            include_name=include_name,
            transaction_per_migration=False,
        )
        token = write_intent.set(True)
        try:
            with context.begin_transaction():
                context.run_migrations()
                if on_sqlite:
                    check_foreign_keys(connection)
        finally:
            write_intent.reset(token)
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys=ON").close()


def check_foreign_keys(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(
            f"this migration would leave rows pointing nowhere: {broken[:5]}"
        )


run()
