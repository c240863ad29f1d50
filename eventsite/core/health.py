"""For those who watch over the process: does it live, can it work."""

import logging
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from eventsite.core.db import db
from eventsite.core.guard import public

bp = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Tell that the process lives; asks nothing else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Tell whether requests can be served: 200, or 503 with what is missing."""
    found = check()
    return jsonify(found), 200 if set(found.values()) == {"ok"} else 503


def check() -> dict[str, str]:
    """Return "ok", or what is wrong, for the database and its migrations."""
    try:
        db.session.execute(text("SELECT 1"))
        is_at = _revisions()
    except (SQLAlchemyError, OSError):
        log.exception("the database cannot be reached")
        return {"database": "cannot be reached", "migrations": "unknown"}
    wanted = newest_revision(current_app.config["MIGRATIONS"])
    state = "ok" if is_at == [wanted] else "run 'eventsite db upgrade'"
    return {"database": "ok", "migrations": state}


def _revisions() -> list[str]:
    try:
        return list(db.session.scalars(text("SELECT version_num FROM alembic_version")))
    except DatabaseError:  # no such table
        db.session.rollback()
        return []


@cache
def newest_revision(folder: Path) -> str:
    """Return the number of the last migration: each is named by its own, in order."""
    return max(path.name for path in folder.glob("versions/[0-9]*_*.py"))[:4]
