"""The API about itself."""

from flask import Blueprint, Response, request

from eventsite.core import rest
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
