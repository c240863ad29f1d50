"""A bare application: views of a few lines, no framework of ours.

One transaction, and pages kept as they are sent.
"""

import os
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, Response

TABLES = (
    "CREATE TABLE IF NOT EXISTS bare_pool (id INTEGER PRIMARY KEY, places INTEGER)",
    "CREATE TABLE IF NOT EXISTS bare_orders (name VARCHAR(100), pool_id INTEGER)",
)
TAKE = sa.text("UPDATE bare_pool SET places = places - 1 WHERE id = 1 AND places > 0")
ENTER = sa.text("INSERT INTO bare_orders (name, pool_id) VALUES (:name, 1)")


def prepare(url: str, places: int) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in TABLES:
            connection.exec_driver_sql(table)
        connection.exec_driver_sql("DELETE FROM bare_pool")
        connection.execute(
            sa.text("INSERT INTO bare_pool (id, places) VALUES (1, :places)"),
            {"places": places},
        )
    engine.dispose()


def make_app() -> Flask:
    app = Flask("bare")
    engine = sa.create_engine(os.environ["DATABASE_URL"], pool_size=10)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)

    @app.post("/order")
    def order() -> str:
        with engine.begin() as connection:
            taken = connection.execute(TAKE).rowcount
            connection.execute(ENTER, {"name": "Ada"})
        return str(taken)

    pages = {
        file.name: file.read_bytes()
        for file in Path(os.environ.get("BARE_PAGES", os.devnull)).glob("*")
    }

    @app.get("/pages/<name>")
    def page(name: str) -> Response:
        packed = {"Content-Encoding": "gzip", "ETag": '"known"'}
        return Response(pages[name], content_type="text/html", headers=packed)

    @app.get("/known")
    def known() -> Response:
        return Response(status=304, headers={"ETag": '"known"'})

    return app


def _set_up(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
