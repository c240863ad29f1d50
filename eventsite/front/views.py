"""The front page, an event's own page, and the style sheets of their colours."""

from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from eventsite.capacity.rules import PLACES
from eventsite.core import clock, colours
from eventsite.core.changes import ANYTHING, Shown
from eventsite.core.deadlines import ANYWHERE_ON_EARTH, end_of
from eventsite.core.documents import send_page
from eventsite.core.files import file_url, list_files
from eventsite.core.guard import find_visitor_id, is_stranger, public
from eventsite.core.static_files import KEEP
from eventsite.core.web import Panel, or_404
from eventsite.core.words import _
from eventsite.events.models import Event
from eventsite.events.queries import (
    find_event_by_former_slug,
    is_shown,
)
from eventsite.front import exports, queries, rules
from eventsite.front.forms import SampleForm
from eventsite.programme.models import Stamp
from eventsite.programme.queries import get_edition
from eventsite.programme.rules import highlights

bp = Blueprint("front", __name__)
MOST_PAGES = 1000


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= MOST_PAGES:
        abort(404)
    now = clock.now()
    calendar = queries.list_calendar(now, page)
    shown = [*calendar.on, *calendar.ahead, *calendar.over]
    if page > 1 and not shown:
        abort(404)
    html = render_template(
        "front/index.html",
        calendar=calendar,
        page=page,
        is_empty=not shown,
        hosts={event.host for event in shown},
        logos=_logos(shown),
        twins=rules.twins(shown),
    )
    if not is_stranger():
        return html
    asked = {"page": str(page)}
    return send_page(html, Shown.of(ANYTHING, asked=asked))


def _logos(events: list[Event]) -> dict[int, str]:
    files = list_files({event.logo_id for event in events if event.logo_id})
    return {file_id: file_url(file) for file_id, file in files.items()}


@bp.get("/events/<slug>")
@public
def event(slug: str) -> ResponseReturnValue:
    found = queries.find_event_page(slug)
    if found is None:
        moved = or_404(find_event_by_former_slug(slug))
        or_404(moved if moved.is_public else None)
        return redirect(url_for(".event", slug=moved.slug), code=301)
    shown, children, logo, stamp = found
    if not is_shown(shown, find_visitor_id()):
        abort(404)
    now = clock.now()
    offered = [panel(shown, now) for panel in current_app.extensions["panels"]]
    addresses = [(child, _address(child)) for child in children]
    page = render_template(
        "front/event.html",
        event=shown,
        phase=rules.phase(shown, now),
        panels=[panel for panel in (_programme(shown, stamp), *offered) if panel],
        children=children,
        logo=logo,
        linked_data=exports.schema_org(shown, _address(shown), addresses),
    )
    if not (shown.is_public and is_stranger()):
        return page
    return send_page(page, stamp.shown(PLACES))


def _programme(event: Event, stamp: Stamp) -> Panel | None:
    """Show how much is on and a few sessions of note; None before anything is out.

    Not among the rooms' panels: it needs the stamp, which the page asks for anyway.
    """
    if not stamp.releases:
        return None
    edition = get_edition(stamp, event, clock.looked_at())
    if not edition.is_out or not edition.programme.sessions:
        return None
    return Panel(
        "programme/_programme.html",
        {"event": event, "edition": edition, "highlights": highlights(edition)},
    )


def _address(event: Event) -> str:
    return url_for("front.event", slug=event.slug, _external=True)


@bp.get("/styleguide")
@public
def styleguide() -> ResponseReturnValue:
    """Show developers what there is to build pages from."""
    if not current_app.debug:
        abort(404)
    now = clock.now()
    form = SampleForm(formdata=None)
    form.name.errors, form.ticket.errors = [_("Fill this in.")], [_("Choose one.")]
    form.agreed.errors = [_("Agree, or write to us why you cannot.")]
    return render_template(
        "front/styleguide.html",
        now=now,
        later=now + timedelta(hours=3),
        deadlines=[
            end_of((now + timedelta(days=days)).date(), zone)
            for days, zone in (
                (12, "America/Los_Angeles"),
                (1, ANYWHERE_ON_EARTH),
                (-3, "UTC"),
            )
        ],
        form=form,
        colours=[colour[1:] for colour in (*colours.PALETTE, "#f7df1e", "#101010")],
    )


@bp.get("/brand/<key>.css")
@public
def brand(key: str) -> Response:
    """Dress a page in an event's colour, such as `/brand/2b5fa8.css`."""
    return _style_sheet(colours.brand_css(or_404(colours.parse(key))))


@bp.get("/colours/<keys>.css")
@public
def colour_rules(keys: str) -> Response:
    """Give elements with `data-colour` their colours: `/colours/2b5fa8-b3541e.css`."""
    found = [or_404(colours.parse(key)) for key in keys.split("-", colours.MOST - 1)]
    return _style_sheet(colours.colours_css(found))


def _style_sheet(css: str) -> Response:
    response = Response(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = KEEP  # the address says all there is in it
    return response
