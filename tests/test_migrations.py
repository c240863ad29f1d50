"""The migrations lead to the models' tables, up and down, with rows in them."""

import datetime as dt
from contextlib import contextmanager, nullcontext

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from eventsite.app import MIGRATIONS
from eventsite.core.db import db, write_tx
from tests import postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def migrated(request, make_app, tmp_path):
    """Return an application on a database of its own, without tables."""
    if request.config.getoption("--database") == "sqlite":
        address = nullcontext(f"sqlite:///{tmp_path / 'migrated.db'}")
    else:
        address = postgresql.database("migrated")
    with address as url:
        app = make_app(SQLALCHEMY_DATABASE_URI=url)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def revisions():
    """Return all revisions, the first one first."""
    script = ScriptDirectory(str(MIGRATIONS))
    return [step.revision for step in script.walk_revisions()][::-1]


def tables():
    names = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if is_ours(name)}


def is_ours(name, _kind="table", _parents=None):
    """Tell what every database has from what only one kind has for its search."""
    return name is None or not name.startswith(("search_words", "ix_search_docs_words"))


@contextmanager
def connected():
    with db.engine.connect() as connection:
        yield connection


def fill():
    """Put one row into every table, as far as constraints let a plain row in."""
    filled = set()
    metadata = sa.MetaData()
    metadata.reflect(db.engine, only=lambda name, _: is_ours(name))
    with write_tx():
        connection = db.session.connection()
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                continue
            needed = [c for c in table.columns if not c.nullable or c.primary_key]
            row = {c.name: _filler(c) for c in needed} | CHOSEN.get(table.name, {})
            connection.execute(table.insert().values(row))
            filled.add(table.name)
    return filled


CHOSEN = {  # what constraints ask for besides
    "invitations": {"event_id": 1, "role": "OWNER"},
    "pools": {"size": 10},
}
FILLERS = {
    dt.datetime: dt.datetime(2030, 1, 1),
    dt.date: dt.date(2030, 1, 1),
    dt.timedelta: dt.timedelta(0),
    bool: False,
    object: {},  # JSON
    bytes: b"x",
    int: 1,
    str: "x",
}


def _filler(column):
    return 1 if column.foreign_keys else FILLERS[column.type.python_type]


def test_the_models_have_no_table_or_column_that_no_migration_makes(migrated):
    assert migrated.testing
    upgrade()
    with connected() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_ours}
        )
        assert compare_metadata(context, db.metadata) == []


def test_down_to_nothing_and_up_again_with_rows_in_every_table(migrated):
    assert migrated.testing
    upgrade()
    at_top = tables()
    assert fill() == at_top

    for revision in [*revisions()[-2::-1], "base"]:
        before = counts()
        downgrade(revision=revision)
        after = counts()
        kept = before.keys() & after.keys()
        assert {name: before[name] for name in kept} == {
            name: after[name] for name in kept
        }
    assert tables() == set()

    upgrade()
    assert tables() == at_top


def counts():
    with connected() as connection:
        return {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(name))
            ).scalar()
            for name in tables()
        }
