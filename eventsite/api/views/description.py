"""The API about itself."""

from flask import Blueprint, Response, render_template, request

from eventsite.api import queries
from eventsite.api.exports.description import Reader
from eventsite.core import problems, rest
from eventsite.core.documents import kept_documents, send
from eventsite.core.guard import public
from eventsite.core.openapi import PREFIX
from eventsite.webhooks.rules import KINDS, PING

MESSAGE = """\
POST /hooks HTTP/1.1
Content-Type: application/json
webhook-id: msg_3f0c8a…
webhook-timestamp: 1914321600
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

{"type": "session.changed", "timestamp": "2030-09-01T12:00:00+00:00",
 "data": {"event": "my-event", "session": "K3XQ7A", "changed": ["title"]}}"""
VERIFYING = """\
import base64, hashlib, hmac, time

def is_genuine(headers: dict, body: bytes, secret: str) -> bool:
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    start = f"{headers['webhook-id']}.{headers['webhook-timestamp']}."
    made = hmac.new(key, start.encode() + body, hashlib.sha256).digest()
    wanted = b"v1," + base64.b64encode(made)
    given = headers["webhook-signature"].encode().split(b" ")
    return any(hmac.compare_digest(wanted, one) for one in given)"""
bp = Blueprint("api", __name__, url_prefix=PREFIX)


@bp.get("/")
@public
def index() -> Response:
    """Say where to begin."""
    here = f"{request.url_root.rstrip('/')}{PREFIX}"
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
        with_token=(
            f"export EVENTSITE_TOKEN=evs_…\n"
            f'curl -H "Authorization: Bearer $EVENTSITE_TOKEN" '
            f"'{site}{rest.MANAGED}{slug}'"
        ),
        message=MESSAGE,
        verifying=VERIFYING,
        kinds=sorted(
            {PING} | {told for one in KINDS.values() for told in one.verbs.values()}
        ),
        begin=f"curl '{site}{PREFIX}/events/{slug}/sessions?per_page=5'",
    )
