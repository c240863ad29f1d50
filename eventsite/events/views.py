"""What the event tree adds to every answer.

Addresses that were lead to those that are. And organisers see the public pages of their
events as of another moment (`?as_of=2030-09-23T18:00`): for that one request the clock
says so, nothing is kept, and nothing can be done.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.fields import EARLIEST, LATEST
from eventsite.core.guard import READING, find_access, find_visitor_id
from eventsite.core.web import or_404
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event,
    find_event_by_former_slug,
    find_shown_event,
)

bp = Blueprint("events", __name__)
AS_OF = "as_of"
PUBLIC = "/events/<slug>"


class Look(NamedTuple):
    """Another moment, and the event through whose clocks it is seen."""

    at: datetime
    zone: str
    slug: str

    @property
    def wall(self) -> str:
        """Return it as a form's field takes it."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        return local.replace(tzinfo=None).isoformat(timespec="minutes")

    @property
    def written(self) -> str:
        """Return it as addresses have it, the same at events in other zones."""
        return self.at.isoformat(timespec="seconds").replace("+00:00", "Z")


@bp.before_app_request
def look() -> ResponseReturnValue | None:
    """Have the clock say another moment, to those who look after the event."""
    if AS_OF not in request.args or request.endpoint not in _public_pages():
        return None
    if request.method not in READING:
        words = _("This is a look at another moment. Go back to now to send anything.")
        abort(403, words)
    view: Any = current_app.view_functions[request.endpoint]
    slug = str((request.view_args or {}).get("slug"))
    access = find_access(slug)
    if access is None or not access.rights or view.guard != "public":
        return redirect(_without(AS_OF))
    event = or_404(find_event(slug))
    moment = _moment(request.args[AS_OF], event)
    g.look = Look(moment, event.timezone, event.slug)
    clock.look_at(moment)
    return None


@bp.teardown_app_request
def look_away(_error: BaseException | None) -> None:
    clock.look_at(None)


@bp.after_app_request
def keep_looks_out_of_caches(answer: Response) -> Response:
    if "look" in g:
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        del answer.headers["ETag"], answer.headers["Last-Modified"]
    return answer


@bp.app_url_defaults
def look_on(endpoint: str, values: dict[str, Any]) -> None:
    """Have the links to an event's public pages lead to the same moment."""
    look = g.get("look") if g else None
    if look is not None and endpoint in _public_pages():
        values.setdefault(AS_OF, look.written)


@bp.app_template_global()
def find_look() -> Look | None:
    """Return the other moment that is looked at, None where it is now."""
    found: Look | None = g.get("look")
    return found


@bp.app_template_global()
def address_of_now() -> str:
    """Return this page's address without the other moment."""
    return _without(AS_OF)


def _moment(typed: str, event: Event) -> datetime:
    """Return the moment; without an offset it is one of the event's clocks."""
    try:
        found = datetime.fromisoformat(typed)
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(event.timezone))
        moment = found.astimezone(UTC)
    except (ValueError, OverflowError):
        abort(400, _("Type a day and time, such as 2030-09-23 18:00."))
    if not EARLIEST <= moment.date() <= LATEST:
        words = {"first": str(EARLIEST.year), "last": str(LATEST.year)}
        abort(400, _("Choose a day from %(first)s to %(last)s.", **words))
    return moment


def _public_pages() -> frozenset[str]:
    found: frozenset[str] | None = current_app.extensions.get("public_pages")
    if found is None:
        rules = current_app.url_map.iter_rules()
        found = frozenset(r.endpoint for r in rules if r.rule.startswith(PUBLIC))
        current_app.extensions["public_pages"] = found
    return found


def _without(name: str) -> str:
    asked = [(key, text) for key, text in request.args.items(multi=True) if key != name]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


@bp.after_app_request
def lead_on(answer: Response) -> Response:
    """Lead from an event's former address to the same page at its present one.

    Asks the database only where the page was not found. Not for good (302): an event
    may take a former address back.
    """
    slug = (request.view_args or {}).get("slug")
    if (
        answer.status_code != 404
        or slug is None
        or request.method not in {"GET", "HEAD"}
    ):
        return answer
    event = find_event_by_former_slug(slug)
    if event is None or find_shown_event(event.slug, find_visitor_id()) is None:
        return answer
    where = {**(request.view_args or {}), "slug": event.slug}
    there = url_for(request.endpoint or "", **where)
    asked = request.query_string.decode("ascii", "replace")
    return make_response(redirect(f"{there}?{asked}" if asked else there))
