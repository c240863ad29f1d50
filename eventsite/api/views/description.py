"""The API about itself."""

from flask import Blueprint, Response, render_template, request

from eventsite.api import queries
from eventsite.api.exports.description import Reader
from eventsite.core import problems, rest
from eventsite.core.documents import kept_documents, send
from eventsite.core.guard import public

bp = Blueprint("api", __name__, url_prefix=rest.PREFIX)


@bp.get("/")
@public
def index() -> Response:
    """Say where to begin."""
    here = f"{request.url_root.rstrip('/')}{rest.PREFIX}"
    begin = {
        "events_url": f"{here}/events",
        "openapi_url": f"{here}/openapi.json",
        "docs_url": f"{here}/docs",
    }
    return send(rest.as_document(begin))


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe the whole API in OpenAPI 3.1."""
    found = kept_documents().get(
        ("api", "openapi"), lambda: rest.as_document(rest.description())
    )
    return send(found)


@bp.get("/docs")
@public
def docs() -> str:
    """Describe the API for people, with examples that work here and now."""
    events, _ = queries.page_events(queries.EventFilter(), 1, 1)
    slug = events[0].slug if events else "my-event"
    site = request.url_root.rstrip("/")
    reader = Reader(rest.description(), site, slug)
    return render_template(
        "api/docs.html",
        groups=reader.groups(),
        things=reader.things(),
        problems=problems.KINDS,
        begin=f"curl '{site}{rest.PREFIX}/events/{slug}/sessions?per_page=5'",
    )
